"""How a sender behaves like a person: few mails at first, and a pause after each."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct, structs

MOST_PAUSE = 86_400
Seconds = Annotated[int, Meta(ge=0, le=MOST_PAUSE)]
NO_REST = timedelta(0)


class RampUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`start` mails on the day of the first one, and `step` more on each day after."""

    start: Annotated[int, Meta(ge=1, le=10_000)]
    step: Annotated[int, Meta(ge=1, le=10_000)]

    def most(self, first_day: date, day: date) -> int:
        """The mails of that day; a day before the first is the first."""
        return max(0, self.start + self.step * max(0, (day - first_day).days))


class Pause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After each mail at least `seconds`, and by chance up to `jitter` more."""

    seconds: Seconds = 0
    jitter: Seconds = 0

    @property
    def is_none(self) -> bool:
        """May the next mail leave at once?"""
        return not (self.seconds or self.jitter)

    def drawn(self, chance: float) -> timedelta:
        """The pause that a chance between 0 and 1 makes."""
        return timedelta(seconds=self.seconds + self.jitter * chance)

    def turns(self, rest: timedelta, within: timedelta) -> int:
        """How many mails may leave within that time at most, the first after `rest`."""
        if rest > within:
            return 0
        return 1 + int((within - rest) / timedelta(seconds=max(1, self.seconds)))


NO_PAUSE = Pause()


class Pace(Struct, frozen=True, kw_only=True):
    """Where a scope stands: the local day of its first mail, and when its next one may leave."""

    first_day: date | None = None
    next_send_at: datetime | None = None

    def rest(self, now: datetime) -> timedelta:
        """How long until its next mail may leave."""
        return max(NO_REST, self.next_send_at - now) if self.next_send_at else NO_REST

    def after_a_mail(self, day: date, next_send_at: datetime | None) -> "Pace":
        """This pace after a mail on that day; a first day stays."""
        return structs.replace(
            self, first_day=self.first_day or day, next_send_at=next_send_at or self.next_send_at
        )


UNBEGUN = Pace()


class Paces:
    """The paces of one moment by scope; what moves is told in `moved`."""

    def __init__(self, kept: Mapping[str, Pace], now: datetime) -> None:
        self._paces = dict(kept)
        self._now = now
        self.moved: dict[str, Pace] = {}

    def first_day(self, scope: str, today: date) -> date:
        """The day of its first mail: today when there was none."""
        return self._paces.get(scope, UNBEGUN).first_day or today

    def next_send_at(self, scope: str) -> datetime | None:
        """When its next mail may leave, where that is known."""
        return self._paces.get(scope, UNBEGUN).next_send_at

    def rest(self, scope: str) -> timedelta:
        """How long until its next mail may leave."""
        return self._paces.get(scope, UNBEGUN).rest(self._now)

    def take(self, scope: str, today: date, pause: timedelta) -> None:
        """A mail leaves now, and the next one after that pause."""
        until = self._now + pause if pause else None
        after = self._paces.get(scope, UNBEGUN).after_a_mail(today, until)
        self._paces[scope] = self.moved[scope] = after
