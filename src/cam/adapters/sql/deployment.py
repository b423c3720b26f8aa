"""Where this database was armed, and where it is."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.place import Place, difference, place_of
from cam.adapters.sql.suppressions import hash_key, keep_hash_key
from cam.domain.model.deployment import Standing
from cam.domain.model.token import signing_key
from cam.ports.clock import Clock

_T = tables.deployment
_ROW = select(_T.c.place, _T.c.mark, _T.c.armed_by, _T.c.armed_at, _T.c.hash_key)
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
        row = await self._row()
        return _standing(await place_of(self._db), row)

    async def begin(self) -> None:
        """A live cycle begins."""
        row = await self._row()
        place = await place_of(self._db)
        _standing(place, row).check()
        if row.place:
            await self.move()
        else:
            await self._settle_at(place, row.mark, FIRST_RUN)

    async def arm(self, *, by: str) -> None:
        """From now on it may send from here."""
        row = await self._row()
        await self._settle_at(await place_of(self._db), row.mark, by)

    async def signing_key(self) -> bytes:
        """The key of tokens."""
        return signing_key(await hash_key(self._db))

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
        row = (await self._db.execute(_ROW)).one()
        await keep_hash_key(self._db, row.hash_key)
        return row

    async def _settle_at(self, place: Place, mark: int, by: str) -> None:
        """The mark goes beyond what was reached here by whatever state of the database."""
        place.prepare()
        mark = max(mark, place.highest() or 0) + place.is_marked
        self._moved = place, mark
        await self._db.execute(
            update(_T).values(place=place.text, mark=mark, armed_by=by, armed_at=self._clock.now())
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
