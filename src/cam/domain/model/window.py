"""When a campaign may send, and which day it is there."""

from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from msgspec import Meta, Struct

from cam.domain.model import public_holidays
from cam.domain.model.errors import InvalidInput

Weekday = Annotated[int, Meta(ge=1, le=7, description="1 Monday to 7 Sunday")]
Holidays = Annotated[tuple[date, ...], Meta(max_length=1000, description="local dates")]
Country = Annotated[str, Meta(max_length=11, description="ISO 3166: FR, DE-BY")]

LOOK_AHEAD = timedelta(days=400)
"""A window that does not open within this time is looked at again then."""
_SOME_DAYS = timedelta(days=8)
_SECOND = timedelta(seconds=1)


class SendingWindow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The local days and hours in which mails go out. `until` itself is outside."""

    zone: Annotated[str, Meta(max_length=64, description="IANA time zone")] = "UTC"
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1, max_length=7)] = (1, 2, 3, 4, 5, 6, 7)
    start: time = time(0, 0)
    until: time | None = None
    holidays: Holidays = ()
    """Days on which nothing goes out."""
    public_holidays: Country = ""
    """The country, or a part of it, on whose public holidays nothing goes out either."""

    def __post_init__(self) -> None:
        zone(self.zone)
        for field in ("start", "until"):
            at: time | None = getattr(self, field)
            if at is not None and at.tzinfo is not None:
                raise InvalidInput(f"sending_window.{field}", "is local: it takes no offset")
        if self.until is not None and self.until <= self.start:
            raise InvalidInput("sending_window.until", "must be later than start")
        if self.public_holidays:
            public_holidays.check(self.public_holidays)

    def is_open(self, now: datetime) -> bool:
        """May a mail go out now?"""
        local = now.astimezone(zone(self.zone))
        started = local.time() >= self.start
        ended = self.until is not None and local.time() >= self.until
        return started and not ended and self._is_open_on(local.date())

    def opens_at(self, now: datetime) -> datetime:
        """The first moment from now on at which a mail may go out, UTC; after LOOK_AHEAD at most.

        Exact where clocks change: an hour that does not exist opens when the clock has passed it.
        """
        if self.is_open(now):
            return now
        now, end = now.astimezone(UTC), now.astimezone(UTC) + LOOK_AHEAD
        while now < end:
            later = min(now + _SOME_DAYS, end)
            opens = (moment for moment in self._moments(now, later) if self.is_open(moment))
            if first := next(opens, None):
                return first
            now = later
        return end

    def _is_open_on(self, day: date) -> bool:
        closed = day in self.holidays or (
            bool(self.public_holidays)
            and day in public_holidays.of_year(self.public_holidays, day.year)
        )
        return day.isoweekday() in self.days and not closed

    def _moments(self, after: datetime, until: datetime) -> list[datetime]:
        """The moments in that time at which a closed window can become open, in order."""
        there = zone(self.zone)
        first = after.astimezone(there).date()
        starts = (
            datetime.combine(first + timedelta(days=n), self.start, there).replace(fold=fold)
            for n in range((until - after).days + 2)
            for fold in (0, 1)
        )
        found = {start.astimezone(UTC) for start in starts} | changes(there, after, until)
        return sorted(moment for moment in found if after < moment <= until)


def changes(there: ZoneInfo, after: datetime, until: datetime) -> set[datetime]:
    """The moments in that time, UTC and to the second, from which the zone's clocks say another
    offset. Two changes that undo each other within six hours are not seen; no zone has them."""
    low, found = after.astimezone(UTC).replace(microsecond=0), set[datetime]()
    while low < until:
        high = low + timedelta(hours=6)
        if _offset(low, there) != _offset(high, there):
            found.add(_change(there, low, high))
        low = high
    return found


def _change(there: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second after `low` that has the offset of `high`."""
    new = _offset(high, there)
    while high - low > _SECOND:
        middle = low + (high - low) // (2 * _SECOND) * _SECOND
        low, high = (low, middle) if _offset(middle, there) == new else (middle, high)
    return high


def _offset(moment: datetime, there: ZoneInfo) -> timedelta | None:
    return moment.astimezone(there).utcoffset()


def zone(name: str, field: str = "sending_window.zone") -> ZoneInfo:
    """The IANA zone of this name. Raises InvalidInput, with the nearest name there is."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = get_close_matches(name, available_timezones(), n=1, cutoff=0.6)
        hint = f', did you mean "{close[0]}"?' if close else ""
        raise InvalidInput(
            field, f'unknown time zone "{name}"{hint}', kind="unknown_time_zone"
        ) from None


def local_day(now: datetime, zone_name: str) -> date:
    """The date in that zone."""
    return now.astimezone(zone(zone_name)).date()


ANY_TIME = SendingWindow()
