"""Ramp-ups and pauses."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.quota import Allowance, in_force
from cam.domain.model.rhythm import Pace, Paces, Pause, RampUp
from cam.testing.builders import NOON

TODAY = NOON.date()
days = st.integers(-400, 4000).map(lambda n: TODAY + timedelta(days=n))
ramps = st.builds(RampUp, start=st.integers(1, 10_000), step=st.integers(1, 10_000))


@given(ramps, days, st.integers(0, 10_000) | st.none())
def test_a_ramp_up_rises_day_by_day_and_never_beyond_the_limit(
    ramp_up: RampUp, day: date, most: int | None
) -> None:
    """Nor below its start, unless the limit is lower; a first day in the future is today."""
    limit = Allowance(scope="s", most=most, ramp_up=ramp_up)
    here = limit.risen(TODAY, day).most
    later = limit.risen(TODAY, day + timedelta(days=1)).most
    assert here is not None
    assert later is not None
    bound = 10**9 if most is None else most
    assert min(ramp_up.start, bound) <= here <= later <= bound
    if day >= TODAY:
        assert here == min(bound, ramp_up.start + ramp_up.step * (day - TODAY).days)


@given(st.integers(0, 10_000) | st.none())
def test_without_a_ramp_up_the_limit_is_what_it_is(most: int | None) -> None:
    """From the first day on."""
    limit = Allowance(scope="s", most=most)
    assert in_force(limit, Paces({}, NOON), NOON) == limit


@given(st.integers(0, 86_400), st.integers(0, 86_400), st.floats(0, 1))
def test_a_pause_lies_between_its_least_and_its_most(
    seconds: int, jitter: int, chance: float
) -> None:
    """Whatever chance says."""
    drawn = Pause(seconds=seconds, jitter=jitter).drawn(chance)
    assert timedelta(seconds=seconds) <= drawn <= timedelta(seconds=seconds + jitter)


@given(st.integers(0, 100), st.integers(0, 100))
def test_turns_are_as_many_as_least_pauses_allow(seconds: int, rest: int) -> None:
    """The first after the rest, each next one after a pause."""
    pause, wait = Pause(seconds=seconds), timedelta(seconds=rest)
    turns = pause.turns(wait, timedelta(seconds=20))
    assert turns == sum(rest + n * max(1, seconds) <= 20 for n in range(21))


def test_a_mail_begins_the_ramp_up_and_the_rest() -> None:
    """A first day stays; without a pause nobody rests; a rest is over by itself."""
    paces = Paces({"old": Pace(first_day=date(2025, 12, 1))}, NOON)
    for scope in ("old", "new"):
        paces.take(scope, TODAY, timedelta(seconds=30 * (scope == "new")))
    assert paces.first_day("old", TODAY) == date(2025, 12, 1)
    assert paces.first_day("new", date(2026, 2, 1)) == TODAY
    assert (paces.rest("old"), paces.rest("new")) == (timedelta(), timedelta(seconds=30))
    later = Paces(paces.moved, NOON + timedelta(seconds=31))
    assert later.rest("new") == timedelta()
