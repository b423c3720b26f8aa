"""Buying: whatever happens in between, nobody is bought twice and no budget is passed."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import anyio
import pytest
from msgspec import structs

from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import Call, CreditBudget, Reading
from cam.domain.model.errors import (
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderUnavailable,
    RateLimited,
    Superseded,
)
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.prospect import Profile
from cam.ports.enricher import Reply
from cam.ports.failpoints import Point
from cam.testing.fakes.enricher import FakeEnricher
from cam.testing.fakes.repository import FakeUnitOfWork

from .scene import BARE, Scene
from .shop import Shop, Stop, verified


def apollo(knows: Callable[[Lead], Profile | None] = verified, *, batch: int = 2) -> FakeEnricher:
    """An enricher that knows everybody."""
    return FakeEnricher(knows, name="apollo", batch=batch)


async def bare(scene: Scene, number: int, **changes: object) -> tuple[Campaign, list[Lead]]:
    """A campaign with leads without an address."""
    campaign, _ = await scene.campaign(**changes)
    return campaign, [await scene.lead(campaign, **BARE) for _ in range(number)]


async def test_what_is_bought_is_settled_at_the_vendor_s_price(scene: Scene) -> None:
    """Reserved for each, paid for who was found; each lead has its own finding."""
    campaign, leads = await bare(scene, 5)
    enricher = apollo(lambda lead: verified(lead) if lead.id != leads[0].id else None)
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    emails = {n: f.profile.email for n, f in bought.findings.items() if f.profile}
    assert emails == {lead.id: f"found{lead.id}@x.test" for lead in leads[1:]}
    assert bought.findings[leads[0].id].profile is None
    assert (bought.credits, bought.troubles) == (4.0, [])
    assert await shop.states() == ["settled"] * 3
    assert await shop.used("provider:apollo") == await shop.used(f"campaign:{campaign.id}") == 4.0


async def test_nobody_is_bought_twice_and_who_was_not_known_may_be_asked_again(
    scene: Scene,
) -> None:
    """The kept answer is read again, for nothing, for another campaign too."""
    campaign, (known, unknown) = await bare(scene, 2)
    enricher = apollo(lambda lead: verified(lead) if lead.id == known.id else None)
    shop = Shop(scene, enricher)
    await shop.bought(campaign, known, unknown)
    other, _ = await scene.campaign(share_people=True)
    twin = await scene.lead(other, imported=True, **(BARE | {"provider_id": known.provider_id}))
    again = await shop.bought(other, structs.replace(twin))
    assert (again.credits, enricher.asked) == (0.0, [known.id, unknown.id])
    assert again.findings[twin.id] == (await shop.bought(campaign, known)).findings[known.id]
    await shop.bought(campaign, unknown)
    assert enricher.asked == [known.id, unknown.id, unknown.id]


async def test_who_was_found_is_known_by_what_was_found(scene: Scene) -> None:
    """By the address that was bought somebody else's lead is recognised, and costs nothing."""
    campaign, (lead,) = await bare(scene, 1)
    shop = Shop(scene, apollo())
    await shop.bought(campaign, lead)
    facts: dict[str, Any] = {
        "first_name": "",
        "last_name": "",
        "linkedin_url": "",
        "provider_id": "other",
    }
    double = await scene.lead(campaign, **facts, email=f"found{lead.id}@x.test")
    bought = await shop.bought(campaign, double)
    assert (bought.credits, list(bought.findings)) == (0.0, [double.id])
    assert len(await shop.calls()) == 1


@pytest.mark.parametrize("point", [Point.RESERVED, Point.ENRICHED])
async def test_killed_before_the_answer_is_kept_it_counts_as_spent(
    scene: Scene, point: Point
) -> None:
    """Perhaps it was taken: lost, in the books at its whole price, and never asked again."""
    campaign, leads = await bare(scene, 1)
    first = Shop(scene, apollo(), ends_at=point)
    with suppress(Stop):
        await first.bought(campaign, *leads)
    assert await first.states() == ["reserved"]
    enricher = apollo()
    shop = Shop(scene, enricher)
    await shop.resumed(campaign)
    bought = await shop.bought(campaign, *leads)
    assert (bought.lost, enricher.asked) == ({leads[0].id}, [])
    assert await shop.states() == ["lost"]
    assert await shop.used("provider:apollo") == 1.0


async def test_killed_after_the_answer_was_kept_it_is_read_by_the_next_run(scene: Scene) -> None:
    """Paid once, found all the same."""
    campaign, leads = await bare(scene, 1)
    first = Shop(scene, apollo(), ends_at=Point.KEPT)
    assert isinstance((await first.bought(campaign, *leads)).error, Stop)
    assert await first.states() == ["answered"]
    enricher = apollo()
    shop = Shop(scene, enricher)
    ((name, resumed),) = await shop.resumed(campaign)
    assert (name, resumed.credits) == ("apollo", 1.0)
    bought = await shop.bought(campaign, *leads)
    assert (list(bought.findings), bought.credits, enricher.asked) == ([leads[0].id], 0.0, [])
    assert await shop.states() == ["settled"]


@pytest.mark.parametrize("fault", [ValueError("a bug"), ProviderUnavailable("apollo", "HTML")])
async def test_a_parser_s_fault_never_buys_twice(scene: Scene, fault: Exception) -> None:
    """The raw answer stays; it costs its whole price; a better parser reads it for nothing."""
    campaign, leads = await bare(scene, 2)
    enricher = apollo()
    enricher.unreadable = fault
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    assert (bought.findings, set(bought.failed)) == ({}, {lead.id for lead in leads})
    assert "(2 leads)" in bought.troubles[0]
    (call,) = await shop.calls()
    assert (call.state, call.spent, bool(call.answer)) == ("settled", 2.0, True)
    enricher.unreadable = None
    again = await shop.bought(campaign, *leads)
    assert (again.credits, set(again.findings)) == (0.0, {lead.id for lead in leads})
    assert len(enricher.calls) == 1


async def test_one_of_whom_the_answer_says_nothing_is_not_bought_again(scene: Scene) -> None:
    """The others have theirs."""
    campaign, leads = await bare(scene, 2)
    enricher = apollo()
    enricher.fails = {leads[0].id: "cannot be read"}
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    assert bought.failed == {leads[0].id: "cannot be read"}
    assert list(bought.findings) == [leads[1].id]
    again = await shop.bought(campaign, leads[0])
    assert (again.failed, len(enricher.calls)) == (bought.failed, 1)


async def test_a_lost_answer_counts_as_spent_and_is_not_bought_again(scene: Scene) -> None:
    """By no campaign."""
    campaign, leads = await bare(scene, 2)
    enricher = apollo()
    enricher.lost = True
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    assert (bought.lost, bought.credits) == ({lead.id for lead in leads}, 2.0)
    assert bought.troubles == ["its answer was lost and counts as paid (2 leads)"]
    enricher.lost = False
    again = await shop.bought(campaign, *leads)
    assert (again.lost, again.credits, len(enricher.calls)) == (bought.lost, 0.0, 1)


@pytest.mark.parametrize(
    "error",
    [
        ProviderUnavailable("apollo", "down"),
        RateLimited("apollo", "429", retry_after=None),
        ProviderDenied("apollo", "401"),
        OutOfCredits("apollo", "422"),
    ],
)
async def test_a_call_that_was_surely_not_taken_costs_nothing(
    scene: Scene, error: ProviderError
) -> None:
    """Released; who was in it may be asked about again."""
    campaign, leads = await bare(scene, 3)
    enricher = apollo()
    enricher.failure = error
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    assert bought.unasked.keys() == {lead.id for lead in leads}
    assert bought.credits == await shop.used("provider:apollo") == 0.0
    assert set(await shop.states()) == {"released"}
    enricher.failure = None
    scene.clock.advance(timedelta(hours=1))
    assert len((await shop.bought(campaign, *leads)).findings) == 3


async def test_once_the_key_is_denied_nothing_more_is_sent(scene: Scene) -> None:
    """One of many calls hears it; the others are released unsent, and the provider is held."""
    campaign, leads = await bare(scene, 30)
    enricher = apollo(batch=1)
    sent = 0

    async def denied(call: Call, *, callback_url: str = "") -> Reply:
        nonlocal sent
        sent += 1
        raise ProviderDenied("apollo", "401")

    enricher.ask = denied  # type: ignore[method-assign]
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    assert 1 <= sent <= 4
    assert set(await shop.states()) == {"released"}
    assert len(bought.unasked) == 30
    assert bought.troubles == ["provider_denied: 401 (30 leads)"]
    again = await shop.bought(campaign, *leads)
    assert sent <= 4
    assert again.held == "apollo is left alone: it denied the key (401)"
    assert (again.troubles, again.held_back) == ([], f"{again.held} (30 leads not asked about)")


async def test_a_provider_that_is_held_still_says_what_was_bought(scene: Scene) -> None:
    """Its kept answers are read; no call is written down."""
    campaign, (first, second) = await bare(scene, 2)
    enricher = apollo()
    shop = Shop(scene, enricher)
    await shop.bought(campaign, first)
    await shop.holding.note(OutOfCredits("apollo", "empty"), campaign.id)
    bought = await shop.bought(campaign, first, second)
    assert list(bought.findings) == [first.id]
    assert list(bought.unasked) == [second.id]
    assert len(await shop.calls()) == 1


async def test_a_budget_is_never_passed(scene: Scene) -> None:
    """The best come first; the others wait, and cost nothing."""
    campaign, leads = await bare(scene, 5, credit_budget=CreditBudget(per_day=3))
    enricher = apollo()
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    assert enricher.asked == [lead.id for lead in leads[:3]]
    why = "the campaign's budget of 3 credits a day is used up"
    assert bought.unaffordable == dict.fromkeys((leads[3].id, leads[4].id), why)
    assert bought.held_back == f"{why} (2 leads not asked about)"
    scene.clock.advance(timedelta(days=1))
    assert len((await shop.bought(campaign, *leads[3:])).findings) == 2


async def test_a_provider_s_budget_holds_for_all_campaigns(scene: Scene) -> None:
    """In all, or a day in UTC."""
    first, leads = await bare(scene, 2)
    second, others = await bare(scene, 2)
    shop = Shop(scene, apollo(), budgets={"apollo": CreditBudget(total=3)})
    await shop.bought(first, *leads)
    bought = await shop.bought(second, *others)
    assert len(bought.findings) == 1
    assert list(bought.unaffordable.values()) == ["apollo's budget of 3 credits in all is used up"]


async def test_an_older_run_buys_nothing(scene: Scene) -> None:
    """A newer one has begun: Superseded, before anything is asked."""
    campaign, leads = await bare(scene, 1)
    enricher = apollo()
    shop = Shop(scene, enricher)
    old = await shop.fence(campaign)
    await shop.fence(campaign, anew=True)
    with pytest.raises(Superseded):
        await shop.purchasing.ask(*old, enricher, leads)
    assert enricher.calls == await shop.calls() == []


async def test_an_unforeseen_error_leaves_its_call_in_doubt_and_gives_back_the_rest(
    scene: Scene,
) -> None:
    """Whether it was taken nobody knows: the next run calls it lost. What was not sent is free."""
    campaign, leads = await bare(scene, 20)
    enricher = apollo(batch=1)
    enricher.failure = RuntimeError("a bug")
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    assert str(bought.error) == "a bug"
    states = await shop.states()
    assert 1 <= states.count("reserved") <= 4
    assert states.count("released") == 20 - states.count("reserved")
    in_doubt = states.count("reserved")
    await shop.resumed(campaign)
    assert (await shop.states()).count("lost") == in_doubt
    assert await shop.used("provider:apollo") == in_doubt


async def test_a_cancelled_run_keeps_the_answer_and_gives_back_what_was_not_sent(
    scene: Scene,
) -> None:
    """What is under way is paid: its answer is kept first."""
    campaign, leads = await bare(scene, 8)
    enricher = apollo(batch=1)
    honest, under_way = enricher.ask, anyio.Event()

    async def slow(call: Call, *, callback_url: str = "") -> Reply:
        under_way.set()
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        return await honest(call)

    enricher.ask = slow  # type: ignore[method-assign]
    shop = Shop(scene, enricher)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lambda: shop.bought(campaign, *leads))
        await under_way.wait()
        tasks.cancel_scope.cancel()
    states = await shop.states()
    assert 1 <= len(enricher.calls) <= 4
    assert states.count("released") == 8 - len(enricher.calls)
    assert set(states) <= {"released", "answered", "settled"}
    again = Shop(scene, enricher)
    await again.resumed(campaign)
    assert len((await again.bought(campaign, *leads)).findings) == 8
    assert len(enricher.asked) == 8


async def test_a_stopping_service_begins_no_further_call(scene: Scene) -> None:
    """They are given back."""
    campaign, leads = await bare(scene, 3)
    enricher = apollo()
    shop = Shop(scene, enricher)
    stop = anyio.Event()
    stop.set()
    bought = await shop.purchasing.ask(*await shop.fence(campaign), enricher, leads, stop=stop)
    assert (enricher.calls, set(bought.unasked)) == ([], {lead.id for lead in leads})
    assert set(await shop.states()) == {"released"}


async def test_a_database_that_is_away_for_a_while_loses_no_answer(
    scene: Scene, fake: FakeUnitOfWork
) -> None:
    """The answer waits for it."""
    campaign, leads = await bare(scene, 1)
    enricher = apollo()
    honest = enricher.ask

    async def away(call: Call, *, callback_url: str = "") -> Reply:
        fake.is_away = True
        return await honest(call)

    async def back(seconds: float) -> None:
        fake.is_away = False

    enricher.ask = away  # type: ignore[method-assign]
    scene.clock.sleep = back  # type: ignore[method-assign]
    shop = Shop(scene, enricher)
    assert len((await shop.bought(campaign, *leads)).findings) == 1
    assert await shop.states() == ["settled"]


# Results that come later


def later(*, not_ready: int = 0) -> FakeEnricher:
    """An enricher whose results come later."""
    enricher = FakeEnricher(verified, name="dropcontact", batch=250)
    enricher.later = True
    enricher.not_ready = not_ready
    return enricher


async def test_a_result_that_comes_within_the_cycle_is_waited_for(scene: Scene) -> None:
    """Looked for as the provider asks to: after 5 s, then each 30 s."""
    campaign, leads = await bare(scene, 2)
    enricher = later(not_ready=2)
    shop = Shop(scene, enricher)
    bought = await shop.bought(campaign, *leads)
    assert (len(bought.findings), bought.waiting, enricher.looks) == (2, set(), 3)
    assert scene.clock.slept == [5.0, 30.0, 30.0]
    assert await shop.states() == ["settled"]


async def test_a_result_that_takes_longer_is_found_by_a_later_cycle(scene: Scene) -> None:
    """The cycle goes on after three minutes; the request is never made twice."""
    campaign, leads = await bare(scene, 2)
    enricher = later(not_ready=9)
    shop = Shop(scene, enricher)
    begun = scene.clock.now()
    bought = await shop.bought(campaign, *leads)
    assert (bought.findings, bought.waiting) == ({}, {lead.id for lead in leads})
    assert scene.clock.now() - begun <= timedelta(minutes=3)
    assert await shop.states() == ["pending"]
    enricher.not_ready = 0
    scene.clock.advance(timedelta(minutes=15))
    slept = len(scene.clock.slept)
    ((_, resumed),) = await shop.resumed(campaign)
    assert (resumed.credits, len(scene.clock.slept)) == (2.0, slept)
    bought = await shop.bought(campaign, *leads)
    assert (len(bought.findings), bought.credits, len(enricher.calls)) == (2, 0.0, 1)


@pytest.mark.parametrize("point", [Point.KEPT])
async def test_killed_between_submit_and_result_the_same_request_goes_on(
    scene: Scene, point: Point
) -> None:
    """And is paid once."""
    campaign, leads = await bare(scene, 2)
    first = later()
    shop = Shop(scene, first, ends_at=point)
    assert isinstance((await shop.bought(campaign, *leads)).error, Stop)
    assert await shop.states() == ["pending"]
    second = later()
    shop = Shop(scene, second)
    await shop.resumed(campaign)
    assert len((await shop.bought(campaign, *leads)).findings) == 2
    assert (second.calls, await shop.used("provider:dropcontact")) == ([], 2.0)


@pytest.mark.parametrize("refuses", [True, False])
async def test_a_result_that_never_comes_is_lost(scene: Scene, refuses: bool) -> None:
    """Refused, or not there when patience ends: it counts as spent, and nobody asks again."""
    campaign, leads = await bare(scene, 2)
    enricher = later(not_ready=10**6)
    enricher.refuses = refuses
    shop = Shop(scene, enricher)
    await shop.bought(campaign, *leads)
    scene.clock.advance(enricher.patience)
    await shop.resumed(campaign)
    assert await shop.states() == ["lost"]
    bought = await shop.bought(campaign, *leads)
    assert (bought.lost, len(enricher.calls)) == ({lead.id for lead in leads}, 1)
    assert await shop.used("provider:dropcontact") == 2.0


async def test_trouble_while_looking_is_told_and_looked_again(scene: Scene) -> None:
    """The result is still there."""
    campaign, leads = await bare(scene, 1)
    enricher = later()
    honest, looks = enricher.collect, 0

    async def flaky(call: Call) -> bytes | timedelta:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ProviderUnavailable("dropcontact", "503")
        return await honest(call)

    enricher.collect = flaky  # type: ignore[method-assign]
    bought = await Shop(scene, enricher).bought(campaign, *leads)
    assert len(bought.findings) == 1
    assert bought.troubles == ["provider_unavailable: 503"]


async def test_a_lead_that_waited_is_due_again_when_its_result_is_there(scene: Scene) -> None:
    """Not a quarter of an hour later."""
    campaign, (lead,) = await bare(scene, 1)
    enricher = later(not_ready=9)
    shop = Shop(scene, enricher)
    await shop.enriched(campaign)
    waiting = await scene.read(lead.id)
    assert waiting.next_action is NextAction.ENRICH
    assert waiting.next_action_at and waiting.next_action_at > scene.clock.now()  # noqa: PT018
    enricher.not_ready = 0
    scene.clock.advance(31)
    await shop.enriched(campaign, anew=True)
    assert (await scene.read(lead.id)).next_action is NextAction.CONTACT


# Callbacks


async def pending(scene: Scene, enricher: FakeEnricher) -> tuple[Shop, Campaign, Lead, Call]:
    """A call whose result did not come within the cycle."""
    campaign, (lead,) = await bare(scene, 1)
    enricher.not_ready = 9
    shop = Shop(scene, enricher, callback_url=lambda call: f"https://cam.test/{call.token}")
    await shop.enriched(campaign)
    (call,) = await shop.calls()
    assert enricher.callback_urls == [f"https://cam.test/{call.token}"]
    return shop, campaign, lead, call


async def test_a_callback_without_the_token_is_refused(scene: Scene) -> None:
    """And changes nothing; so is one about a call that nobody made."""
    enricher = later()
    shop, _, _, call = await pending(scene, enricher)
    result = enricher.answer(call)
    for token in ("", "x", call.token[:-1], "é"):
        assert not await shop.purchasing.arrived(call.id, token, result)
    assert not await shop.purchasing.arrived(UUID(int=1), call.token, result)
    assert await shop.calls() == [call]


async def test_a_callback_that_brings_the_result_is_read_at_once(scene: Scene) -> None:
    """Settled, the lead due; told a second time it changes nothing."""
    enricher = later()
    shop, campaign, lead, call = await pending(scene, enricher)
    for _ in range(2):
        assert await shop.purchasing.arrived(call.id, call.token, enricher.answer(call))
    assert await shop.states() == ["settled"]
    await shop.enriched(campaign, anew=True)
    assert (await scene.read(lead.id)).next_action is NextAction.CONTACT
    assert len(enricher.calls) == 1


async def test_a_callback_without_a_result_has_it_looked_for(scene: Scene) -> None:
    """Junk too: it says no more than "look now"."""
    enricher = later()
    shop, campaign, lead, call = await pending(scene, enricher)
    assert await shop.purchasing.arrived(call.id, call.token, b"[{}]")
    assert [each.look_at for each in await shop.calls()] == [scene.clock.now()]
    enricher.not_ready = 0
    await shop.enriched(campaign, anew=True)
    assert (await scene.read(lead.id)).next_action is NextAction.CONTACT


@pytest.mark.parametrize("brings", ["the result", "a reference"])
async def test_a_callback_finds_a_lost_call_again(scene: Scene, brings: str) -> None:
    """The answer to the submission was lost; the callback proves that it was taken."""
    campaign, leads = await bare(scene, 1)
    enricher = later()
    enricher.lost = True
    shop = Shop(scene, enricher)
    await shop.bought(campaign, *leads)
    (call,) = await shop.calls()
    assert call.state == "lost"
    told = (enricher.answer(call), "") if brings == "the result" else (b"{}", "request-7")
    assert await shop.purchasing.arrived(call.id, call.token, *told)
    await shop.resumed(campaign)
    bought = await shop.bought(campaign, *leads)
    assert (len(bought.findings), len(enricher.calls)) == (1, 1)
    assert await shop.states() == ["settled"]


@pytest.mark.parametrize("brings", ["word", "result"])
async def test_a_callback_wakes_who_waits_for_it(scene: Scene, brings: str) -> None:
    """Not 30 seconds later; who is brought the result has no need to look for it."""
    campaign, leads = await bare(scene, 1)
    enricher = later(not_ready=99 if brings == "result" else 0)
    shop = Shop(scene, enricher)
    asleep, told = anyio.Event(), []

    async def sleep(seconds: float) -> None:
        asleep.set()
        told.append(seconds)
        await anyio.sleep_forever()

    scene.clock.sleep = sleep  # type: ignore[method-assign]
    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:

            async def buy() -> None:
                assert len((await shop.bought(campaign, *leads)).findings) == 1

            tasks.start_soon(buy)
            await asleep.wait()
            (call,) = await shop.calls()
            result = enricher.answer(call) if brings == "result" else b"[]"
            assert await shop.purchasing.arrived(call.id, call.token, result)
    assert (told, enricher.looks) == ([5.0], int(brings == "word"))


async def test_a_reading_that_leaves_somebody_out_fails_them(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is forgotten in silence."""
    campaign, leads = await bare(scene, 1)
    enricher = apollo()
    monkeypatch.setattr(enricher, "read", lambda _: Reading(credits=0.5))
    bought = await Shop(scene, enricher).bought(campaign, *leads)
    assert (bought.failed, bought.credits) == ({leads[0].id: "not in its answer"}, 0.5)
