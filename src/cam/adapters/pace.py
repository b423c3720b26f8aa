"""When a provider may be asked next: one pace for all campaigns of a process.

A provider counts requests in fixed windows that open at the first one, for each endpoint, and tells
in its answers how many are left. A gate stands before each endpoint. Until it knows what is left,
one request goes first and the others wait for its answer; the same after a 429. Then as many go
as are left, counting those on their way as used up.
"""

import random
from datetime import datetime, timedelta

import anyio
from msgspec import Struct

from cam.adapters.answer import Answer
from cam.adapters.windows import Announced, Told, Window, silent
from cam.domain.model.errors import RateLimited
from cam.ports.clock import Clock

_UNTOLD_PAUSE = 5.0
"""Seconds to wait after a 429 that names none; doubled with each further one."""
_DOUBLINGS = 5
_LONGEST = timedelta(days=1)
"""Whoever asks for a longer wait is looked at again after it."""
_SOME = 1
_ALL = float("inf")


class Pass(Struct, frozen=True):
    """The permission of one request to go; given back with its answer."""

    moment: int
    """The gate's own count of what had happened by then."""


class Gate:
    """Before one endpoint. Those who wait stand in line; any of them may be cancelled."""

    def __init__(
        self,
        provider: str,
        clock: Clock,
        *,
        announced: Announced = silent,
        max_wait: float,
    ) -> None:
        self._provider = provider
        self._clock = clock
        self._announced = announced
        self._max_wait = max_wait
        self._line = anyio.Lock()
        self._answered = anyio.Event()
        self._at_once: float = _ALL if announced is silent else _SOME
        self._on_their_way = 0
        self._moment = 0
        self._shut_at = 0
        self._refusals = 0
        self._shut_until: datetime | None = None
        self._windows: dict[timedelta, Window] = {}

    async def enter(self) -> Pass:
        """Waits until a request may go. Raises RateLimited, unasked, when that is too long."""
        async with self._line:
            while True:
                pause = self._pause()
                if pause == 0.0:
                    self._on_their_way += 1
                    self._moment += 1
                    return Pass(self._moment)
                if pause is None:
                    await self._answered.wait()
                elif pause > self._max_wait:
                    raise self.limited(f"asks for no more requests for {pause:.0f} s")
                else:
                    await self._clock.sleep(pause)

    def leave(self, entered: Pass, answer: Answer | None) -> None:
        """Learns from the answer to a request; None when there was none."""
        now = self._clock.now()
        self._on_their_way -= 1
        self._moment += 1
        told = self._announced(answer.headers) if answer is not None else {}
        for span in self._windows.keys() - told.keys():
            self._windows[span].left -= 1  # it may have been counted
        for span, state in told.items():
            self._learn(span, state, entered, now)
        if answer is not None and answer.status == 429:
            self._shut(answer, now)
        elif entered.moment > self._shut_at:
            self._at_once = _ALL if told else 2 * self._at_once
            self._refusals = 0 if answer is not None else self._refusals
        self._answered.set()
        self._answered = anyio.Event()

    @property
    def opens_in(self) -> float:
        """Seconds for which a 429 keeps it shut."""
        if self._shut_until is None:
            return 0.0
        return max((self._shut_until - self._clock.now()).total_seconds(), 0.0)

    @property
    def in_words(self) -> str:
        """The limits last told, e.g. `200 a minute (198 left)`."""
        return ", ".join(window.in_words for window in self._known())

    def limited(self, reason: str) -> RateLimited:
        """The error of a request that shall not wait so long."""
        wait = self.opens_in or (self._pause() or 0.0)
        return RateLimited(self._provider, reason, retry_after=timedelta(seconds=wait))

    def _known(self) -> list[Window]:
        return [window for _, window in sorted(self._windows.items())]

    def _pause(self) -> float | None:
        """Seconds to wait; None until an answer comes that is on its way."""
        now = self._clock.now()
        shut = self.opens_in
        if shut:
            return shut
        waits = [w.pause(now, self._on_their_way, self._moment) for w in self._known()]
        longest = max((wait for wait in waits if wait is not None), default=0.0)
        if longest:
            return longest
        if None in waits or self._on_their_way >= self._at_once:
            return None
        return 0.0

    def _learn(self, span: timedelta, told: Told | None, entered: Pass, now: datetime) -> None:
        if told is None:
            self._windows.pop(span, None)
        elif span in self._windows:
            self._windows[span].learn(told, entered.moment, now, self._moment)
        else:
            self._windows[span] = Window(span, told, now, self._moment)

    def _shut(self, answer: Answer, now: datetime) -> None:
        """For everybody; then one goes first again."""
        asked = answer.retry_after(now)
        if asked is None:
            doubled = 2.0 ** min(self._refusals, _DOUBLINGS)
            asked = timedelta(seconds=_UNTOLD_PAUSE * doubled * random.uniform(0.75, 1.25))
        else:
            asked = min(asked, _LONGEST)
            for window in self._windows.values():
                if window.left <= 0:
                    window.ends_at = now + asked
        if not self.opens_in:
            self._refusals += 1
        self._shut_until = max(self._shut_until or now, now + asked)
        self._at_once = _SOME
        self._shut_at = self._moment


class Spacing:
    """At most so many requests a second, evenly."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._apart = timedelta(seconds=1 / per_second)
        self._clock = clock
        self._next: datetime | None = None

    async def wait(self) -> None:
        """Until it is this request's turn; a turn that is cancelled is lost."""
        now = self._clock.now()
        turn = now if self._next is None else max(self._next, now)
        self._next = turn + self._apart
        if turn > now:
            await self._clock.sleep((turn - now).total_seconds())
