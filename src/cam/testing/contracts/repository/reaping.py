"""What reaping and releasing promise: nothing is stuck, nothing that may be out is sent again."""

from cam.domain.model.attempt import AttemptState, Reaped
from cam.domain.model.campaign import Campaign
from cam.ports.repository import UnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import LEASE, Promises, Scene


class ReapingPromises(Promises):
    """`ports.repository.Attempts`: reap, release."""

    async def reap(self, unit_of_work: UnitOfWork, campaign: Campaign, epoch: int) -> Reaped:
        """Settles what was left behind."""
        async with unit_of_work() as repo:
            return await repo.attempts.reap(campaign.id, epoch=epoch)

    async def test_what_an_older_run_authorized_is_unknown(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Although its lease is running: a newer run has begun. It is not claimed again."""
        campaign = await scene.campaign()
        claims = await scene.authorized(campaign, 2, epoch=1)
        reaped = await self.reap(unit_of_work, campaign, epoch=2)
        assert reaped == Reaped(unknown=tuple(sorted(claim.attempt.id for claim in claims)))
        assert {(await scene.attempt(claim)).state for claim in claims} == {AttemptState.UNKNOWN}
        assert await scene.claim(campaign, epoch=2) == []

    async def test_what_an_older_run_only_claimed_is_free_again(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Nothing of it left the process."""
        campaign = await scene.campaign()
        (old,) = await scene.claimed(campaign, epoch=1)
        assert await self.reap(unit_of_work, campaign, epoch=2) == Reaped(requeued=1)
        (new,) = await scene.claim(campaign, by="new", epoch=2)
        assert new.attempt.id == old.attempt.id
        assert new.attempt.tries == 0

    async def test_a_lease_that_is_over_is_settled_within_the_same_run(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Claimed goes back, authorized becomes unknown."""
        campaign = await scene.campaign()
        (authorized,) = await scene.authorized(campaign)
        await scene.claimed(campaign)
        clock.advance(LEASE)
        assert await self.reap(unit_of_work, campaign, epoch=1) == Reaped(
            requeued=1, unknown=(authorized.attempt.id,)
        )
        assert await self.reap(unit_of_work, campaign, epoch=1) == Reaped()

    async def test_what_is_under_way_is_left_alone(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """A running lease of the same epoch, what has ended, and other campaigns."""
        campaign, other = await scene.campaign(), await scene.campaign()
        claims = await scene.authorized(campaign, 2)
        await scene.record(claims[1], AttemptState.SENT)
        claims += await scene.claimed(campaign)
        claims += await scene.authorized(other, epoch=0)
        before = [await scene.attempt(claim) for claim in claims]
        clock.advance(LEASE.total_seconds() - 1)
        assert await self.reap(unit_of_work, campaign, epoch=1) == Reaped()
        assert [await scene.attempt(claim) for claim in claims] == before

    async def test_a_run_gives_back_what_it_only_claimed(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Not what it authorized, not what another token holds; it is claimed again at once."""
        campaign = await scene.campaign()
        (authorized,) = await scene.authorized(campaign)
        await scene.claimed(campaign, 2)
        (foreign,) = await scene.claimed(campaign, by="foreign")
        async with unit_of_work() as repo:
            assert await repo.attempts.release(campaign.id, token=authorized.attempt.token) == 2
        assert (await scene.attempt(authorized)).state is AttemptState.AUTHORIZED
        assert await scene.attempt(foreign) == foreign.attempt
        assert len(await scene.claim(campaign, by="next")) == 2
