"""Who runs which campaign, here or elsewhere."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from cam.domain.model.errors import CamError

DoRun = Callable[[UUID, int, CamError | None], Awaitable[None]]
"""Called with (run id, campaign id, obstacle). None: the campaign is ours. AlreadyRunning: another
process took it first, so the run is only recorded as refused; anything else (DatabaseUnavailable):
nobody can tell, so it is recorded as failed. It raises nothing but cancellation."""


class Submitted(Struct, frozen=True, kw_only=True):
    """What became of a request for runs."""

    queued: dict[int, UUID] = {}
    """Campaign id to the run that is now queued."""
    active: dict[int, UUID | None] = {}
    """Campaign id to the run that has it already, None when another process has."""


class RunQueue(Protocol):
    """Cycles that were asked for. At most one of a campaign is queued or running anywhere."""

    async def submit(self, runs: Iterable[tuple[UUID, int]]) -> Submitted:
        """Queues a run for each campaign that has none queued or running."""
        ...

    async def finished(self, run_id: UUID) -> None:
        """Returns when that run, submitted here, is over."""
        ...

    def serve(self, do_run: DoRun) -> AbstractAsyncContextManager[None]:
        """Handles queued runs while the context is open, a bounded number at a time.

        Leaving it takes no new run, and waits for those under way.
        """
        ...
