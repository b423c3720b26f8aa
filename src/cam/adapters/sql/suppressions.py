"""The list of those who must never be written to."""

from collections.abc import Collection, Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, chunks, insert_for
from cam.domain.model.suppression import Suppression, covering_keys

SHAPE = Shape(Suppression, tables.suppression)
_T = tables.suppression
_AMONG = select(_T.c.value).where(_T.c.value.in_(bindparam("keys", expanding=True)))


class SqlSuppressions:
    """Keeps `ports.repository.Suppressions`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def add(self, suppressions: Iterable[Suppression]) -> None:
        """Adds entries; one that exists keeps its first reason."""
        rows = [SHAPE.write(each) for each in suppressions]
        if rows:
            await self._db.execute(insert_for(self._db, _T).on_conflict_do_nothing(), rows)

    async def covering(self, addresses: Collection[str]) -> frozenset[str]:
        """Those of the given addresses that are covered."""
        keys = {each: covering_keys(each) for each in set(addresses)}
        found: set[str] = set()
        for some in chunks(set().union(*keys.values())):
            result = await self._db.execute(_AMONG, {"keys": some})
            found.update(result.scalars())
        return frozenset(each for each, values in keys.items() if values & found)
