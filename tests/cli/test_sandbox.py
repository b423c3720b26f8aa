"""The sandbox serves and tells its addresses; its settings point CAM at it."""

import asyncio
import json
import shlex
import signal
import sys

import httpx
import pytest

from .shell import Shell

FEW = ("--people", "200")


async def test_the_settings_can_be_evaluated_by_a_shell(cam: Shell) -> None:
    """`eval "$(cam sandbox --env)"`: exports only, the same as --json tells."""
    answer, as_json = await cam("sandbox", "--env"), await cam("sandbox", "--env", "--json")
    assert (answer.code, as_json.code) == (0, 0)
    words = [shlex.split(line) for line in answer.out.splitlines()]
    assert all(word[0] == "export" and len(word) == 2 for word in words)
    told = dict(word[1].split("=", 1) for word in words)
    assert told == as_json.json["environment"]
    assert told["SMTP_PORT"] == "2525"
    assert told["CAM_POSTAL_ADDRESS"]


async def test_it_serves_until_it_is_told_to_stop(cam: Shell) -> None:
    """One line of JSON once it answers; `--env` with its ports tells the same settings."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cam.app.cli", "sandbox", *FEW),
        *("--http-port", "0", "--smtp-port", "0"),
        stdout=asyncio.subprocess.PIPE,
        env=cam.environment,
    )
    assert process.stdout is not None
    ready = json.loads(await process.stdout.readline())
    ports = ready["http_url"].rpartition(":")[2], str(ready["smtp_port"])
    taken = await cam("sandbox", *FEW, "--http-port", ports[0], "--smtp-port", "0")
    assert (taken.code, "cannot listen" in taken.err) == (1, True)
    env = ("sandbox", "--env", "--json", "--http-port", ports[0], "--smtp-port", ports[1])
    told = (await cam(*env)).json["environment"]
    assert told.items() >= ready["environment"].items()
    assert (await cam("doctor", **told)).code == 0
    process.send_signal(signal.SIGTERM)
    rest, _ = await process.communicate()
    assert (rest, process.returncode) == (b"", 0)


async def test_serve_refuses_an_open_address(cam: Shell) -> None:
    """Without keys only loopback; said in one sentence."""
    answer = await cam("serve", "--host", "0.0.0.0", "--port", "0", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "invalid_input")


async def test_faults_and_settings_of_the_start_are_in_force(cam: Shell) -> None:
    """`--fault`, again and again, and `--settings`; what a reset brings back."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cam.app.cli", "sandbox", *FEW),
        *("--http-port", "0", "--smtp-port", "0", "--settings", '{"apollo_credits": 5}'),
        *("--fault", "route=make kind=status status=429 retry_after=7"),
        *("--fault", '{"route": "apollo", "kind": "out_of_credits"}'),
        stdout=asyncio.subprocess.PIPE,
        env=cam.environment,
    )
    assert process.stdout is not None
    ready = json.loads(await process.stdout.readline())
    async with httpx.AsyncClient() as client:
        told = (await client.get(f"{ready['control_url']}/settings")).json()
        refused = await client.post(ready["make_url"], json={})
    assert [fault["kind"] for fault in told["faults"]] == ["status", "out_of_credits"]
    assert (told["apollo_credits"], told["dropcontact_delay"]) == (5, 0.2)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "7")
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--fault", "route=apolo kind=drop", "no such route: apolo"),
        ("--fault", "route=apollo kind=dropp", "dropp"),
        ("--fault", "route=apollo", "kind"),
        ("--settings", '{"latencie": 1}', "latencie"),
        ("--settings", "latency=1", "JSON"),
    ],
)
async def test_a_switch_that_is_none_is_refused(
    cam: Shell, option: str, value: str, why: str
) -> None:
    """In one sentence, before anything listens."""
    answer = await cam("sandbox", *FEW, option, value)
    assert (answer.code, why in answer.err) == (1, True)
    assert not answer.out
