"""What every test may use: a fresh database that is migrated already."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
import structlog

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.migrate import migrate
from peers.fixtures import mail_servers, peers
from postgres_server import postgres_databases, postgres_empty, postgres_url

__all__ = [
    "mail_servers",
    "peers",
    "postgres_databases",
    "postgres_empty",
    "postgres_url",
]

pytest.register_assert_rewrite("cam.testing.contracts")


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """What one test sets up for its log, another test's stderr among it, ends with it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file; tests take copies of it."""
    path = tmp_path_factory.mktemp("schema") / "cam.db"

    async def build() -> None:
        connections = Connections(f"sqlite:///{path}")
        await migrate(connections)
        await connections.aclose()

    anyio.run(build)
    return path


@pytest.fixture
def database_url(empty_database: Path, tmp_path: Path) -> str:
    """A migrated, empty database of this test's own."""
    path = tmp_path / "cam.db"
    shutil.copyfile(empty_database, path)
    return f"sqlite:///{path}"
