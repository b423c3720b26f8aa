"""When a campaign may send."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.errors import InvalidInput
from cam.domain.model.window import ANY_TIME, SendingWindow, local_day, zone

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
