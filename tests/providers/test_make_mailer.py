"""Mails by a Make scenario: what it acknowledges is sent, what it does not is unknown."""

from collections import Counter

from cam.app.operations import Cam
from cam.domain.model.attempt import AttemptState
from cam.sandbox import Fault

from .market import Market, account, given, round_of_all, words
from .tale import A_DAY

PEOPLE = 6


async def by_make(market: Market, cam: Cam) -> set[str]:
    """A campaign that mails by Make, and one by SMTP; whom the first is to reach."""
    made = await market.listing(cam, "make", 0, mailer="make")
    people = market.people(PEOPLE)[:PEOPLE]
    await given(cam, made, people)
    await market.listing(cam, "smtp", PEOPLE)
    return {each.email for each in people}


def sent(market: Market) -> Counter[str]:
    """Who got how many mails by the scenario."""
    return Counter(mail.to for mail in market.sandbox.make_mails)


async def test_what_the_scenario_acknowledges_is_sent_once_each(market: Market) -> None:
    """And the other campaign's mails go by SMTP."""
    async with market.open() as cam:
        people = await by_make(market, cam)
        reports = await round_of_all(cam)
        assert [(r.outreach_sent, r.errors) for r in reports.values()] == [(PEOPLE, ())] * 2
        assert sent(market) == Counter(people)
        assert people.isdisjoint(market.recipients)
        assert len(market.recipients) == PEOPLE
        await round_of_all(cam)
        assert sent(market) == Counter(people)


async def test_a_bare_accepted_is_unknown_and_never_sent_again(market: Market) -> None:
    """The scenario may be switched off: a person can look at each, and none goes out twice."""
    market.sandbox.change(make_mailer="accepts")
    async with market.open() as cam:
        people = await by_make(market, cam)
        report = (await round_of_all(cam))["make"]
        assert (report.outreach_sent, report.outreach_unknown) == (0, PEOPLE)
        attempts = await cam.attempts(state=AttemptState.UNKNOWN, limit=50)
        assert {attempt.recipient for attempt in attempts} == people
        assert all("did not say that it sent" in attempt.reason for attempt in attempts)
        for _ in range(3):
            market.clock.advance(A_DAY)
            await round_of_all(cam)
        assert sent(market) == Counter(people)


async def test_a_scenario_that_is_no_more_holds_its_mails_and_says_so(market: Market) -> None:
    """410: the leads wait, the report has the reason, and afterwards everybody is written to."""
    async with market.open() as cam:
        people = await by_make(market, cam)
        market.sandbox.change(faults=[Fault(route="make.mailer", kind="status", status=410)])
        reports = await round_of_all(cam)
        assert "contact: make: 410 Webhook not found." in words(reports["make"])
        assert (reports["make"].outreach_sent, reports["smtp"].outreach_sent) == (0, PEOPLE)
        assert not sent(market)
        market.sandbox.change(faults=[])
        for _ in range(2):
            market.clock.advance(A_DAY / 8)
            await round_of_all(cam)
        assert sent(market) == Counter(people)


async def test_a_scenario_that_fails_after_mailing_is_unknown(market: Market) -> None:
    """500, though the mail went out."""
    market.sandbox.change(make_mailer="fails")
    async with market.open() as cam:
        people = await by_make(market, cam)
        report = (await round_of_all(cam))["make"]
        assert (report.outreach_sent, report.outreach_unknown) == (0, PEOPLE)
        market.clock.advance(A_DAY)
        await round_of_all(cam)
        assert sent(market) == Counter(people)


async def test_a_receiver_that_is_held_is_told_with_the_credits(market: Market) -> None:
    """Whoever looks at the ledger sees who is left alone, and why."""
    async with market.open(MAKE_WEBHOOK_URL=f"{market.sandbox.make_url}gone") as cam:
        await by_make(market, cam)
        await round_of_all(cam)
        told = await account(cam, "make")
        assert told.hold is not None
        assert (told.hold.kind, told.hold.reason) == ("gone", "410 Webhook not found.")
