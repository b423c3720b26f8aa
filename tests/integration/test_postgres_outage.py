"""Postgres goes away and comes back: the service waits, says so, and goes on by itself."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from cam.app.composition import migrated
from cam.app.doctor import State, checkup
from cam.app.settings import Settings
from cam.sandbox import Fault, Sandbox
from postgres_server import PostgresServer, eventually, own_server, told

from .stage import Stage, a_draft, imported, lived, people, python, until

RECOVERS_WITHIN = 10.0
SERVE = """
import sys
from cam.app.http.server import run
from cam.app.settings import Settings
sys.exit(run(Settings.read()))
"""
FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")


@pytest.fixture(scope="module")
def shared() -> Iterator[PostgresServer]:
    """A server of these tests' own."""
    with own_server() as server:
        yield server


@pytest.fixture
async def server(shared: PostgresServer) -> AsyncIterator[PostgresServer]:
    """It runs, and its database is empty; it runs again after the test."""
    name = f"cam_{time.monotonic_ns()}"
    await told(shared.url, f"CREATE DATABASE {name}")
    shared.database = name
    yield shared
    if not shared.is_running:
        await asyncio.to_thread(shared.start)


class Serving:
    """`cam serve` in a process of its own."""

    client: httpx.AsyncClient

    def __init__(self, line: Callable[[], str]) -> None:
        self.line = line
        self.said: list[str] = []

    async def says(self, word: str) -> str:
        """The line of its log with that word, which it has said or will say."""
        async with asyncio.timeout(20):
            while not (found := [line for line in self.said if word in line]):
                self.said.append(await asyncio.to_thread(self.line))
                assert self.said[-1], f"it ended without a word of {word!r}: {self.said}"
        return found[-1]

    async def status(self, path: str) -> int:
        """What it answers; a 503 must be a whole one."""
        answer = await self.client.get(path)
        if answer.status_code == 503:
            assert answer.json()["code"] == "database_unavailable"
            assert "127.0.0.1:" in answer.json()["detail"]
            assert int(answer.headers["retry-after"]) > 0
        return answer.status_code

    async def ready_again(self) -> float:
        """Seconds until it is ready."""
        began = time.monotonic()

        async def is_ready() -> bool:
            return await self.status("/readyz") == 200

        await eventually(is_ready)
        return time.monotonic() - began


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[tuple[Serving, Callable[[int], None]]]:
    """The service, listening; and how to end it."""
    with python(SERVE, {"CAM_DATABASE_URL": url, "CAM_PORT": "0"}) as process:
        assert process.stderr is not None
        service = Serving(process.stderr.readline)
        address = (await service.says("CAM listens on ")).split()[3].rstrip(",")
        async with httpx.AsyncClient(base_url=address) as service.client:

            def end(expected: int) -> None:
                if expected == 0:
                    process.send_signal(signal.SIGTERM)
                assert process.wait(30) == expected

            yield service, end


async def test_serve_waits_for_its_database_and_lives_through_an_outage(
    server: PostgresServer,
) -> None:
    """Away at the start, then there, then crashed, then there again; nobody restarts anything."""
    await migrated(Settings(database_url=server.database_url))
    await asyncio.to_thread(server.stop)
    async with serving(server.database_url) as (service, end):
        assert "connection refused" in await service.says("waiting for the database")
        assert await service.status("/healthz") == 200
        for path in ("/readyz", "/api/cam/campaigns", "/api/cam/runs"):
            assert await service.status(path) == 503
        await asyncio.to_thread(server.start)
        assert await service.ready_again() < RECOVERS_WITHIN
        await service.says("the database is there")
        assert await service.status("/api/cam/campaigns") == 200
        for _ in range(2):
            await asyncio.to_thread(server.stop)
            for path in ("/readyz", "/api/cam/campaigns", "/api/cam/runs"):
                assert await service.status(path) == 503
            answer = await service.client.post("/api/cam/run-all?dry_run=false")
            assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
            assert await service.status("/healthz") == 200
            await asyncio.to_thread(server.start)
            assert await service.ready_again() < RECOVERS_WITHIN
            assert await service.status("/api/cam/campaigns") == 200
        end(0)


async def test_serve_ends_when_the_database_that_comes_has_no_schema(
    server: PostgresServer,
) -> None:
    """1, and what to do: no route has touched it."""
    await asyncio.to_thread(server.stop)
    async with serving(server.database_url) as (service, end):
        await service.says("waiting for the database")
        await asyncio.to_thread(server.start)
        assert "cam migrate" in await service.says("cam: ")
        end(1)


async def test_serve_that_waits_ends_when_told(server: PostgresServer) -> None:
    """0, at once."""
    await asyncio.to_thread(server.stop)
    async with serving(server.database_url) as (service, end):
        await service.says("waiting for the database")
        end(0)


async def test_the_doctor_looks_at_postgres(server: PostgresServer) -> None:
    """No schema, a schema, no server: each is told."""
    settings = Settings(database_url=server.database_url)

    async def said() -> tuple[State, str]:
        check = (await checkup(settings)).checks[0]
        return check.state, check.detail

    state, detail = await said()
    assert (state, "cam migrate" in detail) == (State.FAILED, True)
    before, after = await migrated(settings)
    assert (before, after) == ("", (await migrated(settings))[0])
    assert (await said())[0] is State.OK
    await asyncio.to_thread(server.stop)
    state, detail = await said()
    assert state is State.FAILED
    assert f"cannot reach the database at 127.0.0.1:{server.port}: connection refused" in detail


@pytest.mark.parametrize("after", [1, 4])
async def test_a_crash_of_the_server_while_mails_go_out_sends_none_twice(
    server: PostgresServer, sandbox: Sandbox, after: int
) -> None:
    """What was under way is recorded when the server is back; the next cycle does the rest."""
    await migrated(Settings(database_url=server.database_url))
    stage = Stage(sandbox, server.database_url)
    sandbox.change(faults=[Fault(route="smtp.dot", kind="slow", seconds=0.2)])
    async with stage.cam(*FINDERS, SMTP_CONNECTIONS="3") as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(12))
        run = await cam.run_cycle(campaign.id, dry_run=False)
        await until(lambda: len(sandbox.mails) >= after)
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(1.0)  # mails end while it is away
        await asyncio.to_thread(server.start)
        done = await cam.runs.wait(run.id, 60)
        assert done.status.is_over
        sandbox.change(faults=[])
        reports = [await lived(cam, campaign) for _ in range(2)]
        assert reports[-1].errors == ()
    got = Counter(stage.recipients)
    assert set(got.values()) == {1}
    states = stage.states()
    assert set(states) <= {"sent", "unknown"}
    assert sum(states.values()) == 12
    assert states["sent"] <= got.total() <= 12
    assert stage.quota_used() == 12
