"""Learning more of leads: a waterfall that pays nobody twice."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from cam.domain.model import cadence
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import ProviderUnavailable, Superseded
from cam.domain.model.lead import Lead, LeadStatus, NextAction
from cam.domain.model.prospect import EmailStatus, Enrichment, Profile
from cam.domain.model.suppression import suppression
from cam.domain.services.enrichment import Enriched, Enrichments
from cam.ports.failpoints import NoFailpoints
from cam.ports.repository import Fence
from cam.testing.fakes.enricher import FakeEnricher

from .scene import BARE, Scene


def address_of(lead: Lead, status: EmailStatus = EmailStatus.VERIFIED) -> Profile:
    """An address for this lead."""
    return Profile(email=f"found{lead.id}@x.test", email_status=status)


def verified(lead: Lead) -> Profile:
    """A verified address for everybody."""
    return address_of(lead)


async def enriched(scene: Scene, campaign: Campaign, *enrichers: FakeEnricher) -> Enriched:
    """What one enrichment does."""
    done = Enriched(failures={})
    named = {each.name: each for each in enrichers}
    async with scene.unit_of_work.reading() as repo:
        campaign = await repo.campaigns.get(campaign.id)
    fence = Fence(campaign.id, campaign.run_epoch)
    await Enrichments(scene.unit_of_work, named, NoFailpoints()).enrich(campaign, fence, done)
    return done


def two(first: Any, second: Any) -> tuple[FakeEnricher, FakeEnricher]:
    """Apollo, then Dropcontact."""
    return FakeEnricher(first, name="apollo"), FakeEnricher(second, name="dropcontact")


async def test_the_second_is_asked_only_for_what_is_missing(scene: Scene) -> None:
    """Who has a verified address costs no second credit."""
    campaign, _ = await scene.campaign()
    leads = [await scene.lead(campaign, **BARE) for _ in range(4)]
    known = {leads[0].id, leads[1].id}
    apollo, dropcontact = two(lambda lead: verified(lead) if lead.id in known else None, verified)
    done = await enriched(scene, campaign, apollo, dropcontact)
    assert apollo.asked == [lead.id for lead in leads]
    assert dropcontact.asked == [lead.id for lead in leads[2:]]
    assert (done.enriched, done.credits, done.failures) == (4, 4.0, {})
    for lead in await scene.leads(campaign):
        assert (lead.status, lead.next_action) == (LeadStatus.ENRICHED, NextAction.CONTACT)


async def test_an_enricher_that_fails_does_not_stop_the_others(scene: Scene) -> None:
    """It is told of, asked again in a while, and who can be mailed goes on."""
    campaign, _ = await scene.campaign()
    given = await scene.lead(campaign, imported=True, email_status=EmailStatus.NONE)
    bare = await scene.lead(campaign, **BARE)
    apollo, dropcontact = two(verified, lambda _: None)
    apollo.failure = ProviderUnavailable("apollo", "down")
    done = await enriched(scene, campaign, apollo, dropcontact)
    assert done.failures == {"apollo": "provider_unavailable: down"}
    given, bare = await scene.read(given.id), await scene.read(bare.id)
    assert given.next_action is NextAction.CONTACT
    assert (bare.next_action, bare.asked_of) == (NextAction.ENRICH, ("dropcontact",))
    assert bare.next_action_at == scene.clock.now() + cadence.ASK_AGAIN
    apollo.failure = None
    scene.clock.advance(cadence.ASK_AGAIN)
    await enriched(scene, campaign, apollo, dropcontact)
    assert dropcontact.asked.count(bare.id) == 1
    assert (await scene.read(bare.id)).status is LeadStatus.ENRICHED


async def test_an_answer_is_kept_before_the_next_enricher_is_asked(scene: Scene) -> None:
    """A crash while the second is asked does not pay the first one twice."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    apollo, dropcontact = two(lambda _: Profile(title="CTO"), verified)
    dropcontact.failure = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        await enriched(scene, campaign, apollo, dropcontact)
    kept = await scene.read(lead.id)
    assert (kept.title, kept.asked_of) == ("CTO", ("apollo",))
    dropcontact.failure = None
    await enriched(scene, campaign, apollo, dropcontact)
    assert (apollo.asked, dropcontact.asked) == ([lead.id], [lead.id])
    assert (await scene.read(lead.id)).next_action is NextAction.CONTACT


async def test_three_tries_and_no_more(scene: Scene) -> None:
    """A day between them; then the lead is left alone, with the reason."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    apollo = FakeEnricher(name="apollo")
    for _ in range(5):
        await enriched(scene, campaign, apollo)
        scene.clock.advance(timedelta(days=1))
    assert apollo.asked == [lead.id] * 3
    closed = await scene.read(lead.id)
    assert (closed.status, closed.closed_because) == (LeadStatus.NEW, "nobody knows an address")


async def test_who_objects_is_suppressed_and_lost(scene: Scene) -> None:
    """The provider knows that they want no mail."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    apollo = FakeEnricher(verified, name="apollo")
    apollo.objectors = {lead.id}
    await enriched(scene, campaign, apollo)
    assert (await scene.read(lead.id)).status is LeadStatus.LOST
    address = f"found{lead.id}@x.test"
    assert await scene.covered(address) == {address}


@pytest.mark.parametrize("risky_too", [False, True])
async def test_a_risky_address_is_mailed_only_when_the_campaign_says_so(
    scene: Scene, risky_too: bool
) -> None:
    """Otherwise the lead is closed with that reason."""
    campaign, _ = await scene.campaign(mail_risky_addresses=risky_too)
    lead = await scene.lead(campaign, **BARE)
    await enriched(
        scene,
        campaign,
        FakeEnricher(lambda each: address_of(each, EmailStatus.RISKY), name="apollo"),
    )
    after = await scene.read(lead.id)
    assert after.next_action is (NextAction.CONTACT if risky_too else NextAction.NONE)
    assert after.closed_because == ("" if risky_too else "address is risky")


@pytest.mark.parametrize("address", ["not an address", "a@b", "x@y.test\r\nBcc: z@z.test"])
async def test_an_address_that_nobody_can_write_to_is_not_kept(scene: Scene, address: str) -> None:
    """Refused, never repaired."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    found = Profile(email=address, email_status=EmailStatus.VERIFIED)
    await enriched(scene, campaign, FakeEnricher(lambda _: found, name="apollo"))
    after = await scene.read(lead.id)
    assert (after.email, after.email_status) == ("", EmailStatus.NONE)
    assert after.next_action is not NextAction.CONTACT


class Meanwhile(FakeEnricher):
    """Somebody does something while this one is asked."""

    def __init__(self, act: Any) -> None:
        super().__init__(verified, name="apollo")
        self._act = act

    async def enrich(self, leads: Sequence[Lead]) -> Enrichment:
        """The answer, and the act before it."""
        await self._act()
        return await super().enrich(leads)


async def test_a_person_s_word_stands_though_an_enricher_was_under_way(scene: Scene) -> None:
    """Lost while it was asked: what it found does not bring the lead back."""
    campaign, _ = await scene.campaign()
    lost = await scene.lead(campaign, **BARE)
    other = await scene.lead(campaign, **BARE)

    async def lose() -> None:
        now = scene.clock.now()
        await scene.save((await scene.read(lost.id)).closed("operator", now))

    done = await enriched(scene, campaign, Meanwhile(lose))
    assert (await scene.read(lost.id)).closed_because == "operator"
    assert (await scene.read(other.id)).next_action is NextAction.CONTACT
    assert done.enriched == 1


async def test_who_turns_out_to_be_a_double_is_paid_for_once(scene: Scene) -> None:
    """The first enricher finds a known person's address; the second is not asked."""
    campaign, _ = await scene.campaign()
    older = await scene.lead(campaign, email="same@x.test")
    double = await scene.lead(campaign, **BARE)
    same = Profile(email="same@x.test", email_status=EmailStatus.UNVERIFIED)
    apollo, dropcontact = two(lambda _: same, verified)
    done = await enriched(scene, campaign, apollo, dropcontact)
    assert (await scene.read(double.id)).closed_because == f"duplicate of lead {older.id}"
    assert dropcontact.asked == []
    assert done.enriched == 0


async def test_an_older_run_keeps_nothing(scene: Scene) -> None:
    """A newer one has begun: Superseded."""
    campaign, fence = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    async with scene.unit_of_work() as repo:
        await repo.campaigns.begin_epoch(campaign.id)
    enrichments = Enrichments(
        scene.unit_of_work, {"apollo": FakeEnricher(verified, name="apollo")}, NoFailpoints()
    )
    with pytest.raises(Superseded):
        await enrichments.enrich(campaign, fence, Enriched(failures={}))
    assert await scene.read(lead.id) == lead


async def test_nobody_configured_means_the_mailable_go_on(scene: Scene) -> None:
    """And the others wait for a provider, without a try being counted."""
    campaign, _ = await scene.campaign(first_contact_delay=timedelta(0))
    given = await scene.lead(campaign, imported=True, email_status=EmailStatus.NONE)
    bare = await scene.lead(campaign, **BARE)
    await enriched(scene, campaign)
    assert (await scene.read(given.id)).next_action is NextAction.CONTACT
    bare = await scene.read(bare.id)
    assert (bare.next_action, bare.enrich_tries) == (NextAction.ENRICH, 0)


async def test_an_answer_that_was_lost_on_its_way_is_not_bought_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Perhaps it was charged: the next enricher is asked, this one never again by itself."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    apollo, dropcontact = two(verified, lambda _: None)
    asked = 0

    async def lost(leads: Sequence[Lead]) -> Enrichment:
        nonlocal asked
        asked += 1
        ids = frozenset(each.id for each in leads)
        return Enrichment(failed=dict.fromkeys(ids, "no whole answer"), perhaps_paid=ids)

    monkeypatch.setattr(apollo, "enrich", lost)
    done = await enriched(scene, campaign, apollo, dropcontact)
    assert "no whole answer" in done.failures["apollo"]
    assert dropcontact.asked == [lead.id]
    scene.clock.advance(cadence.ASK_AGAIN)
    await enriched(scene, campaign, apollo, dropcontact)
    assert asked == 1


async def test_nobody_is_asked_about_the_suppressed(scene: Scene) -> None:
    """Not by address, not by the company's domain: no credit, and the lead is closed."""
    campaign, _ = await scene.campaign()
    known = await scene.lead(campaign, **(BARE | {"email": "jane@left.test"}))
    unknown = await scene.lead(campaign, **(BARE | {"domain": "left.example"}))
    other = await scene.lead(campaign, **BARE)
    now = scene.clock.now()
    async with scene.unit_of_work() as repo:
        await repo.suppressions.add(
            [suppression("jane@left.test", "asked", now), suppression("left.example", "all", now)]
        )
    apollo = FakeEnricher(verified, name="apollo")
    done = await enriched(scene, campaign, apollo)
    assert (apollo.asked, done.suppressed) == ([other.id], 2)
    closed = {each.id: each.closed_because for each in await scene.leads(campaign)}
    assert closed == {known.id: "suppressed", unknown.id: "suppressed", other.id: ""}
