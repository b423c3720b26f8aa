"""Clocks for days that go by in seconds."""

from datetime import datetime, timedelta

from cam.app.composition import system_clock
from cam.ports.clock import Clock


class Moved:
    """The machine's clock, moved: ahead by so many seconds, or held still at a moment."""

    def __init__(self, *, ahead: float = 0.0, at: datetime | None = None) -> None:
        clock = system_clock()
        self._clock = clock
        self._ahead = timedelta(seconds=ahead)
        self._at = at
        self.sleep = clock.sleep
        self.new_id = clock.new_id

    def now(self) -> datetime:
        """The moment, UTC."""
        return self._at or self._clock.now() + self._ahead


def clock_of(ahead: float, at: str) -> Clock | None:
    """The clock that an errand is told to go by; None leaves the database its own."""
    if at:
        return Moved(at=datetime.fromisoformat(at))
    return Moved(ahead=ahead) if ahead else None
