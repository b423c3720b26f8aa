"""A crash or a lost word between the question and the answer: the same request, paid for once."""

import signal
from datetime import timedelta

import pytest

from cam.domain.model.report import CycleReport
from cam.ports.failpoints import Point
from cam.sandbox import Fault
from integration.stage import until

from .market import Market, account, leads_by, round_of_all, words
from .processes import begun, ran, serving
from .tale import A_DAY

PEOPLE = 4
LIVE = ("run-cycle", "--campaign-id", "1", "--no-dry-run")
KILLED = -signal.SIGKILL


async def killed(market: Market, point: Point, *, provider: str) -> None:
    """One campaign, whose first run was killed there."""
    async with market.open() as cam:
        if provider == "apollo":
            await market.searching(cam, "one", PEOPLE)
        else:
            await market.listing(cam, "one", PEOPLE)
    assert await ran(market, *LIVE, CAM_FAILPOINT=point) == KILLED


async def resumed(market: Market, provider: str) -> tuple[CycleReport, int, int]:
    """The report of the next process's run; how many leads were written to, of how many."""
    market.clock.advance(timedelta(minutes=5))  # it stood still while the other process ran
    async with market.open() as cam:
        report = (await round_of_all(cam))["one"]
        campaign = (await cam.campaign(1)).campaign
        leads = await leads_by(cam, campaign)
    assert market.sandbox.books.duplicates_bought == 0
    return report, len(set(market.recipients)), len(leads)


@pytest.mark.parametrize(
    ("provider", "route"), [("apollo", "bulk_match"), ("dropcontact", "submit")]
)
async def test_an_answer_that_was_kept_is_read_by_the_next_process(
    provider: str, route: str, market: Market
) -> None:
    """Killed before anybody has read it: the same request, the same price, everybody found."""
    await killed(market, Point.KEPT, provider=provider)
    asked = market.sandbox.books.requests[f"{provider}.{route}"]
    report, mailed, leads = await resumed(market, provider)
    assert (mailed, report.errors) == (leads, ())
    assert leads >= PEOPLE
    assert market.sandbox.books.requests[f"{provider}.{route}"] == asked == 1
    async with market.open() as cam:
        told = await account(cam, provider)
    assert (told.spent, told.held, told.lost) == (market.books(provider), 0, 0)


@pytest.mark.parametrize("point", [Point.RESERVED, Point.ENRICHED])
@pytest.mark.parametrize(
    ("provider", "route"), [("apollo", "bulk_match"), ("dropcontact", "submit")]
)
async def test_a_request_of_which_nothing_is_known_counts_and_is_not_made_again(
    provider: str, route: str, point: Point, market: Market
) -> None:
    """Killed before it left, or before its answer was kept: nobody can tell which."""
    await killed(market, point, provider=provider)
    asked = market.sandbox.books.requests[f"{provider}.{route}"]
    assert asked == (point is Point.ENRICHED)
    report, mailed, leads = await resumed(market, provider)
    assert f"{provider}: its answer was lost and counts as paid ({leads} leads)" in words(report)
    assert (mailed, market.sandbox.books.requests[f"{provider}.{route}"]) == (0, asked)
    async with market.open() as cam:
        told = await account(cam, provider)
    assert (told.spent, told.held, told.lost) == (0, 0, leads)
    assert told.lost >= market.books(provider)


async def test_a_process_that_is_killed_while_it_waits_has_its_result_collected_by_the_next(
    market: Market,
) -> None:
    """Between Dropcontact's receipt and its result."""
    market.sandbox.change(dropcontact_delay=3600.0)
    async with market.open() as cam:
        await market.listing(cam, "one", PEOPLE)
    process = await begun(market, *LIVE)
    await until(lambda: market.rows("SELECT 1 FROM call WHERE state = 'pending'") != [])
    process.kill()
    await process.communicate()
    market.clock.advance(timedelta(hours=1))
    report, mailed, leads = await resumed(market, "dropcontact")
    assert (mailed, report.errors) == (leads, ())
    assert market.sandbox.books.requests["dropcontact.submit"] == 1
    async with market.open() as cam:
        told = await account(cam, "dropcontact")
    assert (told.spent, told.held, told.lost) == (market.books("dropcontact"), 0, 0)


async def test_a_result_that_takes_days_is_waited_for_and_then_given_up(market: Market) -> None:
    """The deadline: told as waiting, then as lost; the credits stay counted."""
    market.sandbox.change(dropcontact_delay=1e7)
    async with market.open() as cam:
        await market.listing(cam, "one", PEOPLE)
        report = (await round_of_all(cam))["one"]
        assert f"dropcontact has not answered yet ({PEOPLE} leads wait)" in words(report)
        assert (await account(cam, "dropcontact")).held == PEOPLE
        market.clock.advance(A_DAY)
        report = (await round_of_all(cam))["one"]
        assert "its answer was lost and counts as paid" in words(report)
        assert (await account(cam, "dropcontact")).lost == PEOPLE
        assert market.sandbox.books.requests["dropcontact.submit"] == 1


async def test_a_callback_is_heard_as_poll_now_even_for_a_call_that_was_given_up(
    market: Market,
) -> None:
    """The answer to the submission was lost; the callback brings the request's id, and the next
    cycle collects what was paid for."""
    market.sandbox.change(
        dropcontact_delay=3600.0,
        faults=[Fault(route="dropcontact.submit", kind="accept_then_drop")],
    )
    async with market.open() as cam:
        await market.listing(cam, "one", PEOPLE)
    async with serving(market) as service:
        report = await service.cycle(1)
        assert "counts as paid" in report["errors"][0]["reason"]
        assert (await service.credits("dropcontact"))["lost"] == PEOPLE
        market.sandbox.change(clock_ahead=4000.0)
        await until(lambda: bool(market.sandbox.callbacks))
        assert [each.status for each in market.sandbox.callbacks] == [202]
        assert (await service.credits("dropcontact"))["held"] == PEOPLE
        report = await service.cycle(1)
        assert (report["errors"], report["outreach_sent"]) == ([], PEOPLE)
        told = await service.credits("dropcontact")
    assert (told["spent"], told["held"], told["lost"]) == (market.books("dropcontact"), 0, 0)
    assert market.sandbox.books.requests["dropcontact.submit"] == 1


@pytest.mark.parametrize("how", ["only", "twice"])
async def test_a_waterfall_is_ended_by_its_callback(how: str, market: Market) -> None:
    """Also where polling never ends; what is told twice is applied once."""
    market.sandbox.change(apollo_callback=how)
    async with market.open() as cam:
        await market.searching(cam, "one", PEOPLE)
    async with serving(market, APOLLO_WATERFALL="true", DROPCONTACT_API_KEY="") as service:
        report = await service.cycle(1)
        assert (report["errors"], report["leads_enriched"]) == ([], report["leads_discovered"])
        told = await service.credits("apollo")
    assert {each.status for each in market.sandbox.callbacks} == {202}
    assert len(market.sandbox.callbacks) == (2 if how == "twice" else 1)
    assert (told["spent"], told["held"], told["lost"]) == (market.books("apollo"), 0, 0)
    assert market.books("apollo") == 3 * report["leads_enriched"]
    assert market.sandbox.books.requests["apollo.webhook_result"] == 0


async def test_a_waterfall_without_a_callback_is_polled(market: Market) -> None:
    """Nobody calls, and the result is there all the same."""
    market.sandbox.change(apollo_callback="never")
    told = {"APOLLO_WATERFALL": "true", "CAM_PUBLIC_URL": "http://127.0.0.1:9"}
    async with market.open("DROPCONTACT_API_KEY", **told) as cam:
        await market.searching(cam, "one", PEOPLE)
        report = (await round_of_all(cam))["one"]
        assert (report.errors, report.leads_enriched) == ((), report.leads_discovered)
        spent = await account(cam, "apollo")
    assert (spent.spent, spent.held, spent.lost) == (market.books("apollo"), 0, 0)
    assert market.sandbox.books.requests["apollo.webhook_result"] == 1


async def test_who_does_not_know_the_token_is_answered_and_changes_nothing(market: Market) -> None:
    """202, as everybody; nothing tells whether there is such a call."""
    market.sandbox.change(dropcontact_callback="never", dropcontact_delay=3600.0)
    async with market.open() as cam:
        await market.listing(cam, "one", PEOPLE)
        await round_of_all(cam)
    ((call_id, token),) = market.rows("SELECT id, token FROM call")
    body = {"data": {"data": [], "request_id": "stolen"}}
    async with serving(market) as service:
        before = market.dump()
        for path in (f"{call_id}/{token}x", f"{call_id}/x", f"{'0' * 32}/{token}"):
            answer = await service.client.post(f"/hooks/{path}", json=[body])
            assert (answer.status_code, answer.json()) == (202, {"heard": True})
        assert market.dump() == before
        answer = await service.client.post(f"/hooks/{call_id}/{token}", json=[body])
        assert (answer.status_code, answer.json()) == (202, {"heard": True})
        assert market.dump() != before
