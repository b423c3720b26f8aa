"""Dropcontact where its documentation is open or contradicts itself: each way by a switch."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from cam.sandbox import Sandbox
from cam.sandbox.world import Person

from .receiver import receiving

SUBMIT = "/enrich/all"
SAMPLES = Path(__file__).parents[2].parent / "shared/facts/samples/dropcontact"


def somebody(sandbox: Sandbox) -> Person:
    return next(p for p in map(sandbox.world.person, range(99)) if p.luck < 0.3)


def row_of(person: Person) -> dict[str, Any]:
    return {"full_name": person.name, "website": person.company.domain}


async def taken(client: httpx.AsyncClient, *rows: object, **more: object) -> str:
    answer = await client.post(SUBMIT, json={"data": rows, "language": "en", **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["request_id"])


async def polled(client: httpx.AsyncClient, request_id: str) -> dict[str, Any]:
    told: dict[str, Any] = (await client.get(f"{SUBMIT}/{request_id}")).json()
    return told


@pytest.mark.parametrize(
    ("switch", "status", "told"),
    [
        ("not_ready", 200, {"error": False, "success": False}),
        ("not_found", 404, {"error": True, "success": False, "reason": "Not found"}),
        ("invalid", 200, {"error": True, "success": False, "reason": "Invalid request id"}),
    ],
)
async def test_an_unknown_request_is_answered_in_each_way_seen(
    dropcontact: httpx.AsyncClient,
    sandbox: Sandbox,
    switch: str,
    status: int,
    told: dict[str, object],
) -> None:
    """Not ready for ever, 404, or an error under 200."""
    sandbox.change(dropcontact_unknown=switch)
    answer = await dropcontact.get(f"{SUBMIT}/qzmxkpvlrtdnhwa")
    assert answer.status_code == status
    assert answer.json().items() >= told.items()


async def test_polls_wait_for_their_count_and_their_delay(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """Both must be over; afterwards the result is the same for ever, at no cost."""
    sandbox.change(dropcontact_polls=2, dropcontact_delay=60)
    request_id = await taken(dropcontact, row_of(somebody(sandbox)))
    assert not (await polled(dropcontact, request_id))["success"]
    sandbox.change(clock_ahead=61)
    assert not (await polled(dropcontact, request_id))["success"]
    done = [await polled(dropcontact, request_id) for _ in range(3)]
    assert done[0]["success"]
    assert done == [done[0]] * 3
    assert sandbox.books.credits_spent["dropcontact"] == 1


async def test_results_are_kept_for_thirty_days(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """Then the request is unknown."""
    request_id = await taken(dropcontact, row_of(somebody(sandbox)))
    sandbox.change(clock_ahead=29 * 86_400)
    assert (await polled(dropcontact, request_id))["success"]
    sandbox.change(clock_ahead=31 * 86_400)
    assert not (await polled(dropcontact, request_id))["success"]


@pytest.mark.parametrize(("switch", "posts"), [("once", 1), ("twice", 2), ("only", 1)])
async def test_the_callback_carries_the_result(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox, switch: str, posts: int
) -> None:
    """The documented array of one event, the same each time, without credits."""
    sandbox.change(dropcontact_callback=switch)
    async with receiving() as receiver:
        row = row_of(somebody(sandbox))
        request_id = await taken(dropcontact, row, custom_callback_url=receiver.url)
        bodies = await receiver.of(posts)
    done = await polled(dropcontact, request_id)
    ((event,), *again) = bodies
    assert again == [[event]] * (posts - 1)
    assert set(event) == {"id", "version", "event_type", "occurred_at", "data"}
    assert (event["event_type"], event["data"]["request_id"]) == ("enrich_api_result", request_id)
    assert event["data"]["data"][0]["email"][0]["qualification"] == "nominative@pro"
    assert done["success"] is (switch != "only")


async def test_a_callback_may_come_too_early_or_never(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """The early one has no rows, and polling still says not ready."""
    sandbox.change(dropcontact_callback="early", dropcontact_delay=60)
    async with receiving() as receiver:
        row = row_of(somebody(sandbox))
        request_id = await taken(dropcontact, row, custom_callback_url=receiver.url)
        (event,) = (await receiver.of(1))[0]
        assert event["data"] == {"data": [], "request_id": request_id}
        assert not (await polled(dropcontact, request_id))["success"]
        sandbox.change(dropcontact_callback="never", clock_ahead=61)
        assert (await polled(dropcontact, request_id))["success"]
        assert len(receiver.bodies) == 1


def spellings() -> list[str]:
    """Every qualification of the fact sheet; none where it is not part of this checkout."""
    file = SAMPLES / "qualification_spellings.json"
    known = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return sorted({spelt for group in known.values() for spelt in group if spelt})


@pytest.mark.skipif(not spellings(), reason="the samples are not part of this checkout")
async def test_every_spelling_of_a_qualification_can_be_ordered(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """For one address or for all, word for word."""
    people = [sandbox.world.person(number) for number in range(len(spellings()))]
    verdicts = {p.email: spelt for p, spelt in zip(people, spellings(), strict=True)}
    sandbox.change(dropcontact_verdicts=verdicts)
    request_id = await taken(dropcontact, *({"email": p.email} for p in people))
    told = {
        row["full_name"]: row["email"][0]["qualification"]
        for row in (await polled(dropcontact, request_id))["data"]
    }
    assert told == {p.name: verdicts[p.email] for p in people}


@pytest.mark.parametrize(
    ("verdict", "french", "refunded"),
    [
        ("nominative@perso", "nominatif@perso", 0),
        ("catch_all@pro", "catch_all@pro", 0),
        ("generic@disposable", "générique@jetable", 0),
        ("non_validated@pro", "non_validé@pro", 1),
        ("invalid@invalid domain", "invalide@domaine invalide", 1),
        ("Do_Not_Contact@pro", "Ne_Pas_Contacter@pro", 1),
    ],
)
async def test_a_verdict_is_told_in_the_language_asked_for(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox, verdict: str, french: str, refunded: int
) -> None:
    """And keeps the credit only for an address that Dropcontact stands by."""
    sandbox.change(dropcontact_verdicts={"*": verdict})
    for language, expected in (("en", verdict), ("fr", french)):
        request_id = await taken(dropcontact, row_of(somebody(sandbox)), language=language)
        (row,) = (await polled(dropcontact, request_id))["data"]
        assert row["email"][0]["qualification"] == expected
    assert sandbox.books.credits_spent["dropcontact"] == 2 - 2 * refunded


async def test_an_empty_verdict_finds_nothing(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """The record comes back as it was; the credit too."""
    sandbox.change(dropcontact_verdicts={"*": ""})
    row = row_of(somebody(sandbox))
    request_id = await taken(dropcontact, row)
    assert (await polled(dropcontact, request_id))["data"] == [row]
    assert sandbox.books.credits_spent["dropcontact"] == 0


async def test_a_strict_account_refuses_unknown_keys_for_the_whole_batch(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """400; a record of contact data alone is still only left out."""
    rows = [row_of(somebody(sandbox)), {"firstname": "Ann", "company": "Acme"}]
    sandbox.change(dropcontact_strict=True)
    assert (await dropcontact.post(SUBMIT, json={"data": rows})).status_code == 400
    lone = {"first_name": "Ann", "last_name": "Lone"}
    assert (await dropcontact.post(SUBMIT, json={"data": [lone]})).status_code == 200
    assert sandbox.books.credits_spent["dropcontact"] == 0


async def test_an_empty_record_tells_the_credits_for_nothing(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """The older way to ask for the balance."""
    told = (await dropcontact.post(SUBMIT, json={"data": [{}]})).json()
    assert told["credits_left"] == sandbox.dials.now.dropcontact_credits
