"""What a signature costs a mail: CAM's, and the same by dkimpy."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from rich.console import Console
from rich.table import Table

from cam.adapters.dkim.key import SigningKey
from cam.adapters.dkim.signer import SIGNED, Signer
from cam.adapters.smtp.mime import compose
from cam.testing.contracts.mailer import a_mail

SIZES = (1024, 2048, 4096)
AT = datetime(2026, 11, 22, tzinfo=UTC)


def measure(console: Console) -> None:
    """CPU of one thread, a signature."""
    mail = compose(a_mail(text="A line of the text, as a person writes it.\n" * 30))
    table = Table("bits", "CAM, ms", "dkimpy, ms", title="one signature, CPU, median")
    for bits in SIZES:
        key = generate_private_key(65537, bits)
        signer, pem = Signer(SigningKey("agency.example", "cam", key)), _pem(key)
        own = _taken(partial(signer.signed, mail, AT), 300)
        theirs = _taken(partial(_by_dkimpy, mail, pem), 15)
        table.add_row(str(bits), f"{own:.2f}", f"{theirs:.1f}")
    console.print(table)


def _by_dkimpy(mail: bytes, pem: bytes) -> None:
    dkim.sign(mail, b"cam", b"agency.example", pem, include_headers=[b"from", *SIGNED])


def _pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _taken(work: Callable[[], object], times: int) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.thread_time()
        work()
        taken.append(1000 * (time.thread_time() - begun))
    return median(taken)


if __name__ == "__main__":
    measure(Console())
