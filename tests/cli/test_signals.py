"""A live run that is told to end lets the mails under way end, and leaves nothing claimed."""

import asyncio
import json
import signal
import sqlite3
import sys
from collections import Counter

import pytest

from cam.sandbox import Sandbox

from .shell import Shell

PEOPLE = "email,first name\n" + "".join(f"p{n}@firm{n}.example,Ada\n" for n in range(60))


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_end_it_ends_in_order(
    cam_there: Shell, sandbox: Sandbox, told: signal.Signals
) -> None:
    """Exit code 0 with the report; what was not sent is queued; the next run sends the rest."""
    cam = cam_there
    del cam.environment["APOLLO_API_KEY"]
    cam.environment["SMTP_CONNECTIONS"] = "2"
    await cam("campaign", "create", "--name", "X", "--now", "--max-emails-per-day", "100")
    await cam("import", cam.file("people.csv", PEOPLE), "--campaign-id", "1")
    sandbox.change(latency=0.03)
    live = ("run-cycle", "--campaign-id", "1", "--no-dry-run", "--json")
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


def states(cam: Shell) -> Counter[str]:
    """How many attempts stand where."""
    with sqlite3.connect(cam.folder / "cam.db") as connection:
        found = Counter(state for (state,) in connection.execute("SELECT state FROM attempt"))
    connection.close()
    return found
