"""A mailbox over IMAP, read and left as it is: EXAMINE, and BODY.PEEK (RFC 9051 6.3.3, 6.4.5)."""

import imaplib
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

import anyio
from imap_tools.errors import ImapToolsError

from cam.adapters.imap import answers
from cam.adapters.imap.account import ImapAccount
from cam.adapters.imap.client import MOST_BYTES, Mailbox
from cam.domain.model.errors import ProviderError, ProviderRefused
from cam.domain.model.inbox import Mark, Message, News
from cam.ports.dry_run import refuse_while_planning
from cam.ports.probe import Probe

T = TypeVar("T")
SILENCE = 30.0
"""Seconds that the server may say nothing."""
LONGEST = 120.0
"""Seconds that one command may take, however busily the server answers."""
GOODBYE = 2.0
_FAULTS = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError, EOFError)
"""What imaplib and imap-tools raise when a server is not there, refuses, or talks nonsense."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ImapInbox:
    """Keeps `ports.inbox.Inbox` and `ports.probe.Probed`."""

    def __init__(
        self,
        account: ImapAccount,
        *,
        silence: float = SILENCE,
        longest: float = LONGEST,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._account = account
        self._silence = silence
        self._longest = longest
        self._context = tls_context
        if tls_context is None and account.tls != "none":
            self._context = ssl.create_default_context()

    @property
    def name(self) -> str:
        """The account."""
        return self._account.name

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["OpenImap"]:
        """The mailbox, logged in, until the block ends."""
        refuse_while_planning(f"the mailbox {self.name}")
        session = OpenImap(self._account, self._silence, self._longest, self._context)
        try:
            await session.begin()
            yield session
        finally:
            await session.end()

    async def probe(self) -> Probe:
        """Does the server let us in, and what would be read?"""
        place = self._account.place
        try:
            async with self.opened() as box:
                read = ", ".join(box.folders)
        except ProviderError as error:
            denied = error.code == "provider_denied"
            return Probe(
                provider=answers.NAME, reachable=denied, accepted=False, detail=error.reason
            )
        return Probe(
            provider=answers.NAME, reachable=True, accepted=True, detail=f"{place}, reads {read}"
        )


class OpenImap:
    """Keeps `ports.inbox.OpenInbox`: one connection, one command at a time, each in a thread."""

    def __init__(
        self,
        account: ImapAccount,
        silence: float,
        longest: float,
        context: ssl.SSLContext | None,
    ) -> None:
        self._account = account
        self._silence = silence
        self._longest = longest
        self._context = context
        self._box: Mailbox | None = None
        self._is_over = False
        self._selected = ""
        self.folders: tuple[str, ...] = ()

    async def begin(self) -> None:
        """Connects, logs in, and looks which folders there are."""
        self.folders = await self._done(self._log_in)

    async def end(self) -> None:
        """Says goodbye; a server that does not answer is left."""
        politely, self._is_over = not self._is_over, True
        box = self._box
        if box is None:
            return
        with anyio.move_on_after(GOODBYE, shield=True), suppress(*_FAULTS):
            leave = partial(box.leave, politely=politely)
            await anyio.to_thread.run_sync(leave, abandon_on_cancel=True)
        box.cut()

    async def news(self, folder: str, mark: Mark | None, *, since: datetime, limit: int) -> News:
        """What came behind the mark, or since that day."""
        return await self._done(lambda: self._news(folder, mark, since, limit))

    async def fetch(self, folder: str, uids: Sequence[int]) -> list[Message]:
        """Those that are still there, each up to MOST_BYTES."""
        return await self._done(lambda: self._fetch(folder, uids))

    async def _done(self, work: Callable[[], T]) -> T:
        """The work's value. Who is cancelled, or waits for too long, cuts the connection, and with
        it the thread that stands in it."""
        try:
            with anyio.fail_after(self._longest):
                return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
        except _FAULTS as fault:
            self._cut()
            hidden = self._account.without_secrets
            raise answers.trouble(fault, self._account.place, hidden) from None
        except ProviderError:
            raise
        except BaseException:
            self._cut()
            raise

    def _cut(self) -> None:
        self._is_over = True
        if self._box is not None:
            self._box.cut()

    def _log_in(self) -> tuple[str, ...]:
        box = Mailbox(self._account, self._silence, self._context)
        if self._is_over:  # nobody waits for it any more
            box.leave(politely=False)
            raise OSError("not connected")
        self._box = box
        name, password = self._account.username, self._account.password
        log_in = box.login if (name + password).isascii() else box.login_utf8
        log_in(name, password, initial_folder=None)
        return answers.to_read(box.folder.list())

    def _news(self, folder: str, mark: Mark | None, since: datetime, limit: int) -> News:
        self._selected = ""  # what EXAMINE says of its numbers is told once
        box = self._select(folder)
        validity = answers.number(box.client.response("UIDVALIDITY"))
        following = answers.number(box.client.response("UIDNEXT"))
        known = mark.uid if mark is not None and mark.is_of(validity, following) else None
        if known is None:
            day = f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}"
            found = self._search(box, "SINCE", day)
        else:
            found = self._search(box, "UID", f"{known + 1}:*")
        new = sorted(
            uid for uid in found if uid > (known or 0)
        )  # the last one is always among them
        upto = max(following - 1, *new[-1:], 0)
        return News(
            validity=validity,
            uids=tuple(new[:limit]),
            left=len(new) - len(new[:limit]),
            upto=upto,
        )

    def _search(self, box: Mailbox, *criteria: str) -> list[int]:
        status, data = box.client.uid("SEARCH", *criteria)
        if status != "OK":
            raise ProviderRefused(answers.NAME, f"cannot be searched: {status}")
        return [int(each) for line in data if line for each in line.split()]

    def _fetch(self, folder: str, uids: Sequence[int]) -> list[Message]:
        if not uids:
            return []
        box = self._select(folder)
        what = f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)"
        status, data = box.client.uid("FETCH", ",".join(map(str, uids)), what)
        if status != "OK":
            raise ProviderRefused(answers.NAME, f"cannot read from {folder}: {status}")
        wanted = set(uids)
        return [each for each in answers.messages(data) if each.uid in wanted]

    def _select(self, folder: str) -> Mailbox:
        """The folder, opened for reading only."""
        if self._box is None:
            raise OSError("not connected")
        if self._selected != folder:
            self._selected = ""
            try:
                self._box.folder.set(folder, readonly=True)
            except ImapToolsError as refused:
                said = answers.words(refused)
                raise ProviderRefused(answers.NAME, f"cannot be opened: {said}") from None
            self._selected = folder
        return self._box
