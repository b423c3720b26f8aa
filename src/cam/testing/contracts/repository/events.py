"""What the outbox promises: every event is delivered at least once, by one deliverer at a time."""

from datetime import timedelta

import pytest

from cam.domain.model.event import Event
from cam.ports.repository import UnitOfWork
from cam.testing.builders import an_event
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import LEASE, Mishap, Promises, Scene, together


class EventPromises(Promises):
    """`ports.repository.Events`."""

    async def take(
        self, unit_of_work: UnitOfWork, campaign_id: int | None = None, limit: int = 100
    ) -> list[Event]:
        """Takes what is due."""
        async with unit_of_work() as repo:
            return await repo.events.take(campaign_id=campaign_id, limit=limit, lease=LEASE)

    async def added(self, unit_of_work: UnitOfWork, scene: Scene, number: int) -> list[Event]:
        """So many events of one campaign."""
        campaign = await scene.campaign()
        events = [an_event(campaign.id) for _ in range(number)]
        async with unit_of_work() as repo:
            await repo.events.add(events)
        return events

    async def test_an_event_of_a_change_that_was_undone_is_never_told(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """It is written with the change that it tells of."""
        campaign = await scene.campaign()

        async def changes_and_fails() -> None:
            async with unit_of_work() as repo:
                await repo.events.add([an_event(campaign.id)])
                raise Mishap

        with pytest.raises(Mishap):
            await changes_and_fails()
        assert await self.take(unit_of_work) == []

    async def test_two_deliverers_never_take_the_same_event(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Until the lease is over."""
        events = await self.added(unit_of_work, scene, 8)

        async def takes() -> list[Event]:
            return await self.take(unit_of_work, limit=2)

        taken = [event for answer in await together([takes] * 4) for event in answer]
        taken += await self.take(unit_of_work)
        assert sorted(event.id for event in taken) == [event.id for event in events]

    async def test_an_event_whose_deliverer_died_is_taken_again(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Once the lease is over; the same bytes."""
        events = await self.added(unit_of_work, scene, 1)
        assert await self.take(unit_of_work) == events
        clock.advance(LEASE.total_seconds() - 1)
        assert await self.take(unit_of_work) == []
        clock.advance(1)
        assert await self.take(unit_of_work) == events

    async def test_the_oldest_events_are_taken_first(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """The limit cuts the rest."""
        events = await self.added(unit_of_work, scene, 3)
        assert await self.take(unit_of_work, limit=2) == events[:2]
        assert await self.take(unit_of_work, limit=2) == events[2:]

    async def test_a_delivered_event_is_never_taken_again(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """It no longer waits."""
        one, two = await self.added(unit_of_work, scene, 2)
        await self.take(unit_of_work)
        async with unit_of_work() as repo:
            await repo.events.delivered([one.id])
            assert await repo.events.waiting() == 1
        clock.advance(LEASE)
        assert await self.take(unit_of_work) == [two]

    async def test_a_postponed_event_is_due_after_its_wait_and_counts_a_try(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Longer or shorter than the lease, as told."""
        (event,) = await self.added(unit_of_work, scene, 1)
        for tries, wait in enumerate((timedelta(seconds=5), timedelta(hours=5)), start=1):
            assert [each.id for each in await self.take(unit_of_work)] == [event.id]
            async with unit_of_work() as repo:
                await repo.events.postpone({event.id: wait})
                assert await repo.events.waiting() == 1
            clock.advance(wait.total_seconds() - 1)
            assert await self.take(unit_of_work) == []
            clock.advance(LEASE.total_seconds() * tries)
            async with unit_of_work() as repo:
                (again,) = await repo.events.take(
                    campaign_id=None, limit=1, lease=timedelta(seconds=0)
                )
            assert (again.tries, again.body) == (tries, event.body)

    async def test_an_event_that_was_not_tried_is_due_again_without_counting(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """A receiver whose rate is used up loses nobody a try."""
        (event,) = await self.added(unit_of_work, scene, 1)
        await self.take(unit_of_work)
        async with unit_of_work() as repo:
            await repo.events.postpone({event.id: timedelta(seconds=5)}, tried=False)
        clock.advance(5)
        assert await self.take(unit_of_work) == [event]

    async def test_an_event_that_nobody_is_told_of_does_not_wait(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """It is kept for the record only."""
        campaign = await scene.campaign()
        async with unit_of_work() as repo:
            await repo.events.add([an_event(campaign.id)], deliver=False)
            assert await repo.events.waiting() == 0
        assert await self.take(unit_of_work) == []

    async def test_events_are_taken_and_counted_by_campaign(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Or all of them, when no campaign is named."""
        (mine,) = await self.added(unit_of_work, scene, 1)
        await self.added(unit_of_work, scene, 2)
        async with unit_of_work.reading() as repo:
            assert await repo.events.waiting(mine.campaign_id) == 1
            assert await repo.events.waiting() == 3
        assert await self.take(unit_of_work, mine.campaign_id) == [mine]
        assert len(await self.take(unit_of_work)) == 2
