"""What planning and claiming promise: one attempt per step and person, one claimer at a time."""

from datetime import timedelta

from msgspec import structs

from cam.domain.model.attempt import AttemptState, Claim, Thread
from cam.ports.repository import UnitOfWork
from cam.testing.builders import an_attempt
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import EPOCH, LEASE, Promises, Scene, together


class ClaimPromises(Promises):
    """`ports.repository.Attempts`: plan, get, of_campaign, claim."""

    async def test_a_step_is_planned_once_for_a_lead(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Planning it again, in the same batch or later, adds nothing and changes nothing."""
        lead = await scene.lead(await scene.campaign())
        first, again, later = (an_attempt(lead) for _ in range(3))
        async with unit_of_work() as repo:
            assert await repo.attempts.plan([first, again]) == frozenset({first.id})
        async with unit_of_work() as repo:
            assert await repo.attempts.plan([later]) == frozenset()
        async with unit_of_work.reading() as repo:
            assert await repo.attempts.of_campaign(lead.campaign_id) == [first]

    async def test_a_step_is_planned_once_for_a_recipient(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Two leads with one mailbox get one mail; the next step is another one."""
        campaign = await scene.campaign()
        one, two = [await scene.lead(campaign) for _ in range(2)]
        (planned,) = await scene.planned(one)
        same = an_attempt(two, recipient_key=planned.recipient_key)
        follow_up = an_attempt(one, step=1)
        async with unit_of_work() as repo:
            added = await repo.attempts.plan([same, follow_up])
        assert added == frozenset({follow_up.id})

    async def test_a_step_is_planned_once_by_many_who_plan_at_once(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Five tasks plan three mails; three are added in all."""
        campaign = await scene.campaign()
        leads = [await scene.lead(campaign) for _ in range(3)]

        async def plans() -> int:
            async with unit_of_work() as repo:
                return len(await repo.attempts.plan([an_attempt(lead) for lead in leads]))

        assert sum(await together([plans] * 5)) == 3

    async def test_only_attempts_that_exist_are_got(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """As they were planned; the others are not in the answer."""
        lead = await scene.lead(await scene.campaign())
        (attempt,) = await scene.planned(lead)
        async with unit_of_work.reading() as repo:
            assert await repo.attempts.get([attempt.id, an_attempt(lead).id]) == {
                attempt.id: attempt
            }

    async def test_a_campaigns_attempts_are_listed_by_id(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Its own only, in every state."""
        campaign, other = await scene.campaign(), await scene.campaign()
        claims = await scene.claimed(campaign, 3)
        await scene.claimed(other)
        async with unit_of_work.reading() as repo:
            listed = [each.id for each in await repo.attempts.of_campaign(campaign.id)]
        assert listed == sorted(claim.attempt.id for claim in claims)

    async def test_two_claimers_never_get_the_same_attempt(self, scene: Scene) -> None:
        """Six tasks claim twenty attempts; each attempt has one claimer."""
        campaign = await scene.campaign()
        await scene.planned(*[await scene.lead(campaign) for _ in range(20)])
        tokens = iter(range(6))

        async def claims() -> list[Claim]:
            return await scene.claim(campaign, by=f"token {next(tokens)}", limit=5)

        taken = [claim for answer in await together([claims] * 6) for claim in answer]
        taken += await scene.claim(campaign, by="last")
        assert len(taken) == 20
        assert len({claim.attempt.id for claim in taken}) == 20

    async def test_what_is_claimed_is_not_claimed_again(self, scene: Scene) -> None:
        """Nor is it by its own claimer."""
        campaign = await scene.campaign()
        await scene.claimed(campaign)
        assert await scene.claim(campaign) == []

    async def test_nothing_is_claimed_before_its_next_try(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """From that very moment on, it is."""
        campaign = await scene.campaign()
        when = clock.now() + timedelta(hours=1)
        await scene.planned(await scene.lead(campaign), next_try=when)
        assert await scene.claim(campaign) == []
        clock.advance(timedelta(hours=1))
        assert len(await scene.claim(campaign)) == 1

    async def test_what_waits_is_what_could_be_claimed_now(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """The oldest first; not what is claimed, put off or another campaign's."""
        campaign = await scene.campaign()
        planned = await scene.planned(*[await scene.lead(campaign) for _ in range(3)])
        (claim,) = await scene.claim(campaign, by="me", limit=1)
        await scene.record(claim, AttemptState.QUEUED, next_try=clock.now() + timedelta(hours=1))
        await scene.planned(await scene.lead(await scene.campaign()))
        left = sorted(each.id for each in planned if each.id != claim.attempt.id)
        async with unit_of_work.reading() as repo:
            waiting = await repo.attempts.waiting(campaign.id, limit=9)
            assert [each.id for each in waiting] == left
            assert len(await repo.attempts.waiting(campaign.id, limit=1)) == 1
        clock.advance(timedelta(hours=1))
        async with unit_of_work.reading() as repo:
            assert len(await repo.attempts.waiting(campaign.id, limit=9)) == 3

    async def test_the_best_lead_is_claimed_first(self, scene: Scene) -> None:
        """Whatever the order of planning; the limit cuts the rest."""
        campaign = await scene.campaign()
        leads = [await scene.lead(campaign, score=score) for score in (0.2, 0.9, 0.5)]
        await scene.planned(*leads)
        best = await scene.claim(campaign, limit=2)
        assert [claim.lead.score for claim in best] == [0.9, 0.5]
        assert [claim.lead.score for claim in await scene.claim(campaign)] == [0.2]

    async def test_another_campaigns_attempts_are_not_claimed(self, scene: Scene) -> None:
        """A run works for its own campaign."""
        campaign, other = await scene.campaign(), await scene.campaign()
        await scene.planned(await scene.lead(other))
        assert await scene.claim(campaign) == []

    async def test_a_claim_says_who_holds_it_until_when_and_for_whom(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """Token, epoch, lease and the lead as it stands; what is kept says the same."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign)
        await scene.planned(lead)
        (claim,) = await scene.claim(campaign, by="mine", epoch=4)
        assert claim.attempt.state is AttemptState.CLAIMED
        assert (claim.attempt.token, claim.attempt.epoch) == ("mine", 4)
        assert claim.attempt.lease_until == clock.now() + LEASE
        assert claim.lead == lead
        assert claim.thread == Thread()
        assert await scene.attempt(claim) == claim.attempt

    async def test_a_follow_up_knows_the_mails_before(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Their Message-IDs in order, and the subject of the last as its very bytes had it."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign)
        sent: list[str] = []
        for step in range(2):
            await scene.planned(structs.replace(lead, next_step=step))
            (claim,) = await scene.claim(campaign, epoch=EPOCH)
            assert claim.thread.message_ids == tuple(sent)
            await scene.authorize(claim, subject=f"Subject {step}")
            await scene.record(claim, AttemptState.SENT)
            sent.append(claim.attempt.message_id)
        await scene.planned(structs.replace(lead, next_step=2))
        (claim,) = await scene.claim(campaign)
        thread = Thread(message_ids=tuple(sent), subject="Subject 1")
        assert claim.thread == thread
        others = await scene.lead(campaign)
        async with unit_of_work.reading() as repo:
            threads = await repo.attempts.threads({lead.id, others.id})
        assert threads == {lead.id: thread}
