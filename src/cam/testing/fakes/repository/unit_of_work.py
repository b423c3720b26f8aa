"""One transaction at a time: each works on a copy, which becomes the truth when it ends well."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from uuid import UUID

import anyio

from cam.domain.model.errors import DatabaseUnavailable, Superseded
from cam.ports.clock import Clock
from cam.ports.repository import Fence
from cam.testing.fakes.repository.arrivals import FakeArrivals
from cam.testing.fakes.repository.attempts import FakeAttempts
from cam.testing.fakes.repository.campaigns import FakeCampaigns
from cam.testing.fakes.repository.credits import FakeCredits
from cam.testing.fakes.repository.deployment import FakeDeployment, at
from cam.testing.fakes.repository.erasing import FakeErasures
from cam.testing.fakes.repository.events import FakeEvents
from cam.testing.fakes.repository.holds import FakeHolds
from cam.testing.fakes.repository.leads import FakeLeads
from cam.testing.fakes.repository.quotas import FakeQuotas, FakeStatistics
from cam.testing.fakes.repository.runs import FakeRuns
from cam.testing.fakes.repository.state import State
from cam.testing.fakes.repository.suppressions import FakeSuppressions


class FakeRepository:
    """Keeps `ports.repository.Repository` within one unit of work."""

    def __init__(self, state: State, now: datetime, new_id: Callable[[], UUID]) -> None:
        self._now = now
        self.campaigns = FakeCampaigns(state, now)
        self.leads = FakeLeads(state, now)
        self.arrivals = FakeArrivals(state)
        self.attempts = FakeAttempts(state, now)
        self.quotas = FakeQuotas(state, now)
        self.suppressions = FakeSuppressions(state, now)
        self.runs = FakeRuns(state, now)
        self.events = FakeEvents(state, now)
        self.credits = FakeCredits(state, now, new_id)
        self.holds = FakeHolds(state)
        self.erasures = FakeErasures(state, now)
        self.statistics = FakeStatistics(state, now)
        self.deployment = FakeDeployment(state, now)

    def now(self) -> datetime:
        """The clock's moment at which this unit of work began."""
        return self._now


class FakeUnitOfWork:
    """Keeps `ports.repository.UnitOfWork`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._committed = State()
        self._one_writer = anyio.Lock()
        self.is_away = False
        """Set it to have every unit of work raise DatabaseUnavailable."""

    def __call__(self, fence: Fence | None = None) -> AbstractAsyncContextManager[FakeRepository]:
        """A writing unit of work. A second one within it, in the same task, is an error."""
        return self._writing(fence)

    def erasing(self) -> AbstractAsyncContextManager[FakeRepository]:
        """A writing unit of work: nobody else ever has one open beside it."""
        return self._writing(None)

    @asynccontextmanager
    async def _writing(self, fence: Fence | None) -> AsyncIterator[FakeRepository]:
        async with self._one_writer:
            state = self._begun().copy()
            campaign = state.campaigns.get(fence.campaign_id) if fence else None
            if fence and (campaign is None or campaign.run_epoch != fence.epoch):
                raise Superseded(f"campaign {fence.campaign_id} has a newer run than {fence.epoch}")
            yield FakeRepository(state, self._clock.now(), self._clock.new_id)
            self._committed = state

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[FakeRepository]:
        """What is committed by now; a write raises StorageError."""
        state = self._begun().copy(read_only=True)
        yield FakeRepository(state, self._clock.now(), self._clock.new_id)

    def copied(self, place: str) -> "FakeUnitOfWork":
        """The same database, copied to another place."""
        copy = FakeUnitOfWork(self._clock)
        copy._committed = at(self._committed.copy(), place)
        return copy

    def _begun(self) -> State:
        if self.is_away:
            raise DatabaseUnavailable("the fake database is away")
        return self._committed
