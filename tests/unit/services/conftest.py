"""The services on fakes: a repository in memory and a clock that stands still."""

import pytest

from cam.testing.clock import FrozenClock
from cam.testing.fakes.repository import FakeUnitOfWork

from .scene import Scene


@pytest.fixture
def clock() -> FrozenClock:
    """Time."""
    return FrozenClock()


@pytest.fixture
def fake(clock: FrozenClock) -> FakeUnitOfWork:
    """The repository, in memory."""
    return FakeUnitOfWork(clock)


@pytest.fixture
def scene(fake: FakeUnitOfWork, clock: FrozenClock) -> Scene:
    """An empty repository."""
    return Scene(fake, clock)
