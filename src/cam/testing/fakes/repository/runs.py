"""Runs in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import structs

from cam.domain.model.errors import RunNotFound
from cam.domain.model.report import Run, RunKind, RunStatus
from cam.testing.fakes.repository.state import State


class FakeRuns:
    """Keeps `ports.repository.Runs`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def save(self, runs: Sequence[Run]) -> None:
        """Keeps runs."""
        for run in runs:
            self._state.runs[run.id] = run

    async def get(self, run_id: UUID) -> Run:
        """The run; one of ALL with its children's reports, by campaign."""
        run = self._state.runs.get(run_id)
        if run is None:
            raise RunNotFound(run_id)
        if run.kind is not RunKind.ALL:
            return run
        children = [each for each in self._state.runs.values() if each.parent_id == run_id]
        children.sort(key=lambda child: child.campaign_id or 0)
        return structs.replace(run, reports=tuple(r for each in children for r in each.reports))

    async def recent(self, *, limit: int, campaign_id: int | None = None) -> list[Run]:
        """The newest runs; of one campaign, or those that were asked for by themselves."""
        wanted = (
            run
            for run in self._state.runs.values()
            if (run.parent_id is None if campaign_id is None else run.campaign_id == campaign_id)
        )
        return sorted(wanted, key=lambda run: run.id, reverse=True)[:limit]

    async def active(self, campaign_id: int) -> Run | None:
        """The newest run that is not over."""
        return max(self._active({campaign_id}), key=lambda run: run.id, default=None)

    async def interrupt(self, campaign_ids: Collection[int], *, but: Collection[UUID]) -> int:
        """Marks runs that are not over as INTERRUPTED."""
        marked = [run for run in self._active(campaign_ids) if run.id not in but]
        for run in marked:
            self._end(run)
        for run in list(self._state.runs.values()):
            if run.kind is RunKind.ALL and not run.status.is_over and self._is_orphaned(run):
                self._end(run)
        return len(marked)

    def _is_orphaned(self, run: Run) -> bool:
        states = [each.status for each in self._state.runs.values() if each.parent_id == run.id]
        return RunStatus.INTERRUPTED in states or all(state.is_over for state in states)

    def _end(self, run: Run) -> None:
        self._state.runs[run.id] = structs.replace(
            run, status=RunStatus.INTERRUPTED, finished_at=self._now
        )

    def _active(self, campaign_ids: Collection[int]) -> list[Run]:
        runs = self._state.runs.values()
        return [run for run in runs if run.campaign_id in campaign_ids and not run.status.is_over]
