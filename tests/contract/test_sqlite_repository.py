"""SQLite keeps the repository's contract."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository import RepositoryContract
from cam.testing.contracts.repository.arming import Copying


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

    @pytest.fixture
    async def copied(
        self, database_url: str, clock: FrozenClock, tmp_path: Path
    ) -> AsyncIterator[Copying]:
        """A copy that SQLite's backup made, in another folder."""
        opened: list[Connections] = []

        async def copy() -> SqlUnitOfWork:
            (tmp_path / "copy").mkdir()
            there = tmp_path / "copy" / "cam.db"
            source = sqlite3.connect(database_url.removeprefix("sqlite:///"))
            with closing(source), closing(sqlite3.connect(there)) as target:
                source.backup(target)
            opened.append(Connections(f"sqlite:///{there}"))
            return SqlUnitOfWork(opened[-1], clock)

        yield copy
        for each in opened:
            await each.aclose()
