"""Standard Webhooks signatures (standardwebhooks.com, 1.0): what we sign, and what we are sent."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta

from cam.domain.model.errors import InvalidInput

WINDOW = timedelta(minutes=5)
"""An event that was signed longer ago, or that much in the future, is a replay."""
LEAST_KEY = 16
"""Bytes of a key by which others prove who they are; a shorter one can be guessed."""
_PREFIX = "whsec_"


def signature(key: bytes, event_id: str, timestamp: str, body: bytes) -> str:
    """`v1,<base64 HMAC-SHA256>` of `id.timestamp.body`."""
    signed = b".".join((event_id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def is_signed(
    key: bytes, event_id: str, timestamp: str, body: bytes, *, given: str, now: datetime
) -> bool:
    """Is one of the given signatures, parted by blanks, right, and was it made just now?

    Compared in constant time.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len("9999999999")):
        return False
    fresh = abs(now.timestamp() - int(timestamp)) <= WINDOW.total_seconds()
    expected = signature(key, event_id, timestamp, body).encode()
    right = [hmac.compare_digest(each.encode(), expected) for each in given.split()]
    return fresh and any(right)


def secret_key(secret: str, name: str, *, least: int = 1) -> bytes:
    """The key: what follows `whsec_` is base64, anything else is the key itself; empty when there
    is no secret, else of `least` bytes or more.

    Raises InvalidInput, naming the setting.
    """
    key = _decoded(secret, name)
    if secret and len(key) < least:
        raise InvalidInput(name, f"has a key of {len(key)} bytes; it takes {least} or more")
    return key


def _decoded(secret: str, name: str) -> bytes:
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise InvalidInput(name, "is not base64 after whsec_") from None
