"""Counting calls in windows of time, as vendors limit them. Times in monotonic seconds."""

from collections.abc import Callable
from typing import Final

from cam.sandbox.settings import Window

SPANS: Final = {"minute": 60.0, "hour": 3_600.0, "day": 86_400.0}


class FixedWindow:
    """A window that opens at its first call and forgets at its end."""

    def __init__(self, span: float) -> None:
        self._span = span
        self._opened = float("-inf")
        self._used = 0

    def allows(self, limit: int | None, now: float) -> bool:
        return limit is None or self.used(now) < limit

    def count(self, now: float) -> None:
        """One call more; the first opens the window."""
        if not self.used(now):
            self._opened = now
        self._used += 1

    def used(self, now: float) -> int:
        """Calls counted in the window that is open."""
        if now - self._opened >= self._span:
            self._used = 0
        return self._used

    def remaining(self, now: float) -> float:
        """Seconds until it ends."""
        return max(0.0, self._opened + self._span - now)


class Meter:
    """The three windows of one Apollo endpoint."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._windows = {name: FixedWindow(span) for name, span in SPANS.items()}

    def call(self, limits: Window) -> str | None:
        """Count one call, or name the window that is full (then nothing is counted)."""
        now = self._clock()
        for name, window in self._windows.items():
            if not window.allows(getattr(limits, name), now):
                return name
        for window in self._windows.values():
            window.count(now)
        return None

    def retry_after(self, name: str) -> int:
        """Whole seconds until that window ends, at least 1."""
        return max(1, round(self._windows[name].remaining(self._clock()) + 0.5))

    def headers(self, limits: Window, day: str) -> dict[str, str]:
        """`x-rate-limit-minute` and its kin; an unlimited window has empty values."""
        told: dict[str, str] = {}
        for span, label in (("minute", "minute"), ("hour", "hourly"), ("day", day)):
            limit: int | None = getattr(limits, span)
            used = self._windows[span].used(self._clock())
            told[f"x-rate-limit-{label}"] = "" if limit is None else str(limit)
            told[f"x-{label}-usage"] = "" if limit is None else str(used)
            left = "" if limit is None else str(max(0, limit - used))
            told[f"x-{label}-requests-left"] = left
        return told

    def usage(self, limits: Window) -> dict[str, dict[str, int | None]]:
        """The windows as Apollo's usage page lists them; null where there is no cap."""
        told: dict[str, dict[str, int | None]] = {}
        for span in ("day", "hour", "minute"):
            limit: int | None = getattr(limits, span)
            used = self._windows[span].used(self._clock())
            left = None if limit is None else max(0, limit - used)
            told[span] = {"limit": limit, "consumed": used, "left_over": left}
        return told
