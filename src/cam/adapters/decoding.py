"""JSON from outside: a typed value or None, never another error."""

from typing import Any, TypeVar

import msgspec

from cam.domain.model import address, text
from cam.domain.model.errors import InvalidInput

T = TypeVar("T")
_LONGEST = 500
_MOST = 2**31 - 1


def decoded(body: bytes | msgspec.Raw, kind: type[T]) -> T | None:
    """The JSON as `kind`; None when it is no JSON, too deep, or of other types."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def clean(value: str | None) -> str:
    """One line without control characters, at most 500 characters; empty for None."""
    return text.one_line(value)[:_LONGEST].strip() if value else ""


def address_or_none(value: Any) -> str:
    """The address as it is written to; empty when it is none, or a provider's placeholder."""
    if not isinstance(value, str):
        return ""
    try:
        return address.parsed(value.strip())
    except InvalidInput:
        return ""


def whole(value: Any) -> int | None:
    """A whole number from 0 to 2^31 - 1, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= _MOST else None


def amount(value: Any) -> float | None:
    """A finite number that is not negative, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _MOST else None
