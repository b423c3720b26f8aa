"""The embedded run queue: in memory, in this process; other processes are told apart by locks."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

import anyio

from cam.adapters.file_locks import FileLocks
from cam.ports.run_queue import DoRun, Submitted

LOOKS = (0.005, 0.02, 0.05)
"""Seconds after which a lock is tried again: who only asks whether it is free holds it an instant.
"""


class MemoryQueue:
    """Keeps `ports.run_queue.RunQueue`; `at_once` cycles are handled at the same time."""

    def __init__(self, locks: FileLocks, *, at_once: int) -> None:
        self._locks = locks
        self._limiter = anyio.CapacityLimiter(at_once)
        self._runs: dict[int, UUID] = {}
        self._over: dict[UUID, anyio.Event] = {}
        self._start: Callable[[UUID, int], None] | None = None

    async def submit(self, runs: Iterable[tuple[UUID, int]]) -> Submitted:
        """Queues a run for each campaign that has none here, and whose lock nobody holds."""
        if self._start is None:
            raise RuntimeError("the queue is not served")
        queued: dict[int, UUID] = {}
        active: dict[int, UUID | None] = {}
        for run_id, campaign_id in runs:
            if campaign_id in self._runs:
                active[campaign_id] = self._runs[campaign_id]
            elif not self._locks.is_free(campaign_id):
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
                for wait in (*LOOKS, None):
                    with self._locks.held(campaign_id) as mine:
                        if mine or wait is None:
                            await do_run(run_id, campaign_id, mine)
                            break
                    await anyio.sleep(wait)
        finally:
            del self._runs[campaign_id]
            self._over.pop(run_id).set()
