"""The fixtures: `peers` for each test, on servers that are started once for each process."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from . import dovecot, nameserver, postfix
from .certificates import certified
from .kept import Kept
from .nameserver import NameServer
from .peers import Peers
from .ports import HeldPorts, greeting

ROLES = ("submission", "submissions", "mx", "inner", "imap", "imaps")
PACKAGES = {
    postfix.PROGRAM: "postfix",
    "/usr/lib/dovecot/imap": "dovecot-imapd",
    "/usr/lib/dovecot/lmtp": "dovecot-lmtpd",
    "/usr/lib/dovecot/modules/lib90_sieve_plugin.so": "dovecot-sieve",
    nameserver.SERVER: "dnsmasq-base",
    "openssl": "openssl",
}
"""A file of each Debian package that the peers need."""
MAIL_UID = 5000
"""Whom mailboxes belong to when root starts the servers. Anybody else owns theirs."""


def missing() -> str:
    """Why the peers cannot be started here; "" when they can."""
    packages = [package for file, package in PACKAGES.items() if shutil.which(file) is None
                and not Path(file).is_file()]  # fmt: skip
    if packages:
        return f"real mail peers need the Debian packages {', '.join(packages)}"
    version = _said(dovecot.SERVER, "--version")
    if not version.startswith("2.3."):
        return f"real mail peers need Dovecot 2.3, and this is {version}"
    if os.geteuid() and not _said("sudo", "-n", "id", "-u").startswith("0"):
        return "real mail peers need root, or sudo without a password: Postfix starts as root only"
    return ""


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def serving() -> Iterator[Peers]:
    """Postfix and Dovecot, and a name server without records, until the generator is closed."""
    why = missing()
    if why:
        is_ci = os.environ.get("CI") == "true"  # noqa: TID251 - set by .ci/run
        (pytest.fail if is_ci else pytest.skip)(why)
    held = HeldPorts(len(ROLES))
    ports = dict(zip(ROLES, held.numbers, strict=True))
    folder = Path(tempfile.mkdtemp(prefix="cam-peers-"))
    token = uuid4().hex
    kept = _started(folder, ports, token)
    dns = NameServer()
    try:
        for role, port in ports.items():
            if role not in ("submissions", "imaps"):
                kept.until(lambda port=port: token in greeting(port), role)  # type: ignore[misc]
        yield Peers(
            submission=ports["submission"],
            submissions=ports["submissions"],
            mx=ports["mx"],
            imap=ports["imap"],
            imaps=ports["imaps"],
            password=dovecot.PASSWORD,
            ca_file=folder / "ca.pem",
            dns=dns,
            folder=folder,
        )
    finally:
        dns.release()
        kept.end()
        held.release()


mail_servers = pytest.fixture(scope="session", name="mail_servers")(serving)


def _started(folder: Path, ports: dict[str, int], token: str) -> Kept:
    folder.chmod(0o755)
    certified(folder)
    uid = MAIL_UID if os.geteuid() == 0 else os.geteuid()
    commands = [
        postfix.rendered(folder, ports, token),
        dovecot.rendered(folder, ports, token, uid),
    ]
    return Kept(folder, commands, as_root=True, mail_uid=uid)


@pytest.fixture
def peers(mail_servers: Peers) -> Iterator[Peers]:
    """Postfix, Dovecot and dnsmasq. Mailboxes are shared: a test uses addresses of its own."""
    yield mail_servers
    mail_servers.dns.end()
