"""Apollo's waterfall: accepted now, posted and polled later, paid when the result is made."""

import asyncio
from typing import Any

import httpx
import pytest

from cam.sandbox import Sandbox

from .receiver import receiving

BULK = "/people/bulk_match"
FAR = {"run_waterfall_email": "true", "webhook_url": "https://customer.example/hook"}


async def begun(apollo: httpx.AsyncClient, url: str, *ids: str) -> dict[str, Any]:
    answer = await apollo.post(
        BULK,
        params={"run_waterfall_email": "true", "webhook_url": url},
        json={"details": [{"id": each} for each in ids]},
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def some(sandbox: Sandbox, count: int = 10) -> list[str]:
    return [sandbox.world.person(number).id for number in range(count)]


async def result(apollo: httpx.AsyncClient, request_id: object) -> httpx.Response:
    return await apollo.get(f"/webhook_result/{request_id}")


async def test_a_waterfall_is_accepted_without_addresses(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """And without a price; whom nobody matches has no confidence."""
    told = await begun(apollo, "https://customer.example/hook", *some(sandbox, 9), "0" * 24)
    assert told["waterfall"]["status"] == "accepted"
    assert -(2**63) <= told["request_id"] < 2**63
    assert not {"credits_consumed", "unique_enriched_records", "missing_records"} & told.keys()
    assert not any({"email", "email_status"} & match.keys() for match in told["matches"])
    assert told["matches"][-1] == {"match_confidence": "none"}
    assert sandbox.books.credits_spent["apollo"] == 0


async def test_the_result_is_pending_then_there_and_paid(
    apollo: httpx.AsyncClient, sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    """Polling costs nothing; the books name who was bought, apart from enrichments."""
    sandbox.change(apollo_waterfall_delay=60, apollo_waterfall_price=2.5)
    told = await begun(apollo, "https://customer.example/hook", *some(sandbox))
    pending = await result(apollo, told["request_id"])
    assert (pending.status_code, pending.json()["error_code"]) == (404, "result_pending")
    assert 55 <= pending.json()["retry_after_seconds"] <= 60
    sandbox.change(clock_ahead=61)
    books = (await http.get(f"{sandbox.control_url}/books")).json()
    done = (await result(apollo, told["request_id"])).json()
    assert done["request_id"] == str(told["request_id"])
    found = [p for p in done["webhook_result"]["people"] if p["emails"]]
    assert 0 < len(found) <= 10
    assert found[0]["emails"][0]["email_status_cd"] == "Verified"
    spent = done["webhook_result"]["credits_consumed"]
    assert spent == 2.5 * len(found) == books["credits_spent"]["apollo"]
    assert (await result(apollo, told["request_id"])).json() == done
    assert sandbox.books.credits_spent["apollo"] == spent
    purchases = (await http.get(f"{sandbox.control_url}/purchases")).json()
    assert set(purchases["apollo.waterfall"]) == {p["id"] for p in found}
    assert not sandbox.books.bought


async def test_ids_that_are_unknown_malformed_or_old_are_told_apart(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """404, 400 and, after 30 days, 410."""
    sandbox.change(apollo_waterfall_delay=0)
    told = await begun(apollo, "https://customer.example/hook", *some(sandbox, 1))
    sandbox.change(clock_ahead=30 * 86_400 + 60)
    for request_id, status, code in (
        (told["request_id"], 410, "request_id_expired"),
        (12, 404, "request_id_unknown"),
        (2**63, 400, "invalid_request_id"),
        ("abc", 400, "invalid_request_id"),
    ):
        answer = await result(apollo, request_id)
        assert (answer.status_code, answer.json()) == (status, {"error_code": code})


@pytest.mark.parametrize(("switch", "posts"), [("once", 1), ("twice", 2), ("only", 1)])
async def test_the_result_is_posted_as_often_as_the_switch_says(
    apollo: httpx.AsyncClient, sandbox: Sandbox, switch: str, posts: int
) -> None:
    """The same bytes each time; with `only` polling never ends."""
    sandbox.change(apollo_waterfall_delay=0, apollo_callback=switch)
    async with receiving() as receiver:
        told = await begun(apollo, receiver.url, *some(sandbox))
        bodies = await receiver.of(posts)
        polled = await result(apollo, told["request_id"])
    assert bodies == [bodies[0]] * posts
    assert bodies[0]["request_id"] == str(told["request_id"])
    if switch == "only":
        assert polled.json()["error_code"] == "result_pending"
    else:
        assert polled.json()["webhook_result"] == bodies[0]


async def test_a_callback_that_never_comes_leaves_the_polling(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """Nothing is posted, `last_dispatched_at` is null."""
    sandbox.change(apollo_waterfall_delay=0, apollo_callback="never")
    async with receiving() as receiver:
        told = await begun(apollo, receiver.url, *some(sandbox))
        polled = (await result(apollo, told["request_id"])).json()
        assert (polled["last_dispatched_at"], receiver.bodies) == (None, [])
    assert not sandbox.callbacks


async def test_a_single_match_may_run_a_waterfall_too(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """In query form; its request id is its own."""
    person = sandbox.world.person(3)
    answer = await apollo.post("/people/match", params={"id": person.id, **FAR})
    told = answer.json()
    assert told["person"]["id"] == person.id
    assert "email" not in told["person"]
    bulk = await begun(apollo, "https://customer.example/hook", person.id)
    assert bulk["request_id"] != told["request_id"]


@pytest.mark.parametrize(
    "params",
    [
        {"run_waterfall_email": "true"},
        {"run_waterfall_email": "true", "webhook_url": "ftp://x"},
        {"run_waterfall_email": "maybe"},
        {"run_waterfall_phone": "true", "webhook_url": "https://x.example"},
        {"reveal_phone_number": "true", "webhook_url": "https://x.example"},
    ],
    ids=str,
)
async def test_a_waterfall_without_a_receiver_is_refused(
    apollo: httpx.AsyncClient, sandbox: Sandbox, params: dict[str, str]
) -> None:
    """In both routes, each in its own shape."""
    person_id = sandbox.world.person(1).id
    bulk = await apollo.post(BULK, params=params, json={"details": [{"id": person_id}]})
    single = await apollo.post("/people/match", params={**params, "id": person_id})
    assert (bulk.status_code, bulk.json()["status"]) == (422, "failed")
    assert (single.status_code, set(single.json())) == (422, {"error"})


async def test_nothing_is_posted_beyond_loopback(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """The try is recorded with its reason; so is a receiver that is not there."""
    sandbox.change(apollo_waterfall_delay=0)
    async with receiving() as receiver:
        told = [
            await begun(apollo, url, *some(sandbox, 1))
            for url in ("http://192.0.2.1/hook", "https://127.0.0.1/hook", "http://127.0.0.1:1/x")
        ]
        await begun(apollo, receiver.url, *some(sandbox, 1))
        await receiver.of(1)
        await recorded(sandbox, 4)
    polled = [(await result(apollo, each["request_id"])).json() for each in told]
    assert [each["webhook_status"] for each in polled] == ["failed"] * 3
    assert "loopback" in polled[0]["failure_reason"]
    assert "loopback" in polled[1]["failure_reason"]


async def test_a_receiver_that_refuses_is_told_as_failed(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """And not called again: Apollo's retries are not documented."""
    sandbox.change(apollo_waterfall_delay=0)
    async with receiving() as receiver:
        receiver.status = 503
        told = await begun(apollo, receiver.url, *some(sandbox, 1))
        await receiver.of(1)
        await recorded(sandbox, 1)
    polled = (await result(apollo, told["request_id"])).json()
    assert (polled["webhook_status"], polled["failure_reason"]) == ("failed", "HTTP 503")
    assert [callback.status for callback in sandbox.callbacks] == [503]


async def recorded(sandbox: Sandbox, count: int) -> None:
    """Waits until that many POSTs are booked with their answers."""
    async with asyncio.timeout(5):
        while len(sandbox.callbacks) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
