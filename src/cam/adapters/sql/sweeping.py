"""Takes addresses out of every text and blob of every table, as they are kept.

It trusts no list of columns: one that is added to the schema later is swept as well.
"""

from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator

from cam.adapters.sql import tables
from cam.domain.model.erasure import WORD, Mentions

_FORGOTTEN = frozenset({"purchase"})
"""Tables whose rows are nothing but their keys: one that names an erased person is dropped."""


async def sweep(db: AsyncConnection, mentions: Mentions) -> int:
    """Puts a word in place of every mention, row by row; the number of rows. One scan a table."""
    return sum([await _swept(db, table, mentions) for table in tables.metadata.sorted_tables])


def mentioning(
    column: ColumnElement[Any], mentions: Mentions, dialect: str
) -> list[ColumnElement[bool]]:
    """Conditions of which one holds for every value that mentions them, and for few others."""
    words: ColumnElement[Any] = column
    if isinstance(column.type, LargeBinary):
        words = cast(column, Text) if dialect == "sqlite" else func.encode(column, "escape")
    plain = func.replace(func.lower(words), ".", "")
    return [plain.like(f"%{_joined(each)}%", escape="\\") for each in mentions.fragments]


def _joined(fragments: tuple[str, ...]) -> str:
    escaped = (each.replace("\\", "\\\\").replace("%", r"\%") for each in fragments)
    return "%".join(each.replace("_", r"\_") for each in escaped)


async def _swept(db: AsyncConnection, table: Table, mentions: Mentions) -> int:
    raw = _as_kept(table)
    key = list(raw.primary_key.columns)
    texts = [column for column in raw.c if isinstance(column.type, String | LargeBinary)]
    wanted = [each for c in texts for each in mentioning(c, mentions, db.dialect.name)]
    if not wanted:
        return 0
    unique, changed = _unique(table), 0
    for row in (await db.execute(select(raw).where(or_(*wanted)))).mappings().all():
        values = {
            column.name: _without(
                row[column.name], column, mentions, is_unique=column.name in unique
            )
            for column in texts
            if row[column.name] is not None
        }
        values = {name: value for name, value in values.items() if value != row[name]}
        here = [column == row[column.name] for column in key]
        if values and table.name in _FORGOTTEN:
            await db.execute(delete(raw).where(*here))
        elif values:
            await db.execute(update(raw).where(*here).values(values))
        changed += bool(values)
    return changed


def _without(value: Any, column: Column[Any], mentions: Mentions, *, is_unique: bool) -> Any:
    """The value without mentions; where values must differ, the word is one of its own."""
    if not is_unique or not isinstance(value, str):
        return mentions.out_of(value)
    clean: str = mentions.out_of(value, f"{WORD}-{uuid4().hex[:12]}")
    longest = column.type.length if isinstance(column.type, String) else None
    return clean if clean == value else clean[-longest:] if longest else clean


def _unique(table: Table) -> set[str]:
    """The columns that are part of a key."""
    keys = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    keys += [each.columns for each in table.indexes if isinstance(each, Index) and each.unique]
    return {column.name for some in (table.primary_key.columns, *keys) for column in some}


def _as_kept(table: Table) -> Table:
    """The same table, its values as they are kept: JSON is text here."""
    return Table(
        table.name,
        MetaData(),
        *(Column(c.name, _plain(c.type), primary_key=c.primary_key) for c in table.columns),
    )


def _plain(kind: Any) -> Any:
    return kind.impl if isinstance(kind, TypeDecorator) else kind
