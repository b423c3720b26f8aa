"""Standard Webhooks signatures (standardwebhooks.com, 1.0): what we sign, and what we are sent."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta

from cam.domain.model.errors import InvalidInput

WINDOW = timedelta(minutes=5)
"""An event that was signed longer ago, or that much in the future, is a replay."""
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


def secret_key(secret: str, name: str) -> bytes:
    """The key: what follows `whsec_` is base64, anything else is the key itself.

    Raises InvalidInput, naming the setting.
    """
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise InvalidInput(name, "is not base64 after whsec_") from None
