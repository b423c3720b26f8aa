"""Events that others told us of, each remembered once."""

from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import insert_for
from cam.ports.clock import Clock

_T = tables.heard


class SqlHeardEvents:
    """Keeps `ports.repository.HeardEvents`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def add(self, event_id: str) -> bool:
        """Of two who tell it at once, the second waits for the first one's commit."""
        row = {"id": event_id, "heard_at": self._clock.now()}
        added = insert_for(self._db, _T).on_conflict_do_nothing().values(row).returning(_T.c.id)
        return (await self._db.execute(added)).one_or_none() is not None
