"""What a live cycle would begin with."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.domain.model.campaign import Verify
from cam.domain.model.credit import CreditBudget, Purpose
from cam.domain.model.errors import CampaignNotFound, OutOfCredits
from cam.domain.model.lead import LeadEvent
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.report import Plan
from cam.domain.model.window import SendingWindow
from cam.domain.services.holding import Holding
from cam.domain.services.mailboxes import Mailboxes
from cam.domain.services.next_step import Means
from cam.domain.services.planning import Planning
from cam.domain.services.purchasing import UNBOUNDED, Budgets
from cam.testing.builders import a_sender, a_suppression, an_attempt
from cam.testing.clock import FrozenClock
from cam.testing.fakes.enricher import FakeEnricher

from .scene import BARE, Scene
from .shop import Shop, verified


@pytest.fixture
async def scene(database_url: str, clock: FrozenClock) -> AsyncIterator[Scene]:
    """On SQLite: its reading unit of work is the promise."""
    connections = Connections(database_url)
    yield Scene(SqlUnitOfWork(connections, clock), clock)
    await connections.aclose()


async def planned(
    scene: Scene,
    campaign_id: int,
    *enrichers: FakeEnricher,
    verifier: FakeEnricher | None = None,
    budgets: Budgets = UNBOUNDED,
) -> Plan:
    """The plan as it is now."""
    planning = Planning(scene.unit_of_work, budgets)
    means = Means(enrichers=enrichers, verifier=verifier)
    mailboxes = Mailboxes({}, sender=a_sender(), holding=Holding(scene.unit_of_work, scene.clock))
    return await planning.plan(campaign_id, means, mailboxes, searches=True)


def reasons(plan: Plan) -> dict[int, str]:
    """Lead id to why it is left out."""
    return {skipped.lead_id: skipped.reason for skipped in plan.would_skip}


async def test_the_best_are_planned_first_and_within_the_quota(scene: Scene) -> None:
    """The others are told that the quota is reached."""
    campaign, _ = await scene.campaign(max_emails_per_day=2)
    leads = [await scene.lead(campaign, score=score) for score in (0.1, 0.6, 0.3)]
    await scene.save(*(lead.to_contact(scene.clock.now()) for lead in leads))
    plan = await planned(scene, campaign.id)
    assert [mail.lead_id for mail in plan.would_send] == [leads[1].id, leads[2].id]
    assert [mail.subject for mail in plan.would_send] == ["Hello Person"] * 2
    assert reasons(plan) == {leads[0].id: "quota reached for today"}
    assert (plan.quota_used, plan.quota_used_after, plan.quota_limit) == (0, 2, 2)


async def test_each_reason_is_told(scene: Scene) -> None:
    """Suppressed, invalid, not due, under way, finished."""
    campaign, _ = await scene.campaign()
    now = scene.clock.now()
    named = {
        "suppressed": (await scene.lead(campaign, email="no@x.test")).to_contact(now),
        "address is invalid": (
            await scene.lead(campaign, email_status=EmailStatus.INVALID)
        ).to_contact(now),
        "due to contact at 2026-01-05 10:00 UTC": (await scene.lead(campaign)).to_contact(
            now + timedelta(hours=1)
        ),
        "a mail to this lead is under way or its outcome is unknown": (
            await scene.lead(campaign)
        ).awaiting(now),
    }
    await scene.save(*named.values())
    async with scene.unit_of_work() as repo:
        await repo.suppressions.add([a_suppression("no@x.test")])
    plan = await planned(scene, campaign.id)
    assert plan.would_send == ()
    assert reasons(plan) == {lead.id: reason for reason, lead in named.items()}


async def test_a_queued_attempt_is_planned_with_the_due(scene: Scene) -> None:
    """It goes out in the next live cycle, so it is in the plan."""
    campaign, _ = await scene.campaign()
    lead = (await scene.lead(campaign)).awaiting(scene.clock.now())
    await scene.save(lead)
    async with scene.unit_of_work() as repo:
        await repo.attempts.plan([an_attempt(lead)])
    assert [mail.lead_id for mail in (await planned(scene, campaign.id)).would_send] == [lead.id]


async def test_a_sequence_that_was_shortened_does_not_break_the_plan(scene: Scene) -> None:
    """A lead beyond its end is told as finished."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign)
    now = scene.clock.now()
    for step in range(2):
        lead = lead.contacted(now, step, (*campaign.sequence, campaign.sequence[0]))
    await scene.save(lead.to_contact(now))
    assert reasons(await planned(scene, campaign.id)) == {lead.id: "sequence finished"}


async def test_outside_the_window_nobody_is_written_to(scene: Scene) -> None:
    """And that is the reason."""
    campaign, _ = await scene.campaign(sending_window=SendingWindow(days=(7,)))
    lead = await scene.lead(campaign)
    await scene.save(lead.to_contact(scene.clock.now()))
    assert reasons(await planned(scene, campaign.id)) == {lead.id: "outside the sending window"}


async def test_what_an_enrichment_would_cost_at_most(scene: Scene) -> None:
    """Each enricher for each lead; nothing without one."""
    campaign, _ = await scene.campaign()
    for _ in range(3):
        await scene.lead(campaign, **BARE)
    enrichers = FakeEnricher(name="apollo"), FakeEnricher(name="dropcontact", credits_per_lead=2)
    plan = await planned(scene, campaign.id, *enrichers)
    assert (plan.would_enrich, plan.credits_at_most) == (3, 9.0)
    assert set(reasons(plan).values()) == {"would be enriched first"}
    assert enrichers[0].asked == []
    plan = await planned(scene, campaign.id)
    assert (plan.would_enrich, plan.credits_at_most) == (0, 0)


async def test_credits_told_stay_within_what_the_budgets_leave(scene: Scene) -> None:
    """Of the campaign, and of each provider, with what is spent already."""
    campaign, _ = await scene.campaign(credit_budget=CreditBudget(total=7))
    leads = [await scene.lead(campaign, **BARE) for _ in range(4)]
    apollo, dropcontact = FakeEnricher(name="apollo"), FakeEnricher(name="dropcontact")
    told = await planned(scene, campaign.id, apollo, dropcontact)
    assert (told.would_enrich, told.credits_at_most) == (4, 7.0)
    budgets = Budgets(of_providers={"apollo": CreditBudget(total=2)})
    told = await planned(scene, campaign.id, apollo, dropcontact, budgets=budgets)
    assert told.credits_at_most == 6.0
    shop = Shop(scene, FakeEnricher(verified, name="apollo", batch=1))
    await shop.bought(campaign, *leads[:2])
    told = await planned(scene, campaign.id, apollo, dropcontact, budgets=budgets)
    assert told.credits_at_most == 4.0


async def test_a_budget_that_is_used_up_enriches_nobody(scene: Scene) -> None:
    """It is the reason why they wait; who can be mailed anyway is."""
    campaign, _ = await scene.campaign(
        credit_budget=CreditBudget(per_day=0), first_contact_delay=timedelta(0)
    )
    bare = await scene.lead(campaign, **BARE)
    given = await scene.lead(campaign, email_status=EmailStatus.GIVEN, company="")
    plan = await planned(scene, campaign.id, FakeEnricher(name="apollo"))
    assert (plan.would_enrich, plan.credits_at_most) == (0, 0)
    assert reasons(plan) == {bare.id: "the campaign's budget of 0 credits a day is used up"}
    assert [mail.lead_id for mail in plan.would_send] == [given.id]


async def test_a_held_provider_is_not_planned_with(scene: Scene) -> None:
    """It costs nothing, and nobody is asked."""
    campaign, _ = await scene.campaign()
    lead = await scene.lead(campaign, **BARE)
    apollo = FakeEnricher(name="apollo")
    await Shop(scene, apollo).holding.note(OutOfCredits("apollo", "empty"), campaign.id)
    plan = await planned(scene, campaign.id, apollo)
    assert (plan.would_enrich, plan.credits_at_most) == (0, 0)
    assert reasons(plan) == {lead.id: "apollo is left alone"}


async def test_who_lacks_nothing_is_mailed_though_enrichers_are_there(scene: Scene) -> None:
    """As a live cycle does it."""
    campaign, _ = await scene.campaign(first_contact_delay=timedelta(0), max_enriched_per_cycle=1)
    given = [await scene.lead(campaign, email_status=EmailStatus.GIVEN) for _ in range(3)]
    bare = [await scene.lead(campaign, **BARE) for _ in range(2)]
    plan = await planned(scene, campaign.id, FakeEnricher(name="apollo"))
    assert {mail.lead_id for mail in plan.would_send} == {lead.id for lead in given}
    assert reasons(plan) == {
        bare[0].id: "would be enriched first",
        bare[1].id: "waits for its turn to be enriched or verified",
    }
    assert plan.credits_at_most == 1.0


async def test_addresses_that_would_be_verified_are_told(scene: Scene) -> None:
    """Those who wait for it, those who get there in this cycle, and what it may cost."""
    campaign, _ = await scene.campaign(verify=Verify.ALL, max_enriched_per_cycle=2)
    leads = [await scene.lead(campaign, email_status=EmailStatus.GIVEN) for _ in range(3)]
    await scene.save(leads[0].to_verify(scene.clock.now()))
    judge = FakeEnricher(name="judge", purpose=Purpose.VERIFY)
    plan = await planned(scene, campaign.id, FakeEnricher(name="apollo"), verifier=judge)
    assert (plan.would_verify, plan.would_enrich, plan.credits_at_most) == (2, 0, 2.0)
    assert (plan.would_send, judge.asked) == ((), [])
    assert sorted(reasons(plan).values()) == [
        "waits for its turn to be enriched or verified",
        "would be verified first",
        "would be verified first",
    ]


async def test_a_pause_that_would_fire_leaves_nobody(scene: Scene) -> None:
    """No search, no mail."""
    campaign, _ = await scene.campaign(target_clients=1)
    won = await scene.lead(campaign)
    lead = await scene.lead(campaign)
    now = scene.clock.now()
    await scene.save(won.moved(LeadEvent.OPERATOR_QUALIFIES, now), lead.to_contact(now))
    plan = await planned(scene, campaign.id)
    assert plan.would_pause == "goal reached: 1 of 1 clients"
    assert (plan.would_send, plan.would_search) == ((), False)
    assert reasons(plan) == {lead.id: f"the campaign would pause: {plan.would_pause}"}


async def test_a_campaign_that_does_not_exist(scene: Scene) -> None:
    """Said so."""
    with pytest.raises(CampaignNotFound):
        await planned(scene, 99)
