"""The embedded run queue: in memory, in this process; other processes are told apart by locks."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol
from uuid import UUID

import anyio

from cam.domain.model.errors import AlreadyRunning, CamError
from cam.ports.run_queue import DoRun, Submitted

LOOKS = (0.005, 0.02, 0.05)
"""Seconds after which a lock is tried again: who only asks whether it is free holds it an instant.
"""


class RunLocks(Protocol):
    """At most one cycle of a campaign at a time, over all processes on one database.

    A lock is free when its block has ended, or its process.
    """

    def held(self, campaign_id: int) -> AbstractAsyncContextManager[bool]:
        """Holds the campaign's lock while the block runs; False when someone else has it.

        Raises DatabaseUnavailable before the block, never after it.
        """
        ...

    async def busy(self, campaign_ids: Collection[int]) -> frozenset[int]:
        """Those whose lock somebody holds. Raises DatabaseUnavailable."""
        ...


class MemoryQueue:
    """Keeps `ports.run_queue.RunQueue`; `at_once` cycles are handled at the same time."""

    def __init__(self, locks: RunLocks, *, at_once: int) -> None:
        self._locks = locks
        self._limiter = anyio.CapacityLimiter(at_once)
        self._runs: dict[int, UUID] = {}
        self._over: dict[UUID, anyio.Event] = {}
        self._start: Callable[[UUID, int], None] | None = None

    async def submit(self, runs: Iterable[tuple[UUID, int]]) -> Submitted:
        """Queues a run for each campaign that has none here, and whose lock nobody holds."""
        queued: dict[int, UUID] = {}
        active: dict[int, UUID | None] = {}
        asked = list(runs)
        elsewhere = await self._locks.busy(
            [campaign_id for _, campaign_id in asked if campaign_id not in self._runs]
        )
        if self._start is None:
            raise RuntimeError("the queue is not served")
        for run_id, campaign_id in asked:
            if campaign_id in self._runs:
                active[campaign_id] = self._runs[campaign_id]
            elif campaign_id in elsewhere:
                active[campaign_id] = None
            else:
                queued[campaign_id] = self._runs[campaign_id] = run_id
                self._over[run_id] = anyio.Event()
                self._start(run_id, campaign_id)
        return Submitted(queued=queued, active=active)

    async def finished(self, run_id: UUID) -> None:
        """Returns when that run is over."""
        if run_id in self._over:
            await self._over[run_id].wait()

    @asynccontextmanager
    async def serve(self, do_run: DoRun) -> AsyncIterator[None]:
        """Handles runs while the context is open; leaving it waits for those under way."""
        async with anyio.create_task_group() as tasks:

            def start(run_id: UUID, campaign_id: int) -> None:
                tasks.start_soon(self._handle, do_run, run_id, campaign_id)

            self._start = start
            yield
            self._start = None

    async def _handle(self, do_run: DoRun, run_id: UUID, campaign_id: int) -> None:
        try:
            async with self._limiter:
                await self._run(do_run, run_id, campaign_id)
        finally:
            del self._runs[campaign_id]
            self._over.pop(run_id).set()

    async def _run(self, do_run: DoRun, run_id: UUID, campaign_id: int) -> None:
        obstacle: CamError = AlreadyRunning(campaign_id, None)
        for wait in (0.0, *LOOKS):
            await anyio.sleep(wait)
            try:
                async with self._locks.held(campaign_id) as mine:
                    if mine:
                        await do_run(run_id, campaign_id, None)
                        return
            except CamError as away:
                obstacle = away
                break
        await do_run(run_id, campaign_id, obstacle)
