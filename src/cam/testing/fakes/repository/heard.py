"""Events that others told us of, in memory."""

from datetime import datetime

from cam.testing.fakes.repository.state import State


class FakeHeardEvents:
    """Keeps `ports.repository.HeardEvents`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def add(self, event_id: str) -> bool:
        """Remembers the event."""
        is_new = event_id not in self._state.heard
        if is_new:
            self._state.heard[event_id] = self._now
        return is_new
