"""Time, and the ids that sort by it."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Every moment, wait and id in CAM comes from here, so that a test can hold time still."""

    def now(self) -> datetime:
        """The present moment, UTC, tz-aware."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Waits that long; a test's clock moves on instead."""
        ...

    def new_id(self) -> UUID:
        """A new UUIDv7 (RFC 9562 5.7): ids sort by the moment they were made."""
        ...
