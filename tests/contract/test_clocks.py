"""Both clocks keep the clock's contract."""

import pytest

from cam.adapters.system_clock import SystemClock
from cam.ports.clock import Clock
from cam.testing.clock import FrozenClock
from cam.testing.contracts.clock import ClockContract


class TestFrozenClock(ClockContract):
    """A test's."""

    @pytest.fixture
    def clock(self) -> Clock:
        """At its start."""
        return FrozenClock()


class TestSystemClock(ClockContract):
    """The machine's."""

    @pytest.fixture
    def clock(self) -> Clock:
        """Now."""
        return SystemClock()
