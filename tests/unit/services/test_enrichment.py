"""Learning more of leads: a waterfall that pays nobody twice, and asks only for what is missing."""

from datetime import timedelta
from typing import Any

import pytest

from cam.domain.model import cadence
from cam.domain.model.campaign import Campaign, Verify
from cam.domain.model.checked import Verdict
from cam.domain.model.credit import Call, CreditBudget, Purpose
from cam.domain.model.errors import OutOfCredits, ProviderUnavailable, Superseded
from cam.domain.model.lead import LeadStatus, NextAction, Said
from cam.domain.model.prospect import EmailStatus, Profile
from cam.domain.model.suppression import suppression
from cam.domain.services.enrichment import Enriched
from cam.ports.enricher import Reply
from cam.ports.failpoints import Point
from cam.testing.fakes.enricher import FakeEnricher

from .scene import BARE, Scene
from .shop import FakeCheck, Shop, Stop, address_of, unproven, verified

INCOMPLETE: dict[str, Any] = {"email_status": EmailStatus.NONE, "company": ""}
"""Somebody whose address the operator gives, but not the company."""


async def enriched(scene: Scene, campaign: Campaign, *enrichers: FakeEnricher) -> Enriched:
    """What one enrichment does."""
    return await Shop(scene, *enrichers).enriched(campaign)


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
    given = await scene.lead(campaign, imported=True, **INCOMPLETE)
    bare = await scene.lead(campaign, **BARE)
    apollo, dropcontact = two(verified, lambda _: None)
    apollo.failure = ProviderUnavailable("apollo", "down")
    done = await enriched(scene, campaign, apollo, dropcontact)
    assert done.failures == {"apollo": "provider_unavailable: down (2 leads)"}
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
    """A crash while the second is asked does not forget what the first one said."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    apollo, dropcontact = two(lambda _: Profile(title="CTO"), verified)
    with pytest.raises(Stop):
        await Shop(scene, apollo, dropcontact, ends_at=Point.RESERVED, nth=2).enriched(campaign)
    kept = await scene.read(lead.id)
    assert (kept.title, kept.asked_of) == ("CTO", ("apollo",))
    await Shop(scene, apollo, dropcontact).enriched(campaign, anew=True)
    assert apollo.asked == [lead.id]


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

    async def ask(self, call: Call, *, callback_url: str = "") -> Reply:
        """The answer, and the act before it."""
        await self._act()
        return await super().ask(call, callback_url=callback_url)


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
    shop = Shop(scene, FakeEnricher(verified, name="apollo"))
    with pytest.raises(Superseded):
        await shop.enrichments.enrich(campaign, fence, Enriched())
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


async def test_an_answer_that_was_lost_on_its_way_is_not_bought_again(scene: Scene) -> None:
    """Perhaps it was charged: the next enricher is asked, this one never again by itself."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    apollo, dropcontact = two(verified, lambda _: None)
    apollo.lost = True
    done = await enriched(scene, campaign, apollo, dropcontact)
    assert "was lost" in done.failures["apollo"]
    assert done.credits == 1.0
    assert dropcontact.asked == [lead.id]
    for _ in range(5):
        scene.clock.advance(cadence.ENRICH_AGAIN)
        await enriched(scene, campaign, apollo, dropcontact)
    assert apollo.asked == [lead.id]
    assert (await scene.read(lead.id)).closed_because == "nobody knows an address"


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


async def test_who_lacks_nothing_costs_nothing(scene: Scene) -> None:
    """An imported address with a name and a company goes straight on, though enrichers are there.

    And takes nobody's place among those who are paid for.
    """
    campaign, _ = await scene.campaign(max_enriched_per_cycle=1)
    given = [
        await scene.lead(campaign, imported=True, email_status=EmailStatus.NONE) for _ in range(3)
    ]
    bare = [await scene.lead(campaign, **BARE) for _ in range(2)]
    apollo = FakeEnricher(verified, name="apollo")
    await enriched(scene, campaign, apollo)
    assert apollo.asked == [bare[0].id]
    after = {lead.id: lead.next_action for lead in await scene.leads(campaign)}
    assert {after[lead.id] for lead in given} == {NextAction.CONTACT}
    assert after[bare[1].id] is NextAction.ENRICH


async def test_an_address_without_a_company_is_completed(scene: Scene) -> None:
    """The one who knows it is asked, and the given address stays."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, imported=True, **INCOMPLETE)
    apollo, dropcontact = two(lambda _: None, lambda _: Profile(company="Acme"))
    await enriched(scene, campaign, apollo, dropcontact)
    after = await scene.read(lead.id)
    assert (after.company, after.email_status) == ("Acme", EmailStatus.GIVEN)
    assert (apollo.asked, dropcontact.asked) == ([lead.id], [lead.id])
    assert after.next_action is NextAction.CONTACT


async def test_each_fact_remembers_who_said_it_and_when(scene: Scene) -> None:
    """The first one who said it; of an address's standing, the last one who spoke of it."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, imported=True, provider="", provider_id="", **INCOMPLETE)
    imported_at = scene.clock.now()
    scene.clock.advance(timedelta(hours=1))
    told = Profile(
        company="Acme", title=lead.title, email=lead.email, email_status=EmailStatus.VERIFIED
    )
    await enriched(scene, campaign, FakeEnricher(lambda _: told, name="apollo"))
    now = scene.clock.now()
    said = (await scene.read(lead.id)).provenance
    assert said["company"] == said["email_status"] == Said("apollo", now)
    assert said["email"] == said["title"] == Said("import", imported_at)
    assert "phone" not in said


async def test_an_address_that_takes_no_mail_is_found_out_for_free(scene: Scene) -> None:
    """Before any paid call; the lead is closed with the reason."""
    campaign, _ = await scene.campaign()
    dead = await scene.lead(campaign, imported=True, **(INCOMPLETE | {"email": "a@dead.test"}))
    role = await scene.lead(campaign, email="info@role.test", first_name="")
    live = await scene.lead(campaign, imported=True, **(INCOMPLETE | {"email": "a@live.test"}))
    check = FakeCheck(dead_test=Verdict.NO_MAIL, role_test=Verdict.ROLE)
    apollo = FakeEnricher(lambda _: Profile(company="Acme"), name="apollo")
    done = await Shop(scene, apollo, check=check).enriched(campaign)
    assert (apollo.asked, done.invalid, done.credits) == ([live.id], 1, 1.0)
    after = {lead.id: lead for lead in await scene.leads(campaign)}
    because = "address is invalid: no mail server for dead.test"
    assert (after[dead.id].closed_because, after[dead.id].email_status) == (because, "invalid")
    assert after[dead.id].provenance["email_status"].by == "cam"
    assert after[role.id].closed_because == "address is risky"
    assert after[live.id].next_action is NextAction.CONTACT


async def test_an_address_that_was_found_is_looked_at_too(scene: Scene) -> None:
    """A finder may be wrong about a whole domain."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    check = FakeCheck(x_test=Verdict.NO_MAIL)
    done = await Shop(scene, FakeEnricher(verified, name="apollo"), check=check).enriched(campaign)
    assert done.invalid == 1
    assert (await scene.read(lead.id)).closed_because.startswith("address is invalid")


async def test_a_budget_that_is_used_up_is_told_and_the_lead_waits_for_another_day(
    scene: Scene,
) -> None:
    """The campaign's own day; nothing is an error, and nobody is given up."""
    window = {"sending_window": None, "credit_budget": CreditBudget(per_day=1)}
    campaign, _ = await scene.campaign(**window)
    leads = [await scene.lead(campaign, **BARE) for _ in range(2)]
    given = await scene.lead(campaign, imported=True, **INCOMPLETE)
    apollo = FakeEnricher(verified, name="apollo")
    done = await enriched(scene, campaign, apollo)
    why = "the campaign's budget of 1 credit a day is used up (2 leads not asked about)"
    assert (done.held_back, done.failures, done.credits) == ({"apollo": why}, {}, 1.0)
    waiting = await scene.read(leads[1].id)
    midnight = scene.clock.now().replace(hour=0) + timedelta(days=1)
    assert (waiting.next_action, waiting.next_action_at) == (NextAction.ENRICH, midnight)
    assert (waiting.enrich_tries, waiting.asked_of) == (0, ())
    assert (await scene.read(given.id)).next_action is NextAction.CONTACT
    scene.clock.advance(midnight - scene.clock.now())
    await enriched(scene, campaign, apollo)
    assert apollo.asked == [leads[0].id, leads[1].id]


async def test_out_of_credits_the_campaign_goes_on_without(scene: Scene) -> None:
    """The next enricher is asked; from then on the first one is left alone, which is no error."""
    campaign, _ = await scene.campaign()
    leads = [await scene.lead(campaign, **BARE) for _ in range(2)]
    apollo, dropcontact = two(verified, lambda lead: verified(lead) if lead is not None else None)
    apollo.failure = OutOfCredits("apollo", "Insufficient credits")
    first = await enriched(scene, campaign, apollo, dropcontact)
    assert first.failures == {"apollo": "out_of_credits: Insufficient credits (2 leads)"}
    assert dropcontact.asked == [lead.id for lead in leads]
    third = await scene.lead(campaign, **BARE)
    then = await enriched(scene, campaign, apollo, dropcontact)
    assert (then.failures, dropcontact.asked[-1]) == ({}, third.id)
    assert "apollo is left alone: it has no credits left" in then.held_back["apollo"]


async def test_an_answer_that_another_campaign_bought_costs_nothing(scene: Scene) -> None:
    """The person is known by any of the keys."""
    first, _ = await scene.campaign()
    second, _ = await scene.campaign(share_people=True)
    lead = await scene.lead(first, **BARE)
    twin = await scene.lead(second, imported=True, **(BARE | {"provider_id": lead.provider_id}))
    apollo = FakeEnricher(verified, name="apollo")
    assert (await enriched(scene, first, apollo)).credits == 1.0
    done = await enriched(scene, second, apollo)
    assert (done.credits, done.enriched, apollo.asked) == (0.0, 1, [lead.id])
    assert (await scene.read(twin.id)).email == f"found{lead.id}@x.test"


@pytest.mark.parametrize(
    ("verify", "next_action", "asked"),
    [(Verify.UNVERIFIED, NextAction.VERIFY, False), (Verify.NEVER, NextAction.ENRICH, True)],
)
async def test_an_unverified_address_is_verified_or_else_another_one_is_looked_for(
    scene: Scene, verify: Verify, next_action: NextAction, asked: bool
) -> None:
    """With a verifier it is none that is missing; without, the next enricher is asked."""
    campaign, _ = await scene.campaign(verify=verify)
    lead = await scene.lead(campaign, **BARE)
    apollo, dropcontact = two(unproven, lambda _: None)
    verifier = FakeEnricher(verified, name="verifier", purpose=Purpose.VERIFY)
    await enriched(scene, campaign, apollo, dropcontact, verifier)
    after = await scene.read(lead.id)
    assert bool(dropcontact.asked) is asked
    assert verifier.asked == []
    if verify is Verify.NEVER:
        assert after.closed_because == "address is unverified"
    else:
        assert after.next_action is next_action


async def test_a_lead_whose_answer_is_still_to_come_asks_nobody_else(scene: Scene) -> None:
    """What is missing is not known yet."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    apollo, dropcontact = two(verified, verified)
    apollo.later, apollo.not_ready = True, 10**6
    done = await enriched(scene, campaign, apollo, dropcontact)
    assert (dropcontact.asked, done.failures) == ([], {})
    waiting = await scene.read(lead.id)
    assert waiting.next_action is NextAction.ENRICH
    assert waiting.asked_of == ()
