"""Fixed windows in which a provider counts requests: each opens at its first one."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

_NAMED = {60: "a minute", 3600: "an hour", 86400: "a day"}


class Told(Struct, frozen=True):
    """What an answer says of one window."""

    limit: int
    left: int


Windows = Mapping[timedelta, Told | None]
"""Length of a window to what is left in it; None when it has no limit."""

Announced = Callable[[Mapping[str, str]], Windows]
"""Reads an answer's headers, names in lower case. A window that it does not name is not told of."""


def silent(_: Mapping[str, str]) -> Windows:
    """The reading of a provider that announces nothing."""
    return {}


class Window:
    """What is left in one window until it ends, at the latest that it can."""

    def __init__(self, span: timedelta, told: Told, now: datetime, moment: int) -> None:
        self._span = span
        self._begin(told, now, moment)

    def _begin(self, told: Told, now: datetime, moment: int) -> None:
        """The call that was answered lies in it, so it opened before and ends within its span."""
        self.limit = told.limit
        self.left = told.left
        self.ends_at = now + self._span
        self._told_at = moment
        self._is_new = False

    def learn(self, told: Told, entered: int, now: datetime, moment: int) -> None:
        """What the answer to a request that had entered at that moment says. Answers of one window
        may come in any order."""
        later = entered > self._told_at
        if self._is_new and not later:
            self.left -= 1  # nobody knows in which window it was counted
        elif later and (self._is_new or told.left > self.left):
            self._begin(told, now, moment)
        else:
            self.limit, self._told_at = told.limit, moment
            self.left = min(self.left, told.left)

    def pause(self, now: datetime, on_their_way: int, moment: int) -> float | None:
        """Seconds until it ends when nothing is left, None when those on their way may use up
        what is left, else 0."""
        if now >= self.ends_at:
            self._begin(Told(self.limit, max(self.limit, 1)), now, moment)
            self._is_new = True
        if self.left <= 0:
            return (min(self.ends_at, now + self._span) - now).total_seconds()
        return 0.0 if self.left > on_their_way else None

    @property
    def in_words(self) -> str:
        """E.g. `200 a minute (198 left)`."""
        seconds = int(self._span.total_seconds())
        return f"{self.limit} {_NAMED.get(seconds, f'in {seconds} s')} ({max(self.left, 0)} left)"
