"""Make's hooks: accepted is not processed, and the gateway has its limits."""

import httpx

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
