"""E-mail addresses: strict syntax and the keys by which people are recognised.

Refuse, never repair: a repaired address is another person's (RFC 5321 4.1.2, 4.5.3.1).
"""

import re
from functools import lru_cache

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from cam.domain.model.errors import InvalidInput

PLACEHOLDERS = frozenset({"email_not_unlocked@domain.com"})
"""Addresses that a provider writes where it has none (Apollo, legacy shape)."""

_GMAIL = frozenset({"gmail.com", "googlemail.com"})
"""One mailbox under two names, blind to dots."""

_PLAIN = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*"
    r"@(?=.{1,189}\Z)(?:[a-z0-9](?:[a-z0-9]|-(?!-)){0,61}(?<!-)\.)+([a-z]{2,63})",
    re.IGNORECASE | re.ASCII,
)
"""The usual address. Whatever does not match is judged by the library: a twentieth of its speed."""
_SPECIAL = {name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES}


@lru_cache(maxsize=8192)  # one mail asks for the same address some twenty times
def parsed(address: str) -> str:
    """The address as it is written to: local part kept, domain lower-case A-labels.

    Raises InvalidInput for anything that RFC 5321 does not allow, for a local part that is not
    ASCII (it needs SMTPUTF8 on every hop), for providers' placeholders, and for what a mail header
    would decode (`=?`, CVE-2024-6923).
    """
    if is_plain(address):
        local, _, domain = address.partition("@")
        written = f"{local}@{domain.lower()}"
    else:
        written = _judged(address)
    if "=?" in written:
        raise InvalidInput("email", "reads as an encoded word", kind="invalid_email")
    if written.lower() in PLACEHOLDERS:
        raise InvalidInput("email", "is a provider's placeholder", kind="invalid_email")
    return written


def is_plain(address: str) -> bool:
    """Is it an address of the usual kind, of which nobody needs to think twice?"""
    plain = _PLAIN.fullmatch(address)
    return plain is not None and plain[1].lower() not in _SPECIAL


def _judged(address: str) -> str:
    try:
        valid = validate_email(
            address,
            check_deliverability=False,
            allow_smtputf8=False,
            test_environment=True,
            strict=True,
        )
    except EmailNotValidError as refused:
        raise InvalidInput("email", str(refused), kind="invalid_email") from None
    return f"{valid.local_part}@{valid.ascii_domain}"


def canonical(address: str) -> str:
    """The key by which an address is recognised: lower case, A-labels."""
    return parsed(address).lower()


@lru_cache(maxsize=8192)
def base(address: str) -> str:
    """The canonical address without its plus tag; Gmail's without the dots, under one name.

    Only recognition drops the dots: what is written to keeps them. Two addresses with one canonical
    form have one base, so this one key finds both kinds of double.
    """
    local, _, domain = canonical(address).rpartition("@")
    local = local.split("+", 1)[0] or local
    if domain in _GMAIL:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """The canonical address's domain."""
    return canonical(address).rpartition("@")[2]
