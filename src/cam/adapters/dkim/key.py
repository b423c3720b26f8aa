"""The key that signs, as an operator gives it."""

import base64
import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from msgspec import Struct

from cam.domain.model.errors import InvalidInput

SETTINGS = ("CAM_DKIM_DOMAIN", "CAM_DKIM_SELECTOR", "CAM_DKIM_KEY")
LEAST, MOST = 1024, 4096
"""Bits of a key that every verifier must know how to check (RFC 8301 3.2)."""
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SELECTOR = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


class SigningKey(Struct, frozen=True):
    """For which domain, under which selector, and the key. Its repr tells nothing of the key."""

    domain: str
    selector: str
    private: RSAPrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.selector}._domainkey.{self.domain})"

    @property
    def record(self) -> str:
        """What the TXT record at `selector._domainkey.domain` has to say (RFC 6376 3.6.1)."""
        return f"v=DKIM1; k=rsa; p={encoded(self.private.public_key())}"


def signing_key(domain: str, selector: str, pem: str) -> SigningKey:
    """The key of these settings. Raises InvalidInput, which names the setting and not the key."""
    given = dict(zip(SETTINGS, (domain, selector, pem), strict=True))
    if missing := [name for name, value in given.items() if not value]:
        raise InvalidInput(missing[0], f"is missing: {', '.join(SETTINGS)} go together")
    if not _DOMAIN.fullmatch(domain) or len(domain) > 253:
        raise InvalidInput("CAM_DKIM_DOMAIN", "is not a domain in ASCII, such as example.com")
    if not _SELECTOR.fullmatch(selector) or len(selector) > 63:
        raise InvalidInput("CAM_DKIM_SELECTOR", "is letters, digits, hyphens and dots, such as cam")
    return SigningKey(domain.lower(), selector.lower(), _private(pem))


def encoded(key: RSAPublicKey) -> str:
    """The public key as `p=` carries it: base64 of SubjectPublicKeyInfo."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def _private(pem: str) -> RSAPrivateKey:
    """Line ends may be written as `\\n`, for files that hold one setting a line."""
    try:
        key = load_pem_private_key(pem.replace("\\n", "\n").strip().encode(), password=None)
    except TypeError:
        raise InvalidInput("CAM_DKIM_KEY", "is locked by a password; give it without") from None
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidInput("CAM_DKIM_KEY", "is not a private key in PEM") from None
    if not isinstance(key, RSAPrivateKey):
        reason = "is not an RSA key, the only kind that all receivers can check (RFC 8463 is young)"
        raise InvalidInput("CAM_DKIM_KEY", reason)
    if not LEAST <= key.key_size <= MOST:
        reason = f"has {key.key_size} bits; {LEAST} to {MOST} can be checked, 2048 is advised"
        raise InvalidInput("CAM_DKIM_KEY", reason)
    return key
