"""Dropcontact over real HTTP: one submission, its result whenever it comes, its own price."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from cam.adapters.dropcontact.api import DropcontactApi
from cam.adapters.dropcontact.callback import references_in
from cam.adapters.dropcontact.enricher import DropcontactEnricher, DropcontactVerifier
from cam.domain.model.credit import Call, Reading
from cam.domain.model.errors import (
    OutcomeUnknown,
    OutOfCredits,
    ProviderDenied,
    ProviderRefused,
    ProviderUnavailable,
)
from cam.domain.model.lead import Lead
from cam.ports.enricher import Enricher
from cam.sandbox import Fault, Sandbox
from cam.testing.builders import NOON
from cam.testing.clock import FrozenClock
from cam.testing.contracts.enricher import a_call_of, questions_of


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(people=2_000, dropcontact_delay=0.0) as running:
        yield running


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[DropcontactApi]:
    door = another_door(sandbox)
    yield door
    await door.aclose()


def another_door(sandbox: Sandbox, key: str = "") -> DropcontactApi:
    key = key or sandbox.dials.now.dropcontact_key
    return DropcontactApi(key, FrozenClock(), base_url=sandbox.dropcontact_url)


def people(sandbox: Sandbox, number: int = 25, *, email: bool = False) -> list[Lead]:
    """The first ones of the sandbox's world, by name or by address."""
    known = [sandbox.world.person(n) for n in range(number)]
    at = FrozenClock().now()
    return [
        Lead(
            id=each.number,
            campaign_id=1,
            created_at=at,
            updated_at=at,
            first_name=each.first_name,
            last_name=each.last_name,
            domain=each.company.domain,
            email=each.email if email else "",
        )
        for each in known
    ]


def a_call(enricher: Enricher, leads: list[Lead]) -> Call:
    return a_call_of(enricher, questions_of(enricher, leads))


async def submitted(enricher: Enricher, call: Call, callback_url: str = "") -> Call:
    reply = await enricher.ask(call, callback_url=callback_url)
    return call.pending(NOON, answer=reply.answer, reference=reply.reference, look_at=NOON)


async def finished(enricher: Enricher, call: Call) -> Reading:
    result = await enricher.collect(call)
    assert isinstance(result, bytes)
    return enricher.read(call.answered(NOON, result=result))


def spent(sandbox: Sandbox) -> float:
    return sandbox.books.credits_spent["dropcontact"]


def submits(sandbox: Sandbox) -> int:
    return sum(n for route, n in sandbox.books.requests.items() if "submit" in route)


async def test_the_credits_told_are_those_spent(sandbox: Sandbox, api: DropcontactApi) -> None:
    """Of a search only what was verified; of a verification all of it."""
    enricher, verifier = DropcontactEnricher(api), DropcontactVerifier(api)
    call = await submitted(enricher, a_call(enricher, people(sandbox, 250)))
    found = await finished(enricher, call)
    assert found.failed == {}
    assert 0 < found.credits < 250
    assert found.credits == spent(sandbox)
    for question in call.questions:
        profile = found.findings[question.subject].profile
        if profile is not None and profile.email_status.mailable():
            assert profile.email == sandbox.world.person(question.lead_id).email
    call = a_call(verifier, people(sandbox, 100, email=True))
    judged = await finished(verifier, await submitted(verifier, call))
    assert judged.credits == len(call.questions)
    assert found.credits + judged.credits == spent(sandbox)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_who_objects_is_told_in_either_language(
    language: str, sandbox: Sandbox, api: DropcontactApi
) -> None:
    """Whoever the vendor words it for."""
    words = {"en": "Do_Not_Contact@pro", "fr": "Ne_Pas_Contacter@pro"}[language]
    sandbox.change(dropcontact_verdicts={"*": words})
    verifier = DropcontactVerifier(api)
    call = await submitted(verifier, a_call(verifier, people(sandbox, 9, email=True)))
    reading = await finished(verifier, call)
    assert reading.findings
    assert all(found.do_not_contact for found in reading.findings.values())


async def test_strict_accounts_take_our_records(sandbox: Sandbox, api: DropcontactApi) -> None:
    """One unknown key would refuse the whole batch."""
    sandbox.change(dropcontact_strict=True)
    for provider in (DropcontactEnricher(api), DropcontactVerifier(api)):
        call = a_call(provider, people(sandbox, 9, email=isinstance(provider, DropcontactVerifier)))
        assert (await finished(provider, await submitted(provider, call))).findings


async def test_a_process_that_ends_between_submission_and_result_pays_once(
    sandbox: Sandbox, api: DropcontactApi
) -> None:
    """The next one asks for the same request's result."""
    sandbox.change(dropcontact_delay=3600.0)
    enricher = DropcontactEnricher(api)
    call = await submitted(enricher, a_call(enricher, people(sandbox)))
    assert isinstance(await enricher.collect(call), timedelta)
    await api.aclose()
    sandbox.change(clock_ahead=4000.0)
    next_door = another_door(sandbox)
    reading = await finished(DropcontactEnricher(next_door), call)
    await next_door.aclose()
    assert reading.credits == spent(sandbox)
    assert submits(sandbox) == 1


@pytest.mark.parametrize("kind", ["accept_then_drop", "truncated", "junk", "html"])
async def test_a_lost_submission_is_not_repeated(
    kind: Any, sandbox: Sandbox, api: DropcontactApi
) -> None:
    """Nobody knows whether it was taken: one POST."""
    sandbox.change(faults=[Fault(route="dropcontact.submit", kind=kind, status=200)])
    enricher = DropcontactEnricher(api)
    with pytest.raises(OutcomeUnknown):
        await enricher.ask(a_call(enricher, people(sandbox)))
    assert submits(sandbox) == 1


async def test_a_callback_finds_a_lost_submission_again(
    sandbox: Sandbox, api: DropcontactApi
) -> None:
    """Its body names the request, which is asked for by our key: paid once, nothing lost."""
    sandbox.change(faults=[Fault(route="dropcontact.submit", kind="accept_then_drop", times=1)])
    enricher = DropcontactEnricher(api)
    call = a_call(enricher, people(sandbox))
    url = "http://127.0.0.1:1/callback"
    with pytest.raises(OutcomeUnknown):
        await enricher.ask(call, callback_url=url)
    await sandbox_called(sandbox)
    (told,) = sandbox.callbacks
    (reference,) = references_in(told.body.encode())
    assert told.url == url
    found = call.lost(NOON, "no answer").pending(
        NOON, answer=b"", reference=reference, look_at=NOON
    )
    reading = await finished(enricher, found)
    assert len(reading.findings) == len(call.questions)
    assert reading.credits == spent(sandbox)


async def sandbox_called(sandbox: Sandbox) -> None:
    """Until the sandbox has called back (the receiver need not be there)."""
    clock = FrozenClock()
    for _ in range(100_000):
        if sandbox.callbacks:
            return
        await clock.sleep(0)
    raise AssertionError("no callback")


@pytest.mark.parametrize("how", ["not_found", "invalid", "not_ready"])
async def test_an_unknown_request_in_each_reported_form(
    how: str, sandbox: Sandbox, api: DropcontactApi
) -> None:
    """404, 200 with an error, or "not ready" for ever."""
    sandbox.change(dropcontact_unknown=how)
    enricher = DropcontactEnricher(api)
    call = a_call(enricher, people(sandbox)).pending(
        NOON, answer=b"{}", reference="nosuchrequest", look_at=NOON
    )
    if how == "not_ready":
        assert isinstance(await enricher.collect(call), timedelta)
    else:
        with pytest.raises(ProviderRefused):
            await enricher.collect(call)


async def test_a_poll_that_fails_loses_nothing(sandbox: Sandbox, api: DropcontactApi) -> None:
    """It is told, and the next one has the result."""
    enricher = DropcontactEnricher(api)
    call = await submitted(enricher, a_call(enricher, people(sandbox)))
    for kind in ("status", "html", "truncated", "drop"):
        sandbox.change(faults=[Fault(route="dropcontact.poll", kind=kind, status=503)])
        with pytest.raises(ProviderUnavailable):
            await enricher.collect(call)
    sandbox.change(faults=[])
    assert (await finished(enricher, call)).findings
    assert submits(sandbox) == 1


async def test_a_wrong_key_and_an_empty_account_take_nothing(
    sandbox: Sandbox, api: DropcontactApi
) -> None:
    """401; 403 by its words."""
    enricher = DropcontactEnricher(api)
    stranger = another_door(sandbox, key="wrong")
    with pytest.raises(ProviderDenied):
        await DropcontactEnricher(stranger).ask(a_call(enricher, people(sandbox)))
    await stranger.aclose()
    sandbox.change(dropcontact_credits=3)
    with pytest.raises(OutOfCredits):
        await enricher.ask(a_call(enricher, people(sandbox)))
    assert spent(sandbox) == 0


async def test_the_largest_batch_is_taken(sandbox: Sandbox, api: DropcontactApi) -> None:
    """250 people with as much text as a record is given."""
    enricher = DropcontactEnricher(api)
    at = FrozenClock().now()
    long = "\U0001f600" * 2_000
    leads = [
        Lead(
            id=number,
            campaign_id=1,
            created_at=at,
            updated_at=at,
            first_name=f"{number}{long}",
            last_name=long,
            title=long,
            company=long,
            country=long,
            domain="x.example",
        )
        for number in range(enricher.batch)
    ]
    reply = await enricher.ask(a_call(enricher, leads))
    assert json.loads(reply.answer)["success"] is True
