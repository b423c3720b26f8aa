"""When a campaign may send."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.errors import InvalidInput
from cam.domain.model.window import ANY_TIME, LOOK_AHEAD, SendingWindow, local_day, zone

from .strategies import moments

OFFICE = SendingWindow(
    zone="Europe/Berlin", days=(1, 2, 3, 4, 5), start=time(9), until=time(17, 30)
)


def at(text: str) -> datetime:
    """A UTC moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-01-05 07:59", False),
        ("2026-01-05 08:00", True),
        ("2026-01-05 16:29:59", True),
        ("2026-01-05 16:30", False),
        ("2026-01-10 10:00", False),
        ("2026-01-11 10:00", False),
        # Summer time began on 29 March: an hour earlier in UTC.
        ("2026-03-30 06:59", False),
        ("2026-03-30 07:00", True),
        # It ended on 25 October.
        ("2026-10-26 07:00", False),
        ("2026-10-26 08:00", True),
    ],
)
def test_mails_go_out_in_local_office_hours(now: str, is_open: bool) -> None:
    """Start is inside, until is outside, summer time or not."""
    assert OFFICE.is_open(at(now)) is is_open


def test_the_hour_that_comes_twice_is_open_twice() -> None:
    """And the one that does not exist harms nobody."""
    night = SendingWindow(zone="Europe/Berlin", start=time(2), until=time(3))
    assert night.is_open(at("2026-10-25 00:30"))
    assert night.is_open(at("2026-10-25 01:30"))
    assert not any(night.is_open(at("2026-03-29 00:00") + timedelta(minutes=m)) for m in range(180))


@given(moments)
def test_without_a_window_any_time_will_do(now: datetime) -> None:
    """Night and Sunday, too."""
    assert ANY_TIME.is_open(now)


@given(moments, st.sampled_from(["Pacific/Auckland", "America/New_York", "Asia/Kathmandu", "UTC"]))
def test_the_local_day_is_that_of_the_zone(now: datetime, name: str) -> None:
    """At most a day away from UTC's; it never goes back as time goes on."""
    day = local_day(now, name)
    assert abs(day - now.date()) <= timedelta(days=1)
    assert local_day(now + timedelta(hours=1), name) >= day


@pytest.mark.parametrize(
    ("now", "name", "day"),
    [
        ("2026-01-05 04:59", "America/New_York", date(2026, 1, 4)),
        ("2026-01-05 05:00", "America/New_York", date(2026, 1, 5)),
        ("2026-07-05 03:59", "America/New_York", date(2026, 7, 4)),
        ("2026-07-05 04:00", "America/New_York", date(2026, 7, 5)),
        ("2026-01-05 11:00", "Pacific/Auckland", date(2026, 1, 6)),
    ],
)
def test_a_new_day_begins_at_local_midnight(now: str, name: str, day: date) -> None:
    """In winter and in summer."""
    assert local_day(at(now), name) == day


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Europe/Londno", "Europe/London"),
        ("europe/berlim", "Europe/Berlin"),
        ("America/NewYork", "America/New_York"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_name(name: str, meant: str) -> None:
    """When the campaign is saved."""
    with pytest.raises(InvalidInput, match=f'did you mean "{meant}"') as refused:
        SendingWindow(zone=name)
    assert refused.value.kind == "unknown_time_zone"


@pytest.mark.parametrize("name", ["", "Europe", "../etc/passwd", "/etc/passwd", "a\0b", "x" * 300])
def test_no_name_of_a_zone_does_harm(name: str) -> None:
    """It is refused like any other that does not exist."""
    with pytest.raises(InvalidInput):
        zone(name)


@pytest.mark.parametrize("until", [time(9), time(8, 59)])
def test_a_window_ends_after_it_begins(until: time) -> None:
    """A window across midnight is two windows."""
    with pytest.raises(InvalidInput, match="later than start"):
        SendingWindow(start=time(9), until=until)


@pytest.mark.parametrize("field", ["start", "until"])
def test_hours_are_local_and_take_no_offset(field: str) -> None:
    """Refused when it is saved, instead of failing when it sends."""
    hours: dict[str, Any] = {field: time(12, tzinfo=UTC)}
    with pytest.raises(InvalidInput, match="takes no offset"):
        SendingWindow(**hours)


ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Beirut",
    "Pacific/Apia", "Asia/Kathmandu", "UTC",
)  # fmt: skip
minutes = st.integers(0, 1439).map(lambda n: time(n // 60, n % 60))


@st.composite
def windows(draw: st.DrawFn) -> SendingWindow:
    """Any window that opens at all, in zones whose clocks change in odd ways."""
    start = draw(minutes)
    until = draw(st.none() | minutes.filter(lambda at: at > start))
    return SendingWindow(
        zone=draw(st.sampled_from(ZONES)),
        days=tuple(draw(st.sets(st.integers(1, 7), min_size=1))),
        start=start,
        until=until,
        holidays=tuple(draw(st.lists(st.dates(date(2011, 1, 1), date(2027, 1, 1)), max_size=3))),
    )


@given(windows(), moments, st.integers(0, 10_000))
def test_a_window_opens_at_the_first_moment_that_it_is_open(
    window: SendingWindow, now: datetime, chance: int
) -> None:
    """Whatever the clocks do: then it is open, the second before it was not, nor in between."""
    opens = window.opens_at(now)
    assert now <= opens <= now + LOOK_AHEAD
    assert window.opens_at(opens) == opens
    if opens == now + LOOK_AHEAD:
        return
    assert window.is_open(opens)
    if opens > now:
        assert not window.is_open(max(now, opens - timedelta(seconds=1)))
        assert not window.is_open(now + (opens - now) * (chance / 10_001))


@pytest.mark.parametrize(
    ("window", "now", "opens"),
    [
        # 02:30 does not exist in New York: the clocks go from 02:00 to 03:00.
        (SendingWindow(zone="America/New_York", start=time(2, 30), until=time(4)),
         "2026-03-08 05:00", "2026-03-08 07:00"),
        # 01:30 comes twice; who asks between the two is told the second.
        (SendingWindow(zone="America/New_York", start=time(1, 30), until=time(2)),
         "2026-11-01 06:10", "2026-11-01 06:30"),
        # In Beirut midnight itself does not exist: the day begins at 01:00.
        (SendingWindow(zone="Asia/Beirut", days=(7,)), "2026-03-28 12:00", "2026-03-28 22:00"),
        # Samoa had no 30 December 2011.
        (SendingWindow(zone="Pacific/Apia", days=(5, 6), start=time(8)),
         "2011-12-30 09:00", "2011-12-30 18:00"),
        (OFFICE, "2026-01-09 16:30", "2026-01-12 08:00"),
        (OFFICE, "2026-03-27 16:30", "2026-03-30 07:00"),
    ],
)  # fmt: skip
def test_a_window_opens_where_clocks_change(window: SendingWindow, now: str, opens: str) -> None:
    """By the local clock, as a person would read it."""
    assert window.opens_at(at(now)) == at(opens)


def test_nothing_goes_out_on_a_holiday() -> None:
    """Of the operator's, by the local date."""
    window = SendingWindow(zone="America/New_York", holidays=(date(2026, 12, 25),))
    assert window.is_open(at("2026-12-25 04:59"))
    assert not window.is_open(at("2026-12-25 05:00"))
    assert not window.is_open(at("2026-12-26 04:59"))
    assert window.opens_at(at("2026-12-25 12:00")) == at("2026-12-26 05:00")


@pytest.mark.parametrize(
    ("code", "closed", "open_"),
    [
        ("FR", "2026-07-14 10:00", "2026-07-15 10:00"),
        ("FR", "2027-05-06 10:00", "2027-05-07 10:00"),  # Ascension, another date each year
        ("DE-BY", "2026-01-06 10:00", "2026-01-07 10:00"),
        ("DE-BE", "2026-05-01 10:00", "2026-01-06 10:00"),
    ],
)
def test_nothing_goes_out_on_a_public_holiday(code: str, closed: str, open_: str) -> None:
    """Of a country, or of a part of it, in whatever year."""
    window = SendingWindow(zone="Europe/Paris", public_holidays=code)
    assert not window.is_open(at(closed))
    assert window.is_open(at(open_))


@pytest.mark.parametrize(
    ("code", "says"),
    [("de", 'did you mean "DE"'), ("DE-XX", 'no part "XX"'), ("ZZ", "no calendar"), ("?", "no")],
)
def test_an_unknown_calendar_is_refused_when_it_is_saved(code: str, says: str) -> None:
    """With what there is instead."""
    with pytest.raises(InvalidInput, match=says) as refused:
        SendingWindow(public_holidays=code)
    assert refused.value.field == "sending_window.public_holidays"


def test_a_window_that_never_opens_is_looked_at_again() -> None:
    """Nobody searches for ever."""
    days = tuple(date(2026, 1, 1) + timedelta(days=n) for n in range(800))
    now = at("2026-01-05 12:00")
    assert SendingWindow(holidays=days).opens_at(now) == now + LOOK_AHEAD
