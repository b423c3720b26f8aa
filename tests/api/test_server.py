"""The real server: its start, its end, and clients that go away."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import structlog
from msgspec import structs

from cam.app.composition import World
from cam.app.http.app import create_app
from cam.app.http.server import Server, loopback, serve
from cam.app.settings import Settings
from cam.domain.model.errors import InvalidInput
from cam.domain.model.report import RunStatus

from .service import HeldMailer, Service

CODE = """
import sys
from cam.app.http.server import run
from cam.app.settings import Settings
sys.exit(run(Settings.read()))
"""


@pytest.fixture
def own_log() -> Iterator[None]:
    """serve() configures the log of its process; here it is put back."""
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "10.0.0.1", "example.com", "127.1", "2130706433", "", "localhost.x"]
)
async def test_only_loopback_is_served(settings: Settings, host: str) -> None:
    """Without API keys whoever reaches the port may do everything."""
    with pytest.raises(InvalidInput, match="loopback") as refused:
        await serve(structs.replace(settings, host=host))
    assert refused.value.field == "CAM_HOST"


@pytest.mark.parametrize(
    ("host", "address"), [("localhost", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1")]
)
def test_loopback_has_three_names(host: str, address: str) -> None:
    """Each is an address, never a name that someone else resolves."""
    assert loopback(host) == address


@pytest.mark.usefixtures("own_log")
async def test_an_empty_database_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1, and what to do."""
    assert await serve(Settings(database_url=f"sqlite:///{tmp_path}/new.db", port=0)) == 1
    assert "cam migrate" in capsys.readouterr().err


@pytest.mark.usefixtures("own_log")
async def test_a_database_out_of_reach_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1, and where it was looked for."""
    place = tmp_path / "nowhere" / "cam.db"
    assert await serve(Settings(database_url=f"sqlite:///{place}", port=0)) == 1
    assert f"there is no database at {place} yet: run `cam migrate`" in capsys.readouterr().err


@pytest.mark.usefixtures("own_log")
async def test_a_port_that_is_taken_is_told(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """1, and which."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert await serve(structs.replace(settings, port=port)) == 1
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_ends_when_told(database_url: str, sent: int) -> None:
    """One line on stderr, an answer, and exit code 0."""
    process = subprocess.Popen(
        [sys.executable, "-c", CODE],
        env={"CAM_DATABASE_URL": database_url, "CAM_PORT": "0"},
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            address = line.split()[3].rstrip(",")
            assert line == f"CAM listens on {address}, docs at {address}/docs\n"
            assert httpx.get(f"{address}/readyz").json() == {"status": "ready"}
            process.send_signal(sent)
            assert process.wait(30) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()


class Listening:
    """A real server in this event loop, on a port of its own."""

    def __init__(self, settings: Settings, mailer: HeldMailer) -> None:
        self.app = create_app(settings, world=World(mailer=mailer))
        self.server = Server(self.app)
        self.wire = socket.create_server(("127.0.0.1", 0))
        self.wire.setblocking(False)
        self.port = self.wire.getsockname()[1]

    async def begin(self) -> Service:
        """Once it answers."""
        self.task = asyncio.create_task(self.server.serve(sockets=[self.wire]))
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}")
        await self.server.listening.wait()
        return Service(self.app, client)

    async def end(self) -> None:
        """As SIGTERM does."""
        self.server.should_exit = True
        await self.task


async def test_a_client_that_goes_away_cancels_nothing(
    settings: Settings, mailer: HeldMailer
) -> None:
    """The run belongs to the service: it is done to its end, and recorded."""
    listening = Listening(settings, mailer)
    service = await listening.begin()
    async with service.client:
        number = await service.campaign(leads=1)
        path = f"/api/cam/campaigns/{number}/run-cycle?dry_run=false&wait=60"
        _, writer = await asyncio.open_connection("127.0.0.1", listening.port)
        writer.write(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await writer.drain()
        await mailer.begun.wait()
        writer.transport.abort()
        (run,) = (await service.get("/runs")).json()
        mailer.go.set()
        done = await service.cam.runs.wait(UUID(run["id"]))
        assert done.status is RunStatus.DONE
        assert done.reports[0].outreach_sent == 1
    await listening.end()
    assert len(mailer.written) == 1


async def test_the_end_lets_a_mail_under_way_end(settings: Settings, mailer: HeldMailer) -> None:
    """Whoever waits is answered with 202; the mail goes out; then the server is gone."""
    listening = Listening(settings, mailer)
    service = await listening.begin()
    async with service.client:
        number = await service.campaign(leads=1)
        path = f"/campaigns/{number}/run-cycle?dry_run=false&wait=300"
        waiting = asyncio.create_task(service.post(path))
        await mailer.begun.wait()
        ending = asyncio.create_task(listening.end())
        answer = await waiting
        assert answer.status_code == 202
        mailer.go.set()
    await ending
    assert len(mailer.written) == 1
