"""A provider fails: only its campaigns feel it, the report says why, and the ledger stays exact."""

from typing import Any

import pytest

from cam.sandbox import Fault

from .market import Market, words
from .tale import Case, Tale

HOURS = 7200
"""Seconds: longer than anybody waits within a run."""


def case(route: str, word: str, *, over: bool = False, **fault: Any) -> Case:
    return Case(route=route, fault=fault, word=word, over=over)


def status(code: int, **more: Any) -> dict[str, Any]:
    return {"kind": "status", "status": code, **more}


LATE: list[dict[str, Any]] = [
    {"kind": "slow", "seconds": 0.05},
    {"kind": "drip", "seconds": 0.05},
]
LIMITED = [
    status(429, retry_after=HOURS),
    status(429, retry_after=HOURS, retry_after_as="date"),
    status(429),
]
SEARCH, MATCH = "apollo.search", "apollo.bulk_match"
SUBMIT, POLL = "dropcontact.submit", "dropcontact.poll"
UNREAD, PAID = "cannot be read", "its answer was lost and counts as paid"
CASES = [
    *(case(route, "", **late) for route in (SEARCH, MATCH, SUBMIT, POLL) for late in LATE),
    *(case(SEARCH, "apollo: ", **limited) for limited in LIMITED),
    *(case(MATCH, "rate_limited", **limited) for limited in LIMITED),
    *(case(SUBMIT, "rate_limited", **limited) for limited in LIMITED),
    *(case(POLL, "rate_limited", **limited) for limited in LIMITED[::2]),
    case(SEARCH, "401 Invalid API key", **status(401)),
    case(SEARCH, "403 API_INACCESSIBLE", **status(403)),
    case(SEARCH, "422 Insufficient credits", kind="out_of_credits"),
    case(SEARCH, "apollo: 500", **status(500)),
    case(SEARCH, "apollo: no whole answer", kind="drop"),
    case(SEARCH, UNREAD, kind="truncated"),
    case(SEARCH, f"{UNREAD}: <!doctype html>", kind="html", status=200),
    case(SEARCH, "502 <!doctype html>", kind="html", status=502),
    case(SEARCH, UNREAD, kind="wrong_types"),
    case(SEARCH, "answer longer than 20971520 bytes", kind="huge"),
    case(MATCH, "401 Invalid API key", **status(401)),
    case(MATCH, "403 API_INACCESSIBLE", **status(403)),
    case(MATCH, "422 Insufficient credits", kind="out_of_credits"),
    case(MATCH, "provider_unavailable: 500", **status(500)),
    case(MATCH, PAID, kind="drop", over=True),
    case(MATCH, PAID, kind="accept_then_drop", over=True),
    case(MATCH, PAID, kind="huge", over=True),
    case(MATCH, UNREAD, kind="truncated", over=True),
    case(MATCH, UNREAD, kind="html", status=200, over=True),
    case(MATCH, UNREAD, kind="wrong_types", over=True),
    case(SUBMIT, "401 Unknown account", **status(401)),
    case(SUBMIT, "403 API call Token exceeded quota", kind="out_of_credits"),
    case(SUBMIT, "provider_unavailable: 503", **status(503)),
    case(SUBMIT, PAID, over=True, **status(500)),
    case(SUBMIT, PAID, kind="accept_then_drop", over=True),
    case(SUBMIT, PAID, kind="truncated", over=True),
    case(SUBMIT, PAID, kind="html", status=200, over=True),
    case(SUBMIT, PAID, kind="wrong_types", over=True),
    case(POLL, "401 Unknown account", **status(401)),
    case(POLL, "provider_unavailable: 500", **status(500)),
    case(POLL, "outcome_unknown: no whole answer", kind="drop"),
    case(POLL, UNREAD, kind="truncated"),
    case(POLL, f"{UNREAD}: <!doctype html>", kind="html", status=200),
    case(POLL, UNREAD, kind="wrong_types"),
]


@pytest.mark.parametrize("told", CASES, ids=str)
async def test_a_fault_is_felt_by_its_campaigns_alone_and_costs_what_the_ledger_says(
    told: Case, market: Market
) -> None:
    """While it lasts, and after it."""
    async with market.open() as cam:
        tale = Tale(market, cam, told)
        await tale.begin()
        market.sandbox.change(faults=[Fault(route=told.route, **told.fault)])
        reports = await tale.round()
        bystander = tale.bystander
        assert reports[bystander.name].is_clean
        await tale.all_mailed(bystander)
        for name in tale.campaigns.keys() - {bystander.name}:
            assert told.word in words(reports[name])
            assert told.is_harmless or told.provider in words(reports[name])
        if told.is_harmless:
            await tale.all_mailed(*tale.campaigns.values())
        market.sandbox.change(faults=[])
        await tale.until_known()


async def test_a_dry_run_asks_nobody_and_fails_for_nobody(market: Market) -> None:
    """Whatever is broken outside."""
    async with market.open() as cam:
        tale = Tale(market, cam, case("apollo", "", kind="drop"))
        await tale.begin()
        market.sandbox.change(faults=[Fault(route="*", kind="drop")])
        reports = await tale.round(dry_run=True)
        assert [words(reports[name]) for name in ("both", "apollo")] == ["", ""]
        assert not market.sandbox.books.requests
        assert not (await cam.accounts()).providers[0].total.used
