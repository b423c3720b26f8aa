"""Many rows of one table at the price of the driver: nothing is compiled or looked up for a row."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


class Bulk:
    """Inserts rows under ids that it gives them; one that breaks a unique key is left out."""

    def __init__(self, table: Table, names: Sequence[str], dialect: Dialect) -> None:
        self._is_sqlite = dialect.name == "sqlite"
        known = sqlite if self._is_sqlite else postgresql
        insert = known.insert(table).on_conflict_do_nothing()
        compiled = insert.compile(dialect=dialect, column_keys=["id", *names])
        self._table = table
        self._statement = str(compiled)
        order = {name: place for place, name in enumerate(names, start=1)} | {"id": 0}
        self._places = [order[name] for name in compiled.positiontup or ()]
        kinds = ((place, table.c[name].type.dialect_impl(dialect)) for name, place in order.items())
        converters = ((place, kind.bind_processor(dialect)) for place, kind in kinds)
        self._converters = [(place, told) for place, told in converters if told is not None]
        among = table.c.id.in_(bindparam("ids", expanding=True))
        self._there = select(table.c.id).where(among).order_by(table.c.id)

    async def insert(self, db: AsyncConnection, rows: Sequence[tuple[Any, ...]]) -> list[int]:
        """The ids of those rows that are there now; each has its values in the order of `names`."""
        ids = await self._ids(db, len(rows))
        values = [self._written((id_, *row)) for id_, row in zip(ids, rows, strict=True)]
        done = await db.exec_driver_sql(self._statement, values)
        if done.rowcount == len(ids):  # drivers that cannot tell say -1
            return ids
        return list((await db.execute(self._there, {"ids": ids})).scalars())

    async def _ids(self, db: AsyncConnection, number: int) -> list[int]:
        """Ids that nobody else takes: of the sequence or, where one writes alone, the next ones."""
        if self._is_sqlite:
            last = (await db.execute(select(func.max(self._table.c.id)))).scalar() or 0
            return list(range(last + 1, last + 1 + number))
        sequence = func.pg_get_serial_sequence(self._table.name, "id")
        drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, number))
        return list((await db.execute(drawn)).scalars())

    def _written(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, told in self._converters:
            values[place] = told(values[place])
        return tuple([values[place] for place in self._places])


@lru_cache(maxsize=8)
def bulk(table: Table, names: tuple[str, ...], dialect: Dialect) -> Bulk:
    """The inserts of these columns of that table, compiled once."""
    return Bulk(table, names, dialect)
