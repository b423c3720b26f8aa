"""One asking of one provider: what is under way, and how far it may go."""

from collections import deque
from collections.abc import Awaitable, Callable

import anyio
from anyio.lowlevel import checkpoint
from msgspec import Struct

from cam.domain.model.credit import Call, CallState
from cam.domain.services.bought import Bought, people
from cam.domain.services.call_ledger import CallLedger
from cam.domain.services.doors import is_for_us
from cam.ports.enricher import Enricher


class Job(Struct, kw_only=True):
    """One asking of one provider, and what came of it so far."""

    campaign_id: int
    enricher: Enricher
    bought: Bought
    stop: anyio.Event | None = None
    shut: str = ""
    """The provider's word after which no further call is of any use."""

    @property
    def ends(self) -> bool:
        """Is no further call to be begun?"""
        return bool(self.shut) or self.bought.error is not None or self.is_stopped

    @property
    def is_stopped(self) -> bool:
        """Is the service stopping?"""
        return self.stop is not None and self.stop.is_set()


async def each(
    job: Job,
    todo: deque[Call],
    one: Callable[[Call], Awaitable[None]],
    *,
    goes_on: Callable[[], bool],
    at_once: int,
) -> None:
    """Does `one` with each, some at a time. A failure lets what is under way end."""

    async def worker() -> None:
        while todo and goes_on():
            await checkpoint()
            if todo:
                await _guarded(job, one, todo.popleft())

    async with anyio.create_task_group() as tasks:
        for _ in range(min(at_once, len(todo))):
            tasks.start_soon(worker)


async def _guarded(job: Job, one: Callable[[Call], Awaitable[None]], call: Call) -> None:
    try:
        await one(call)
    except BaseException as error:  # told once the calls under way are kept
        if is_for_us(error):
            raise
        job.bought.error = job.bought.error or error


async def finish(ledger: CallLedger, job: Job, call: Call) -> None:
    """Reads an answered call and settles it; one that a callback settled is only read."""
    if call.state not in (CallState.ANSWERED, CallState.SETTLED):
        return
    reading = await ledger.settle(job.enricher, call)
    job.bought.waiting -= people(call)
    job.bought.read(call, reading)
    job.bought.credits += reading.credits
