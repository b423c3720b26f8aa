"""Connections: one writer and a few readers on SQLite, a pool on Postgres.

SQLite runs in WAL with synchronous=FULL and begins writing units with BEGIN IMMEDIATE: no lost
updates and no busy errors among them, and what is committed survives a power cut.

On Postgres the first statement of each transaction asks for the database's clock. It is the proof
that the connection lives, too: one that died in the pool is replaced before anybody sees it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from cam.adapters.sql.driver_errors import is_away, told
from cam.adapters.sql.inline import connecting
from cam.domain.model.errors import DatabaseUnavailable, InvalidInput

READERS = 4
WAIT_SECONDS = 60.0
"""SQLite: how long a unit of work waits for its connection or for another process's write."""
POOL = 10
"""Postgres: connections of a process at once; the run locks have one more."""
POOL_WAIT_SECONDS = 30.0

_BEGAN_AT = "began_at"
_ERASING = 0x45_52_41_53_49_4E_47
"""The advisory lock on Postgres that every writer shares, and an erasure has alone."""
_TOGETHER = func.pg_advisory_xact_lock_shared(_ERASING)
_ALONE = func.pg_advisory_xact_lock(_ERASING)


def database_url(url: str) -> URL:
    """The URL with its async driver; raises InvalidInput unless SQLite or Postgres."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise InvalidInput("CAM_DATABASE_URL", "is not a database URL") from None
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+asyncpg")
        case other:
            raise InvalidInput("CAM_DATABASE_URL", f"{other} is not sqlite or postgresql")


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for Postgres."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


class Connections:
    """The connections of one database."""

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database in (None, "", ":memory:"):
                raise InvalidInput("CAM_DATABASE_URL", "SQLite needs a file, e.g. sqlite:///cam.db")
            self.writer = _sqlite(self.url, pool_size=1, begin="BEGIN IMMEDIATE", read_only=False)
            self.reader = _sqlite(self.url, pool_size=READERS, begin="BEGIN", read_only=True)
        else:
            from cam.adapters.sql.postgres import Server  # noqa: PLC0415 - only who needs it waits

            self.server = Server(self.url)
            self.writer = self.reader = _postgres(self.server.session)

    def prepare_file(self) -> None:
        """SQLite: makes the file, for its owner only. People's addresses stand in it."""
        file = sqlite_file(self.url)
        if file is not None and not file.exists():
            try:
                file.touch(mode=0o600)
            except OSError as error:
                raise DatabaseUnavailable(f"cannot make {file}: {error.strerror}") from None

    @property
    def place(self) -> str:
        """Where the database is, without its password."""
        return str(self.url.database) if self.is_sqlite else self.server.place

    @asynccontextmanager
    async def writing(self, *, alone: bool = False) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write; `alone`: beside which no other one is open."""
        with told(self.place):
            if self.is_sqlite:
                async with self.writer.begin() as connection:
                    yield connection
                return
            async with self.writer.connect() as connection:
                await _begin(connection, turn=_ALONE if alone else _TOGETHER)
                yield connection
                await connection.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction in which the database refuses to write."""
        with told(self.place):
            async with self.reader.connect() as connection:
                if not self.is_sqlite:
                    await _begin(
                        connection, isolation_level="REPEATABLE READ", postgresql_readonly=True
                    )
                yield connection

    async def forget(self) -> None:
        """SQLite: rewrites the file without what was overwritten or deleted, and empties its log.

        `secure_delete` is not enough: what moved when a page was split stays in the old one.
        """
        if not self.is_sqlite:
            return
        with told(self.place):
            async with self.writer.connect() as connection:
                raw: Any = (await connection.get_raw_connection()).driver_connection
                await raw.execute("VACUUM")
                (busy, *_), *_ = await raw.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise DatabaseUnavailable(
                f"all is erased, but the log of {self.place} is in use and cannot be emptied: "
                "ask again"
            )

    async def aclose(self) -> None:
        """Closes every connection."""
        await self.writer.dispose()
        await self.reader.dispose()


def began_at(connection: AsyncConnection) -> datetime | None:
    """Postgres: the database's clock when the transaction began. None on SQLite."""
    moment: datetime | None = connection.info.get(_BEGAN_AT)
    return moment


async def _begin(connection: AsyncConnection, turn: Any = None, **options: Any) -> None:
    """Begins the transaction; a connection that died while it lay in the pool is replaced."""
    first = select(func.now()) if turn is None else select(func.now(), turn)
    for left in reversed(range(POOL + 1)):
        try:
            await connection.execution_options(**options)
            moment = await connection.scalar(first)
        except (DBAPIError, ConnectionError) as dead:
            if not left or (isinstance(dead, DBAPIError) and not is_away(dead)):
                raise
            await connection.invalidate()
            await connection.rollback()
        else:
            connection.info[_BEGAN_AT] = moment
            return


def _sqlite(url: URL, *, pool_size: int, begin: str, read_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        pool_reset_on_return=None if not read_only else "rollback",
        connect_args={
            "timeout": WAIT_SECONDS,
            "async_creator_fn": connecting(statements=not read_only),
        },
    )

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        settings = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            settings.execute(f"PRAGMA {pragma}")
        settings.execute("PRAGMA query_only=ON" if read_only else "PRAGMA secure_delete=ON")
        settings.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(session: Callable[[], Awaitable[Any]]) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://",  # the address and the password stay with the server
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        async_creator=session,
    )
