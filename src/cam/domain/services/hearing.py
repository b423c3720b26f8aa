"""Hear what came back: read what is new in the mailbox, and apply each message once.

A message, what it does to its lead, and the mark up to which its folder is read are one unit of
work. Whoever is stopped in the middle reads the message again; of two who read at once one moves
the mark, and the other goes on from there.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

import anyio
import structlog
from msgspec import Struct, field, structs

from cam.domain.model.arrival import Arrival, ArrivalKind, key_of, lines
from cam.domain.model.errors import CamError, NotConfigured, ProviderRefused, StorageError
from cam.domain.model.inbox import Mark, Message, News, looks_back_to
from cam.domain.model.incoming import BounceKind, Incoming
from cam.domain.services.applying import Applying, Found, colleagues
from cam.domain.services.doors import is_for_us
from cam.domain.services.matching import matched
from cam.ports.clock import Clock
from cam.ports.failpoints import Failpoints, Point
from cam.ports.inbox import Inbox, OpenInbox
from cam.ports.repository import Repository, UnitOfWork

MOST = 200
"""Messages that are read at a time; the rest comes the next time."""
LOT = 10
"""Messages that are fetched together."""
REMEMBERED = 32
TRIES = 5
"""So often a folder is begun again that somebody else reads at the same time."""

ReadIncoming = Callable[[bytes], Incoming]
"""What a raw message means. It may fail at one that is broken enough."""
T = TypeVar("T")
log = structlog.get_logger()


class Heard(Struct, kw_only=True):
    """What one reading found, counted as it goes."""

    read: int = 0
    """Messages that were new."""
    by_kind: Counter[str] = field(default_factory=Counter)
    replies: Counter[int] = field(default_factory=Counter)
    """Campaign to the replies of people."""
    needs_review: int = 0
    unmatched: int = 0
    """About no mail of ours."""
    left: int = 0
    """New ones that are still to be read."""
    trouble: list[str] = field(default_factory=list)
    """What could not be read, and why; the rest was."""
    held: str = ""
    """What a bounce says of our own mailbox."""
    error: BaseException | None = None
    """What ended it early."""


class Overtaken(Exception):
    """Somebody else reads the same folder, and was faster."""


class Hearing:
    """Reads the deployment's mailbox, for all campaigns."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        inbox: Inbox | None,
        read: ReadIncoming,
        applying: Applying,
        clock: Clock,
        failpoints: Failpoints,
        *,
        most: int = MOST,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._inbox = inbox
        self._read = read
        self._applying = applying
        self._clock = clock
        self._failpoints = failpoints
        self._most = most
        self._one = anyio.Lock()
        self._done: OrderedDict[UUID, Heard] = OrderedDict()

    async def hear(self, asked: UUID, stop: anyio.Event | None = None) -> Heard:
        """What came back since the last time, applied. Whoever asks under the same id, as the
        cycles of one run do, is told of the same reading.

        What ended it early stands in `error`. Raises NotConfigured.
        """
        if self._inbox is None:
            raise NotConfigured("IMAP_HOST")
        async with self._one:
            if asked not in self._done:
                heard = Heard()
                await self._hear(self._inbox, heard, stop)
                self._done[asked] = heard
                while len(self._done) > REMEMBERED:
                    self._done.popitem(last=False)
            return self._done[asked]

    async def _hear(self, inbox: Inbox, heard: Heard, stop: anyio.Event | None) -> None:
        try:
            async with inbox.opened() as box:
                for folder in box.folders:
                    await _Folder(self, inbox.name, box, folder, heard, stop).read()
        except BaseException as error:  # told to every cycle that asked
            if is_for_us(error):
                raise
            if not isinstance(error, CamError):
                log.exception("inbox failed")
            heard.error = error

    async def take(
        self, mailbox: str, folder: str, message: Message, before: Mark | None, after: Mark
    ) -> Arrival | None:
        """Applies one message; None when it is known already. Raises Overtaken."""
        bare = self._bare(mailbox, folder, message, after)
        try:
            incoming = await anyio.to_thread.run_sync(self._read, message.raw)
            arrival = structs.replace(
                bare,
                key=key_of(incoming.message_id, message.raw),
                kind=ArrivalKind(incoming.kind.value),
                reasons=_partly(message),
            )
            async with self._unit_of_work.reading() as repo:
                match = await matched(repo, incoming)
                others = await colleagues(repo, match)
            found = Found(incoming=incoming, match=match, colleagues=others)
            return await self._kept(arrival, found, before, after)
        except BaseException as error:  # one message never keeps the others from being read
            if is_for_us(error) or isinstance(error, Overtaken | StorageError):
                raise
            log.exception("message not read", folder=folder, uid=message.uid)
            why = f"{type(error).__name__}: {error}"
            return await self._kept(
                structs.replace(bare, reasons=lines((why,))), None, before, after
            )

    def _bare(self, mailbox: str, folder: str, message: Message, mark: Mark) -> Arrival:
        """Of a message that nobody can read this is all that is kept."""
        return Arrival(
            id=self._clock.new_id(),
            key=key_of("", message.raw),
            mailbox=mailbox,
            folder=folder,
            uid=message.uid,
            kind=ArrivalKind.UNREADABLE,
            needs_review=True,
            received_at=min(message.received_at or mark.read_at, mark.read_at),
            created_at=mark.read_at,
        )

    async def _kept(
        self, arrival: Arrival, found: Found | None, before: Mark | None, after: Mark
    ) -> Arrival | None:
        """The message, what follows from it and the mark, in one unit of work."""
        async with self._unit_of_work() as repo:
            await moved(repo, arrival.mailbox, arrival.folder, before, after)
            is_new = await repo.arrivals.add(arrival)
            if is_new and found is not None:
                arrival = structs.replace(arrival, needs_review=False)
                arrival = await self._applying.apply(repo, arrival, found)
            self._failpoints.reached(Point.HEARD)
        self._failpoints.reached(Point.APPLIED)
        return arrival if is_new else None

    @property
    def most(self) -> int:
        """Messages that are read at a time."""
        return self._most

    @property
    def unit_of_work(self) -> UnitOfWork:
        """Where it is kept."""
        return self._unit_of_work


class _Folder:
    """One folder, while it is read."""

    def __init__(
        self,
        hearing: Hearing,
        mailbox: str,
        box: OpenInbox,
        name: str,
        heard: Heard,
        stop: anyio.Event | None,
    ) -> None:
        self._hearing = hearing
        self._mailbox = mailbox
        self._box = box
        self._name = name
        self._heard = heard
        self._stop = stop
        self._mark: Mark | None = None

    async def read(self) -> None:
        """Reads what is new, as far as there is room; one that cannot be read is told of."""
        for _ in range(TRIES):
            try:
                await self._read()
            except Overtaken:
                continue
            except ProviderRefused as refused:
                self._heard.trouble.append(f"{self._name}: {refused.reason}")
            return

    async def _read(self) -> None:
        async with self._hearing.unit_of_work.reading() as repo:
            self._mark = await repo.arrivals.mark(self._mailbox, self._name)
            now = repo.now()
        room = max(0, self._hearing.most - self._heard.read)
        news = await self._box.news(
            self._name, self._mark, since=looks_back_to(self._mark, now), limit=room
        )
        for lot in _lots(news.uids):
            if self._stops:
                return
            found = {each.uid: each for each in await self._box.fetch(self._name, lot)}
            for uid in lot:
                if self._stops:
                    return
                if uid in found:
                    await self._take(found[uid], Mark(validity=news.validity, uid=uid, read_at=now))
        self._heard.left += news.left
        if not news.left:
            await self._finish(news, Mark(validity=news.validity, uid=news.upto, read_at=now))

    @property
    def _stops(self) -> bool:
        return self._stop is not None and self._stop.is_set()

    async def _take(self, message: Message, after: Mark) -> None:
        arrival = await self._hearing.take(self._mailbox, self._name, message, self._mark, after)
        self._mark = after
        if arrival is not None:
            count(self._heard, arrival)

    async def _finish(self, news: News, after: Mark) -> None:
        """All is read, and what vanished meanwhile is not looked for again."""
        mark = self._mark
        if mark is not None and mark.validity == news.validity and mark.uid >= news.upto:
            return
        async with self._hearing.unit_of_work() as repo:
            await moved(repo, self._mailbox, self._name, mark, after)


async def moved(
    repo: Repository, mailbox: str, folder: str, before: Mark | None, after: Mark
) -> None:
    """The folder is read up to `after`. Raises Overtaken."""
    if not await repo.arrivals.advance(mailbox, folder, before, after):
        raise Overtaken


def count(heard: Heard, arrival: Arrival) -> None:
    """Adds one message."""
    heard.read += 1
    heard.by_kind[arrival.kind.value] += 1
    heard.needs_review += arrival.needs_review
    if arrival.campaign_id is None:
        heard.unmatched += arrival.kind is not ArrivalKind.UNREADABLE
    elif arrival.kind is ArrivalKind.REPLY:
        heard.replies[arrival.campaign_id] += 1
    if arrival.kind is ArrivalKind.UNREADABLE:
        heard.trouble.append(f"{arrival.folder} {arrival.uid}: {'; '.join(arrival.reasons)}")
    if arrival.verdict == BounceKind.OURS and arrival.campaign_id is not None:
        heard.held = heard.held or "; ".join(arrival.reasons)


def _partly(message: Message) -> tuple[str, ...]:
    if message.is_whole:
        return ()
    return (f"only the first {len(message.raw)} of {message.size} bytes were read",)


def _lots(uids: Sequence[int]) -> list[Sequence[int]]:
    return [uids[start : start + LOT] for start in range(0, len(uids), LOT)]
