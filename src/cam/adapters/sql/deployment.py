"""Where this database was armed, and where it is."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.place import Place, difference, place_of
from cam.domain.model.deployment import Standing
from cam.ports.clock import Clock

_T = tables.deployment
_ROW = select(_T.c.place, _T.c.mark, _T.c.armed_by, _T.c.armed_at)
_MARK = update(_T).values(mark=_T.c.mark + 1).returning(_T.c.mark)
FIRST_RUN = "its first live run"


class SqlDeployment:
    """Keeps `ports.repository.Deployment`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock
        self._moved: tuple[Place, int] | None = None

    async def standing(self) -> Standing:
        """Where the database was armed, and where it is."""
        return _standing(await place_of(self._db), await self._row())

    async def begin(self) -> None:
        """A live cycle begins."""
        place, row = await place_of(self._db), await self._row()
        _standing(place, row).check()
        if not row.place:
            await self._settle_at(place, FIRST_RUN)
        await self.move()

    async def arm(self, *, by: str) -> None:
        """From now on it may send from here."""
        place = await place_of(self._db)
        await self._settle_at(place, by)
        highest = place.highest() or 0
        await self._db.execute(update(_T).where(_T.c.mark < highest).values(mark=highest))
        await self.move()

    async def is_elsewhere(self, armed: str, mark: int) -> bool:
        """Is a database that was armed there, with that mark, not the one that is here?"""
        return bool(difference(await place_of(self._db), armed, mark))

    async def move(self) -> None:
        """The mark goes forward, where there is one."""
        place = await place_of(self._db)
        if place.is_marked:
            self._moved = place, (await self._db.execute(_MARK)).scalar_one()

    def committed(self) -> None:
        """The unit of work is kept: what lies beside the database may say so."""
        if self._moved is not None:
            place, mark = self._moved
            place.moved(mark)

    async def _row(self) -> Any:
        return (await self._db.execute(_ROW)).one()

    async def _settle_at(self, place: Place, by: str) -> None:
        place.prepare()
        await self._db.execute(
            update(_T).values(place=place.text, armed_by=by, armed_at=self._clock.now())
        )


def _standing(place: Place, row: Any) -> Standing:
    return Standing(
        place=row.place,
        here=place.text,
        differs=difference(place, row.place, row.mark),
        unsafe=place.unsafe,
        armed_by=row.armed_by,
        armed_at=row.armed_at,
    )
