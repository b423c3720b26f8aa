"""Keys and certificates made for tests."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    RSAPublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from cam.adapters.system_clock import SystemClock

DAY = timedelta(days=1)


@cache
def rsa_key(bits: int = 2048, name: str = "") -> RSAPrivateKey:
    """A key of this size; another for each name."""
    del name
    return generate_rsa(65537, bits)


def pem(key: RSAPrivateKey | EllipticCurvePrivateKey) -> str:
    """As an operator has it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def published(key: RSAPublicKey) -> str:
    """As `p=` has it."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def short_key(bits: int) -> RSAPublicKey:
    """A public key too short for any tool to make a private one."""
    return RSAPublicNumbers(65537, (1 << (bits - 1)) + 0x1001).public_key()


class Authority:
    """Signs certificates; what it signed is trusted where its own certificate is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = generate_private_key(SECP256R1())
        self.file = folder / "authority.pem"
        self._name = _named("Test Authority")
        now = SystemClock().now()
        mine = self._begun(self._key, self._name, now - DAY, now + 100 * DAY)
        mine = mine.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.file.write_bytes(mine.sign(self._key, SHA256()).public_bytes(Encoding.PEM))

    def certificate(
        self,
        *names: str,
        since: timedelta = -DAY,
        until: timedelta = 60 * DAY,
        self_signed: bool = False,
    ) -> Path:
        """A file with a key and its certificate for these names, valid between these from now."""
        key = generate_private_key(SECP256R1())
        now = SystemClock().now()
        made = self._begun(key, _named(names[0]), now + since, now + until)
        made = made.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False
        )
        if self_signed:
            signed = made.issuer_name(_named(names[0])).sign(key, SHA256())
        else:
            signed = made.issuer_name(self._name).sign(self._key, SHA256())
        file = self._folder / f"{len(list(self._folder.iterdir()))}.pem"
        file.write_text(pem(key) + signed.public_bytes(Encoding.PEM).decode())
        return file

    def _begun(
        self, key: EllipticCurvePrivateKey, name: x509.Name, since: datetime, until: datetime
    ) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        if key is self._key:
            builder = builder.issuer_name(name)
        return builder.not_valid_before(since).not_valid_after(until)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def lines_of(text: str, every: int) -> Sequence[str]:
    """A long value in pieces, as zone files have it."""
    return [text[start : start + every] for start in range(0, len(text), every)]
