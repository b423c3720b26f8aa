"""The providers and mailboxes that are left alone."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, insert_for
from cam.domain.model.hold import Hold, HoldKind

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
        if self._db.dialect.name != "sqlite":
            # Authorizations hold their mailboxes' locks, shared: see `lock_for_sending`.
            await self._db.execute(select(func.pg_advisory_xact_lock(func.hashtext(hold.provider))))
        row = SHAPE.write(hold)
        insert = insert_for(self._db, _T).on_conflict_do_nothing().returning(_T.c.provider)
        if (await self._db.execute(insert, row)).scalar() is not None:
            return True
        changes = {name: value for name, value in row.items() if name != "since"}
        held = update(_T).where(_T.c.provider == hold.provider)
        if hold.kind is not HoldKind.BY_HAND:
            held = held.where(_T.c.kind != HoldKind.BY_HAND)
        await self._db.execute(held.values(changes))
        return False

    async def lift(self, provider: str, *, by_hand: bool = False) -> None:
        """The provider is asked again."""
        held = delete(_T).where(_T.c.provider == provider)
        await self._db.execute(held if by_hand else held.where(_T.c.kind != HoldKind.BY_HAND))
