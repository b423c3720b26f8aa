"""Deliver what happened: at least once, many at a time, never failing a cycle."""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import anyio
from msgspec import Struct

from cam.domain.model.event import RETRIES, Event
from cam.domain.services.doors import is_for_us
from cam.ports.clock import Clock
from cam.ports.repository import UnitOfWork
from cam.ports.webhook_notifier import Delivery, DeliveryStatus, WebhookNotifier

LOT = 300
LEASE = timedelta(minutes=5)
AT_ONCE = 50
"""Deliveries under way at the same time."""


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
        """Delivers everything that is due now."""
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

    async def _deliver(self, events: Sequence[Event], done: Announced) -> bool:
        """Delivers one lot; False when the receiver takes no more for now."""
        results: dict[UUID, Delivery] = {}
        todo = iter(events)

        async def worker() -> None:
            for event in todo:
                results[event.id] = await self._tried(event)

        async with anyio.create_task_group() as tasks:
            for _ in range(min(AT_ONCE, len(events))):
                tasks.start_soon(worker)
        await self._settle(events, results, done)
        return all(each.status is not DeliveryStatus.LATER for each in results.values())

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
        again: dict[UUID, timedelta] = {}
        later: dict[UUID, timedelta] = {}
        for event in events:
            result = results[event.id]
            if result.status is DeliveryStatus.LATER:
                later[event.id] = result.retry_after or RETRIES[0]
            elif result.status is DeliveryStatus.RETRY and event.tries < len(RETRIES):
                again[event.id] = result.retry_after or _wait(event)
            if result.status is DeliveryStatus.DELIVERED:
                done.delivered += 1
            elif result.status is not DeliveryStatus.LATER:
                done.trouble = f"{result.status}: {result.reason}"
        over = [each.id for each in events if each.id not in again and each.id not in later]
        async with self._unit_of_work() as repo:
            await repo.events.delivered(over)
            await repo.events.postpone(again)
            await repo.events.postpone(later, tried=False)


def _wait(event: Event) -> timedelta:
    """The schedule's wait after so many tries; up to a tenth more, so that not all come at once."""
    return RETRIES[event.tries] * random.uniform(1.0, 1.1)
