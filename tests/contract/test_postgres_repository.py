"""Postgres keeps the repository's contract: a real server, a database of its own for each test."""

from collections.abc import AsyncIterator

import pytest

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.migrate import compare, migrate
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository import RepositoryContract
from cam.testing.contracts.repository.arming import Copying
from postgres_server import Databases


class TestPostgres(RepositoryContract):
    """The whole contract."""

    @pytest.fixture
    async def unit_of_work(
        self, postgres_url: str, clock: FrozenClock
    ) -> AsyncIterator[SqlUnitOfWork]:
        """An empty, migrated database."""
        connections = Connections(postgres_url)
        yield SqlUnitOfWork(connections, clock)
        await connections.aclose()

    @pytest.fixture
    async def copied(
        self, unit_of_work: SqlUnitOfWork, postgres_databases: Databases, clock: FrozenClock
    ) -> AsyncIterator[Copying]:
        """A copy on the same server, made as from any template."""
        opened: list[Connections] = []

        async def copy() -> SqlUnitOfWork:
            source = unit_of_work._connections
            await source.aclose()  # a template has no users meanwhile
            there = postgres_databases.empty(template=str(source.url.database))
            opened.append(Connections(there))
            return SqlUnitOfWork(opened[-1], clock)

        yield copy
        for each in opened:
            await each.aclose()


async def test_the_schema_goes_up_down_and_up_again(postgres_empty: str) -> None:
    """With its functions and triggers; and the newest is what the tables say."""
    connections = Connections(postgres_empty)
    for revision in ("head", "base", "head"):
        await migrate(connections, revision)
    await compare(connections)
    await connections.aclose()
