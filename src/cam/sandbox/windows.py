"""Counting calls in windows of time, as vendors limit them. Times in monotonic seconds."""

from collections.abc import Callable
from typing import Final

from cam.sandbox.settings import Window

SPANS: Final = {"minute": 60.0, "hour": 3_600.0, "day": 86_400.0}
_NAMES: Final = {"minute": "minute", "hour": "hourly", "day": "24-hour"}


class FixedWindow:
    """A window that opens at its first call and forgets at its end."""

    def __init__(self, span: float) -> None:
        self._span = span
        self._opened = -span
        self.used = 0

    def allows(self, limit: int | None, now: float) -> bool:
        if now - self._opened >= self._span:
            self._opened, self.used = now, 0
        return limit is None or self.used < limit

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
            window.used += 1
        return None

    def retry_after(self, name: str) -> int:
        """Whole seconds until that window ends, at least 1."""
        return max(1, round(self._windows[name].remaining(self._clock()) + 0.5))

    def headers(self, limits: Window) -> dict[str, str]:
        """`x-rate-limit-minute` and its kin; an unlimited window has empty values."""
        told: dict[str, str] = {}
        for span, label in _NAMES.items():
            limit: int | None = getattr(limits, span)
            used = self._windows[span].used
            told[f"x-rate-limit-{label}"] = "" if limit is None else str(limit)
            told[f"x-{label}-usage"] = "" if limit is None else str(used)
            left = "" if limit is None else str(max(0, limit - used))
            told[f"x-{label}-requests-left"] = left
        return told
