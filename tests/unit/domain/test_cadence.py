"""When next."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.cadence import (
    FIRST_FOLLOW_UP,
    LATER_FOLLOW_UP,
    SILENCE,
    first_contact_delay,
    follow_up_delay,
    is_silent,
    try_again_delay,
)
from cam.testing.builders import a_step

from .strategies import moments, shares, waits


@given(shares)
def test_a_first_mail_waits_half_an_hour_to_six_hours(score: float) -> None:
    """By the score."""
    delay = first_contact_delay(score, None)
    assert timedelta(minutes=30) <= delay <= timedelta(minutes=360)


@given(shares, shares)
def test_a_better_lead_never_waits_longer(one: float, other: float) -> None:
    """The best are written to first."""
    worse, better = sorted((one, other))
    assert first_contact_delay(better, None) <= first_contact_delay(worse, None)


@given(shares, waits)
def test_a_campaigns_own_delay_counts_instead(score: float, told: timedelta) -> None:
    """Zero, too: at once."""
    assert first_contact_delay(score, told) == told


def test_follow_ups_come_after_three_days_then_seven() -> None:
    """Unless the step says otherwise; after the last there is none."""
    steps = (a_step(), a_step(), a_step(), a_step(delay=timedelta(0)))
    delays = [follow_up_delay(step, steps) for step in range(1, 6)]
    assert delays == [FIRST_FOLLOW_UP, LATER_FOLLOW_UP, timedelta(0), None, None]


@given(moments, st.timedeltas(timedelta(0), timedelta(days=100)))
def test_a_lead_is_silent_after_more_than_thirty_days(first: datetime, passed: timedelta) -> None:
    """Not on the thirtieth day itself, and never before it was written to."""
    assert is_silent(first, first + passed) is (passed > SILENCE)
    assert not is_silent(None, first)


@given(st.integers(-5, 10_000))
def test_a_put_off_mail_waits_half_an_hour_to_a_day(tries: int) -> None:
    """RFC 5321 4.5.4.1 asks for at least 30 minutes; the wait never grows shorter."""
    assert timedelta(minutes=30) <= try_again_delay(tries) <= timedelta(days=1)
    assert try_again_delay(tries) <= try_again_delay(tries + 1)


@pytest.mark.parametrize(("tries", "minutes"), [(1, 30), (2, 60), (3, 120), (6, 960), (7, 1440)])
def test_the_wait_doubles(tries: int, minutes: int) -> None:
    """Up to a day."""
    assert try_again_delay(tries) == timedelta(minutes=minutes)
