"""Twenty campaigns of two hundred people, and every fault of every provider at once."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from cam.app.operations import Cam
from cam.domain.model.report import CycleReport, RunStatus
from cam.sandbox import Fault, Sandbox
from cam.sandbox.settings import Settings
from integration.stage import lived_all

from .market import (
    PROVIDERS,
    UNLIMITED,
    Market,
    account,
    by_name,
    counted,
    given,
    is_known,
    leads_by,
)
from .tale import A_DAY

CAMPAIGNS = 20
LEADS = 200
DAYS = 12
"""At most until all is quiet."""
MILLIONTHS = 1_000_000


def often(kind: str, *routes: str, **more: Any) -> list[Fault]:
    """A few of a hundred requests on each of these routes."""
    return [Fault(route=route, kind=kind, chance=0.03, **more) for route in routes]  # type: ignore[arg-type]


def now_and_then(kind: str, *routes: str, **more: Any) -> list[Fault]:
    """Twice on each of these routes, on different days: it stops all campaigns for a while."""
    return [
        Fault(route=route, kind=kind, skip=7 + 60 * nth, times=1, **more)  # type: ignore[arg-type]
        for route in routes
        for nth in range(2)
    ]


SEARCH, MATCH, SUBMIT, POLL = (
    "apollo.search",
    "apollo.bulk_match",
    "dropcontact.submit",
    "dropcontact.poll",
)
ALL = (SEARCH, MATCH, SUBMIT, POLL, "make.hook")
PAGES = (SEARCH, MATCH, POLL)
STORM = [
    *now_and_then("status", *ALL[:-1], status=401),
    *now_and_then("status", *ALL[:-1], status=403),
    *now_and_then("out_of_credits", MATCH, SUBMIT),
    *now_and_then("huge", *ALL[:-1]),
    *now_and_then("status", *ALL, status=429, retry_after=7200),
    *often("slow", *ALL, seconds=0.01),
    *often("drip", *ALL, seconds=0.01),
    *often("status", *ALL, status=429, retry_after=3),
    *often("status", *ALL, status=429, retry_after=3, retry_after_as="date"),
    *often("status", *ALL, status=429),
    *often("status", *ALL, status=500),
    *often("status", *ALL, status=503),
    *often("drop", *ALL),
    *often("accept_then_drop", *ALL),
    *often("cut", *ALL[:-1]),
    *often("truncated", *ALL[:-1]),
    *often("html", *ALL, status=502),
    *often("html", *ALL[:-1], status=200),
    *often("junk", *ALL[:-1]),
    *often("wrong_types", *ALL[:-1]),
    *often("duplicated_people", *PAGES),
    *often("reordered_people", *PAGES),
    *often("missing_people", MATCH),
    *often("false_total", SEARCH, total=3),
    *often("same_page", SEARCH),
]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A world of people about whom the providers know this and that."""
    dials = Settings(apollo_limits=UNLIMITED, dropcontact_limit=100_000, make_limit=100_000)
    async with Sandbox(people=9_000, settings=dials) as running:
        yield running


async def begin(market: Market, cam: Cam) -> None:
    """Nine campaigns search, ten were given names, and one was given those of another."""
    told: dict[str, Any] = {"max_enriched_per_cycle": LEADS * 2, "max_emails_per_day": 2}
    for number in range(CAMPAIGNS // 2 - 1):
        verify = "all" if number % 2 else "unverified"
        await market.searching(cam, f"search {number}", LEADS + 80, verify=verify, **told)
    enrichers = ("apollo", "dropcontact")
    for number in range(CAMPAIGNS // 2):
        people = market.people(LEADS)[:LEADS]
        listed = await market.listing(cam, f"list {number}", 0, enrichers=enrichers, **told)
        await given(cam, listed, people)
    same = await market.listing(cam, "the same", 0, enrichers=enrichers, share_people=True, **told)
    await given(cam, same, people)


async def a_day(cam: Cam) -> list[CycleReport]:
    """A run of all: each campaign is reported, and what went wrong is laid at a provider's door."""
    run = await lived_all(cam)
    assert run.status in (RunStatus.DONE, RunStatus.DONE_WITH_FAILURES)
    reports = by_name(run, [each.campaign.name for each in await cam.campaigns()])
    told = [error.reason for report in reports.values() for error in report.errors]
    assert [reason for reason in told if not reason.startswith(PROVIDERS)] == []
    return list(reports.values())


def settled(market: Market, provider: str) -> tuple[float, float]:
    """By the ledger, of calls that are over: what they cost whose answer came whole, and what is
    counted for those whose answer was lost or could not be read, each of which has its reason."""
    sums = market.rows(
        "SELECT CASE reason WHEN '' THEN sum(spent) ELSE sum(reserved) END, reason != ''"
        " FROM call WHERE provider = ? AND state IN ('settled', 'lost') GROUP BY reason != ''",
        provider,
    )
    told = {bool(doubtful): amount / MILLIONTHS for amount, doubtful in sums}
    return told.get(False, 0.0), told.get(True, 0.0)


@pytest.mark.slow
async def test_a_storm_of_every_fault_ends_with_everybody_known_and_the_books_in_order(
    market: Market,
) -> None:
    """All campaigns reported each day; each lead enriched or with a reason; the ledger equal to the
    providers' own books; nobody bought twice."""
    async with market.open() as cam:
        await begin(market, cam)
        market.sandbox.change(faults=STORM)
        campaigns = [each.campaign for each in await cam.campaigns()]
        for _ in range(DAYS):
            await a_day(cam)
            leads = await leads_by(cam, *campaigns)
            if len(leads) >= CAMPAIGNS * LEADS and all(map(is_known, leads)):
                break
            market.clock.advance(A_DAY)
        assert all(map(is_known, leads))
        assert min(Counter(lead.campaign_id for lead in leads).values()) >= 0.9 * LEADS
        assert market.sandbox.books.duplicates_bought == 0
        for provider in PROVIDERS:
            sure, doubtful = settled(market, provider)
            told = await account(cam, provider)
            assert (told.held, counted(told)) == (0, sure + doubtful)
            assert 0 <= market.books(provider) - sure <= doubtful
        market.sandbox.change(faults=[])
        market.clock.advance(A_DAY)
        assert [report.events_waiting for report in await a_day(cam)] == [0] * CAMPAIGNS
        assert market.sandbox.books.duplicates_bought == 0
