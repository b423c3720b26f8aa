"""What is promised to people: a no that holds, a yes that is asked for, and all that is known."""

from typing import Any
from uuid import uuid4

from msgspec import structs

from cam.domain.model.attempt import AttemptState, Claim, Go, Refusal
from cam.domain.model.campaign import Campaign
from cam.domain.model.dossier import Known
from cam.domain.model.origin import LegalBasis, Origin
from cam.ports.repository import UnitOfWork
from cam.testing.builders import NOON, a_prospect, a_suppression, an_event
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene, go

S = AttemptState


class LawfulPromises(Promises):
    """`Attempts.call_off`, consent at `Attempts.authorize`, origins, `Erasures.known`."""

    async def test_what_waits_for_a_person_is_called_off(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Queued or claimed, in every campaign; what is under way or over stays, as do others."""
        one, two = await scene.campaign(share_people=True), await scene.campaign(share_people=True)
        people = {"email": "jane+a@x.test", "provider_id": "p"}
        (authorized,) = await self.claimed(scene, one, **people)
        await scene.authorize(authorized)
        (claimed,) = await self.claimed(scene, two, **{**people, "email": "JANE@x.test"})
        (other,) = await self.claimed(scene, two, email="john@x.test")
        (queued,) = await scene.planned(authorized.lead, step=1, recipient_key="jane@x.test")
        entry = a_suppression("jane@x.test", reason="said no")
        async with unit_of_work() as repo:
            await repo.suppressions.add([entry])
            called_off = await repo.attempts.call_off(entry)
            flying = await repo.attempts.in_flight(entry)
        assert {each.id for each in called_off} == {claimed.attempt.id, queued.id}
        assert {(each.state, each.reason) for each in called_off} == {(S.CANCELLED, "said no")}
        assert [each.id for each in flying] == [authorized.attempt.id]
        assert (await scene.attempt(other)).state is S.CLAIMED
        async with unit_of_work() as repo:
            assert await repo.attempts.call_off(entry) == []

    async def test_a_domain_that_is_suppressed_is_called_off_whole(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Everybody at it, and nobody at one that ends alike."""
        campaign = await scene.campaign()
        for email in ("a@x.test", "b@X.test", "c@not-x.test"):
            await self.claimed(scene, campaign, email=email)
        async with unit_of_work() as repo:
            called_off = await repo.attempts.call_off(a_suppression("x.test"))
        assert sorted(each.recipient.lower() for each in called_off) == ["a@x.test", "b@x.test"]

    async def test_what_was_called_off_after_the_claim_is_refused_as_that(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Not as a claim that was lost, after which a whole run would end; and it stays so."""
        mine, other = await scene.claimed(await scene.campaign(), 2)
        entry = a_suppression(mine.attempt.recipient)
        async with unit_of_work() as repo:
            await repo.suppressions.add([entry])
            await repo.attempts.call_off(entry)
        refusals = [each.refusal for each in await scene.authorize(mine, other)]
        assert refusals == [Refusal.SUPPRESSED, None]
        assert (await scene.attempt(mine)).state is S.CANCELLED
        assert await scene.record(mine, S.SENT) == []

    async def test_no_mail_of_a_deployment_that_never_sent_it_departed(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Nor one that is still there."""
        (claim,) = await scene.claimed(await scene.campaign())
        async with unit_of_work.reading() as repo:
            assert await repo.attempts.departed(uuid4()) == ""
            assert await repo.attempts.departed(claim.attempt.id) == ""

    async def test_without_consent_nobody_is_authorized_where_it_is_needed(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """The deployment's list, unless the campaign has its own; it waits, and uses no quota."""
        usual = await scene.campaign()
        own = await scene.campaign(consent_countries=("FR",))
        free = await scene.campaign(consent_countries=())
        for campaign, allowed in ((usual, False), (own, True), (free, True)):
            (claim,) = await self.claimed(scene, campaign, country="Germany")
            assert await self.refusal(unit_of_work, claim) is (
                None if allowed else Refusal.NO_CONSENT
            )
            async with unit_of_work.reading() as repo:
                assert (await repo.quotas.today(campaign)).used == allowed
            attempt = await scene.attempt(claim)
            assert attempt.state is (S.AUTHORIZED if allowed else S.QUEUED)
            assert (attempt.next_try is None) is allowed

    async def test_recorded_consent_authorizes(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """And so does another country; by the domain when nothing else tells."""
        campaign = await scene.campaign()
        told = [
            ({"country": "DE", "legal_basis": LegalBasis.CONSENT}, None),
            ({"country": "DE", "legal_basis": LegalBasis.EXISTING_CUSTOMER}, Refusal.NO_CONSENT),
            ({"country": "France", "domain": "firma.de"}, None),
            ({"country": "", "domain": "firma.at"}, Refusal.NO_CONSENT),
            ({"country": "", "domain": "firm.com"}, None),
        ]
        for facts, refusal in told:
            (claim,) = await self.claimed(scene, campaign, **facts)
            assert await self.refusal(unit_of_work, claim) is refusal, facts

    async def test_consent_that_comes_while_it_waits_lets_it_go(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """It is claimed again the next day."""
        campaign = await scene.campaign()
        (claim,) = await self.claimed(scene, campaign, country="Germany")
        assert await self.refusal(unit_of_work, claim) is Refusal.NO_CONSENT
        agreed = a_prospect(
            email=claim.lead.email,
            provider_id=claim.lead.provider_id,
            legal_basis=LegalBasis.CONSENT,
        )
        await scene.keep(campaign, agreed, imported=True)
        clock.advance(86_400)
        (again,) = await scene.claim(campaign, by="the next")
        assert again.attempt.id == claim.attempt.id
        assert await self.refusal(unit_of_work, again) is None

    async def test_an_origin_is_kept_and_the_stronger_one_stays(self, scene: Scene) -> None:
        """Through an import, a second one, and a save of what was learned."""
        campaign = await scene.campaign()
        told = Origin(legal_basis=LegalBasis.CONSENT, source="our fair", obtained_at=NOON)
        lead = await scene.lead(
            campaign, email="jane@x.test", provider_id="p", imported=True,
            legal_basis=told.legal_basis, source=told.source, obtained_at=told.obtained_at,
        )  # fmt: skip
        assert lead.origin == told
        weaker = a_prospect(email="jane@x.test", provider_id="p", source="a list")
        await scene.keep(campaign, weaker, imported=True)
        await scene.save(await scene.read(lead.id))
        assert (await scene.read(lead.id)).origin == told

    async def test_a_double_hands_its_consent_to_the_older_lead(self, scene: Scene) -> None:
        """Which is the one that is written to."""
        campaign = await scene.campaign()
        older = await scene.lead(campaign, email="jane@x.test", provider_id="p1")
        double = await scene.lead(
            campaign, email="", provider_id="p2", imported=True, linkedin_url="",
            first_name="", last_name="", legal_basis=LegalBasis.CONSENT, source="a form",
        )  # fmt: skip
        found = double.enriched(a_prospect(email="jane@x.test"), double.rescored(
            campaign.audience, campaign.score_weights), NOON)  # fmt: skip
        assert await scene.save(found) == {double.id: older.id}
        assert (await scene.read(older.id)).legal_basis is LegalBasis.CONSENT

    async def test_all_that_is_known_of_a_person_is_told(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """In every campaign, and nothing of anybody else."""
        one, two = await scene.campaign(share_people=True), await scene.campaign(share_people=True)
        (first,) = await self.claimed(scene, one, email="jane@x.test", provider_id="p")
        (second,) = await self.claimed(scene, two, email="Jane+a@x.test", provider_id="p")
        await self.claimed(scene, one, email="john@x.test")
        entry = a_suppression("jane@x.test")
        events = [
            structs.replace(an_event(each.lead.campaign_id), lead_id=each.lead.id)
            for each in (first, second)
        ]
        async with unit_of_work() as repo:
            await repo.suppressions.add([entry, a_suppression("john@x.test")])
            await repo.events.add([*events, an_event(one.id)])
        async with unit_of_work.reading() as repo:
            person = await repo.erasures.of_address("JANE@x.test")
            known = await repo.erasures.known(person)
        assert known.leads == (first.lead, second.lead)
        assert known.attempts == (first.attempt, second.attempt)
        assert known.events == tuple(events)
        assert known.suppressions == (entry,)
        assert known.calls == ()

    async def test_of_a_stranger_nothing_is_known(self, unit_of_work: UnitOfWork) -> None:
        """And nothing is made up."""
        async with unit_of_work.reading() as repo:
            person = await repo.erasures.of_address("nobody@x.test")
            assert await repo.erasures.known(person) == Known()

    async def test_after_an_erasure_no_origin_is_left(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """A source may say who somebody is."""
        campaign = await scene.campaign()
        lead = await scene.lead(
            campaign, email="jane@x.test", imported=True, source="Jane's own form",
            legal_basis=LegalBasis.CONSENT, obtained_at=NOON,
        )  # fmt: skip
        async with unit_of_work.erasing() as repo:
            await repo.erasures.erase(await repo.erasures.of_address("jane@x.test"))
        assert (await scene.read(lead.id)).origin == Origin()

    async def claimed(self, scene: Scene, campaign: Campaign, **facts: Any) -> list[Claim]:
        """A new lead with these facts, its first mail claimed."""
        await scene.planned(await scene.lead(campaign, **facts))
        return await scene.claim(campaign)

    async def refusal(self, unit_of_work: UnitOfWork, claim: Claim) -> Refusal | None:
        """The verdict where Germany and Austria need consent."""
        asked = go(claim)
        gated = Go(
            attempt_id=asked.attempt_id,
            token=asked.token,
            mime_sha256=asked.mime_sha256,
            consent_countries=("DE", "AT"),
        )
        async with unit_of_work() as repo:
            (verdict,) = await repo.attempts.authorize([gated])
        return verdict.refusal
