"""When a campaign may send, and which day it is there."""

from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from msgspec import Meta, Struct

from cam.domain.model.errors import InvalidInput

Weekday = Annotated[int, Meta(ge=1, le=7, description="1 Monday to 7 Sunday")]


class SendingWindow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The local days and hours in which mails go out. `until` itself is outside."""

    zone: Annotated[str, Meta(max_length=64, description="IANA time zone")] = "UTC"
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1, max_length=7)] = (1, 2, 3, 4, 5, 6, 7)
    start: time = time(0, 0)
    until: time | None = None

    def __post_init__(self) -> None:
        zone(self.zone)
        for field in ("start", "until"):
            at: time | None = getattr(self, field)
            if at is not None and at.tzinfo is not None:
                raise InvalidInput(f"sending_window.{field}", "is local: it takes no offset")
        if self.until is not None and self.until <= self.start:
            raise InvalidInput("sending_window.until", "must be later than start")

    def is_open(self, now: datetime) -> bool:
        """May a mail go out now?"""
        local = now.astimezone(zone(self.zone))
        started = local.time() >= self.start
        ended = self.until is not None and local.time() >= self.until
        return local.isoweekday() in self.days and started and not ended


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
