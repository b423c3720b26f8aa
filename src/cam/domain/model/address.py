"""E-mail addresses: strict syntax and the keys by which people are recognised.

Refuse, never repair: a repaired address is another person's (RFC 5321 4.1.2, 4.5.3.1).
"""

from email_validator import EmailNotValidError, validate_email

from cam.domain.model.errors import InvalidInput

PLACEHOLDERS = frozenset({"email_not_unlocked@domain.com"})
"""Addresses that a provider writes where it has none (Apollo, legacy shape)."""

_DOT_BLIND = frozenset({"gmail.com", "googlemail.com"})


def parsed(address: str) -> str:
    """The address as it is written to: local part kept, domain lower-case A-labels.

    Raises InvalidInput for anything that RFC 5321 does not allow, for a local part that is not
    ASCII (it needs SMTPUTF8 on every hop) and for providers' placeholders.
    """
    try:
        valid = validate_email(
            address,
            check_deliverability=False,
            allow_smtputf8=False,
            test_environment=True,
        )
    except EmailNotValidError as refused:
        raise InvalidInput("email", str(refused), kind="invalid_email") from None
    written = f"{valid.local_part}@{valid.ascii_domain}"
    if written.lower() in PLACEHOLDERS:
        raise InvalidInput("email", "is a provider's placeholder", kind="invalid_email")
    return written


def canonical(address: str) -> str:
    """The key by which an address is recognised: lower case, A-labels."""
    return parsed(address).lower()


def base(address: str) -> str:
    """The canonical address without its plus tag; for Gmail without the dots, too."""
    local, _, domain = canonical(address).rpartition("@")
    local = local.split("+", 1)[0]
    return f"{local.replace('.', '') if domain in _DOT_BLIND else local}@{domain}"


def domain_of(address: str) -> str:
    """The canonical address's domain."""
    return canonical(address).rpartition("@")[2]
