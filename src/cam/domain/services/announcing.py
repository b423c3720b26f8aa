"""Deliver what happened: at least once, many at a time, never failing a cycle.

A receiver that is no more, or that denies our key, is remembered for all processes: nothing more is
sent to it, and the events stay in the outbox until another one is named (or, after a denial, until
an hour has passed).
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import anyio
import structlog
from msgspec import Struct

from cam.domain.model.errors import NotArmed
from cam.domain.model.event import RETRIES, Event
from cam.domain.model.hold import Hold, HoldKind
from cam.domain.services.doors import is_for_us
from cam.ports.clock import Clock
from cam.ports.repository import UnitOfWork
from cam.ports.webhook_notifier import Delivery, DeliveryStatus, WebhookNotifier

LOT = 300
LEASE = timedelta(minutes=5)
AT_ONCE = 50
"""Deliveries under way at the same time."""
LOOK_AGAIN = timedelta(hours=1)
"""A receiver that denied our key may have been given it meanwhile: there is no free look."""
_SHUT = {DeliveryStatus.GONE: HoldKind.GONE, DeliveryStatus.DENIED: HoldKind.DENIED}
"""What is said of the receiver, not of the event."""
log = structlog.get_logger()


class Announced(Struct, kw_only=True):
    """What one announcing did."""

    delivered: int = 0
    waiting: int = 0
    trouble: str = ""


class Announcer:
    """Delivers events from the outbox to one receiver."""

    def __init__(self, unit_of_work: UnitOfWork, notifier: WebhookNotifier, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._notifier = notifier
        self._clock = clock

    async def deliver(self, campaign_id: int | None, done: Announced) -> None:
        """Delivers everything that is due now, unless the receiver is left alone."""
        if shut := await self._why_not():
            done.trouble = shut
            return
        while True:
            async with self._unit_of_work() as repo:
                events = await repo.events.take(campaign_id=campaign_id, limit=LOT, lease=LEASE)
            if not events:
                return
            if not await self._deliver(events, done) or len(events) < LOT:
                return

    async def waiting(self, campaign_id: int) -> int:
        """How many of the campaign's announcements are not delivered yet."""
        async with self._unit_of_work.reading() as repo:
            return await repo.events.waiting(campaign_id)

    async def _why_not(self) -> str:
        """Why nothing is sent to the receiver; empty when it may be. Ends a hold that is over."""
        async with self._unit_of_work.reading() as repo:
            hold = (await repo.holds.all()).get(self._notifier.name)
            moved = (await repo.deployment.standing()).differs
            now = repo.now()
        if moved:
            return f"{NotArmed.code}: {moved}"
        if hold is None:
            return ""
        lasts = hold.kind is HoldKind.GONE or now < hold.look_again_at
        if hold.key == self._notifier.key and lasts:
            return self._said(f"{hold.kind}: {hold.reason} (since {hold.since:%Y-%m-%d %H:%M} UTC)")
        async with self._unit_of_work() as repo:
            await repo.holds.lift(self._notifier.name)
        return ""

    async def _deliver(self, events: Sequence[Event], done: Announced) -> bool:
        """Delivers one lot; False when the receiver takes no more for now."""
        results: dict[UUID, Delivery] = {}
        shut: list[Delivery] = []
        todo = iter(events)

        async def worker() -> None:
            for event in todo:
                if shut:
                    return
                result = results[event.id] = await self._tried(event)
                if result.status in _SHUT:
                    shut.append(result)

        async with anyio.create_task_group() as tasks:
            for _ in range(min(AT_ONCE, len(events))):
                tasks.start_soon(worker)
        await self._settle(events, results, done)
        if shut:
            await self._hold(shut[0], done)
        return not shut and all(
            each.status is not DeliveryStatus.LATER for each in results.values()
        )

    async def _tried(self, event: Event) -> Delivery:
        """One delivery; a receiver that breaks its promise not to raise is tried again later."""
        try:
            return await self._notifier.deliver(event)
        except BaseException as error:  # told as the delivery's reason
            if is_for_us(error):
                raise
            reason = f"{type(error).__name__}: {error}"
            return Delivery(status=DeliveryStatus.RETRY, reason=reason)

    async def _settle(
        self, events: Sequence[Event], results: dict[UUID, Delivery], done: Announced
    ) -> None:
        """Writes down what became of each. Given up is only what was refused, or tried in vain to
        the end of the schedule, and that is told."""
        again: dict[UUID, timedelta] = {}
        later: dict[UUID, timedelta] = {}
        over: list[UUID] = []
        for event in events:
            result = results.get(event.id, _NOT_TRIED)
            if result.status is DeliveryStatus.DELIVERED:
                done.delivered += 1
                over.append(event.id)
            elif result.status is DeliveryStatus.LATER or result.status in _SHUT:
                later[event.id] = min(result.retry_after or RETRIES[0], RETRIES[-1])
            elif result.status is DeliveryStatus.RETRY and event.tries < len(RETRIES):
                again[event.id] = _wait(event, result)
                done.trouble = self._said(f"{result.status}: {result.reason}")
            else:
                done.trouble = self._said(_given_up(event, result))
                over.append(event.id)
        async with self._unit_of_work() as repo:
            await repo.events.delivered(over)
            await repo.events.postpone(again)
            await repo.events.postpone(later, tried=False)

    async def _hold(self, word: Delivery, done: Announced) -> None:
        """Leaves the receiver alone from now on; its events keep waiting."""
        kind = _SHUT[word.status]
        async with self._unit_of_work() as repo:
            now = repo.now()
            hold = Hold(
                provider=self._notifier.name,
                kind=kind,
                reason=word.reason,
                key=self._notifier.key,
                since=now,
                look_again_at=now + LOOK_AGAIN,
            )
            is_new = await repo.holds.put(hold)
        if is_new:
            log.warning("receiver held", receiver=hold.provider, kind=kind, reason=word.reason)
        done.trouble = self._said(f"{kind}: {word.reason}")

    def _said(self, word: str) -> str:
        """The word, and whose it is."""
        return f"{self._notifier.name}: {word}"


_NOT_TRIED = Delivery(status=DeliveryStatus.LATER)


def _wait(event: Event, result: Delivery) -> timedelta:
    """The schedule's wait after so many tries, up to a tenth more, so that not all come at once;
    a longer one when the receiver asks for it, but none beyond the schedule's longest."""
    scheduled = RETRIES[event.tries] * random.uniform(1.0, 1.1)
    return max(scheduled, min(result.retry_after or timedelta(), RETRIES[-1]))


def _given_up(event: Event, result: Delivery) -> str:
    if result.status is DeliveryStatus.RETRY:
        return f"given up after {event.tries + 1} tries: {result.reason}"
    return f"{result.status}: {result.reason}"
