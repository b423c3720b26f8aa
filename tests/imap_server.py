"""A real Dovecot for tests: one server for the session, a mailbox for each test.

It ends with the process that started it. Where it is not installed, its tests are skipped and say
so.
"""

import imaplib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

PATIENCE = 20.0
PASSWORD = "dovecots-own"
_numbers = count(1)
_KEEPER = """
import signal, subprocess, sys
server = subprocess.Popen(sys.argv[1:])
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.stdin.read()
server.terminate()
server.wait()
"""
"""Starts the server, and ends it when nobody holds the other end of its stdin any more."""
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {run}
state_dir = {run}
instance_name = cam-{port}
log_path = {folder}/log
{users}
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 100
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    special_use = \\Junk
  }}
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


class ImapServer:
    """Dovecot on ports of its own."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder = folder
        self._program = program
        self.port, self.secure_port = free_port(), free_port()
        self.certificate = folder / "cert.pem"
        self._keeper: subprocess.Popen[bytes] | None = None
        folder.chmod(0o755)
        (folder / "mail").mkdir()
        new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        files = ["-keyout", str(folder / "key.pem"), "-out", str(self.certificate)]
        subprocess.run([*new, *name, *files], check=True, capture_output=True)
        (folder / "conf").write_text(self._config())

    def _config(self) -> str:
        uid, gid, users = os.getuid(), os.getgid(), ""
        if uid == 0:
            uid = gid = 65534
            os.chown(self.folder / "mail", uid, gid)
            users = "first_valid_uid = 1"
        else:
            import getpass
            import grp

            me, mine = getpass.getuser(), grp.getgrgid(gid).gr_name
            users = f"default_internal_user = {me}\ndefault_login_user = {me}\n"
            users += f"default_internal_group = {mine}"
        return _CONFIG.format(
            folder=self.folder,
            run=self.folder / "run",
            port=self.port,
            secure_port=self.secure_port,
            users=users,
            password=PASSWORD,
            uid=uid,
            gid=gid,
        )

    def start(self) -> None:
        """Once it answers."""
        config = str(self.folder / "conf")
        told = (self._program, "-F", "-c", config)
        with (self.folder / "out").open("wb") as out:
            self._keeper = subprocess.Popen(
                [sys.executable, "-c", _KEEPER, *told],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < until, (self.folder / "out").read_text()
            assert self._keeper.poll() is None, (self.folder / "out").read_text()
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as wire:
                return wire.recv(4).startswith(b"* OK")
        except OSError:
            return False

    def stop(self) -> None:
        """And all of its processes."""
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.close()
            self._keeper.wait(timeout=PATIENCE)

    def mailbox(self) -> "Mailbox":
        """A new one, empty."""
        made = Mailbox(self, f"user{next(_numbers)}@agency.example")
        with made.client() as client:
            assert client.create("Junk")[0] == "OK"
        return made


class Mailbox:
    """One user's mailbox, as another mail program handles it."""

    def __init__(self, server: ImapServer, user: str) -> None:
        self.server = server
        self.user = user
        self.host, self.port = "127.0.0.1", server.port

    def client(self) -> imaplib.IMAP4:
        """A client of the test's own, logged in."""
        client = imaplib.IMAP4(self.host, self.port)
        client.login(self.user, PASSWORD)
        return client

    async def put(self, *raws: bytes, folder: str = "INBOX") -> None:
        """These arrive, in this order."""
        with self.client() as client:
            for raw in raws:
                status, said = client.append(folder, "", "", raw)
                assert status == "OK", said

    def ask(self, folder: str, *command: str) -> list[Any]:
        """What the server says to one command in a folder."""
        with self.client() as client:
            assert client.select(folder, readonly=command[0] == "FETCH")[0] == "OK"
            status, said = client.uid(*command)
            assert status == "OK", said
            return said

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """The flags of each message."""
        return [each for each in self.ask(folder, "FETCH", "1:*", "(FLAGS)") if each]

    async def remove(self, uid: int, folder: str = "INBOX") -> None:
        """Somebody deletes it."""
        self.ask(folder, "STORE", str(uid), "+FLAGS", "(\\Deleted)")
        with self.client() as client:
            client.select(folder)
            client.expunge()

    async def drop(self, folder: str) -> None:
        """Somebody deletes the folder."""
        with self.client() as client:
            assert client.delete(folder)[0] == "OK"

    async def renumber(self, folder: str = "INBOX") -> None:
        """The server forgets its numbers: another UIDVALIDITY, and the messages from 1 on."""
        path = self.server.folder / "mail" / self.user
        for name in (
            "dovecot-uidlist",
            "dovecot.index",
            "dovecot.index.log",
            "dovecot.index.cache",
        ):
            (path / ("" if folder == "INBOX" else f".{folder}") / name).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def imap_server() -> Iterator[ImapServer]:
    """Dovecot, running."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.skip("Dovecot is not installed (Debian: dovecot-imapd)")
    with TemporaryDirectory(prefix="cam-imap-") as folder:  # where another user may go, too
        server = ImapServer(Path(folder), program)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def mailbox(imap_server: ImapServer) -> Mailbox:
    """An empty mailbox."""
    return imap_server.mailbox()
