"""Hear what came back: read what is new in the mailbox, and apply each message once.

A message, what it does to its lead, and the mark up to which its folder is read are one unit of
work. Whoever is stopped in the middle reads the message again; of two who read at once one moves
the mark, and the other goes on from there.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import anyio
import structlog
from msgspec import Struct, field, structs

from cam.domain.model.arrival import Arrival, ArrivalKind
from cam.domain.model.errors import CamError, NotConfigured, ProviderRefused
from cam.domain.model.inbox import LOOK_BACK, Mark, Message, News, looks_back_to
from cam.domain.model.incoming import BounceKind
from cam.domain.services.doors import is_for_us
from cam.domain.services.taking import Looking, Overtaken, Taking
from cam.ports.clock import Clock
from cam.ports.inbox import Inbox, OpenInbox

MOST = 200
"""Messages that are read at a time; the rest comes the next time."""
LONGEST = timedelta(minutes=5)
"""After so long no further message is read, for this time."""
LOT = 10
"""Messages that are fetched together."""
REMEMBERED = 32
"""Readings that are remembered, for the cycles of the runs that asked for them."""
TRIES = 5
"""So often a folder is begun again that somebody else reads at the same time."""

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
    arrivals: list[Arrival] = field(default_factory=list)
    """Each of them, without its text."""
    trouble: list[str] = field(default_factory=list)
    """What could not be read, and why; the rest was."""
    held: str = ""
    """What a bounce says of our own mailbox."""
    error: BaseException | None = None
    """What ended it early."""

    def count(self, arrival: Arrival) -> None:
        """Adds one message."""
        self.arrivals.append(structs.replace(arrival, text=""))
        self.read += 1
        self.by_kind[arrival.kind.value] += 1
        self.needs_review += arrival.needs_review
        if arrival.campaign_id is None:
            self.unmatched += arrival.kind is not ArrivalKind.UNREADABLE
        elif arrival.kind is ArrivalKind.REPLY:
            self.replies[arrival.campaign_id] += 1
        if arrival.verdict == BounceKind.OURS and arrival.effects:
            self.held = self.held or "; ".join((*arrival.effects, *arrival.reasons))


class Hearing:
    """Reads the deployment's mailbox, for all campaigns."""

    def __init__(
        self,
        inbox: Inbox | None,
        taking: Taking,
        clock: Clock,
        *,
        most: int = MOST,
    ) -> None:
        self._inbox = inbox
        self._taking = taking
        self._clock = clock
        self._most = most
        self._one = anyio.Lock()
        self._done: OrderedDict[UUID, Heard] = OrderedDict()

    @property
    def is_configured(self) -> bool:
        """Is there a mailbox to read?"""
        return self._inbox is not None

    async def hear(self, asked: UUID, stop: anyio.Event | None = None) -> Heard:
        """What came back since the last time, applied. Whoever asks under the same id, as the
        cycles of one run do, is told of the same reading.

        What ended it early stands in `error`. Raises NotConfigured.
        """
        async with self._one:
            if asked not in self._done:
                self._done[asked] = await self._read(self._taking, stop)
                while len(self._done) > REMEMBERED:
                    self._done.popitem(last=False)
            return self._done[asked]

    async def preview(self) -> Heard:
        """What is there, and how it would be judged now. Nothing is written, and no mark moved.

        Raises NotConfigured.
        """
        return await self._read(Looking(self._taking), None)

    async def _read(self, taking: Taking | Looking, stop: anyio.Event | None) -> Heard:
        if self._inbox is None:
            raise NotConfigured("IMAP_HOST")
        heard, inbox = Heard(), self._inbox
        until = self._clock.now() + LONGEST

        def goes_on() -> bool:
            return not (stop and stop.is_set()) and self._clock.now() <= until

        try:
            async with inbox.opened() as box:
                for name in box.folders:
                    folder = _Folder(taking, inbox.name, box, name, heard, goes_on)
                    await folder.read(self._most - heard.read)
        except BaseException as error:  # told to every cycle that asked
            if is_for_us(error):
                raise
            if not isinstance(error, CamError):
                log.exception("inbox failed")
            heard.error = error
        return heard


class _Folder:
    """One folder, while it is read."""

    def __init__(
        self,
        taking: Taking | Looking,
        mailbox: str,
        box: OpenInbox,
        name: str,
        heard: Heard,
        goes_on: Callable[[], bool],
    ) -> None:
        self._taking = taking
        self._mailbox = mailbox
        self._box = box
        self._name = name
        self._heard = heard
        self._goes_on = goes_on
        self._mark: Mark | None = None

    async def read(self, room: int) -> None:
        """Reads what is new, as far as there is room; one that cannot be read is told of."""
        for _ in range(TRIES):
            before = self._heard.read
            try:
                await self._read(max(0, room))
            except Overtaken:
                room -= self._heard.read - before
                continue
            except ProviderRefused as refused:
                self._heard.trouble.append(f"{self._name}: {refused.reason}")
            return

    async def _read(self, room: int) -> None:
        self._mark, now = await self._taking.mark(self._mailbox, self._name)
        since = looks_back_to(self._mark, now)
        news = await self._box.news(self._name, self._mark, since=since, limit=room)
        left, unfinished = news.left + len(news.uids), since + LOOK_BACK
        for lot in _lots(news.uids):
            found, refused = await self._fetched(lot)
            for uid in lot:
                if not self._goes_on():
                    self._heard.left += left
                    return
                left -= 1
                read_at = unfinished if left else now
                after = Mark(validity=news.validity, uid=uid, read_at=read_at)
                if uid in found:
                    await self._take(found[uid], after, now)
                elif uid in refused:
                    await self._leave(refused[uid], after, now)
        self._heard.left += left
        if not left:
            await self._finish(news, now)

    async def _fetched(
        self, lot: Sequence[int]
    ) -> tuple[dict[int, Message], dict[int, ProviderRefused]]:
        """The messages of a lot that are there, and why the server gives others to nobody.

        Raises ProviderRefused when it gives none: it may be the server's trouble, not theirs.
        """
        try:
            return await self._messages(lot), {}
        except ProviderRefused:
            found: dict[int, Message] = {}
            refused: dict[int, ProviderRefused] = {}
            for uid in lot if len(lot) > 1 else ():
                try:
                    found |= await self._messages([uid])
                except ProviderRefused as refusal:
                    refused[uid] = refusal
            if not found:
                raise
            return found, refused

    async def _messages(self, uids: Sequence[int]) -> dict[int, Message]:
        return {each.uid: each for each in await self._box.fetch(self._name, uids)}

    async def _leave(self, refusal: ProviderRefused, after: Mark, now: datetime) -> None:
        """One that the server gives to nobody is kept as unreadable, and the next one is read."""
        named = f"{self._mailbox} {self._name} {after.validity} {after.uid}"
        message = Message(uid=after.uid, raw=named.encode(), size=0)
        bare = self._taking.bare(self._mailbox, self._name, message, now)
        arrival = await self._taking.leave(bare, refusal, self._mark, after)
        self._mark = after
        if arrival is not None:
            self._heard.count(arrival)

    async def _take(self, message: Message, after: Mark, now: datetime) -> None:
        bare = self._taking.bare(self._mailbox, self._name, message, now)
        arrival = await self._taking.take(bare, message, self._mark, after)
        self._mark = after
        if arrival is not None:
            self._heard.count(arrival)

    async def _finish(self, news: News, now: datetime) -> None:
        mark, upto = self._mark, news.upto
        if mark is not None and mark.validity == news.validity and mark.uid >= upto:
            return
        after = Mark(validity=news.validity, uid=upto, read_at=now)
        await self._taking.finish(self._mailbox, self._name, mark, after)


def _lots(uids: Sequence[int]) -> list[Sequence[int]]:
    return [uids[start : start + LOT] for start in range(0, len(uids), LOT)]
