"""Dropcontact: submit, wait, read, and get back the credits for what was not found."""

import random
from typing import Any

import httpx
import pytest

from cam.sandbox import Sandbox
from cam.sandbox.qualification import CHARGED, local_qualification
from cam.sandbox.world import Person

SUBMIT = "/enrich/all"


def row(person: Person, ref: int) -> dict[str, Any]:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "company": person.company.name,
        "custom_fields": {"ref": ref},
    }


async def submitted(client: httpx.AsyncClient, *rows: object, **more: object) -> dict[str, Any]:
    answer = await client.post(SUBMIT, json={"data": rows, "language": "en", **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def results(client: httpx.AsyncClient, request_id: str) -> dict[str, Any]:
    answer = await client.get(f"{SUBMIT}/{request_id}")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


async def test_credits_are_reserved_and_given_back_for_what_was_not_found(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    sandbox.change(dropcontact_credits=500, dropcontact_polls=1)
    people = [sandbox.world.person(number) for number in range(100)]
    told = await submitted(dropcontact, *(row(p, p.number) for p in people))
    assert (told["success"], told["error"], told["credits_left"]) == (True, False, 400)
    waiting = await results(dropcontact, told["request_id"])
    assert (waiting["success"], waiting["error"]) == (False, False)
    done = await results(dropcontact, told["request_id"])
    assert (done["success"], done["error"], len(done["data"])) == (True, False, 100)
    kept = sum(local_qualification(p, 0.9) in CHARGED for p in people)
    assert 50 < kept < 100
    assert (await dropcontact.get("/account/credits")).json() == {"credits": 500 - kept}
    again = await results(dropcontact, told["request_id"])
    assert again["data"] == done["data"]
    assert sandbox.books.credits_spent["dropcontact"] == kept


async def test_results_come_in_another_order_with_their_custom_fields(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    people = [sandbox.world.person(number) for number in range(50)]
    told = await submitted(dropcontact, *(row(p, p.number) for p in people))
    data = (await results(dropcontact, told["request_id"]))["data"]
    refs = [record["custom_fields"]["ref"] for record in data]
    assert sorted(refs) == list(range(50))
    assert refs != sorted(refs)


async def test_people_without_address_at_apollo_are_often_found(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    missing = [p for p in map(sandbox.world.person, range(1500)) if p.email_status == "unavailable"]
    sample = random.Random(1).sample(missing, 100)
    told = await submitted(dropcontact, *(row(p, p.number) for p in sample))
    data = (await results(dropcontact, told["request_id"]))["data"]
    found = [r for r in data if isinstance(r.get("email"), list)]
    assert 40 < len(found) < 90
    verdicts = {record["email"][0]["qualification"] for record in found}
    assert {"nominative@pro", "catch-all@pro"} <= verdicts
    unfound = next(r for r in data if "email" not in r)
    assert unfound.keys() == {"first_name", "last_name", "company", "custom_fields"}


async def test_a_person_is_found_by_site_profile_or_address(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    person = next(p for p in map(sandbox.world.person, range(99)) if p.luck < 0.3)
    told = await submitted(
        dropcontact,
        {"full_name": person.name, "website": f"https://www.{person.company.domain}/jobs"},
        {"linkedin": f"https://www.{person.linkedin}/"},
        {"email": person.email},
    )
    data = (await results(dropcontact, told["request_id"]))["data"]
    expected = [{"email": person.email, "qualification": "nominative@pro"}]
    assert [record["email"] for record in data] == [expected] * 3


async def test_checking_an_address_is_never_refunded(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    told = await submitted(dropcontact, {"email": "nobody.known@nowhere.example"})
    data = (await results(dropcontact, told["request_id"]))["data"]
    assert data[0]["email"][0]["qualification"] == "invalid@pro"
    assert sandbox.books.credits_spent["dropcontact"] == 1


async def test_the_words_are_french_unless_english_is_asked_for(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    person = next(p for p in map(sandbox.world.person, range(99)) if p.luck < 0.3)
    answer = await dropcontact.post(SUBMIT, json={"data": [{"email": person.email}]})
    data = (await results(dropcontact, answer.json()["request_id"]))["data"]
    assert data[0]["email"][0]["qualification"] == "nominatif@pro"


async def test_rows_that_cannot_be_worked_on_are_named_and_free(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    good = row(sandbox.world.person(1), 1)
    told = await submitted(
        dropcontact, good, {"first_name": "Ann", "last_name": "Lone"}, {"firstname": "x"}
    )
    assert told["data"] == [
        {"index": 1, "errors": {"only_contact_data": True}},
        {"index": 2, "errors": {"unexpected_field": True}},
    ]
    assert sandbox.books.credits_spent["dropcontact"] == 1


async def test_an_unknown_request_is_not_ready_for_ever(dropcontact: httpx.AsyncClient) -> None:
    told = await results(dropcontact, "qzmxkpvlrtdnhwa")
    assert (told["success"], told["error"]) == (False, False)


async def test_a_batch_beyond_the_credits_is_refused_as_a_whole(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    sandbox.change(dropcontact_credits=1)
    rows = [row(sandbox.world.person(n), n) for n in range(2)]
    answer = await dropcontact.post(SUBMIT, json={"data": rows})
    assert answer.status_code == 403
    assert answer.json()["reason"] == "API call Token exceeded quota."
    assert sandbox.books.credits_spent["dropcontact"] == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"data": [{"company": "Acme"}] * 251}, 400),
        ({"data": [{"company": "Acme", "custom_fields": {"x": "y" * 15_000}}]}, 400),
        ({"data": {"company": "Acme"}}, 422),
        ({"data": [], "language": "de"}, 422),
        ({"data": [], "siren": "yes"}, 422),
        ({"data": [{"email": ["a@b.example"]}]}, 422),
        ({"data": [], "webhook": "https://x.example"}, 422),
    ],
)
async def test_a_malformed_submission_is_refused(
    dropcontact: httpx.AsyncClient, body: dict[str, object], status: int
) -> None:
    assert (await dropcontact.post(SUBMIT, json=body)).status_code == status


async def test_keys_are_checked(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=sandbox.dropcontact_url) as client:
        none = await client.get("/account/credits")
        wrong = await client.get("/account/credits", headers={"x-access-token": "wrong"})
    assert (none.status_code, none.json()["reason"]) == (401, "No api key received")
    assert (wrong.status_code, wrong.json()["reason"]) == (401, "Unknown account")
