"""The receiver of announcements fails: no cycle feels it, no event is lost, the report says why."""

from datetime import timedelta
from typing import Any

import pytest

from cam.app.operations import Cam
from cam.domain.model.report import RunStatus
from cam.sandbox import Fault
from integration.stage import lived_all

from .market import Market, by_name, round_of_all

AN_HOUR = 3600.0
PEOPLE = 6


async def campaigns(market: Market, cam: Cam) -> int:
    """Two campaigns; how many will be written to."""
    for name in ("one", "other"):
        await market.listing(cam, name, PEOPLE)
    return 2 * PEOPLE


def delivered(market: Market) -> list[str]:
    """The events that the receiver has taken, by their id."""
    return [hook.key for hook in market.sandbox.hooks]


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"kind": "drop"}, "make: retry: no "),
        ({"kind": "status", "status": 503}, "make: retry: 503"),
        ({"kind": "status", "status": 429}, "make: retry: 429 too many requests"),
        ({"kind": "status", "status": 429, "retry_after": 1800}, "make: retry: 429"),
        ({"kind": "status", "status": 401}, "make: denied: 401"),
        ({"kind": "html", "status": 502}, "make: retry: 502"),
    ],
    ids=["reset", "503", "429", "429 for half an hour", "401", "html"],
)
async def test_a_receiver_that_is_down_for_an_hour_gets_everything_afterwards(
    fault: dict[str, Any], word: str, market: Market
) -> None:
    """Cycles end well meanwhile; each event arrives, and once."""
    async with market.open() as cam:
        mails = await campaigns(market, cam)
        market.sandbox.change(faults=[Fault(route="make", lasting=AN_HOUR, **fault)])
        run = await lived_all(cam)
        assert run.status is RunStatus.DONE
        reports = by_name(run, ["one", "other"]).values()
        assert sum(report.outreach_sent for report in reports) == mails
        assert [report.events_waiting for report in reports] == [PEOPLE, PEOPLE]
        told = {report.events_trouble for report in reports} - {""}
        assert told
        assert all(trouble.startswith(word) for trouble in told)
        for _ in range(3):
            market.clock.advance(timedelta(minutes=18))
            again = await round_of_all(cam)
            assert sum(report.events_waiting for report in again.values()) == mails
        assert delivered(market) == []
        for _ in range(2):
            market.clock.advance(timedelta(hours=3))
            again = await round_of_all(cam)
        assert [report.events_waiting for report in again.values()] == [0, 0]
        assert len(delivered(market)) == len(set(delivered(market))) == mails


async def test_a_receiver_that_is_no_more_is_left_alone_until_another_is_named(
    market: Market,
) -> None:
    """410: one request, and everything waits; a new address gets it all."""
    async with market.open(MAKE_WEBHOOK_URL=f"{market.sandbox.make_url}gone") as cam:
        mails = await campaigns(market, cam)
        reports = await round_of_all(cam)
        assert all("make: gone: 410" in each.events_trouble for each in reports.values())
        asked = market.sandbox.books.requests["make.unknown"]
        market.clock.advance(timedelta(days=1))
        reports = await round_of_all(cam)
        assert all("make: gone: 410" in each.events_trouble for each in reports.values())
        assert market.sandbox.books.requests["make.unknown"] == asked
    async with market.open() as cam:
        reports = await round_of_all(cam)
        assert [each.events_waiting for each in reports.values()] == [0, 0]
        assert len(set(delivered(market))) == mails
