"""One unit of work on one connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql.arrivals import SqlArrivals
from cam.adapters.sql.attempts import SqlAttempts
from cam.adapters.sql.campaigns import SqlCampaigns
from cam.adapters.sql.connections import Connections, began_at
from cam.adapters.sql.credits import SqlCredits
from cam.adapters.sql.deployment import SqlDeployment
from cam.adapters.sql.erasing import SqlErasures
from cam.adapters.sql.events import SqlEvents
from cam.adapters.sql.holds import SqlHolds
from cam.adapters.sql.leads import SqlLeads
from cam.adapters.sql.quotas import SqlQuotas
from cam.adapters.sql.runs import SqlRuns
from cam.adapters.sql.statistics import SqlStatistics
from cam.adapters.sql.suppressions import SqlSuppressions
from cam.ports.clock import Clock
from cam.ports.repository import Fence


class SqlRepository:
    """Keeps `ports.repository.Repository`."""

    def __init__(self, connection: AsyncConnection, clock: Clock, *, writes: bool) -> None:
        self._clock = clock
        self.campaigns = SqlCampaigns(connection, clock)
        self.leads = SqlLeads(connection, clock, writes=writes)
        self.arrivals = SqlArrivals(connection, writes=writes)
        self.deployment = SqlDeployment(connection, clock)
        self.attempts = SqlAttempts(connection, clock, self.deployment)
        self.statistics = SqlStatistics(connection, clock)
        self.quotas = SqlQuotas(connection, clock)
        self.suppressions = SqlSuppressions(connection, clock)
        self.runs = SqlRuns(connection, clock)
        self.events = SqlEvents(connection, clock)
        self.credits = SqlCredits(connection, clock)
        self.holds = SqlHolds(connection)
        self.erasures = SqlErasures(connection, clock)

    def now(self) -> datetime:
        """The database's clock; SQLite lives in this process and shares its clock."""
        return self._clock.now()


class BeganAt:
    """A clock that stands at the moment at which a unit of work began."""

    def __init__(self, moment: datetime, clock: Clock) -> None:
        self._moment = moment
        self._clock = clock

    def now(self) -> datetime:
        """That moment, UTC."""
        return self._moment

    async def sleep(self, seconds: float) -> None:
        """Waits; the moment stays."""
        await self._clock.sleep(seconds)

    def new_id(self) -> UUID:
        """A new UUIDv7."""
        return self._clock.new_id()


class SqlUnitOfWork:
    """Keeps `ports.repository.UnitOfWork`.

    With `database_time` leases, quota days and all that is due go by the server's clock, whatever
    this machine's clock says; without it, as in tests, by `clock`. SQLite has no other clock.
    """

    def __init__(
        self, connections: Connections, clock: Clock, *, database_time: bool = False
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._database_time = database_time

    @asynccontextmanager
    async def __call__(self, fence: Fence | None = None) -> AsyncIterator[SqlRepository]:
        """A writing unit of work."""
        async with self._connections.writing() as connection:
            repo = self._repository(connection, writes=True)
            if fence is not None:
                await repo.campaigns.hold(fence)
            yield repo
        repo.deployment.committed()

    @asynccontextmanager
    async def erasing(self) -> AsyncIterator[SqlRepository]:
        """A writing unit of work beside which nobody else has one open."""
        async with self._connections.writing(alone=True) as connection:
            yield self._repository(connection, writes=True)
        await self._connections.forget()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlRepository]:
        """A unit of work in which the database refuses to write."""
        async with self._connections.reading() as connection:
            yield self._repository(connection, writes=False)

    def _repository(self, connection: AsyncConnection, *, writes: bool) -> SqlRepository:
        moment = began_at(connection) if self._database_time else None
        clock = self._clock if moment is None else BeganAt(moment, self._clock)
        return SqlRepository(connection, clock, writes=writes)
