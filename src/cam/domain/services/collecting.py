"""Waits for results that come later: looked for again and again, or announced by a callback."""

from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import anyio

from cam.domain.model.credit import Call, CallState
from cam.domain.model.errors import ProviderDenied, ProviderError, ProviderRefused, RateLimited
from cam.domain.services.bought import people
from cam.domain.services.call_ledger import CallLedger
from cam.domain.services.holding import Holding
from cam.domain.services.jobs import Job, each, finish
from cam.ports.clock import Clock
from cam.ports.failpoints import Failpoints, Point

LONGEST_WAIT = timedelta(minutes=3)
"""How long after a call a cycle waits for its result; afterwards later cycles look for it."""
LOOK_AGAIN = timedelta(seconds=30)
"""The pause after a look that failed."""


class Collecting:
    """Looks for the results of pending calls. A look costs nothing."""

    def __init__(
        self,
        ledger: CallLedger,
        holding: Holding,
        clock: Clock,
        failpoints: Failpoints,
        *,
        longest_wait: timedelta = LONGEST_WAIT,
    ) -> None:
        self._ledger = ledger
        self._holding = holding
        self._clock = clock
        self._failpoints = failpoints
        self._longest_wait = longest_wait
        self._woken: dict[UUID, anyio.Event] = {}

    async def collect(self, job: Job, calls: Iterable[Call]) -> None:
        """Looks for the results of pending calls, within the time that a cycle has for them."""
        todo = deque(calls)
        job.bought.waiting |= {lead_id for call in todo for lead_id in people(call)}

        async def one(call: Call) -> None:
            await self._collected(job, call)

        def goes_on() -> bool:
            return not job.is_stopped

        await each(job, todo, one, goes_on=goes_on, at_once=len(todo))

    def wake(self, call_id: UUID) -> None:
        """Has whoever waits for this call's result in this process look at once."""
        if call_id in self._woken:
            self._woken[call_id].set()

    async def _collected(self, job: Job, call: Call) -> None:
        """Looks again and again for one result; past its time the call is lost."""
        until = call.created_at + min(job.enricher.patience, self._longest_wait)
        since = call
        while not job.is_stopped:
            now = self._clock.now()
            wait = max((call.look_at or now) - now, timedelta(0))
            if wait and now + wait > until:
                break
            woken = await self._pause(call.id, wait.total_seconds(), job.stop)
            with anyio.CancelScope(shield=True):
                call = await (self._arrived(job, call) if woken else self._look(job, call))
            if call.state is not CallState.PENDING:
                return
        if call is not since:
            await self._ledger.keep(call)

    async def _arrived(self, job: Job, call: Call) -> Call:
        """After a callback: the call finished when its result came along, else one look."""
        kept = await self._ledger.standing(call)
        if kept.state is CallState.PENDING:
            return await self._look(job, call)
        await finish(self._ledger, job, kept)
        return kept

    async def _look(self, job: Job, call: Call) -> Call:
        """One look: the call finished, lost, or pending until the next one."""
        try:
            result = await job.enricher.collect(call)
        except ProviderRefused as error:
            return await self._gone(job, call, error.reason)
        except ProviderError as error:
            job.bought.notes.add(f"{error.code}: {error.reason}")
            await self._holding.note(error, job.campaign_id)
            result = _pause_after(error, self._longest_wait)
        now = self._clock.now()
        if isinstance(result, bytes):
            kept = await self._ledger.keep(call.answered(now, result=result))
            self._failpoints.reached(Point.KEPT)
            await finish(self._ledger, job, kept)
            return kept
        if now >= call.created_at + job.enricher.patience:
            return await self._gone(job, call, "no result in time")
        return call.postponed(now, now + result)

    async def _gone(self, job: Job, call: Call, reason: str) -> Call:
        kept = await self._ledger.keep(call.lost(self._clock.now(), reason))
        if kept.state is CallState.LOST:
            job.bought.waiting -= people(call)
            job.bought.lose(call)
        await finish(self._ledger, job, kept)
        return kept

    async def _pause(self, call_id: UUID, seconds: float, stop: anyio.Event | None) -> bool:
        """Waits that long, or until a callback says that the result is there (True), or until
        `stop`."""
        if seconds <= 0:
            return False
        woken = self._woken.setdefault(call_id, anyio.Event())
        async with anyio.create_task_group() as waiting:

            async def until(event: anyio.Event) -> None:
                await event.wait()
                waiting.cancel_scope.cancel()

            for event in (woken, stop):
                if event is not None:
                    waiting.start_soon(until, event)
            await self._clock.sleep(seconds)
            waiting.cancel_scope.cancel()
        self._woken.pop(call_id, None)
        return woken.is_set()


def _pause_after(error: ProviderError, longest: timedelta) -> timedelta:
    """How long after a look that failed the next one comes."""
    if isinstance(error, ProviderDenied):
        return longest
    told = error.retry_after if isinstance(error, RateLimited) else None
    return max(told or LOOK_AGAIN, LOOK_AGAIN)
