"""Who must never be written to. A suppression always wins, and nothing removes it silently."""

import hmac
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from cam.domain.model import address
from cam.domain.model.errors import InvalidInput


class SuppressionKind(StrEnum):
    """What a suppression covers."""

    ADDRESS = "address"
    """One person: the base address, plus tags stripped."""
    DOMAIN = "domain"
    """Everybody at that domain."""
    ERASED = "erased"
    """One person whose address is not kept: the keyed hash of the base address."""


class Suppression(Struct, frozen=True, kw_only=True):
    """One entry of the list; `value` is canonical."""

    kind: SuppressionKind
    value: str
    reason: str
    created_at: datetime

    def covers(self, email: str) -> bool:
        """Does it forbid to write to this address?"""
        return self.value in covering_keys(email)


def covering_keys(email: str, hash_key: bytes = b"") -> frozenset[str]:
    """Every value that, once suppressed, forbids to write to this address.

    Erased people are among them only with the database's own `hash_key`.
    """
    keys = {address.canonical(email), address.base(email), address.domain_of(email)}
    return frozenset(keys | {erased_value(email, hash_key)} if hash_key else keys)


def erased_value(email: str, hash_key: bytes) -> str:
    """What is kept of an erased person: HMAC-SHA256 (RFC 2104) of the base address, in hex."""
    digest = hmac.digest(hash_key, address.base(email).encode(), "sha256")
    return f"hmac-sha256:{digest.hex()}"


def suppression(target: str, reason: str, at: datetime) -> Suppression:
    """The suppression of an address or, when there is no @ in it, of a whole domain.

    Raises InvalidInput when it is neither.
    """
    if "@" in target:
        value = address.base(target)
        return Suppression(kind=SuppressionKind.ADDRESS, value=value, reason=reason, created_at=at)
    try:
        value = address.domain_of(f"postmaster@{target}")
    except InvalidInput:
        reason = f'"{target}" is neither an address nor a domain'
        raise InvalidInput("target", reason, kind="invalid_email") from None
    return Suppression(kind=SuppressionKind.DOMAIN, value=value, reason=reason, created_at=at)
