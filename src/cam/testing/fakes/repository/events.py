"""The outbox in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from cam.domain.model.event import Event
from cam.testing.fakes.repository.state import State, Waiting


class FakeEvents:
    """Keeps `ports.repository.Events`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._events = state.events
        self._now = now

    async def add(self, events: Sequence[Event], *, deliver: bool = True) -> None:
        """Adds events, due at once, or never when nobody is to be told."""
        for event in events:
            self._events[event.id] = Waiting(event, self._now if deliver else None)

    async def take(self, *, campaign_id: int | None, limit: int, lease: timedelta) -> list[Event]:
        """Takes due events, oldest first."""
        due = sorted(
            each.event.id
            for each in self._events.values()
            if each.due_at is not None
            and each.due_at <= self._now
            and campaign_id in (None, each.event.campaign_id)
        )
        taken = [self._events[event_id].event for event_id in due[:limit]]
        for event in taken:
            self._events[event.id] = Waiting(event, self._now + lease)
        return taken

    async def delivered(self, event_ids: Collection[UUID]) -> None:
        """These are done."""
        for event_id in event_ids:
            if found := self._events.get(event_id):
                self._events[event_id] = Waiting(found.event, None)

    async def postpone(self, waits: Mapping[UUID, timedelta], *, tried: bool = True) -> None:
        """These are due again later."""
        for event_id, wait in waits.items():
            if found := self._events.get(event_id):
                event = structs.replace(found.event, tries=found.event.tries + tried)
                self._events[event_id] = Waiting(event, self._now + wait)

    async def waiting(self, campaign_id: int | None = None) -> int:
        """How many are not delivered yet."""
        return sum(
            each.due_at is not None and campaign_id in (None, each.event.campaign_id)
            for each in self._events.values()
        )
