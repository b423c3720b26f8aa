"""The machine's clock, and UUIDv7 from it (RFC 9562 5.7)."""

import asyncio
import secrets
import threading
from datetime import UTC, datetime
from time import time_ns
from uuid import UUID

_COUNTER_BITS = 42
_RANDOM_BITS = 32


class SystemClock:
    """Real time. Ids grow within a process, even when the machine's clock steps back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._counter = 0

    def now(self) -> datetime:
        """The present moment, UTC, tz-aware."""
        return datetime.fromtimestamp(time_ns() / 1e9, UTC)

    async def sleep(self, seconds: float) -> None:
        """Waits that many seconds."""
        await asyncio.sleep(seconds)

    def new_id(self) -> UUID:
        """A new UUIDv7, greater than any that this clock made before."""
        with self._lock:
            millisecond = time_ns() // 1_000_000
            if millisecond > self._millisecond:
                self._millisecond = millisecond
                self._counter = secrets.randbits(_COUNTER_BITS - 1)
            else:
                self._counter += 1
            if self._counter >> _COUNTER_BITS:
                self._millisecond += 1
                self._counter = 0
            return uuid7(self._millisecond, self._counter, secrets.randbits(_RANDOM_BITS))


def uuid7(millisecond: int, counter: int, random: int) -> UUID:
    """The UUIDv7 of a Unix millisecond (48 bits), a 42-bit counter and 32 random bits.

    The counter fills rand_a and the head of rand_b (RFC 9562 6.2, method 1).
    """
    high, low = counter >> 30, counter & ((1 << 30) - 1)
    value = (millisecond & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | high << 64
    value |= 0b10 << 62 | low << 32 | random
    return UUID(int=value)
