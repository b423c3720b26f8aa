"""A clock that stands still until it is told to move."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import anyio.lowlevel


class FrozenClock:
    """Time for tests: waiting moves it on at once, ids grow and are the same in each run."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        self._now = start.astimezone(UTC)
        self._ids = 0
        self.slept: list[float] = []
        """The waits so far, in seconds."""

    def now(self) -> datetime:
        """The moment at which it stands, UTC."""
        return self._now

    def advance(self, by: timedelta | float) -> datetime:
        """Moves on by a timedelta or by that many seconds; the new moment."""
        self._now += by if isinstance(by, timedelta) else timedelta(seconds=by)
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Moves on instead of waiting, and lets other tasks run once."""
        self.slept.append(seconds)
        self.advance(max(seconds, 0.0))
        await anyio.lowlevel.checkpoint()

    def new_id(self) -> UUID:
        """A UUIDv7 of this moment; each is greater than the one before."""
        self._ids += 1
        millisecond = int(self._now.timestamp() * 1000)
        return UUID(int=millisecond << 80 | 0x7 << 76 | 0b10 << 62 | self._ids)
