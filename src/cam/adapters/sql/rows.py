"""Between a struct and its row: one converter a noun, by equal names."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct
from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T", bound=Struct)

CHUNK = 500
"""Values of one IN list at most: SQLite allows 32,766 parameters a statement."""


class Shape(Generic[T]):
    """Reads and writes one struct type from and to one table."""

    def __init__(self, struct: type[T], table: Table) -> None:
        self.struct = struct
        self.table = table
        self.names = [name for name in struct.__struct_fields__ if name in table.c]
        self.columns: list[ColumnElement[Any]] = [table.c[name] for name in self.names]

    def read(self, row: Sequence[Any]) -> T:
        """The struct of a row that was selected by `columns`."""
        return self.struct(**dict(zip(self.names, row, strict=True)))

    def write(self, value: T) -> dict[str, Any]:
        """The row's values by column name."""
        return {name: getattr(value, name) for name in self.names}


def insert_for(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, in the connection's dialect."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def chunks(values: Iterable[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    """The values in lists of at most `size`."""
    held = list(values)
    return (held[start : start + size] for start in range(0, len(held), size))
