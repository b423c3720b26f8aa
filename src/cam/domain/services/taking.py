"""Take a message: understand it, and apply it once; or only look at it.

The message, what follows from it and the mark of its folder are one unit of work.
"""

from collections.abc import Callable, Collection
from datetime import datetime

import anyio
import structlog
from msgspec import structs

from cam.domain.model.arrival import Arrival, ArrivalKind, key_of, lines
from cam.domain.model.erasure import bases
from cam.domain.model.errors import CamError, StorageError
from cam.domain.model.inbox import Mark, Message
from cam.domain.model.incoming import Incoming
from cam.domain.services.applying import Applying, colleagues
from cam.domain.services.doors import is_for_us
from cam.domain.services.matching import matched
from cam.domain.services.weighing import Found, looked_at
from cam.ports.clock import Clock
from cam.ports.failpoints import Failpoints, Point
from cam.ports.repository import Repository, UnitOfWork

ReadIncoming = Callable[[bytes], Incoming]
"""What a raw message means. It may fail at one that is broken enough."""
log = structlog.get_logger()


class Overtaken(Exception):
    """Somebody else reads the same folder, and was faster."""


class Taking:
    """Takes one message after the other, and applies it."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        read: ReadIncoming,
        applying: Applying,
        clock: Clock,
        failpoints: Failpoints,
        *,
        ours: Collection[str] = (),
    ) -> None:
        self.unit_of_work = unit_of_work
        self._ours = bases(ours)
        self._read = read
        self._applying = applying
        self._clock = clock
        self._failpoints = failpoints

    async def mark(self, mailbox: str, folder: str) -> tuple[Mark | None, datetime]:
        """How far the folder was read, and the database's time."""
        async with self.unit_of_work.reading() as repo:
            return await repo.arrivals.mark(mailbox, folder), repo.now()

    async def take(
        self, bare: Arrival, message: Message, before: Mark | None, after: Mark
    ) -> Arrival | None:
        """Applies one message; None when it is known already. Raises Overtaken."""
        try:
            arrival, found = await self.understood(bare, message)
            return await self._kept(arrival, found, before, after)
        except BaseException as error:  # one message never keeps the others from being read
            if is_for_us(error) or isinstance(error, Overtaken | StorageError):
                raise
            return await self._kept(unreadable(bare, error), None, before, after)

    async def leave(
        self, bare: Arrival, error: CamError, before: Mark | None, after: Mark
    ) -> Arrival | None:
        """Keeps that there is a message which cannot be had; None when that is known already.
        Raises Overtaken."""
        return await self._kept(unreadable(bare, error), None, before, after)

    async def understood(self, bare: Arrival, message: Message) -> tuple[Arrival, Found]:
        """What the message is, and which mail of ours it is about. It reads the database only."""
        incoming = await anyio.to_thread.run_sync(self._read, message.raw)
        arrival = structs.replace(
            bare,
            key=key_of(incoming.message_id, message.raw),
            kind=ArrivalKind(incoming.kind.value),
            needs_review=False,
            reasons=_partly(message),
        )
        async with self.unit_of_work.reading() as repo:
            match = await matched(repo, incoming, self._ours)
            others = await colleagues(repo, match)
        return arrival, Found(incoming=incoming, match=match, colleagues=others)

    async def finish(self, mailbox: str, folder: str, before: Mark | None, after: Mark) -> None:
        """All is read, and what vanished meanwhile is not looked for again. Raises Overtaken."""
        async with self.unit_of_work() as repo:
            await _advance(repo, mailbox, folder, before, after)

    def bare(self, mailbox: str, folder: str, message: Message, now: datetime) -> Arrival:
        """Of a message that nobody can read this is all that is kept."""
        return Arrival(
            id=self._clock.new_id(),
            key=key_of("", message.raw),
            mailbox=mailbox,
            folder=folder,
            uid=message.uid,
            kind=ArrivalKind.UNREADABLE,
            needs_review=True,
            received_at=min(message.received_at or now, now),
            created_at=now,
        )

    async def _kept(
        self, arrival: Arrival, found: Found | None, before: Mark | None, after: Mark
    ) -> Arrival | None:
        """The message, what follows from it and the mark, in one unit of work."""
        async with self.unit_of_work() as repo:
            await _advance(repo, arrival.mailbox, arrival.folder, before, after)
            is_new = await repo.arrivals.add(arrival)
            if is_new and found is not None:
                arrival = await self._applying.apply(repo, arrival, found)
            self._failpoints.reached(Point.HEARD)
        self._failpoints.reached(Point.APPLIED)
        return arrival if is_new else None


class Looking:
    """Looks at one message after the other, and leaves all as it is."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking
        self.mark = taking.mark
        self.bare = taking.bare

    async def take(
        self, bare: Arrival, message: Message, before: Mark | None, after: Mark
    ) -> Arrival | None:
        """How it would be judged; None when it is known already."""
        del before, after
        try:
            arrival, found = await self._taking.understood(bare, message)
            async with self._taking.unit_of_work.reading() as repo:
                if await repo.arrivals.known([arrival.key]):
                    return None
                return await looked_at(repo, arrival, found)
        except BaseException as error:  # as `Taking.take`
            if is_for_us(error) or isinstance(error, StorageError):
                raise
            return unreadable(bare, error)

    async def leave(
        self, bare: Arrival, error: CamError, before: Mark | None, after: Mark
    ) -> Arrival | None:
        """How it would be kept; None when it is known already."""
        del before, after
        async with self._taking.unit_of_work.reading() as repo:
            known = await repo.arrivals.known([bare.key])
        return None if known else unreadable(bare, error)

    async def finish(self, mailbox: str, folder: str, before: Mark | None, after: Mark) -> None:
        """The mark stays."""


async def _advance(
    repo: Repository, mailbox: str, folder: str, before: Mark | None, after: Mark
) -> None:
    """The folder is read up to `after`. Raises Overtaken."""
    if not await repo.arrivals.advance(mailbox, folder, before, after):
        raise Overtaken


def unreadable(bare: Arrival, error: BaseException) -> Arrival:
    """The message, with why nobody could read or apply it."""
    why = f"{type(error).__name__}: {error}"
    log.warning("message not read", folder=bare.folder, uid=bare.uid, reason=why)
    return structs.replace(bare, reasons=lines((why,)))


def _partly(message: Message) -> tuple[str, ...]:
    if message.is_whole:
        return ()
    return (f"only the first {len(message.raw)} of {message.size} bytes were read",)
