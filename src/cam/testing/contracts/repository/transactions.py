"""What a unit of work promises: all or nothing, and never at a neighbour's cost."""

import anyio
import pytest

from cam.domain.model.errors import Superseded
from cam.ports.repository import Fence, UnitOfWork
from cam.testing.builders import a_campaign_draft
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Mishap, Promises, Scene, together


class TransactionPromises(Promises):
    """`ports.repository.UnitOfWork`."""

    async def test_a_unit_of_work_that_raises_keeps_nothing(self, unit_of_work: UnitOfWork) -> None:
        """All or nothing: what was done before the error is gone, too."""

        async def fails() -> None:
            async with unit_of_work() as repo:
                await repo.campaigns.add(a_campaign_draft())
                raise Mishap

        with pytest.raises(Mishap):
            await fails()
        async with unit_of_work.reading() as repo:
            assert await repo.campaigns.all() == []

    async def test_a_rollback_does_not_erase_a_neighbours_work(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """What another task committed meanwhile stays."""
        begun, committed = anyio.Event(), anyio.Event()

        async def adds_and_fails() -> None:
            async with unit_of_work() as repo:
                await repo.campaigns.add(a_campaign_draft(name="undone"))
                begun.set()
                with anyio.move_on_after(0.05):  # one writer at a time is right, too
                    await committed.wait()
                raise Mishap

        async def fails() -> None:
            with pytest.raises(Mishap):
                await adds_and_fails()

        async def succeeds() -> None:
            await begun.wait()
            async with unit_of_work() as repo:
                await repo.campaigns.add(a_campaign_draft(name="neighbour"))
            committed.set()

        await together([fails, succeeds])
        async with unit_of_work.reading() as repo:
            assert [each.name for each in await repo.campaigns.all()] == ["neighbour"]

    async def test_two_units_of_work_that_overlap_both_keep_their_work(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """The one that began first and ends last does not overwrite what came between."""
        begun, committed = anyio.Event(), anyio.Event()

        async def begins_first() -> None:
            async with unit_of_work() as repo:
                await repo.campaigns.add(a_campaign_draft(name="first"))
                begun.set()
                with anyio.move_on_after(0.05):  # one writer at a time is right, too
                    await committed.wait()

        async def comes_between() -> None:
            await begun.wait()
            async with unit_of_work() as repo:
                await repo.campaigns.add(a_campaign_draft(name="second"))
            committed.set()

        await together([begins_first, comes_between])
        async with unit_of_work.reading() as repo:
            names = {each.name for each in await repo.campaigns.all()}
        assert names == {"first", "second"}

    async def test_two_tasks_that_write_at_once_both_keep_their_work(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """Nothing that was committed is lost."""

        async def adds() -> str:
            async with unit_of_work() as repo:
                return (await repo.campaigns.add(a_campaign_draft())).name

        names = await together([adds] * 8)
        async with unit_of_work.reading() as repo:
            assert sorted(each.name for each in await repo.campaigns.all()) == sorted(names)

    async def test_a_reading_unit_of_work_refuses_to_write(self, unit_of_work: UnitOfWork) -> None:
        """The database itself says no, so that a dry run cannot change a row."""
        with pytest.raises(Exception, match=r"(?i)read.?only"):
            async with unit_of_work.reading() as repo:
                await repo.campaigns.add(a_campaign_draft())
        async with unit_of_work.reading() as repo:
            assert await repo.campaigns.all() == []

    async def test_a_reader_does_not_see_what_is_not_committed(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """Readers see whole units of work only."""
        async with unit_of_work() as writer:
            await writer.campaigns.add(a_campaign_draft())
            async with unit_of_work.reading() as reader:
                assert await reader.campaigns.all() == []

    async def test_an_older_runs_fenced_write_is_superseded(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Once a newer run has begun, the older one changes nothing."""
        campaign = await scene.campaign()
        async with unit_of_work() as repo:
            older = await repo.campaigns.begin_epoch(campaign.id)
        async with unit_of_work() as repo:
            newer = await repo.campaigns.begin_epoch(campaign.id)
        assert newer > older
        with pytest.raises(Superseded):
            async with unit_of_work(Fence(campaign.id, older)) as repo:
                await repo.campaigns.add(a_campaign_draft())
        async with unit_of_work.reading() as repo:
            assert len(await repo.campaigns.all()) == 1

    async def test_the_newest_runs_fenced_write_is_kept(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """A fence is no obstacle to the run that owns it; other campaigns do not matter."""
        campaign, other = await scene.campaign(), await scene.campaign()
        async with unit_of_work() as repo:
            epoch = await repo.campaigns.begin_epoch(campaign.id)
            await repo.campaigns.begin_epoch(other.id)
            await repo.campaigns.begin_epoch(other.id)
        async with unit_of_work(Fence(campaign.id, epoch)) as repo:
            added = await repo.campaigns.add(a_campaign_draft())
        async with unit_of_work.reading() as repo:
            assert (await repo.campaigns.get(added.id)).name == added.name

    async def test_now_is_the_moment_at_which_the_unit_of_work_began(
        self, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """The database's clock, UTC."""
        began = clock.now()
        async with unit_of_work() as repo:
            assert repo.now() == began
        async with unit_of_work.reading() as repo:
            assert repo.now().utcoffset() == began.utcoffset()
