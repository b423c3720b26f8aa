"""A mailbox on the real Dovecot, as another mail program handles it."""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from peers.peers import Peers

_numbers = count(1)
_INDEXES = ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache")


class Mailbox:
    """One of ours, which no other test uses."""

    def __init__(self, peers: Peers) -> None:
        self.peers = peers
        self.user = f"box{next(_numbers)}@cam.test"
        self.password = peers.password
        self.host, self.port = peers.host, peers.imap

    @contextmanager
    def client(self, folder: str = "", *, readonly: bool = False) -> Iterator[imaplib.IMAP4]:
        """A client of the test's own, logged in, in that folder."""
        with imaplib.IMAP4(self.host, self.port) as client:
            client.login(self.user, self.password)
            if folder:
                assert client.select(folder, readonly=readonly)[0] == "OK"
            yield client

    async def put(self, *raws: bytes, folder: str = "INBOX") -> None:
        """These arrive, in this order."""
        with self.client() as client:
            for raw in raws:
                status, said = client.append(folder, "", "", raw)
                assert status == "OK", said

    def flags(self, folder: str = "INBOX") -> list[Any]:
        """The flags of each message."""
        with self.client(folder, readonly=True) as client:
            return [each for each in client.uid("FETCH", "1:*", "(FLAGS)")[1] if each]

    async def remove(self, uid: int, folder: str = "INBOX") -> None:
        """Somebody deletes it."""
        with self.client(folder) as client:
            client.uid("STORE", str(uid), "+FLAGS", "(\\Deleted)")
            client.expunge()

    async def renumber(self, folder: str = "INBOX") -> None:
        """The server forgets its numbers: another UIDVALIDITY, and the messages from 1 on."""
        local, _, domain = self.user.partition("@")
        path = self.peers.folder / "mail" / domain / local / "Maildir"
        for name in _INDEXES:
            (path / ("" if folder == "INBOX" else f".{folder}") / name).unlink(missing_ok=True)
