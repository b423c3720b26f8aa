"""SQLite keeps the repository's contract."""

from collections.abc import AsyncIterator

import pytest

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository import RepositoryContract


class TestSqlite(RepositoryContract):
    """The whole contract, on a file of its own for each test."""

    @pytest.fixture
    async def unit_of_work(
        self, database_url: str, clock: FrozenClock
    ) -> AsyncIterator[SqlUnitOfWork]:
        """An empty, migrated database."""
        connections = Connections(database_url)
        yield SqlUnitOfWork(connections, clock)
        await connections.aclose()
