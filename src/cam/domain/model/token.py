"""Signed names: an attempt named in a link or an address, so that nobody else can name it.

A token is the attempt's id (16 bytes) and a MAC over purpose and id (14 bytes of HMAC-SHA256, RFC
2104), in lower-case base32 (RFC 4648): exactly 48 characters. So it needs no escape in a URL's path
(RFC 3986), survives relays that fold the case of a local part, and fits behind a plus in one of 64
octets (RFC 5321 4.5.3.1.1). 112 bits of MAC are what these 48 characters leave; a guess can only be
tried here, one at a time. It holds no personal data and never expires.
"""

import binascii
import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

LENGTH = 48
"""Characters of every token."""
_ID_BYTES = 16
_MAC_BYTES = 14
_MOST_LOCAL = 64
_TOKEN = rf"[A-Za-z2-7]{{{LENGTH}}}"
_IN_SUBJECT = re.compile(rf"\bunsubscribe\s+({_TOKEN})(?![A-Za-z0-9])", re.IGNORECASE)
_IN_ADDRESS = re.compile(rf"[^@]*\+({_TOKEN})@[^@]+")


class TokenPurpose(StrEnum):
    """What a token is good for; it is worth nothing for anything else."""

    UNSUBSCRIBE = "unsubscribe"
    """Ends it: in the link of the mail and in the subject of the mailto."""
    REPLY = "reply"
    """Names the mail that an answer or a bounce is about: in Reply-To and in the envelope."""


def signing_key(secret: bytes) -> bytes:
    """The key of all tokens, from a secret that has another use too (HKDF-SHA256, RFC 5869)."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, b"cam signed tokens\x01", "sha256")


def signed(key: bytes, purpose: str, subject: UUID) -> str:
    """The token of that attempt for that purpose; always the same one."""
    return b32encode(subject.bytes + _mac(key, purpose, subject.bytes)).decode().lower()


def subject_of(key: bytes, purpose: str, token: str) -> UUID | None:
    """Whom the token names; None unless this very key signed it for this purpose.

    In whatever case it comes. What is compared is compared in constant time.
    """
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        told = b32decode(token, casefold=True)
    except binascii.Error:
        return None
    name, mac = told[:_ID_BYTES], told[_ID_BYTES:]
    return UUID(bytes=name) if hmac.compare_digest(mac, _mac(key, purpose, name)) else None


def plus_address(mailbox: str, token: str) -> str:
    """The mailbox with the token as its plus tag; empty when it has a tag or no room for one."""
    local, _, domain = mailbox.rpartition("@")
    tagged = f"{local}+{token}"
    return f"{tagged}@{domain}" if "+" not in local and len(tagged) <= _MOST_LOCAL else ""


def token_in(subject: str, recipients: Iterable[str]) -> str:
    """What looks like a token in a mail's subject ("unsubscribe TOKEN") or in the plus tag of an
    address that it was sent to; empty when nothing does. Whether it is one, `subject_of` says."""
    if found := _IN_SUBJECT.search(subject):
        return found[1].lower()
    for each in recipients:
        if found := _IN_ADDRESS.fullmatch(each):
            return found[1].lower()
    return ""


def _mac(key: bytes, purpose: str, name: bytes) -> bytes:
    own = hmac.digest(key, purpose.encode(), "sha256")
    return hmac.digest(own, name, "sha256")[:_MAC_BYTES]
