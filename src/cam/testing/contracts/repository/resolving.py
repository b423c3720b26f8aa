"""What is promised of attempts whose fate is unknown: they are shown, and settled once."""

from datetime import timedelta

import pytest

from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Campaign
from cam.ports.repository import UnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene


class ResolvingPromises(Promises):
    """`ports.repository.Attempts`: page, overdue, resolve."""

    async def unknown(
        self, unit_of_work: UnitOfWork, scene: Scene, campaign: Campaign, number: int = 1
    ) -> list[Attempt]:
        """Attempts of runs that ended without a word."""
        claims = await scene.authorized(campaign, number)
        async with unit_of_work() as repo:
            await repo.attempts.reap(campaign.id, epoch=99)
        return [await scene.attempt(claim) for claim in claims]

    async def test_pages_tell_of_each_state_in_order(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """By state, by campaign, page after page."""
        mine, other = await scene.campaign(), await scene.campaign()
        found = await self.unknown(unit_of_work, scene, mine, 3)
        elsewhere = await self.unknown(unit_of_work, scene, other)
        await scene.claimed(mine)
        ids = sorted(each.id for each in found)
        async with unit_of_work.reading() as repo:
            page = repo.attempts.page
            first = await page(state=AttemptState.UNKNOWN, campaign_id=mine.id, limit=2)
            rest = await page(
                state=AttemptState.UNKNOWN, campaign_id=mine.id, after=first[-1].id, limit=2
            )
            everybody = await page(state=AttemptState.UNKNOWN, limit=10)
            assert len(await page(limit=10)) == 5
        assert [each.id for each in (*first, *rest)] == ids
        assert {each.id for each in everybody} == {*ids, elsewhere[0].id}

    async def test_only_what_was_unknown_for_long_is_overdue(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """By the moment at which it became unknown."""
        campaign = await scene.campaign()
        (attempt,) = await self.unknown(unit_of_work, scene, campaign)
        week = timedelta(days=7)
        clock.advance(week - timedelta(seconds=1))
        async with unit_of_work.reading() as repo:
            assert await repo.attempts.overdue(campaign.id, older_than=week) == []
        clock.advance(timedelta(seconds=1))
        async with unit_of_work.reading() as repo:
            assert await repo.attempts.overdue(campaign.id, older_than=week) == [attempt]

    @pytest.mark.parametrize(
        "state", [AttemptState.SENT, AttemptState.QUEUED, AttemptState.UNKNOWN_FINAL]
    )
    async def test_an_unknown_attempt_is_settled_once(
        self, unit_of_work: UnitOfWork, scene: Scene, state: AttemptState
    ) -> None:
        """The evidence is kept; a second word changes nothing."""
        (attempt,) = await self.unknown(unit_of_work, scene, await scene.campaign())
        async with unit_of_work() as repo:
            settled = await repo.attempts.resolve(attempt.id, state, evidence="ann: saw it")
        assert settled is not None
        assert (settled.state, settled.evidence) == (state, "ann: saw it")
        async with unit_of_work() as repo:
            again = await repo.attempts.resolve(attempt.id, AttemptState.SENT, evidence="bob")
            kept = (await repo.attempts.get([attempt.id]))[attempt.id]
        assert again is None
        assert kept == settled

    async def test_what_is_not_unknown_is_left_alone(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Nobody declares a claimed or a sent mail anything."""
        (claim,) = await scene.claimed(await scene.campaign())
        async with unit_of_work() as repo:
            assert (
                await repo.attempts.resolve(
                    claim.attempt.id, AttemptState.SENT, evidence="ann: I think so"
                )
                is None
            )
        assert await scene.attempt(claim) == claim.attempt

    async def test_one_that_was_not_sent_is_claimed_again(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """At once, and by nobody's old token."""
        campaign = await scene.campaign()
        (attempt,) = await self.unknown(unit_of_work, scene, campaign)
        async with unit_of_work() as repo:
            await repo.attempts.resolve(attempt.id, AttemptState.QUEUED, evidence="ann: no trace")
        (claim,) = await scene.claim(campaign, by="new", epoch=100)
        assert claim.attempt.id == attempt.id
