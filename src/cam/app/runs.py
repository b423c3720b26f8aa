"""Runs: cycles that were asked for, done one at a time a campaign, and recorded."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import anyio
import structlog
from msgspec import structs

from cam.app.cycle import Cycle
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import AlreadyRunning, CamError, CampaignIsPaused, RunNotFound
from cam.domain.model.report import CycleReport, CycleStep, Run, RunKind, RunStatus, StepError
from cam.domain.services.doors import is_for_us
from cam.ports.clock import Clock
from cam.ports.repository import UnitOfWork
from cam.ports.run_queue import RunQueue

KEPT_DRY_RUNS = 200
"""Dry runs write nothing: the newest of them are remembered by this process only."""

log = structlog.get_logger()


class Runs:
    """Does what was asked for. A run belongs to the service, not to the one who asked."""

    def __init__(
        self, unit_of_work: UnitOfWork, queue: RunQueue, cycle: Cycle, clock: Clock
    ) -> None:
        self._unit_of_work = unit_of_work
        self._queue = queue
        self._cycle = cycle
        self._clock = clock
        self._stop = anyio.Event()
        self._asked: dict[UUID, Run] = {}
        self._dry: OrderedDict[UUID, Run] = OrderedDict()
        self._over: dict[UUID, anyio.Event] = {}
        self._follow: Callable[[Run, list[Run]], None] | None = None

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        """Does runs while the context is open; leaving it begins nothing new and lets mails end."""
        async with anyio.create_task_group() as tasks:

            def follow(parent: Run, children: list[Run]) -> None:
                tasks.start_soon(self._finish_all, parent, children)

            self._follow = follow
            async with self._queue.serve(self._handle):
                try:
                    yield
                finally:
                    self.stop()

    def stop(self) -> None:
        """Begins nothing new from now on; mails under way end, what was claimed is given back."""
        self._stop.set()

    async def cycle(self, campaign_id: int, *, dry_run: bool, by: str) -> Run:
        """A run of one campaign: over when dry, else begun.

        Raises CampaignNotFound, CampaignIsPaused, AlreadyRunning; NotArmed and UnsafeStorage unless
        dry.
        """
        async with self._unit_of_work.reading() as repo:
            campaign = await repo.campaigns.get(campaign_id)
            standing = await repo.deployment.standing()
        if not campaign.is_active:
            raise CampaignIsPaused(campaign_id, campaign.pause_reason)
        if not dry_run:
            standing.check()
        run = self._new(RunKind.CYCLE, by, dry_run=dry_run, campaign_id=campaign_id)
        if dry_run:
            return self._remember(self._ended(run, [await self._cycle.plan(campaign_id)]))
        self._asked[run.id] = run
        submitted = await self._queue.submit([(run.id, campaign_id)])
        if campaign_id in submitted.active:
            del self._asked[run.id]
            other = submitted.active[campaign_id] or await self._recorded(campaign_id)
            raise AlreadyRunning(campaign_id, other)
        return run

    async def all(self, *, dry_run: bool, by: str) -> Run:
        """A run of every active campaign: over when dry, else begun. One's failure is its own.

        Raises NotArmed and UnsafeStorage unless dry.
        """
        async with self._unit_of_work.reading() as repo:
            campaigns = [each for each in await repo.campaigns.all() if each.is_active]
            standing = await repo.deployment.standing()
        if not dry_run:
            standing.check()
        parent = self._new(RunKind.ALL, by, dry_run=dry_run)
        if dry_run:
            return self._remember(self._ended(parent, [await self._plan(c) for c in campaigns]))
        parent = structs.replace(parent, status=RunStatus.RUNNING, started_at=self._clock.now())
        children = [
            self._new(RunKind.CYCLE, by, dry_run=False, campaign_id=each.id, parent_id=parent.id)
            for each in campaigns
        ]
        async with self._unit_of_work() as repo:
            await repo.runs.save([parent, *children])
        self._over[parent.id] = anyio.Event()
        queued = await self._submit(children)
        if self._follow is None:
            raise RuntimeError("runs are not served")
        self._follow(parent, queued)
        return parent

    async def get(self, run_id: UUID) -> Run:
        """The run as it stands. Raises RunNotFound."""
        if run_id in self._dry:
            return self._dry[run_id]
        asked = self._asked.get(run_id)  # before the look: it may end while the database is asked
        try:
            async with self._unit_of_work.reading() as repo:
                return await repo.runs.get(run_id)
        except RunNotFound:
            if asked is None:
                raise
            return self._dry.get(run_id, asked)

    async def recent(self, *, limit: int, campaign_id: int | None = None) -> list[Run]:
        """The newest recorded runs first."""
        async with self._unit_of_work.reading() as repo:
            return await repo.runs.recent(limit=limit, campaign_id=campaign_id)

    async def wait(self, run_id: UUID, seconds: float | None = None) -> Run:
        """The run once it is over, or as it stands after so many seconds."""
        with anyio.move_on_after(seconds):
            await self._queue.finished(run_id)
            if run_id in self._over:
                await self._over[run_id].wait()
        return await self.get(run_id)

    async def _submit(self, children: Sequence[Run]) -> list[Run]:
        """Queues the children; one whose campaign is running already is over at once."""
        self._asked |= {each.id: each for each in children}
        owners = {each.campaign_id or 0: each for each in children}
        submitted = await self._queue.submit([(run.id, owner) for owner, run in owners.items()])
        refused = [self._refused(owners[owner], run) for owner, run in submitted.active.items()]
        async with self._unit_of_work() as repo:
            await repo.runs.save(refused)
        return [run for owner, run in owners.items() if owner in submitted.queued]

    def _refused(self, run: Run, other: UUID | None) -> Run:
        self._asked.pop(run.id, None)
        why = str(AlreadyRunning(run.campaign_id or 0, other))
        ended = self._ended(run, [_report(run.campaign_id or 0, skipped_steps={"cycle": why})])
        return structs.replace(ended, status=RunStatus.SKIPPED)

    async def _finish_all(self, parent: Run, children: Sequence[Run]) -> None:
        try:
            for child in children:
                await self._queue.finished(child.id)
            async with self._unit_of_work() as repo:
                whole = await repo.runs.get(parent.id)
                over = self._ended(whole, whole.reports)
                await repo.runs.save([structs.replace(over, reports=())])
        except BaseException as error:
            if is_for_us(error):
                raise
            log.exception("run-all was not recorded", run_id=str(parent.id))
        finally:
            self._over.pop(parent.id).set()

    async def _handle(self, run_id: UUID, campaign_id: int, obstacle: CamError | None) -> None:
        """Door 2: one campaign's run, whatever happens in it, ends with a record."""
        run = structs.replace(
            self._asked[run_id], status=RunStatus.RUNNING, started_at=self._clock.now()
        )
        try:
            run = await self._done(run, campaign_id, obstacle)
        except BaseException as error:
            if is_for_us(error):
                raise
            log.exception("run failed", run_id=str(run_id), campaign_id=campaign_id)
            run = self._ended(run, [_failure(campaign_id, error)])
        try:
            async with self._unit_of_work() as repo:
                await repo.runs.save([run])
        except BaseException as error:
            if is_for_us(error):
                raise
            log.exception("run was not recorded", run_id=str(run_id))
            self._remember(run)
        self._asked.pop(run_id, None)

    async def _done(self, run: Run, campaign_id: int, obstacle: CamError | None) -> Run:
        if isinstance(obstacle, AlreadyRunning):
            return self._refused(run, obstacle.run_id)
        if obstacle is not None:
            raise obstacle
        async with self._unit_of_work() as repo:
            await repo.runs.interrupt([campaign_id], but=[run.id])
            await repo.runs.save([run])
        asked = run.parent_id or run.id
        return self._ended(run, [await self._cycle.run(campaign_id, self._stop, asked=asked)])

    async def _plan(self, campaign: Campaign) -> CycleReport:
        try:
            return await self._cycle.plan(campaign.id)
        except BaseException as error:
            if is_for_us(error):
                raise
            log.exception("plan failed", campaign_id=campaign.id)
            return structs.replace(_failure(campaign.id, error), dry_run=True)

    async def _recorded(self, campaign_id: int) -> UUID | None:
        async with self._unit_of_work.reading() as repo:
            run = await repo.runs.active(campaign_id)
        return None if run is None else run.id

    def _new(
        self,
        kind: RunKind,
        by: str,
        *,
        dry_run: bool,
        campaign_id: int | None = None,
        parent_id: UUID | None = None,
    ) -> Run:
        return Run(
            id=self._clock.new_id(),
            kind=kind,
            dry_run=dry_run,
            campaign_id=campaign_id,
            parent_id=parent_id,
            requested_by=by,
            requested_at=self._clock.now(),
        )

    def _ended(self, run: Run, reports: Sequence[CycleReport]) -> Run:
        clean = all(report.is_clean for report in reports)
        now = self._clock.now()
        done = RunStatus.STOPPED if self._stop.is_set() else RunStatus.DONE
        return structs.replace(
            run,
            status=done if clean else RunStatus.DONE_WITH_FAILURES,
            started_at=run.started_at or now,
            finished_at=now,
            reports=tuple(reports),
        )

    def _remember(self, run: Run) -> Run:
        self._dry[run.id] = run
        while len(self._dry) > KEPT_DRY_RUNS:
            self._dry.popitem(last=False)
        return run


def _report(campaign_id: int, **facts: Any) -> CycleReport:
    return CycleReport(campaign_id=campaign_id, campaign_name="", dry_run=False, **facts)


def _failure(campaign_id: int, error: BaseException) -> CycleReport:
    """The report of a cycle that could not be done at all."""
    code = error.code if isinstance(error, CamError) else "internal_error"
    reason = str(error) if isinstance(error, CamError) else f"{type(error).__name__}: {error}"
    return _report(campaign_id, errors=(StepError(step=CycleStep.CYCLE, code=code, reason=reason),))
