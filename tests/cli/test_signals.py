"""A live run that is told to end lets the mails under way end, and leaves nothing claimed."""

import asyncio
import json
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from cam.app.cli.signals import INTERRUPTED
from cam.sandbox import Fault, Sandbox

from .shell import Shell

PEOPLE = "email,first name\n" + "".join(f"p{n}@firm{n}.example,Ada\n" for n in range(60))


CYCLE = ("run-cycle", "--campaign-id", "1", "--no-dry-run", "--json")
ALL = ("run-all", "--no-dry-run", "--json")


@asynccontextmanager
async def sending(
    cam: Shell, sandbox: Sandbox, live: tuple[str, ...]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command, while it sends sixty mails: the first of them have arrived."""
    del cam.environment["APOLLO_API_KEY"]
    cam.environment["SMTP_CONNECTIONS"] = "2"
    await cam("campaign", "create", "--name", "X", "--now", "--max-emails-per-day", "100")
    await cam("import", cam.file("people.csv", PEOPLE), "--campaign-id", "1")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cam.app.cli", *live),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=cam.folder,
        env=cam.environment,
    )
    async with asyncio.timeout(30):
        while len(sandbox.mails) < 4:  # noqa: ASYNC110 - the sink has no event to wait for
            await asyncio.sleep(0.01)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@pytest.mark.parametrize("live", [CYCLE, ALL], ids=["run-cycle", "run-all"])
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_end_it_ends_in_order(
    cam_there: Shell, sandbox: Sandbox, told: signal.Signals, live: tuple[str, ...]
) -> None:
    """Exit code 0 with the report; what was not sent is queued; the next run sends the rest."""
    cam = cam_there
    sandbox.change(latency=0.03)
    async with sending(cam, sandbox, live) as process:
        process.send_signal(told)
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    assert b"stopping" in err
    run = json.loads(out)
    sent = len(sandbox.mails)
    assert (run["status"], run["reports"][0]["outreach_sent"]) == ("stopped", sent)
    assert sent < 60
    assert states(cam) == {"sent": sent, "queued": 60 - sent}
    sandbox.change(latency=0.0)
    assert (await cam(*live)).code == 0
    assert states(cam) == {"sent": 60}
    assert sandbox.sink.repeated() == {}


async def test_told_twice_it_ends_within_two_seconds(cam_there: Shell, sandbox: Sandbox) -> None:
    """Though the mail server says nothing more; the next run calls unknown what may be out."""
    cam = cam_there
    silent = Fault(route="smtp.dot", kind="accept_then_hang", skip=2)
    sandbox.change(faults=[silent])
    async with sending(cam, sandbox, CYCLE) as process:
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        async for line in process.stderr:
            if b"once more to end at once" in line:
                break
        process.send_signal(signal.SIGTERM)
        asked_again = time.monotonic()
        assert await process.wait() == INTERRUPTED
        assert time.monotonic() - asked_again < 2
    sandbox.change(faults=[])
    await cam(*CYCLE)
    assert states(cam) == {"sent": 58, "unknown": 2}
    assert (len(sandbox.mails), sandbox.sink.repeated()) == (60, {})


def states(cam: Shell) -> Counter[str]:
    """How many attempts stand where."""
    with sqlite3.connect(cam.folder / "cam.db") as connection:
        found = Counter(state for (state,) in connection.execute("SELECT state FROM attempt"))
    connection.close()
    return found
