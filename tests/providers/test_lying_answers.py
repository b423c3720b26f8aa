"""Answers that are well formed and wrong: nobody is kept, bought or written to twice for them."""

from collections import Counter

import pytest

from cam.app.operations import Cam
from cam.domain.model.report import RunStatus
from cam.sandbox import Fault
from integration.stage import lived_all

from .market import PROVIDERS, Market, account, counted, is_known, leads_by, round_of_all, words
from .tale import A_DAY

PEOPLE = 20
SMALL_PAGES = 8


async def lives(market: Market, cam: Cam, fault: Fault, *, pages: int = 100) -> dict[str, str]:
    """Two campaigns, one round under the fault; what each report says went wrong."""
    await market.searching(cam, "search", PEOPLE, max_new_leads_per_cycle=pages)
    await market.listing(cam, "list", PEOPLE)
    market.sandbox.change(faults=[fault])
    return {name: words(report) for name, report in (await round_of_all(cam)).items()}


async def nothing_twice(market: Market, cam: Cam) -> None:
    """Nobody is kept, bought or written to twice, and the books agree."""
    campaigns = [each.campaign for each in await cam.campaigns()]
    for campaign in campaigns:
        keys = [lead.provider_id or lead.identity for lead in await leads_by(cam, campaign)]
        assert max(Counter(keys).values()) == 1
    assert market.sandbox.books.duplicates_bought == 0
    assert max(Counter(market.recipients).values(), default=0) <= 1
    for provider in PROVIDERS:
        assert counted(await account(cam, provider)) == market.books(provider)


async def found(market: Market, cam: Cam) -> bool:
    """Is everybody who fits kept, and written to?"""
    campaigns = [each.campaign for each in await cam.campaigns()]
    audience = campaigns[0].audience.q_organization_domains_list
    world = market.sandbox.world
    fits = {p.email for p in map(world.person, range(3_000)) if p.company.domain in audience}
    leads = await leads_by(cam, *campaigns)
    return fits <= {lead.email for lead in leads if is_known(lead)} <= set(market.recipients)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(route="apollo.search", kind="duplicated_people"),
        Fault(route="apollo.search", kind="reordered_people"),
        Fault(route="apollo.bulk_match", kind="duplicated_people"),
        Fault(route="apollo.bulk_match", kind="reordered_people"),
        Fault(route="dropcontact.poll", kind="duplicated_people"),
        Fault(route="dropcontact.poll", kind="reordered_people"),
        Fault(route="apollo.search", kind="false_total", total=3),
    ],
    ids=lambda fault: f"{fault.route} {fault.kind}",
)
async def test_doubled_and_shuffled_people_and_a_total_too_small_change_nothing(
    fault: Fault, market: Market
) -> None:
    """Everybody is found, bought once and written to once, in the first round."""
    async with market.open() as cam:
        told = await lives(market, cam, fault)
        assert told["search"] == ""
        assert await found(market, cam)
        await nothing_twice(market, cam)


async def test_a_total_too_large_is_told_and_ends(market: Market) -> None:
    """Everybody who exists is found; the report says that more were promised."""
    fault = Fault(route="apollo.search", kind="false_total", total=1_000_000)
    async with market.open() as cam:
        told = await lives(market, cam, fault)
        assert "apollo gave nobody on pages" in told["search"]
        assert "though 1000000 should fit" in told["search"]
        assert await found(market, cam)
        await nothing_twice(market, cam)
        for _ in range(10):
            searches = len(market.sandbox.searches)
            await round_of_all(cam)
        assert len(market.sandbox.searches) == searches


async def test_the_same_page_for_ever_ends_a_search_and_is_told(market: Market) -> None:
    """Nobody on it is kept twice; when the page turns again, the search is begun anew."""
    fault = Fault(route="apollo.search", kind="same_page")
    async with market.open() as cam:
        told = await lives(market, cam, fault, pages=SMALL_PAGES)
        if not told["search"]:
            told = {name: words(each) for name, each in (await round_of_all(cam)).items()}
        assert "apollo gave the same people on pages 1 and 2" in told["search"]
        await nothing_twice(market, cam)
        searches = len(market.sandbox.searches)
        await round_of_all(cam)
        assert len(market.sandbox.searches) == searches
        market.sandbox.change(faults=[])
        for _ in range(4):
            market.clock.advance(A_DAY / 2)
            await round_of_all(cam)
        assert await found(market, cam)
        assert market.sandbox.books.duplicates_bought == 0


@pytest.mark.parametrize(
    ("route", "word"),
    [
        ("apollo.bulk_match", "leaves out somebody who was paid for"),
        ("dropcontact.poll", "not in its result"),
    ],
)
async def test_who_is_left_out_of_an_answer_is_not_bought_again(
    route: str, word: str, market: Market
) -> None:
    """Half of those who were paid for are never told of: the report says so, and again."""
    async with market.open() as cam:
        told = await lives(market, cam, Fault(route=route, kind="missing_people"))
        assert word in " ".join(told.values())
        market.sandbox.change(faults=[])
        spent = dict(market.sandbox.books.credits_spent)
        market.clock.advance(A_DAY)
        run = await lived_all(cam)
        assert run.status is RunStatus.DONE_WITH_FAILURES
        assert word in " ".join(map(words, run.reports))
        for _ in range(2):
            market.clock.advance(A_DAY)
            await lived_all(cam)
        assert dict(market.sandbox.books.credits_spent) == spent
        assert market.sandbox.books.duplicates_bought == 0
        leads = await leads_by(cam, *(each.campaign for each in await cam.campaigns()))
        assert all(map(is_known, leads))
        assert {lead.closed_because for lead in leads} == {"", "nobody knows an address"}
        for provider in PROVIDERS:
            assert counted(await account(cam, provider)) >= market.books(provider)
