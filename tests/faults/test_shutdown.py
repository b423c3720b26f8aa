"""`cam serve` is told to end while mails go out."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from cam.app.http.server import GAVE_UP
from cam.sandbox import Fault, Sandbox
from integration.stage import Stage, a_draft, imported, lived, people, until
from postgres_server import eventually

from .processes import SERVE, Serving, serving
from .witness import broken_promises

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")
PEOPLE = 12
SLOW = Fault(route="smtp.dot", kind="slow", seconds=0.4)
SILENT = Fault(route="smtp.dot", kind="accept_then_hang", skip=2)
SHORT_GRACE = SERVE.replace(
    "sys.exit", "from cam.app.http import server\nserver.GRACE_SECONDS = 1\nsys.exit"
)


@pytest.fixture(params=["sqlite", "postgres"])
def stage(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    """Either database."""
    name = "database_url" if request.param == "sqlite" else "postgres_url"
    return Stage(sandbox, request.getfixturevalue(name))


@asynccontextmanager
async def sending(stage: Stage, fault: Fault, code: str = SERVE) -> AsyncIterator[Serving]:
    """The service, two mails at a time under way, and two of twelve arrived."""
    async with stage.cam(*FINDERS) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(PEOPLE))
    stage.sandbox.change(faults=[fault])
    async with serving(stage.environment(*FINDERS, SMTP_CONNECTIONS="2"), code) as service:
        answer = await service.client.post("/api/cam/run-all?dry_run=false")
        assert answer.status_code == 202
        await until(lambda: len(stage.recipients) > 2)
        yield service


async def the_rest(stage: Stage) -> None:
    """A cycle of another process, when the mail server is well again."""
    stage.sandbox.change(faults=[])
    async with stage.cam(*FINDERS) as cam:
        ((campaign_id,),) = stage.rows("SELECT id FROM campaign")
        campaign = (await cam.campaign(campaign_id)).campaign
        await lived(cam, campaign)
    assert broken_promises(stage, people=PEOPLE, limit=20) == []


async def test_told_to_end_it_lets_mails_end_and_leaves_nothing_behind(stage: Stage) -> None:
    """Not ready at once; exit code 0; nothing claimed, nothing unknown."""
    async with sending(stage, SLOW) as service:
        line = await asyncio.open_connection(service.client.base_url.host, service.port)
        service.process.tell(signal.SIGTERM)
        assert await readiness(*line) in (503, None)
        assert await service.process.ended() == 0
    states = stage.states()
    assert states == {"sent": len(stage.recipients), "queued": PEOPLE - len(stage.recipients)}
    assert stage.quota_used() == len(stage.recipients) < PEOPLE
    assert stage.rows("SELECT status FROM run WHERE status IN ('queued', 'running')") == []
    await the_rest(stage)
    assert stage.states() == {"sent": PEOPLE}


async def refused(service: Serving) -> None:
    """Returns once it no longer listens: the first signal has arrived."""

    async def is_refused() -> bool:
        try:
            await service.client.get("/readyz", headers={"connection": "close"})
        except httpx.TransportError:
            return True
        return False

    await eventually(is_refused)


async def readiness(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int | None:
    """What a connection that stands already is told; None when it is closed."""
    writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    status = (await reader.readline()).split()
    writer.close()
    return int(status[1]) if status else None


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
async def test_told_twice_it_ends_within_two_seconds(stage: Stage, told: signal.Signals) -> None:
    """A mail whose answer does not come is unknown afterwards; nothing is sent twice or lost."""
    async with sending(stage, SILENT) as service:
        service.process.tell(told)
        await refused(service)
        service.process.tell(told)
        asked_again = time.monotonic()
        assert await service.process.ended() == GAVE_UP
        assert time.monotonic() - asked_again < 2
        assert any("the next run settles them" in line for line in service.process.said)
    assert set(stage.states()) <= {"sent", "authorized", "claimed", "queued"}
    await the_rest(stage)
    assert stage.states().keys() == {"sent", "unknown"}
    assert len(stage.recipients) == PEOPLE


async def test_the_grace_is_the_longest_that_it_waits(stage: Stage) -> None:
    """For a mail server that says nothing more."""
    async with sending(stage, SILENT, SHORT_GRACE) as service:
        service.process.tell(signal.SIGTERM)
        assert await service.process.ended() == GAVE_UP
    await the_rest(stage)
    assert len(stage.recipients) == PEOPLE


async def test_whoever_asks_while_it_ends_is_told_or_refused(stage: Stage) -> None:
    """No run is begun that nobody finishes."""
    async with sending(stage, SLOW) as service:
        service.process.tell(signal.SIGTERM)
        try:
            answer = await service.client.post("/api/cam/run-all?dry_run=false")
            assert answer.status_code in (200, 202, 503)
        except httpx.TransportError:
            pass
        assert await service.process.ended() == 0
    assert not stage.states().keys() & {"claimed", "authorized", "unknown"}
    await the_rest(stage)
