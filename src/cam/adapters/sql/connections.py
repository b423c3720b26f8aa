"""Connections: one writer and a few readers on SQLite, a pool on Postgres.

SQLite runs in WAL with synchronous=FULL and begins writing units with BEGIN IMMEDIATE: no lost
updates and no busy errors among them, and what is committed survives a power cut.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from cam.adapters.sql.inline import connecting
from cam.domain.model.errors import DatabaseUnavailable, InvalidInput, SchemaOutdated

READERS = 4
WAIT_SECONDS = 60.0
"""How long a unit of work waits for its connection or for another process's write."""


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
            self.writer = self.reader = _postgres(self.url)

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
        if self.is_sqlite:
            return str(self.url.database)
        return f"{self.url.host or 'localhost'}:{self.url.port or 5432}"

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write."""
        with told(self.place):
            async with self.writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction in which the database refuses to write."""
        with told(self.place):
            async with self.reader.connect() as connection:
                if not self.is_sqlite:
                    await connection.execution_options(
                        isolation_level="REPEATABLE READ", postgresql_readonly=True
                    )
                yield connection

    async def aclose(self) -> None:
        """Closes every connection."""
        await self.writer.dispose()
        await self.reader.dispose()


class told:  # noqa: N801 - reads as a word in a `with` line
    """Turns the driver's errors into CAM's, each with what to do."""

    def __init__(self, place: str) -> None:
        self.place = place

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: Any
    ) -> None:
        """Raises CAM's error in place of the driver's."""
        if isinstance(error, PoolTimeout | ConnectionError | TimeoutError):
            raise DatabaseUnavailable(f"cannot reach the database at {self.place}") from error
        if not isinstance(error, DBAPIError):
            return
        words = str(error.orig).lower()
        if "no such table" in words or "no such column" in words or "does not exist" in words:
            raise SchemaOutdated(
                "the database has no up-to-date schema: run `cam migrate`"
            ) from error
        away = isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
        if away or "not a database" in words:
            raise DatabaseUnavailable(
                f"cannot reach the database at {self.place}: {words}"
            ) from error


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
        if read_only:
            settings.execute("PRAGMA query_only=ON")
        settings.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=10,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "timeout": 10,
            "server_settings": {
                "application_name": "cam",
                "statement_timeout": "60000",
                "idle_in_transaction_session_timeout": "60000",
                "timezone": "UTC",
            },
        },
    )
