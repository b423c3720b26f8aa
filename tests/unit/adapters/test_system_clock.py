"""Ids that sort by the moment they were made."""

from uuid import RFC_4122

import time_machine

from cam.adapters.system_clock import SystemClock
from cam.testing.clock import FrozenClock


def test_ids_are_uuid7_and_grow() -> None:
    """On the real clock and on the frozen one, thousands in a millisecond."""
    for clock in (SystemClock(), FrozenClock()):
        ids = [clock.new_id() for _ in range(5_000)]
        assert ids == sorted(set(ids))
        assert all(each.version == 7 and each.variant == RFC_4122 for each in ids)
        milliseconds = clock.now().timestamp() * 1000
        assert abs((ids[-1].int >> 80) - milliseconds) < 60_000


def test_ids_grow_though_the_machine_steps_back() -> None:
    """An NTP correction does not reorder them."""
    clock = SystemClock()
    with time_machine.travel("2026-01-05T09:00:00Z", tick=False):
        before = clock.new_id()
    with time_machine.travel("2026-01-05T08:00:00Z", tick=False):
        assert clock.new_id() > before


async def test_a_frozen_clock_moves_on_instead_of_waiting() -> None:
    """And remembers the wait."""
    clock = FrozenClock()
    start = clock.now()
    await clock.sleep(3600)
    assert (clock.now() - start).total_seconds() == 3600
    assert clock.slept == [3600]
