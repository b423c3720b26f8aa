"""Makes calls that the ledger has written down: asks, and keeps what was answered."""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime

import anyio

from cam.domain.model.credit import Call, CallState
from cam.domain.model.errors import OutcomeUnknown, ProviderError
from cam.domain.services.call_ledger import CallLedger
from cam.domain.services.collecting import Collecting
from cam.domain.services.holding import Holding
from cam.domain.services.jobs import Job, each, finish
from cam.ports.clock import Clock
from cam.ports.enricher import Reply
from cam.ports.failpoints import Failpoints, Point

AT_ONCE = 4
"""Calls of one campaign to one provider under way at the same time."""
NOT_CALLED = "not asked: the cycle ended before"


class Calling:
    """Asks, keeps the raw answer, reads it and settles.

    A call that has left is never cut short by cancellation: its answer is kept first. One that has
    not left is released.
    """

    def __init__(
        self,
        ledger: CallLedger,
        collecting: Collecting,
        holding: Holding,
        clock: Clock,
        failpoints: Failpoints,
        *,
        callback_url: Callable[[Call], str],
        at_once: int = AT_ONCE,
    ) -> None:
        self._ledger = ledger
        self._collecting = collecting
        self._holding = holding
        self._clock = clock
        self._failpoints = failpoints
        self._callback_url = callback_url
        self._at_once = at_once

    async def make(self, job: Job, calls: Iterable[Call]) -> None:
        """Makes these calls; those whose result comes later are waited for afterwards."""
        todo = deque(calls)
        pending: list[Call] = []

        async def one(call: Call) -> None:
            with anyio.CancelScope(shield=True):
                kept = await self._asked(job, call)
            if kept is not None and kept.state is CallState.PENDING:
                pending.append(kept)
            elif kept is not None:
                await finish(self._ledger, job, kept)

        try:
            await each(job, todo, one, goes_on=lambda: not job.ends, at_once=self._at_once)
        finally:
            await self._release(job, todo)
        await self._collecting.collect(job, pending)

    async def _asked(self, job: Job, call: Call) -> Call | None:
        """The call with its raw answer, kept; None when there is none."""
        try:
            reply = await job.enricher.ask(call, callback_url=self._callback_url(call))
        except OutcomeUnknown as error:
            await self._ledger.keep(call.lost(self._clock.now(), error.reason))
            job.bought.lose(call)
            return None
        except ProviderError as error:
            await self._refused(job, call, error)
            return None
        self._failpoints.reached(Point.ENRICHED)
        kept = await self._ledger.keep(_told(call, reply, self._clock.now()))
        self._failpoints.reached(Point.KEPT)
        return kept

    async def _refused(self, job: Job, call: Call, error: ProviderError) -> None:
        reason = f"{error.code}: {error.reason}"
        await self._ledger.keep(call.released(self._clock.now(), reason))
        job.bought.skip(call, reason)
        if await self._holding.note(error, job.campaign_id):
            job.shut = reason

    async def _release(self, job: Job, calls: Iterable[Call]) -> None:
        """Gives back what was not sent, also while this task is being cancelled."""
        with anyio.CancelScope(shield=True):
            reason = job.shut or NOT_CALLED
            async with anyio.create_task_group() as releasing:
                for call in calls:
                    job.bought.skip(call, reason)
                    released = call.released(self._clock.now(), reason)
                    releasing.start_soon(self._ledger.keep, released)


def _told(call: Call, reply: Reply, now: datetime) -> Call:
    """The call with what was said at once: the answer, or where its result will be."""
    if not reply.reference:
        return call.answered(now, answer=reply.answer)
    look_at = now + reply.look_after
    return call.pending(now, answer=reply.answer, reference=reply.reference, look_at=look_at)
