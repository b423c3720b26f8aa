"""The providers that are left alone."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, insert_for
from cam.domain.model.credit import Hold

SHAPE = Shape(Hold, tables.hold)
_T = tables.hold


class SqlHolds:
    """Keeps `ports.repository.Holds`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def all(self) -> dict[str, Hold]:
        """Every hold, by provider."""
        found = map(SHAPE.read, await self._db.execute(select(*SHAPE.columns)))
        return {hold.provider: hold for hold in found}

    async def put(self, hold: Hold) -> bool:
        """Holds a provider, or moves its next look."""
        row = SHAPE.write(hold)
        insert = insert_for(self._db, _T).on_conflict_do_nothing().returning(_T.c.provider)
        if (await self._db.execute(insert, row)).scalar() is not None:
            return True
        changes = {name: value for name, value in row.items() if name != "since"}
        await self._db.execute(update(_T).where(_T.c.provider == hold.provider).values(changes))
        return False

    async def lift(self, provider: str) -> None:
        """The provider is asked again."""
        await self._db.execute(delete(_T).where(_T.c.provider == provider))
