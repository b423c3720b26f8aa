"""The outbox: announcements that wait for delivery."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, chunks
from cam.domain.model.event import Event
from cam.ports.clock import Clock

SHAPE = Shape(Event, tables.event)
_T = tables.event
_ADD = insert(_T)


class SqlEvents:
    """Keeps `ports.repository.Events`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def add(self, events: Sequence[Event], *, deliver: bool = True) -> None:
        """Adds events, due at once or kept only."""
        if events:
            due = self._clock.now() if deliver else None
            rows = [{**SHAPE.write(each), "due_at": due} for each in events]
            await self._db.execute(_ADD, rows)

    async def take(self, *, campaign_id: int | None, limit: int, lease: timedelta) -> list[Event]:
        """Takes due events, oldest first."""
        now = self._clock.now()
        most = literal(limit, literal_execute=True)  # told to the planner, whatever plan it keeps
        due = select(_T.c.id).where(_T.c.due_at <= now).order_by(_T.c.due_at, _T.c.id).limit(most)
        if campaign_id is not None:
            due = due.where(_T.c.campaign_id == campaign_id)
        result = await self._db.execute(
            update(_T)
            .where(_T.c.id.in_(due.with_for_update(skip_locked=True)))
            .values(due_at=now + lease)
            .returning(*SHAPE.columns)
        )
        return sorted((SHAPE.read(row) for row in result), key=lambda event: event.id)

    async def delivered(self, event_ids: Collection[UUID]) -> None:
        """These need no further delivery."""
        for some in chunks(event_ids):
            await self._db.execute(update(_T).where(_T.c.id.in_(some)).values(due_at=None))

    async def postpone(self, waits: Mapping[UUID, timedelta], *, tried: bool = True) -> None:
        """These are due again after that time."""
        if waits:
            now = self._clock.now()
            await self._db.execute(
                update(_T)
                .where(_T.c.id == bindparam("key"))
                .values(due_at=bindparam("due"), tries=_T.c.tries + int(tried)),
                [{"key": key, "due": now + wait} for key, wait in waits.items()],
            )

    async def waiting(self, campaign_id: int | None = None) -> int:
        """How many are not delivered yet."""
        query = select(func.count()).select_from(_T).where(_T.c.due_at.is_not(None))
        if campaign_id is not None:
            query = query.where(_T.c.campaign_id == campaign_id)
        return int((await self._db.execute(query)).scalar_one())
