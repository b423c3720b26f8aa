"""Signs mails: RSA-SHA256, relaxed/relaxed (RFC 6376).

Not by dkimpy, whose RSA in pure Python costs 20 times as much; it verifies (see docs/decisions).
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from cam.adapters.dkim import relaxed
from cam.adapters.dkim.key import SigningKey

SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to",
    b"references", b"mime-version", b"content-type", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip
"""What is signed of what the mail has (RFC 6376 5.4.1); RFC 8058 4 demands the last two."""
_NAME = b"DKIM-Signature"
_FIELDS = re.compile(rb"([!-9;-~]+):((?:[^\r]|\r\n[ \t])*)\r\n")
_LINE = 72
"""Characters of base64 on a line."""


class Signer:
    """Signs what it is given, in the name of one domain."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        who = f"d={key.domain};\r\n s={key.selector}"
        self._begin = f" v=1; a=rsa-sha256; c=relaxed/relaxed; {who}; t=".encode()

    def signed(self, mail: bytes, at: datetime) -> bytes:
        """The mail with its signature in front. The same mail and instant give the same bytes.

        `mail` is RFC 5322 with CRLF line ends, before dots are stuffed.
        """
        block, _, body = mail.partition(b"\r\n\r\n")
        fields = {name.lower(): value for name, value in _FIELDS.findall(block + b"\r\n")}
        names = [name for name in SIGNED if name in fields]
        unsigned = b"".join(
            (
                self._begin,
                b"%d;\r\n h=" % at.timestamp(),
                _listed((b"from", *names)),  # once more: no second From can be added
                b";\r\n bh=",
                b64encode(sha256(relaxed.body(body)).digest()),
                b";\r\n b=",
            )
        )
        signed = [relaxed.header(name, fields[name]) for name in names]
        signed.append(relaxed.header(_NAME, unsigned))
        signature = self._key.private.sign(b"\r\n".join(signed), PKCS1v15(), SHA256())
        return _NAME + b":" + unsigned + _folded(b64encode(signature)) + b"\r\n" + mail


def _listed(names: Sequence[bytes]) -> bytes:
    """The names with colons between them, a few on a line."""
    lines = [b":".join(names[start : start + 5]) for start in range(0, len(names), 5)]
    return b":\r\n  ".join(lines)


def _folded(coded: bytes) -> bytes:
    return b"\r\n  ".join(coded[start : start + _LINE] for start in range(0, len(coded), _LINE))
