"""One unit of work on one connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql.attempts import SqlAttempts
from cam.adapters.sql.campaigns import SqlCampaigns
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.events import SqlEvents
from cam.adapters.sql.leads import SqlLeads
from cam.adapters.sql.runs import SqlRuns
from cam.adapters.sql.statistics import SqlStatistics
from cam.adapters.sql.suppressions import SqlSuppressions
from cam.ports.clock import Clock
from cam.ports.repository import Fence


class SqlRepository:
    """Keeps `ports.repository.Repository`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._clock = clock
        self.campaigns = SqlCampaigns(connection, clock)
        self.leads = SqlLeads(connection, clock)
        self.attempts = SqlAttempts(connection, clock)
        self.statistics = SqlStatistics(connection, clock)
        self.quotas = self.statistics
        self.suppressions = SqlSuppressions(connection)
        self.runs = SqlRuns(connection, clock)
        self.events = SqlEvents(connection, clock)

    def now(self) -> datetime:
        """The database's clock; SQLite lives in this process and shares its clock."""
        return self._clock.now()


class SqlUnitOfWork:
    """Keeps `ports.repository.UnitOfWork`."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock

    @asynccontextmanager
    async def __call__(self, fence: Fence | None = None) -> AsyncIterator[SqlRepository]:
        """A writing unit of work."""
        async with self._connections.writing() as connection:
            repo = SqlRepository(connection, self._clock)
            if fence is not None:
                await repo.campaigns.hold(fence)
            yield repo

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlRepository]:
        """A unit of work in which the database refuses to write."""
        async with self._connections.reading() as connection:
            yield SqlRepository(connection, self._clock)
