"""A mailbox in memory, as another mail program and a server see it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from msgspec import structs

from cam.domain.model.errors import ProviderError, ProviderRefused
from cam.domain.model.inbox import Mark, Message, News

MOST_BYTES = 2 * 1024 * 1024


class FakeInbox:
    """Keeps `ports.inbox.Inbox`."""

    def __init__(self, now: Callable[[], datetime], name: str = "ann@imap.test") -> None:
        self._now = now
        self._name = name
        self.there: dict[str, dict[int, Message]] = {"INBOX": {}, "Junk": {}}
        self.validity = {"INBOX": 1, "Junk": 1}
        self.following = {"INBOX": 1, "Junk": 1}
        self.opened_times = 0
        self.fetched: list[tuple[str, int]] = []
        self.trouble: ProviderError | None = None
        """Set it to have nobody let in."""
        self.refused: set[int] = set()
        """Numbers that the server gives to nobody."""
        self.on_fetch: Callable[[], None] = lambda: None
        """Called before each fetch; what it raises is the connection's end."""

    @property
    def name(self) -> str:
        """Whose it is."""
        return self._name

    async def put(self, *raws: bytes, folder: str = "INBOX") -> None:
        """These arrive, in this order."""
        for raw in raws:
            uid = self.following[folder]
            self.following[folder] += 1
            self.there[folder][uid] = Message(
                uid=uid, raw=raw, size=len(raw), received_at=self._now()
            )

    async def remove(self, uid: int, folder: str = "INBOX") -> None:
        """Somebody deletes it."""
        del self.there[folder][uid]

    async def renumber(self, folder: str = "INBOX") -> None:
        """The server forgets its numbers: another UIDVALIDITY, and the messages from 1 on."""
        self.validity[folder] += 1
        messages = list(self.there[folder].values())
        self.there[folder] = {
            uid: structs.replace(each, uid=uid) for uid, each in enumerate(messages, 1)
        }
        self.following[folder] = len(messages) + 1

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["OpenFakeInbox"]:
        """The mailbox, open."""
        if self.trouble is not None:
            raise self.trouble
        self.opened_times += 1
        yield OpenFakeInbox(self)


class OpenFakeInbox:
    """Keeps `ports.inbox.OpenInbox`."""

    def __init__(self, inbox: FakeInbox) -> None:
        self._inbox = inbox
        self.folders: Sequence[str] = tuple(inbox.there)

    async def news(self, folder: str, mark: Mark | None, *, since: datetime, limit: int) -> News:
        """What came behind the mark, or since then."""
        there = self._folder(folder)
        validity, following = self._inbox.validity[folder], self._inbox.following[folder]
        if mark is not None and mark.is_of(validity, following):
            new = [uid for uid in there if uid > mark.uid]
        else:
            new = [n for n, each in there.items() if each.received_at and each.received_at >= since]
        return News(
            validity=validity,
            uids=tuple(new[:limit]),
            left=len(new) - len(new[:limit]),
            upto=following - 1,
        )

    async def fetch(self, folder: str, uids: Sequence[int]) -> list[Message]:
        """Those that are still there, each up to MOST_BYTES."""
        self._inbox.on_fetch()
        there = self._folder(folder)
        if self._inbox.refused & set(uids):
            raise ProviderRefused("imap", f"cannot read from {folder}: NO")
        self._inbox.fetched += [(folder, uid) for uid in uids if uid in there]
        return [_cut(there[uid]) for uid in uids if uid in there]

    def _folder(self, folder: str) -> dict[int, Message]:
        if folder not in self._inbox.there:
            raise ProviderRefused("imap", "cannot be opened: it is not there")
        return self._inbox.there[folder]


def _cut(message: Message) -> Message:
    return Message(
        uid=message.uid,
        raw=message.raw[:MOST_BYTES],
        size=message.size,
        received_at=message.received_at,
    )
