"""Faults to order, on every wire."""

import asyncio

import httpx
import pytest

from cam.sandbox import Fault, Sandbox

from .wire import ENVELOPE, Wire

SEARCH = "/mixed_people/api_search"


def order(sandbox: Sandbox, **fault: object) -> None:
    sandbox.change(faults=[fault])


async def test_a_status_fault_lasts_for_its_count_and_spares_other_routes(
    sandbox: Sandbox, apollo: httpx.AsyncClient
) -> None:
    order(sandbox, route="apollo.search", kind="status", status=429, retry_after=7, skip=1, times=1)
    answers = [await apollo.post(SEARCH) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 429, 200]
    assert answers[1].headers["retry-after"] == "7"
    order(sandbox, route="apollo.match", kind="status", status=500)
    assert (await apollo.post(SEARCH)).status_code == 200
    assert (await apollo.post("/people/match", params={"id": "x"})).status_code == 500
    assert sandbox.books.statuses["apollo"] == {200: 3, 429: 1, 500: 1}


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "Invalid API key"), (403, "API_INACCESSIBLE"), (422, "Insufficient credits")],
)
async def test_a_status_fault_speaks_in_the_vendors_words(
    sandbox: Sandbox, apollo: httpx.AsyncClient, status: int, told: str
) -> None:
    order(sandbox, route="apollo", kind="status", status=status)
    answer = await apollo.post(SEARCH)
    assert answer.status_code == status
    assert told in answer.text


@pytest.mark.parametrize("kind", ["drop", "accept_then_drop", "cut"])
async def test_a_dropped_request_is_carried_out_only_if_told(
    sandbox: Sandbox, apollo: httpx.AsyncClient, kind: str
) -> None:
    person = next(p for p in map(sandbox.world.person, range(9)) if p.email_status == "verified")
    order(sandbox, route="apollo.bulk_match", kind=kind)
    with pytest.raises(httpx.TransportError):
        await apollo.post("/people/bulk_match", json={"details": [{"id": person.id}]})
    assert sandbox.books.credits_spent["apollo"] == (0 if kind == "drop" else 1)


async def test_html_truncated_and_junk_bodies_are_no_json(
    sandbox: Sandbox, apollo: httpx.AsyncClient
) -> None:
    for kind in ("html", "truncated", "junk"):
        order(sandbox, route="apollo", kind=kind, status=502)
        answer = await apollo.post(SEARCH)
        with pytest.raises(ValueError, match=r"."):
            answer.json()


async def test_the_same_page_and_wrong_types_can_be_ordered(
    sandbox: Sandbox, apollo: httpx.AsyncClient
) -> None:
    first = (await apollo.post(SEARCH, json={"page": 1})).json()
    order(sandbox, route="apollo.search", kind="same_page")
    assert (await apollo.post(SEARCH, json={"page": 3})).json() == first
    assert (await apollo.post(SEARCH, params={"page": "3"})).json() == first
    sandbox.change(faults=[Fault(route="apollo.search", kind="wrong_types")])
    assert isinstance((await apollo.post(SEARCH)).json()["total_entries"], str)


async def test_a_huge_answer_and_a_slow_one_can_be_ordered(
    sandbox: Sandbox, apollo: httpx.AsyncClient
) -> None:
    order(sandbox, route="apollo.search", kind="huge", size=3_000_000)
    answer = await apollo.post(SEARCH)
    assert len(answer.content) > 3_000_000
    assert answer.json()["total_entries"] == 3_000
    order(sandbox, route="apollo.search", kind="slow", seconds=5)
    with pytest.raises(httpx.ReadTimeout):
        await apollo.post(SEARCH, timeout=0.05)


async def test_a_hanging_request_ends_with_the_sandbox() -> None:
    async with Sandbox(people=10) as sandbox, httpx.AsyncClient() as client:
        order(sandbox, route="make", kind="accept_then_hang")
        waiting = asyncio.create_task(client.post(sandbox.make_url, json={}, timeout=30))
        async with asyncio.timeout(5):
            while not sandbox.hooks:  # noqa: ASYNC110 - the hook is seen by the server only
                await asyncio.sleep(0.001)
    with pytest.raises(httpx.TransportError):
        await waiting


async def stage_replies(sandbox: Sandbox) -> list[str]:
    """Send one mail, a command at a time; the codes up to the first that ends it."""
    wire = await Wire.greeted(sandbox)
    codes: list[str] = []
    lines = [line + b"\r\n" for line in ENVELOPE.split(b"\r\n")[:3]]
    try:
        for said in (*lines, b"Message-ID: <1@a>\r\n\r\nHi\r\n.\r\n"):
            await wire.say(said)
            codes += await wire.replies(1)
            if codes[-1][:1] not in ("2", "3"):
                break
    except ConnectionResetError:
        codes.append("reset")
    finally:
        await wire.close()
    return codes


@pytest.mark.parametrize(("stage", "passed"), [("mail", 0), ("rcpt", 1), ("data", 2), ("dot", 3)])
@pytest.mark.parametrize("status", [451, 554])
async def test_each_stage_can_refuse(
    sandbox: Sandbox, stage: str, passed: int, status: int
) -> None:
    order(sandbox, route=f"smtp.{stage}", kind="status", status=status, times=1)
    codes = await stage_replies(sandbox)
    assert codes == [*["250", "250", "354", "250"][:passed], str(status)]
    assert not sandbox.mails
    assert await stage_replies(sandbox) == ["250", "250", "354", "250"]


@pytest.mark.parametrize("stage", ["rcpt", "data", "dot"])
async def test_a_fault_can_be_of_some_mails_only(sandbox: Sandbox, stage: str) -> None:
    """By a word of the envelope."""
    refused = {"route": f"smtp.{stage}", "kind": "status", "status": 554}
    sandbox.change(faults=[refused | {"about": "@elsewhere.example"}])
    assert (await stage_replies(sandbox))[-1] == "250"
    domain = sandbox.mails[0].rcpt_to[0].partition("@")[2]
    sandbox.change(faults=[refused | {"about": domain}])
    assert (await stage_replies(sandbox))[-1] == "554"
    assert len(sandbox.mails) == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body", "dot"])
async def test_each_stage_can_drop_the_connection(sandbox: Sandbox, stage: str) -> None:
    order(sandbox, route=f"smtp.{stage}", kind="drop")
    codes = await stage_replies(sandbox)
    assert codes[-1] in ("", "reset")
    assert not sandbox.mails


async def test_accept_then_drop_stores_the_mail_and_says_nothing(sandbox: Sandbox) -> None:
    order(sandbox, route="smtp.dot", kind="accept_then_drop")
    codes = await stage_replies(sandbox)
    assert codes[:3] == ["250", "250", "354"]
    assert codes[3] in ("", "reset")
    assert [mail.message_id for mail in sandbox.mails] == ["<1@a>"]


@pytest.mark.parametrize(("kind", "stored"), [("hang", 0), ("accept_then_hang", 1)])
async def test_a_hanging_dot_keeps_the_connection_open(
    sandbox: Sandbox, kind: str, stored: int
) -> None:
    order(sandbox, route="smtp.dot", kind=kind)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(stage_replies(sandbox), timeout=0.2)
    assert len(sandbox.mails) == stored


async def test_a_refusal_in_mid_body_comes_before_the_dot(sandbox: Sandbox) -> None:
    order(sandbox, route="smtp.body", kind="status", status=452)
    wire = await Wire.greeted(sandbox)
    await wire.say(ENVELOPE)
    await wire.replies(3)
    await wire.say(b"A: b\r\n")
    assert await wire.replies(1) == ["452"]
    await wire.say(b"\r\nHi\r\n.\r\nNOOP\r\n")
    assert await wire.replies(1) == ["250"]
    assert not sandbox.mails
    await wire.close()


async def test_faults_can_be_ordered_over_http_and_forgotten(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    fault = {"route": "make", "kind": "status", "status": 400}
    changed = await http.put(f"{sandbox.control_url}/settings", json={"faults": [fault]})
    assert changed.json()["faults"][0]["status"] == 400
    answer = await http.post(sandbox.make_url, json={})
    assert (answer.status_code, answer.text) == (400, "Queue is full.")
    assert (await http.post(f"{sandbox.control_url}/reset")).json() == {"ok": True}
    assert (await http.post(sandbox.make_url, json={})).status_code == 200
    misspelt = await http.put(f"{sandbox.control_url}/settings", json={"latencie": 1})
    assert misspelt.status_code == 422


def test_a_fault_names_a_route_a_provider_or_all() -> None:
    for route, concerned in (("apollo.search", True), ("apollo", True), ("*", True), ("ap", False)):
        assert Fault(route=route, kind="drop").concerns("apollo.search", "") is concerned
