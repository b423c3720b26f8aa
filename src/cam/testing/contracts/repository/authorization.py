"""What authorization promises: each reason against a mail is found at the last moment."""

from msgspec import structs

from cam.domain.model.attempt import AttemptState, Claim, Go, Refusal, Verdict
from cam.domain.model.lead import LeadEvent
from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_suppression, an_id
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import LEASE, Promises, Scene, go, together


class AuthorizationPromises(Promises):
    """`ports.repository.Attempts.authorize`, but for the quota."""

    async def refused(self, scene: Scene, claim: Claim) -> Refusal | None:
        """The answer to one Go."""
        (verdict,) = await scene.authorize(claim)
        assert verdict.attempt_id == claim.attempt.id
        return verdict.refusal

    async def test_a_suppression_that_came_after_the_claim_wins(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """By address or domain: the attempt is cancelled for good."""
        claims = await scene.claimed(await scene.campaign(), 2)
        by_address, by_domain = claims
        domain = by_domain.attempt.recipient.rpartition("@")[2]
        async with unit_of_work() as repo:
            await repo.suppressions.add(
                [a_suppression(by_address.attempt.recipient), a_suppression(domain)]
            )
        for claim in claims:
            assert await self.refused(scene, claim) is Refusal.SUPPRESSED
            assert (await scene.attempt(claim)).state is AttemptState.CANCELLED

    async def test_a_lead_that_was_stopped_after_the_claim_gets_nothing(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """A status that stops or a closed lead: the attempt is cancelled for good."""
        claims = await scene.claimed(await scene.campaign(), 2)
        replied, closed = claims
        await scene.save(replied.lead.moved(LeadEvent.NEUTRAL_REPLY, clock.now()))
        await scene.save(closed.lead.closed("a test", clock.now()))
        for claim in claims:
            assert await self.refused(scene, claim) is Refusal.STOPPED
            assert (await scene.attempt(claim)).state is AttemptState.CANCELLED

    async def test_a_paused_campaign_sends_nothing(self, scene: Scene) -> None:
        """Its attempt waits; once the campaign is resumed it is claimed again."""
        campaign = await scene.campaign()
        (claim,) = await scene.claimed(campaign)
        paused = await scene.paused(campaign)
        assert await self.refused(scene, claim) is Refusal.PAUSED
        assert (await scene.attempt(claim)).state is AttemptState.QUEUED
        await scene.changed(paused.resumed(paused.baseline))
        (again,) = await scene.claim(campaign, by="again")
        assert await self.refused(scene, again) is None

    async def test_nothing_is_authorized_once_the_lease_is_over(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """Somebody else may have it by now; the attempt is left as it is."""
        (claim,) = await scene.claimed(await scene.campaign())
        clock.advance(LEASE)
        assert await self.refused(scene, claim) is Refusal.LOST_CLAIM
        assert await scene.attempt(claim) == claim.attempt

    async def test_nothing_is_authorized_under_another_token(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Only the claimer may ask."""
        (claim,) = await scene.claimed(await scene.campaign())
        other = structs.replace(go(claim), token=f"not {claim.attempt.token}")
        async with unit_of_work() as repo:
            (verdict,) = await repo.attempts.authorize([other])
        assert verdict.refusal is Refusal.LOST_CLAIM
        assert await scene.attempt(claim) == claim.attempt

    async def test_nothing_is_authorized_that_is_not_claimed(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Not what is only queued, not what does not exist."""
        (attempt,) = await scene.planned(await scene.lead(await scene.campaign()))
        asked = [Go(attempt_id=each, token="", mime_sha256="") for each in (attempt.id, an_id())]
        async with unit_of_work() as repo:
            verdicts = await repo.attempts.authorize(asked)
            assert await repo.attempts.authorize([]) == []
        assert [verdict.refusal for verdict in verdicts] == [Refusal.LOST_CLAIM] * 2

    async def test_an_attempt_is_authorized_once(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Asking ten times at once, or once more later, gives one permission and uses one."""
        campaign = await scene.campaign()
        (claim,) = await scene.claimed(campaign)

        async def asks() -> Refusal | None:
            return await self.refused(scene, claim)

        answers = await together([asks] * 10)
        assert answers.count(None) == 1
        assert answers.count(Refusal.LOST_CLAIM) == 9
        twice = await scene.authorize(claim, claim)
        assert [verdict.refusal for verdict in twice] == [Refusal.LOST_CLAIM] * 2
        async with unit_of_work.reading() as repo:
            assert (await repo.quotas.today(campaign)).used == 1

    async def test_an_authorized_attempt_says_what_goes_out_and_on_which_day(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """The hash of the bytes and the day whose quota it used."""
        (claim,) = await scene.authorized(await scene.campaign())
        kept = await scene.attempt(claim)
        assert kept.state is AttemptState.AUTHORIZED
        assert kept.mime_sha256 == go(claim).mime_sha256
        assert kept.quota_day == clock.now().date()
        assert kept.token == claim.attempt.token

    async def test_each_go_has_its_own_verdict_in_order(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """One refusal does not spoil the others, also not those of another campaign."""
        one, other = await scene.campaign(), await scene.campaign()
        first, second = await scene.claimed(one, 2)
        (third,) = await scene.claimed(other)
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression(second.attempt.recipient)])
        assert await scene.authorize(third, second, first) == [
            Verdict(third.attempt.id),
            Verdict(second.attempt.id, Refusal.SUPPRESSED),
            Verdict(first.attempt.id),
        ]
