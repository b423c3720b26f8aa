"""What is promised of a database that was copied: it sends nothing until it is armed."""

from collections.abc import Awaitable, Callable

import pytest

from cam.domain.model.attempt import AttemptState, Refusal
from cam.domain.model.errors import NotArmed
from cam.ports.repository import UnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import LEASE, Promises, Scene, go

NOBODY = "nobody in particular"
Copying = Callable[[], Awaitable[UnitOfWork]]


class ArmingPromises(Promises):
    """`ports.repository.Deployment`, and `Attempts.hold`. A subclass has a fixture `copied`: it
    copies the database, as it is committed, to another place, and opens it there."""

    async def begin(self, unit_of_work: UnitOfWork) -> None:
        """A live cycle begins."""
        async with unit_of_work() as repo:
            await repo.deployment.begin()

    async def test_the_first_live_cycle_arms(
        self, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Nothing was ever sent from it; further cycles change nothing."""
        async with unit_of_work.reading() as repo:
            before = await repo.deployment.standing()
        assert (before.place, before.refusal, before.armed_at) == ("", "", None)
        for _ in range(2):
            await self.begin(unit_of_work)
            async with unit_of_work.reading() as repo:
                standing = await repo.deployment.standing()
            assert standing.place == standing.here == before.here
            assert (standing.refusal, standing.armed_at) == ("", clock.now())
            assert standing.armed_by == "its first live run"

    async def test_a_database_that_was_never_used_may_be_copied(self, copied: Copying) -> None:
        """Its copy begins as new."""
        await self.begin(await copied())

    async def test_a_copy_does_not_begin(self, unit_of_work: UnitOfWork, copied: Copying) -> None:
        """It says where it was armed; the first one goes on."""
        await self.begin(unit_of_work)
        copy = await copied()
        async with copy.reading() as repo:
            standing = await repo.deployment.standing()
        assert standing.place
        assert standing.place != standing.here
        with pytest.raises(NotArmed) as refused:
            await self.begin(copy)
        assert standing.differs in str(refused.value)
        await self.begin(unit_of_work)

    async def test_a_copy_authorizes_nothing(
        self, unit_of_work: UnitOfWork, scene: Scene, copied: Copying
    ) -> None:
        """Not even what was claimed before: it is queued again, due now, and no quota is used."""
        await self.begin(unit_of_work)
        campaign = await scene.campaign()
        (claim,) = await scene.claimed(campaign)
        copy = await copied()
        async with copy() as repo:
            (verdict,) = await repo.attempts.authorize([go(claim)])
        assert verdict.refusal is Refusal.NOT_ARMED
        async with copy.reading() as repo:
            kept = (await repo.attempts.get([claim.attempt.id]))[claim.attempt.id]
            assert (await repo.quotas.today(campaign)).used == 0
        assert (kept.state, kept.token, kept.next_try) == (AttemptState.QUEUED, "", None)
        assert [each.refusal for each in await scene.authorize(claim)] == [None]

    async def test_a_person_arms_a_copy(
        self, unit_of_work: UnitOfWork, scene: Scene, copied: Copying, clock: FrozenClock
    ) -> None:
        """From then on it sends; who armed it, and when, is kept."""
        await self.begin(unit_of_work)
        campaign = await scene.campaign()
        await scene.planned(await scene.lead(campaign))
        copy = await copied()
        async with copy() as repo:
            await repo.deployment.arm(by="ann: moved")
        await self.begin(copy)
        async with copy() as repo:
            (claim,) = await repo.attempts.claim(
                campaign.id, epoch=1, token=NOBODY, lease=LEASE, limit=1
            )
            (verdict,) = await repo.attempts.authorize([go(claim)])
            standing = await repo.deployment.standing()
        assert verdict.refusal is None
        assert standing.place == standing.here
        assert (standing.armed_by, standing.armed_at) == ("ann: moved", clock.now())

    async def test_what_may_have_gone_out_is_held(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Queued, claimed, authorized, of whatever campaign; what has ended stays as it is."""
        mine, other = await scene.campaign(), await scene.campaign()
        (sent, authorized) = await scene.authorized(mine, 2)
        await scene.record(sent, AttemptState.SENT)
        (claimed,) = await scene.claimed(other)
        (queued,) = await scene.planned(await scene.lead(mine))
        async with unit_of_work() as repo:
            held = await repo.attempts.hold(reason="restored")
        ids = sorted([authorized.attempt.id, claimed.attempt.id, queued.id])
        assert [each.id for each in held] == ids
        async with unit_of_work.reading() as repo:
            kept = await repo.attempts.get([*ids, sent.attempt.id])
        assert [kept[each] for each in ids] == held
        assert {each.state for each in held} == {AttemptState.UNKNOWN}
        assert {each.reason for each in held} == {"restored"}
        assert kept[sent.attempt.id].state is AttemptState.SENT

    async def test_an_outcome_that_comes_later_is_evidence(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """The mail was under way when it was held."""
        (claim,) = await scene.authorized(await scene.campaign())
        async with unit_of_work() as repo:
            await repo.attempts.hold(reason="restored")
        assert await scene.record(claim, AttemptState.SENT) == [claim.attempt.id]
        assert (await scene.attempt(claim)).state is AttemptState.SENT

    async def test_every_copy_signs_with_the_same_key(
        self, unit_of_work: UnitOfWork, copied: Copying
    ) -> None:
        """The links of mails that went out before a restore still work after it."""
        keys = []
        for each in (unit_of_work, unit_of_work, await copied()):
            async with each.reading() as repo:
                keys.append(await repo.deployment.signing_key())
        assert len(set(keys)) == 1
        assert len(keys[0]) >= 32
