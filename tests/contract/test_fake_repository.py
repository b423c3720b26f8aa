"""The fake repository keeps the repository's contract."""

import pytest

from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository import RepositoryContract
from cam.testing.contracts.repository.arming import Copying
from cam.testing.fakes.repository import FakeUnitOfWork


class TestFakeRepository(RepositoryContract):
    """In memory."""

    @pytest.fixture
    def unit_of_work(self, clock: FrozenClock) -> FakeUnitOfWork:
        """An empty one."""
        return FakeUnitOfWork(clock)

    @pytest.fixture
    def copied(self, unit_of_work: FakeUnitOfWork) -> Copying:
        """A copy, somewhere else."""

        async def copy() -> FakeUnitOfWork:
            return unit_of_work.copied("elsewhere")

        return copy
