"""Where a Postgres database is.

The server's own number is shared by its physical copies only; each promotion, and each restore to a
moment, begins a new timeline; a copy on the same server is another database; a dump that is put
back makes its tables anew. Any role may ask all of this. What a server does not tell (some hosted
ones hide the timeline) is left out: nothing is known by it.

A copy of the whole data directory that is started as it is, without any recovery to a moment, is
told by none of these.
"""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

_PARTS = {
    "server": "(SELECT system_identifier::text FROM pg_control_system())",
    "timeline": "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)",
    "database": "(SELECT oid::text FROM pg_database WHERE datname = current_database())",
    "table": "'deployment'::regclass::oid::text",
}
_NOT_TOLD = frozenset({"42501", "42883", "0A000", "55000"})
"""The role may not, there is no such function, it is not supported, a standby has none."""


async def server_text(db: AsyncConnection) -> str:
    """All that this server tells of where the database is."""
    told = await _asked(db, *_PARTS.values())
    if told is None:
        one_by_one = [await _asked(db, part) for part in _PARTS.values()]
        told = [each[0] if each else "" for each in one_by_one]
    return ", ".join(f"{name} {value}" for name, value in zip(_PARTS, told, strict=True) if value)


async def _asked(db: AsyncConnection, *parts: str) -> list[str] | None:
    """What the server says; None when it does not."""
    try:
        async with db.begin_nested():
            row = (await db.execute(text(f"SELECT {', '.join(parts)}"))).one()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _NOT_TOLD:
            return None
        raise
    return list(row)


class ServerPlace:
    """Keeps `place.Place`; nothing lies beside a server's database."""

    is_marked = False
    unsafe = ""

    def __init__(self, text: str) -> None:
        self.text = text

    def highest(self) -> int | None:
        """Nothing is marked."""
        return None

    def older(self, mark: int) -> str:
        """The timeline tells it."""
        del mark
        return ""

    def prepare(self) -> None:
        """Nothing to do."""

    def moved(self, mark: int) -> None:
        """Nothing to do."""
