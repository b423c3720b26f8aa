"""Databases of a proof's own: SQLite files, or databases on a Postgres server. Read in plain SQL:
the judge trusts no query of the product."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from cam.app.composition import migrated
from cam.app.prove.proof import CannotProve
from cam.app.settings import Settings

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
}


class Database(Protocol):
    """One database, migrated and empty at first."""

    url: str
    kind: str

    async def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        ...


class Databases(Protocol):
    """Makes databases."""

    kind: str

    async def new(self) -> Database:
        """A migrated, empty one."""
        ...

    async def backed_up(self, database: Database) -> str:
        """The name of a backup."""
        ...

    async def restored(self, database: Database, backup: str) -> None:
        """Puts the backup in the database's place."""
        ...


async def dumped(database: Database) -> dict[str, list[str]]:
    """Every row of every table, in order."""
    rows = {}
    for (table,) in await database.ask(TABLES[database.kind]):
        found = await database.ask(f'SELECT * FROM "{table}"')  # noqa: S608 - its own table
        rows[table] = sorted(map(repr, found))
    return rows


class SqliteFile:
    """Keeps `Database`."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"

    async def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(query).fetchall()


class SqliteFiles:
    """Files in a folder, copies of one that is migrated once."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._empty = folder / "empty.db"
        self._made = 0

    async def new(self) -> SqliteFile:
        """A copy of the empty one."""
        if not self._empty.exists():
            await migrated(Settings.read({"CAM_DATABASE_URL": f"sqlite:///{self._empty}"}))
        self._made += 1
        path = self._folder / f"{self._made}.db"
        shutil.copyfile(self._empty, path)
        return SqliteFile(path)

    async def backed_up(self, database: Database) -> str:
        """By SQLite's own means, as an operator would."""
        backup = f"{_path(database)}.backup"
        with (
            closing(sqlite3.connect(_path(database))) as source,
            closing(sqlite3.connect(backup)) as target,
        ):
            source.backup(target)
        return backup

    async def restored(self, database: Database, backup: str) -> None:
        """The file is replaced."""
        await asyncio.to_thread(_put_back, backup, _path(database))


def _put_back(backup: str, path: str) -> None:
    for rest in ("-wal", "-shm"):
        Path(f"{path}{rest}").unlink(missing_ok=True)
    shutil.copyfile(backup, path)


def _path(database: Database) -> str:
    return database.url.removeprefix("sqlite:///")


class PostgresDatabase:
    """Keeps `Database`."""

    kind = "postgres"

    def __init__(self, url: str) -> None:
        self.url = url

    async def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        return [tuple(row) for row in await _told(self.url, query)]


class PostgresServer:
    """Databases on one server, copies of one that is migrated once; dropped at the end."""

    kind = "postgres"

    def __init__(self, url: str) -> None:
        self._url = url
        self._made: list[str] = []

    async def new(self) -> PostgresDatabase:
        """A copy of the empty one."""
        if not self._made:
            empty = await self._create("template0")
            await migrated(Settings.read({"CAM_DATABASE_URL": empty}))
        return PostgresDatabase(await self._create(self._made[0]))

    async def backed_up(self, database: Database) -> str:
        """A copy on the same server; nobody is connected."""
        return await self._create(_name(database.url))

    async def restored(self, database: Database, backup: str) -> None:
        """The copy takes the name."""
        name = _name(database.url)
        await _told(self._url, f"DROP DATABASE {name} WITH (FORCE)")
        await _told(self._url, f"ALTER DATABASE {_name(backup)} RENAME TO {name}")
        self._made.remove(_name(backup))

    async def drop(self) -> None:
        """All that were made."""
        while self._made:
            await _told(self._url, f"DROP DATABASE {self._made.pop()} WITH (FORCE)")

    async def _create(self, template: str) -> str:
        name = f"cam_prove_{uuid4().hex}"
        await _told(self._url, f"CREATE DATABASE {name} TEMPLATE {template}")
        self._made.append(name)
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


@asynccontextmanager
async def databases(named: str, folder: Path, given: str = "") -> AsyncIterator[Databases]:
    """`sqlite`, `postgres` (the `given` server, else one that is started) or a server's URL."""
    if named == "sqlite":
        yield SqliteFiles(folder)
        return
    if named == "postgres" and not given:
        from cam.app.prove.postgres import started

        async with started(folder) as url, _on(url) as server:
            yield server
        return
    async with _on(given if named == "postgres" else named) as server:
        yield server


@asynccontextmanager
async def _on(url: str) -> AsyncIterator[PostgresServer]:
    if not url.startswith(("postgresql://", "postgres://")):
        raise CannotProve(f"--database is sqlite, postgres or postgresql://..., not {url}")
    server = PostgresServer(url)
    try:
        yield server
    finally:
        await server.drop()


async def _told(url: str, statement: str) -> Sequence[Any]:
    """One statement, outside any transaction."""
    try:
        connection = await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError) as error:
        raise CannotProve(f"the Postgres server does not answer: {error}") from None
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()
