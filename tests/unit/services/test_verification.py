"""Addresses are judged before anybody writes to them, as the campaign's policy wants it."""

from datetime import timedelta
from typing import Any

import pytest

from cam.domain.model import cadence
from cam.domain.model.campaign import Campaign, Verify
from cam.domain.model.checked import Verdict
from cam.domain.model.credit import CreditBudget, Purpose
from cam.domain.model.errors import ProviderUnavailable
from cam.domain.model.lead import Lead, LeadStatus, NextAction
from cam.domain.model.prospect import EmailStatus, Profile
from cam.domain.model.suppression import suppression
from cam.testing.fakes.enricher import FakeEnricher

from .scene import Scene
from .shop import FakeCheck, Shop


def judge(status: EmailStatus | None = EmailStatus.VERIFIED, **changes: Any) -> FakeEnricher:
    """A verifier with one verdict for every address; None: it says nothing."""

    def knows(lead: Lead) -> Profile | None:
        return (
            Profile(**{"email": lead.email, "email_status": status, **changes}) if status else None
        )

    return FakeEnricher(knows, name="judge", purpose=Purpose.VERIFY)


async def waiting(
    scene: Scene, status: EmailStatus = EmailStatus.UNVERIFIED, **changes: Any
) -> tuple[Campaign, Lead]:
    """A lead whose address is due to be verified."""
    campaign, _ = await scene.campaign(**changes)
    lead = (await scene.lead(campaign, email_status=status)).to_verify(scene.clock.now())
    await scene.save(lead)
    return campaign, lead


@pytest.mark.parametrize(
    ("status", "risky_too", "because"),
    [
        (EmailStatus.VERIFIED, False, ""),
        (EmailStatus.INVALID, False, "address is invalid"),
        (EmailStatus.UNVERIFIED, False, "address is unverified"),
        (EmailStatus.RISKY, False, "address is risky"),
        (EmailStatus.RISKY, True, ""),
        (None, False, "address is unverified"),
    ],
)
async def test_only_what_a_verifier_lets_pass_is_mailed(
    scene: Scene, status: EmailStatus | None, risky_too: bool, because: str
) -> None:
    """Invalid and unverified never, risky when the campaign says so."""
    campaign, lead = await waiting(scene, mail_risky_addresses=risky_too)
    done = await Shop(scene, judge(status)).verified(campaign)
    after = await scene.read(lead.id)
    assert after.closed_because == because
    assert after.next_action is (NextAction.NONE if because else NextAction.CONTACT)
    assert after.provenance["email_status"].by == "judge"
    assert done.verified == (status is EmailStatus.VERIFIED)
    assert done.invalid == (status is EmailStatus.INVALID)


@pytest.mark.parametrize("verify", Verify)
@pytest.mark.parametrize("status", EmailStatus)
async def test_the_policy_says_whose_address_is_judged(
    scene: Scene, verify: Verify, status: EmailStatus
) -> None:
    """Never; what a finder could not vouch for; or also what it vouched for, and what was given."""
    campaign, _ = await scene.campaign(verify=verify)
    email = "" if status is EmailStatus.NONE else "jane@x.test"
    lead = await scene.lead(campaign, email=email, email_status=status)
    verifier = judge()
    shop = Shop(scene, verifier)
    await shop.enriched(campaign)
    to_verify = (await scene.read(lead.id)).next_action is NextAction.VERIFY
    s = EmailStatus
    judged = {
        Verify.NEVER: (),
        Verify.UNVERIFIED: (s.UNVERIFIED,),
        Verify.ALL: (s.UNVERIFIED, s.GIVEN, s.VERIFIED),
    }
    assert to_verify is (status in judged[verify])
    await shop.verified(campaign)
    assert bool(verifier.asked) is to_verify


async def test_nobody_is_judged_twice_by_the_same_provider(scene: Scene) -> None:
    """What it said as a finder is its verdict."""
    campaign, _ = await scene.campaign(verify=Verify.ALL, enrichers=("dropcontact",))
    lead = await scene.lead(campaign, email="", email_status=EmailStatus.NONE)
    told = Profile(email="jane@x.test", email_status=EmailStatus.VERIFIED)
    finder = FakeEnricher(lambda _: told, name="dropcontact")
    verifier = FakeEnricher(lambda _: told, name="dropcontact", purpose=Purpose.VERIFY)
    shop = Shop(scene, finder, verifier)
    await shop.enriched(campaign)
    assert (await scene.read(lead.id)).next_action is NextAction.CONTACT


async def test_an_address_that_takes_no_mail_is_not_paid_for(scene: Scene) -> None:
    """CAM's own look comes first."""
    campaign, lead = await waiting(scene)
    verifier = judge()
    domain = lead.email.partition("@")[2].replace(".", "_")
    shop = Shop(scene, verifier, check=FakeCheck(**{domain: Verdict.NO_MAIL}))
    done = await shop.verified(campaign)
    assert (verifier.asked, done.credits, done.invalid) == ([], 0.0, 1)
    assert (await scene.read(lead.id)).closed_because.startswith("address is invalid: no mail")


async def test_a_suppressed_address_is_not_paid_for(scene: Scene) -> None:
    """The lead is closed."""
    campaign, lead = await waiting(scene)
    async with scene.unit_of_work() as repo:
        await repo.suppressions.add([suppression(lead.email, "asked", scene.clock.now())])
    verifier = judge()
    done = await Shop(scene, verifier).verified(campaign)
    assert (verifier.asked, done.suppressed) == ([], 1)
    assert (await scene.read(lead.id)).closed_because == "suppressed"


@pytest.mark.parametrize("status", [EmailStatus.UNVERIFIED, EmailStatus.GIVEN])
async def test_while_the_verifier_fails_the_lead_waits(scene: Scene, status: EmailStatus) -> None:
    """Told, tried again in a while, and not written to unverified."""
    campaign, lead = await waiting(scene, status, verify=Verify.ALL)
    verifier = judge()
    verifier.failure = ProviderUnavailable("judge", "down")
    shop = Shop(scene, verifier)
    for _ in range(5):
        done = await shop.verified(campaign)
        assert done.failures == {"judge": "provider_unavailable: down (1 lead)"}
        after = await scene.read(lead.id)
        assert after.next_action is NextAction.VERIFY
        assert after.next_action_at == scene.clock.now() + cadence.ASK_AGAIN
        scene.clock.advance(cadence.ASK_AGAIN)
    verifier.failure = None
    await shop.verified(campaign)
    assert (await scene.read(lead.id)).next_action is NextAction.CONTACT


async def test_over_budget_the_lead_waits_for_another_day(scene: Scene) -> None:
    """And it is told."""
    campaign, lead = await waiting(scene, credit_budget=CreditBudget(per_day=0))
    done = await Shop(scene, judge()).verified(campaign)
    assert "budget of 0 credits a day is used up" in done.held_back["judge"]
    after = await scene.read(lead.id)
    assert (after.next_action, after.enrich_tries) == (NextAction.VERIFY, 0)
    assert after.next_action_at == scene.clock.now().replace(hour=0) + timedelta(days=1)


async def test_a_verdict_that_got_lost_is_not_bought_again(scene: Scene) -> None:
    """Looked for on three days; then the lead is left alone with the reason."""
    campaign, lead = await waiting(scene)
    verifier = judge()
    verifier.lost = True
    shop = Shop(scene, verifier)
    for _ in range(4):
        await shop.verified(campaign)
        scene.clock.advance(cadence.ENRICH_AGAIN)
    assert verifier.asked == [lead.id]
    assert (await scene.read(lead.id)).closed_because == "the address could not be verified"


async def test_without_a_verifier_the_lead_goes_by_what_is_known(scene: Scene) -> None:
    """Given ones are mailed, unverified ones are not."""
    campaign, lead = await waiting(scene)
    given = await scene.lead(campaign, email_status=EmailStatus.GIVEN)
    await scene.save(given.to_verify(scene.clock.now()))
    await Shop(scene).verified(campaign)
    assert (await scene.read(lead.id)).closed_because == "address is unverified"
    assert (await scene.read(given.id)).next_action is NextAction.CONTACT


async def test_who_objects_is_suppressed_and_lost(scene: Scene) -> None:
    """The verifier knows it."""
    campaign, lead = await waiting(scene)
    verifier = judge()
    verifier.objectors = {lead.id}
    await Shop(scene, verifier).verified(campaign)
    assert (await scene.read(lead.id)).status is LeadStatus.LOST
    assert await scene.covered(lead.email) == {lead.email}


async def test_a_cycle_pays_for_so_many_and_the_others_wait(scene: Scene) -> None:
    """`max_enriched_per_cycle` bounds verdicts, too."""
    campaign, _ = await scene.campaign(max_enriched_per_cycle=2)
    leads = [await scene.lead(campaign, email_status=EmailStatus.UNVERIFIED) for _ in range(3)]
    await scene.save(*(lead.to_verify(scene.clock.now()) for lead in leads))
    verifier = judge()
    await Shop(scene, verifier).verified(campaign)
    assert verifier.asked == [lead.id for lead in leads[:2]]
    assert (await scene.read(leads[2].id)).next_action_at == scene.clock.now()
    await Shop(scene, verifier).verified(campaign)
    assert verifier.asked == [lead.id for lead in leads]


async def test_the_same_address_is_judged_once_for_all_campaigns(scene: Scene) -> None:
    """The second one reads the kept verdict."""
    first, lead = await waiting(scene)
    second, _ = await scene.campaign(share_people=True)
    twin = await scene.lead(
        second, imported=True, email=lead.email, email_status=EmailStatus.UNVERIFIED
    )
    await scene.save(twin.to_verify(scene.clock.now()))
    verifier = judge()
    await Shop(scene, verifier).verified(first)
    done = await Shop(scene, verifier).verified(second)
    assert (done.credits, done.verified, verifier.asked) == (0.0, 1, [lead.id])
