"""What may be spent is kept to the credit, told, and begins anew when its day does."""

from io import BytesIO
from typing import Any

import pytest

from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import CreditBudget
from cam.domain.model.lead import NextAction

from .market import Market, account, given, is_known, leads_by, round_of_all, words
from .tale import A_DAY

PEOPLE = 12


def budget(**told: float) -> dict[str, Any]:
    return {"credit_budget": CreditBudget(**told)}


async def test_a_campaign_spends_its_day_and_goes_on_the_next(market: Market) -> None:
    """Not a credit more; the report says which budget has no room, and the others go on."""
    async with market.open() as cam:
        poor = await market.searching(cam, "poor", PEOPLE, **budget(per_day=5))
        rich = await market.searching(cam, "rich", PEOPLE)
        reports = await round_of_all(cam)
        assert "the campaign's budget of 5 credits a day is used up" in words(reports["poor"])
        assert (reports["poor"].errors, words(reports["rich"])) == ((), "")
        assert reports["poor"].credits_spent == 5
        wanted = len(await leads_by(cam, poor))
        for day in range(2, 6):
            market.clock.advance(A_DAY)
            await round_of_all(cam)
            known = sum(map(is_known, await leads_by(cam, poor)))
            assert known == min(wanted, 5 * day)
        told = {each.name: each for each in (await cam.accounts()).campaigns}
        assert (told["poor"].spent, told["rich"].spent) == (wanted, len(await leads_by(cam, rich)))
        assert sum(each.spent for each in told.values()) == market.books("apollo")


@pytest.mark.parametrize(
    ("mine", "environment", "word"),
    [
        (budget(per_day=0), {}, "the campaign's budget of 0 credits a day is used up"),
        (budget(total=7), {}, "the campaign's budget of 7 credits in all is used up"),
        ({}, {"APOLLO_CREDITS_PER_DAY": "0"}, "apollo's budget of 0 credits a day is used up"),
        ({}, {"APOLLO_CREDITS_PER_DAY": "7"}, "apollo's budget of 7 credits a day is used up"),
        ({}, {"APOLLO_CREDITS_TOTAL": "7"}, "apollo's budget of 7 credits in all is used up"),
    ],
    ids=lambda told: str(told) if isinstance(told, str) else "",
)
async def test_no_budget_is_passed_and_each_says_its_name(
    mine: dict[str, Any], environment: dict[str, str], word: str, market: Market
) -> None:
    """A campaign's and a provider's, of a day and in all; 0 is nothing at all."""
    most = 0 if "of 0" in word else 7
    async with market.open("DROPCONTACT_API_KEY", **environment) as cam:
        campaigns = [await market.searching(cam, "one", PEOPLE, **mine)]
        if environment:
            campaigns.append(await market.searching(cam, "other", PEOPLE))
        reports = await round_of_all(cam)
        assert any(word in words(report) for report in reports.values())
        assert not any(report.errors for report in reports.values())
        assert market.books("apollo") == most
        plans = (await cam.run_all(dry_run=True)).reports
        assert sum(report.plan.credits_at_most for report in plans if report.plan) == 0
        waiting = [lead for lead in await leads_by(cam, *campaigns) if not is_known(lead)]
        assert {lead.next_action for lead in waiting} == {NextAction.ENRICH}
        assert all(lead.next_action_at > market.clock.now() for lead in waiting)  # type: ignore[operator]
        market.clock.advance(A_DAY)
        await round_of_all(cam)
        again = most if "a day" in word else 0
        assert market.books("apollo") == most + again


async def test_fractions_of_credits_are_counted_exactly(market: Market) -> None:
    """Half a credit a person: twice as many for the same budget, to the millionth."""
    market.sandbox.change(apollo_price=0.1)
    async with market.open("DROPCONTACT_API_KEY") as cam:
        one = await market.searching(cam, "one", PEOPLE, **budget(total=PEOPLE + 20))
        await round_of_all(cam)
        told = await account(cam, "apollo")
        people = len(await leads_by(cam, one))
        assert told.total.used == told.spent == market.books("apollo") == round(0.1 * people, 6)
        metrics = (await cam.campaign(one.id)).metrics
        assert (metrics.credits_spent, metrics.cost_per_lead) == (told.spent, 0.1)


async def test_another_campaign_uses_what_was_bought_at_no_cost(market: Market) -> None:
    """Until it is too old to count; then it is bought again."""
    people = market.people(PEOPLE)

    async def asks(name: str) -> Campaign:
        made = await market.listing(cam, name, 0, share_people=True)
        await given(cam, made, people)
        return made

    async with market.open("APOLLO_API_KEY", CAM_REMEMBER_DAYS="30") as cam:
        for name, credits_ in (("first", len(people)), ("second", 0)):
            made = await asks(name)
            report = (await round_of_all(cam))[name]
            assert (report.leads_enriched, report.credits_spent) == (len(people), credits_)
        metrics = (await cam.campaign(made.id)).metrics
        assert (metrics.credits_spent, metrics.cost_per_lead) == (0, 0)
        assert market.books("dropcontact") == len(people)
        market.clock.advance(31 * (A_DAY / 25 * 24))
        await asks("third")
        report = (await round_of_all(cam))["third"]
        assert (report.leads_enriched, report.credits_spent) == (len(people), len(people))
        assert market.books("dropcontact") == 2 * len(people)


async def test_who_objects_is_suppressed_everywhere(market: Market) -> None:
    """Dropcontact says `Do_Not_Contact`: the lead is lost, and no campaign ever writes to them."""
    people = market.people(3)
    objects = people[0]
    market.sandbox.change(dropcontact_verdicts={objects.email: "Do_Not_Contact@pro"})
    async with market.open("APOLLO_API_KEY") as cam:
        first = await market.listing(cam, "first", 0)
        await given(cam, first, people)
        await round_of_all(cam)
        (lead,) = [each for each in await leads_by(cam, first) if each.email == objects.email]
        assert lead.status == "LOST"
        (entry,) = await cam.suppressions(limit=10)
        assert (entry.value, entry.reason) == (objects.email, "dropcontact: objected")
        other = await market.listing(cam, "other", 0, share_people=True)
        await given(cam, other, people)
        given_address = await cam.import_leads(
            other.id, BytesIO(f"email\n{objects.email}\n".encode()), name="more.csv"
        )
        assert given_address.suppressed == 1
        for _ in range(3):
            market.clock.advance(A_DAY)
            await round_of_all(cam)
        assert objects.email not in market.recipients
        assert set(market.recipients) == {each.email for each in people[1:]}
