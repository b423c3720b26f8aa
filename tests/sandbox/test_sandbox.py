"""The sandbox as a whole: where it listens, what it tells, how it ends."""

import ast
import asyncio
import json
import signal
import sys
from pathlib import Path

import aiosmtplib
import httpx
import pytest

import cam.sandbox
from cam.sandbox import Sandbox, Settings


def test_the_sandbox_imports_nothing_else_of_cam() -> None:
    for file in Path(cam.sandbox.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            assert all(n.startswith("cam.sandbox") or n.split(".")[0] != "cam" for n in names)


async def test_the_environment_points_at_this_sandbox(sandbox: Sandbox) -> None:
    told = sandbox.environment()
    assert told["APOLLO_BASE_URL"].startswith("http://127.0.0.1:")
    assert told["SMTP_PORT"] == str(sandbox.smtp_port) != "0"
    assert told["SMTP_TLS"] == "none"


async def test_settings_of_the_start_come_back_with_a_reset() -> None:
    async with Sandbox(people=10, credits=5, settings=Settings(make_limit=9)) as sandbox:
        sandbox.change(make_limit=1, apollo_credits=0)
        sandbox.reset()
        assert (sandbox.dials.now.make_limit, sandbox.dials.now.apollo_credits) == (9, 5)


async def test_latency_is_added_to_every_http_answer_but_not_to_the_control_plane() -> None:
    loop = asyncio.get_running_loop()
    async with Sandbox(people=10, latency=0.1) as sandbox, httpx.AsyncClient() as client:
        started = loop.time()
        await client.get(f"{sandbox.control_url}/books")
        told = loop.time() - started
        await client.post(sandbox.make_url, json={})
        assert told < 0.1 <= loop.time() - started - told


async def test_two_sandboxes_live_side_by_side() -> None:
    async with Sandbox(people=10) as one, Sandbox(people=10) as two, httpx.AsyncClient() as client:
        assert one.http_url != two.http_url
        await client.post(one.make_url, json={})
        assert (len(one.hooks), len(two.hooks)) == (1, 0)


async def test_the_books_count_by_route_and_status(
    sandbox: Sandbox, apollo: httpx.AsyncClient, http: httpx.AsyncClient
) -> None:
    await apollo.post("/mixed_people/api_search")
    await apollo.post("/nothing")
    books = (await http.get(f"{sandbox.control_url}/books")).json()
    assert books["requests"] == {"apollo.search": 1, "apollo.unknown": 1}
    assert books["statuses"] == {"apollo": {"200": 1, "404": 1}}


async def test_as_a_process_it_tells_its_addresses_and_ends_on_sigterm() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cam.sandbox", "--people", "50", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())
    await aiosmtplib.send(
        "Message-ID: <1@a.example>\r\n\r\nHi\r\n",
        sender="me@sender.example",
        recipients=["you@acme.example"],
        hostname=told["smtp_host"],
        port=told["smtp_port"],
    )
    async with httpx.AsyncClient() as client:
        mails = (await client.get(f"{told['control_url']}/mails")).json()
        assert [mail["message_id"] for mail in mails["mails"]] == ["<1@a.example>"]
        faults = [{"route": "make", "kind": "drop"}]
        await client.put(f"{told['control_url']}/settings", json={"faults": faults})
        with pytest.raises(httpx.ReadError):
            await client.post(told["make_url"], json={})
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), timeout=5) == 0
