"""A certificate authority for one run of the tests, and a server's certificate from it."""

import subprocess
from pathlib import Path

NAMES = ("localhost", "relay.cam.test", "mx.prospect.test", "imap.cam.test")
"""The certificate is for these and for 127.0.0.1."""


def certified(folder: Path) -> None:
    """Writes `ca.pem`, `server.pem` and `server.key`."""
    _openssl(
        folder,
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=CAM test authority",
        "-addext", "basicConstraints=critical,CA:TRUE",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    )  # fmt: skip
    names = ",".join(["IP:127.0.0.1", *(f"DNS:{name}" for name in NAMES)])
    _openssl(
        folder,
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-CA", "ca.pem", "-CAkey", "ca.key",
        "-keyout", "server.key", "-out", "server.pem", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "basicConstraints=critical,CA:FALSE",
        "-addext", f"subjectAltName={names}",
    )  # fmt: skip
    (folder / "ca.key").unlink()


def _openssl(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        ["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
