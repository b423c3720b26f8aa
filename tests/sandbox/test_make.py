"""Make's hooks: accepted is not processed, and the gateway has its limits."""

import httpx
import pytest

from cam.sandbox import Sandbox


async def test_a_hook_accepts_and_keeps_what_it_got(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    answer = await http.post(sandbox.make_url, content=b'{"id": 1}', headers={"x-event-id": "e1"})
    assert (answer.status_code, answer.text) == (200, "Accepted")
    assert answer.headers["content-type"].startswith("text/plain")
    (hook,) = sandbox.hooks
    assert (hook.hook, hook.body, hook.headers["x-event-id"]) == ("hook", '{"id": 1}', "e1")
    listed = (await http.get(f"{sandbox.control_url}/hooks")).json()
    assert (listed["total"], listed["hooks"][0]["body"]) == (1, '{"id": 1}')


async def test_the_mailer_answers_with_a_message_id(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    answer = await http.post(sandbox.make_mailer_url, json={"to": "a@b.example"})
    assert answer.json()["ok"] is True
    assert answer.json()["message_id"].startswith("<")
    assert sandbox.hooks[0].hook == "mailer"


async def test_an_unknown_hook_is_gone(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    answer = await http.post(f"{sandbox.http_url}/make/hook/{'x' * 32}", json={})
    assert (answer.status_code, answer.text) == (410, "Webhook not found.")
    assert not sandbox.hooks


async def test_more_than_the_limit_in_ten_seconds_is_too_many(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    assert sandbox.dials.now.make_limit == 300
    sandbox.change(make_limit=3)
    codes = [(await http.post(sandbox.make_url, json={})).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert len(sandbox.hooks) == 3


async def test_a_body_over_five_megabytes_is_refused(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    answer = await http.post(sandbox.make_url, content=b"x" * (5 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert not sandbox.hooks


async def test_a_hook_with_a_key_asks_for_it(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    sandbox.change(make_key="secret")
    assert (await http.post(sandbox.make_url, json={})).status_code == 401
    headers = {"x-make-apikey": "secret"}
    assert (await http.post(sandbox.make_url, json={}, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("switch", "status", "body", "mails"),
    [
        ("acknowledges", 200, '{"ok":true,"message_id":"<1.mailer@sandbox.example>"}', 1),
        ("accepts", 200, "Accepted", 1),
        ("declines", 200, '{"ok":false,"error":"the scenario declined this mail"}', 0),
        ("fails", 500, "Scenario failed to complete.", 1),
        ("off", 200, "Accepted", 0),
    ],
)
async def test_the_mailer_scenario_has_a_switch(
    sandbox: Sandbox, http: httpx.AsyncClient, switch: str, status: int, body: str, mails: int
) -> None:
    """What it says and what it did are two things."""
    sandbox.change(make_mailer=switch)
    answer = await http.post(sandbox.make_mailer_url, json={"to": "a@b.example"})
    assert (answer.status_code, answer.text) == (status, body)
    assert [mail.to for mail in sandbox.make_mails] == ["a@b.example"] * mails
    assert len(sandbox.hooks) == 1


@pytest.mark.parametrize(
    ("body", "headers", "key", "to"),
    [
        ({"to": "a@b.example", "id": "e1"}, {}, "e1", "a@b.example"),
        ({"data": {"to": "a@b.example"}, "idempotency_key": "k"}, {}, "k", "a@b.example"),
        ({"to": ["a@b.example"]}, {"idempotency-key": "h"}, "h", "a@b.example"),
        ({"to": {"email": "a@b.example"}, "id": 7}, {"webhook-id": "w"}, "w", "a@b.example"),
        ({}, {}, "", ""),
    ],
)
async def test_each_mail_keeps_its_recipient_and_key(
    sandbox: Sandbox,
    http: httpx.AsyncClient,
    body: dict[str, object],
    headers: dict[str, str],
    key: str,
    to: str,
) -> None:
    """Wherever the caller put them."""
    await http.post(sandbox.make_mailer_url, json=body, headers=headers)
    (mail,) = sandbox.make_mails
    assert (mail.key, mail.to, mail.message) == (key, to, body)
    assert sandbox.hooks[0].key == key


@pytest.mark.parametrize("deduplicates", [False, True])
async def test_a_mail_asked_for_twice_is_seen_by_a_checker(
    sandbox: Sandbox, http: httpx.AsyncClient, *, deduplicates: bool
) -> None:
    """Unless the scenario looks up its key; then the first answer is given again."""
    sandbox.change(make_deduplicates=deduplicates)
    said = []
    for _ in range(2):
        body = {"to": "a@b.example", "id": "e1"}
        said.append((await http.post(sandbox.make_mailer_url, json=body)).json()["message_id"])
    books = (await http.get(f"{sandbox.control_url}/books")).json()["make_mails"]
    listed = (await http.get(f"{sandbox.control_url}/make_mails")).json()
    repeated = [{"key": "e1", "recipient": "a@b.example", "copies": 2}]
    assert books["repeated"] == ([] if deduplicates else repeated)
    assert books["sent"] == listed["total"] == (1 if deduplicates else 2)
    assert (said[0] == said[1]) is deduplicates


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, "Queue is full."),
        (401, ""),
        (410, "Webhook not found."),
        (429, "Too many requests"),
        (500, "Scenario failed to complete."),
        (503, ""),
    ],
)
async def test_each_refusal_is_in_makes_words(
    sandbox: Sandbox, http: httpx.AsyncClient, status: int, text: str
) -> None:
    """And nothing is kept."""
    sandbox.change(faults=[{"route": "make", "kind": "status", "status": status}])
    answer = await http.post(sandbox.make_url, json={})
    assert (answer.status_code, answer.text) == (status, text)
    assert not sandbox.hooks
    told = "Validation failed for 1 parameter(s)."
    sandbox.change(faults=[{"route": "make.hook", "kind": "status", "status": 400, "body": told}])
    assert (await http.post(sandbox.make_url, json={})).text == told
