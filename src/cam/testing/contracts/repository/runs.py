"""What the record of runs promises."""

import pytest
from msgspec import structs

from cam.domain.model.errors import RunNotFound
from cam.domain.model.report import CycleStep, Run, RunStatus, StepError
from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_report, a_run
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene


class RunPromises(Promises):
    """`ports.repository.Runs`."""

    async def saved(self, unit_of_work: UnitOfWork, *runs: Run) -> None:
        """Keeps runs."""
        async with unit_of_work() as repo:
            await repo.runs.save(runs)

    async def test_a_run_that_does_not_exist_is_not_found(self, unit_of_work: UnitOfWork) -> None:
        """Asking for it raises RunNotFound."""
        with pytest.raises(RunNotFound):
            async with unit_of_work.reading() as repo:
                await repo.runs.get(a_run().id)

    async def test_a_run_is_kept_whole_and_changed(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """What is read is what was last saved, the report with its errors included."""
        campaign = await scene.campaign()
        run = a_run(campaign.id, dry_run=True, requested_by="cli")
        await self.saved(unit_of_work, run)
        error = StepError(step=CycleStep.ENRICH, code="rate_limited", reason="later")
        report = a_report(
            campaign_id=campaign.id, outreach_skipped={"no address": 2}, errors=(error,)
        )
        done = structs.replace(
            run,
            status=RunStatus.DONE_WITH_FAILURES,
            started_at=clock.now(),
            finished_at=clock.now(),
            reports=(report,),
        )
        await self.saved(unit_of_work, done)
        async with unit_of_work.reading() as repo:
            assert await repo.runs.get(run.id) == done

    async def test_a_run_of_all_carries_its_childrens_reports(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """By campaign; those of strangers are not among them."""
        parent, stranger = a_run(None), a_run(None)
        children = []
        for _ in range(2):
            campaign = await scene.campaign()
            report = a_report(campaign_id=campaign.id, outreach_sent=1)
            children.append(a_run(campaign.id, parent_id=parent.id, reports=(report,)))
        await self.saved(unit_of_work, parent, stranger, *children)
        async with unit_of_work.reading() as repo:
            reports = (await repo.runs.get(parent.id)).reports
            assert reports == tuple(child.reports[0] for child in children)
            assert (await repo.runs.get(stranger.id)).reports == ()
            assert await repo.runs.get(children[0].id) == children[0]

    async def test_the_newest_runs_come_first(self, unit_of_work: UnitOfWork, scene: Scene) -> None:
        """At most so many, of one campaign when one is named."""
        one, other = await scene.campaign(), await scene.campaign()
        runs = [a_run(campaign.id) for campaign in (one, other, one)]
        await self.saved(unit_of_work, *runs)
        async with unit_of_work.reading() as repo:
            assert await repo.runs.recent(limit=9) == runs[::-1]
            assert await repo.runs.recent(limit=1) == runs[2:]
            assert await repo.runs.recent(limit=9, campaign_id=one.id) == [runs[2], runs[0]]

    async def test_only_a_run_that_is_not_over_is_active(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """The newest of those; another campaign's does not count."""
        campaign, other = await scene.campaign(), await scene.campaign()
        over = [a_run(campaign.id, status=status) for status in RunStatus if status.is_over]
        await self.saved(unit_of_work, *over, a_run(other.id))
        async with unit_of_work.reading() as repo:
            assert await repo.runs.active(campaign.id) is None
        running = a_run(campaign.id, status=RunStatus.RUNNING)
        queued = a_run(campaign.id)
        await self.saved(unit_of_work, running, queued)
        async with unit_of_work.reading() as repo:
            assert await repo.runs.active(campaign.id) == queued

    async def test_who_asked_for_an_interrupted_run_was_interrupted_too(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """A run of ALL ends with its process; one whose own runs go on is left alone."""
        mine, other = await scene.campaign(), await scene.campaign()
        gone, alive = [a_run(None, status=RunStatus.RUNNING) for _ in range(2)]
        lost, going = a_run(mine.id, parent_id=gone.id), a_run(other.id, parent_id=alive.id)
        await self.saved(unit_of_work, gone, alive, lost, going)
        async with unit_of_work() as repo:
            assert await repo.runs.interrupt([mine.id], but=[]) == 1
        async with unit_of_work.reading() as repo:
            assert (await repo.runs.get(gone.id)).status is RunStatus.INTERRUPTED
            assert (await repo.runs.get(alive.id)).status is RunStatus.RUNNING

    async def test_a_run_of_all_with_nothing_left_to_wait_for_was_interrupted(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Its process ended after the last of its runs and before it told its own end."""
        mine = await scene.campaign()
        parent = a_run(None, status=RunStatus.RUNNING)
        child = a_run(mine.id, parent_id=parent.id, status=RunStatus.DONE)
        await self.saved(unit_of_work, parent, child)
        async with unit_of_work() as repo:
            assert await repo.runs.interrupt([mine.id], but=[]) == 0
        async with unit_of_work.reading() as repo:
            assert (await repo.runs.get(parent.id)).status is RunStatus.INTERRUPTED

    async def test_runs_without_a_process_are_interrupted(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Those of the named campaigns that are not over, but not those that are spared."""
        mine, other = await scene.campaign(), await scene.campaign()
        lost, spared = a_run(mine.id, status=RunStatus.RUNNING), a_run(mine.id)
        done, foreign = a_run(mine.id, status=RunStatus.DONE), a_run(other.id)
        await self.saved(unit_of_work, lost, spared, done, foreign)
        async with unit_of_work() as repo:
            assert await repo.runs.interrupt([mine.id], but=[spared.id]) == 1
        async with unit_of_work.reading() as repo:
            found = [(await repo.runs.get(each.id)).status for each in (lost, spared, done)]
            assert found == [RunStatus.INTERRUPTED, RunStatus.QUEUED, RunStatus.DONE]
            assert await repo.runs.get(foreign.id) == foreign
        async with unit_of_work() as repo:
            assert await repo.runs.interrupt([mine.id], but=[]) == 1
            assert await repo.runs.interrupt([], but=[]) == 0
