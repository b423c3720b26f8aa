"""Published keys, held against the own one; what is signed here is verified by dkimpy."""

import base64
import binascii
import logging
from datetime import datetime

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from cam.adapters.dkim.key import SigningKey, encoded
from cam.adapters.dkim.signer import Signer
from cam.domain.model.dkim import KeyRecord
from cam.domain.model.tag_list import MalformedRecord
from cam.ports.dkim_keys import OwnKey

_TEST = (
    "From: Ada <ada@{domain}>\r\nTo: Jane <jane@example.com>\r\nSubject: A test  of\r\n"
    " folding\r\nDate: Thu, 01 Oct 2026 10:00:00 +0000\r\nMessage-ID: <test@{domain}>\r\n"
    "List-Unsubscribe: <https://{domain}/u>,\r\n <mailto:ada@{domain}>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
    "Two  spaces, a tab\tand an end. \r\n\r\n.dots\r\n-- \r\n\r\n\r\n"
)
_SILENT = logging.getLogger(f"{__name__}.dkimpy")
_SILENT.disabled = True


class PublishedKeys:
    """Keeps `ports.dkim_keys.DkimKeys`. `unusable` says why an own key that is set is none."""

    def __init__(self, key: SigningKey | None, at: datetime, *, unusable: str = "") -> None:
        self._key = key
        self._at = at
        self.unusable = unusable
        self.own = (
            OwnKey(domain=key.domain, selector=key.selector, record=key.record) if key else None
        )

    def bits(self, record: KeyRecord) -> int:
        """The size of an RSA key. Raises MalformedRecord when it is none."""
        return _rsa(record.public).key_size

    def same(self, record: KeyRecord) -> bool:
        """Compares the keys, not how they are written: RFC 6376 allows two forms."""
        return self._key is not None and encoded(_rsa(record.public)) == encoded(
            self._key.private.public_key()
        )

    def why_refused(self, record: str) -> str:
        """Signs with CAM's code, verifies with dkimpy, which shares nothing with it."""
        if self._key is None:
            return "there is no own key"
        mail = _TEST.format(domain=self._key.domain).encode()
        signed = Signer(self._key).signed(mail, self._at)
        verifier = dkim.DKIM(signed, logger=_SILENT, minkey=0)

        def looked_up(name: str, timeout: float) -> bytes:
            del name, timeout
            return record.encode()

        try:
            verified = verifier.verify(dnsfunc=looked_up)
        except dkim.DKIMException as refused:
            return str(refused)
        return "" if verified else "the signature does not match the published key"


def _rsa(public: str) -> RSAPublicKey:
    """SubjectPublicKeyInfo, as everybody publishes it, and as RFC 8301 and its errata mean it."""
    try:
        key = load_der_public_key(base64.b64decode(public, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        raise MalformedRecord("p= is no public key") from None
    if not isinstance(key, RSAPublicKey):
        raise MalformedRecord("p= is no RSA key")
    return key
