"""A leave is used within five seconds or not at all: also by a request that connects first."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from cam.adapters.make.mailer import BODY_WITHIN, MakeMailer
from cam.ports.mailer import SendStatus
from cam.testing.clock import FrozenClock
from cam.testing.contracts.mailer import Leave, a_mail

LATE = BODY_WITHIN + 0.1
TAKEN = json.dumps({"ok": True, "message_id": "<1.mailer@x.example>"}).encode()
ANSWER = b"HTTP/1.1 200 x\r\ncontent-length: %d\r\n\r\n%s" % (len(TAKEN), TAKEN)
LOOKS = ("asked", "allowed", "connected", "head written")
"""When the mailer looks at the time, in this order."""


class Scenario:
    """A real server, and what of a request has reached it."""

    def __init__(self) -> None:
        self.heads = 0
        self.bodies = 0
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads += 1
            fields = dict(line.split(b": ", 1) for line in head.lower().splitlines()[1:-1])
            await reader.readexactly(int(fields[b"content-length"]))
            self.bodies += 1
            writer.write(ANSWER)
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@pytest.fixture
async def scenario() -> AsyncIterator[tuple[Scenario, str]]:
    """The scenario, and its address."""
    scenario = Scenario()
    server = await asyncio.start_server(scenario.serve, "127.0.0.1", 0)
    async with server:
        yield scenario, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"


@pytest.mark.parametrize(
    ("late_at", "status", "heads"),
    [
        ("", SendStatus.SENT, 1),
        ("allowed", SendStatus.DEFERRED, 0),
        ("connected", SendStatus.DEFERRED, 0),
        ("head written", SendStatus.UNKNOWN, 1),
    ],
)
async def test_a_process_that_stood_still_writes_no_whole_request(
    scenario: tuple[Scenario, str], late_at: str, status: SendStatus, heads: int
) -> None:
    """Nothing written is definite; a head without its body is nobody's mail, but who knows."""
    peer, url = scenario
    on_time = LOOKS.index(late_at) if late_at else len(LOOKS)
    looked = 0

    def monotonic() -> float:
        nonlocal looked
        looked += 1
        return 0.0 if looked <= on_time else LATE

    mailer = MakeMailer(url, FrozenClock(), monotonic=monotonic)
    result = await mailer.send(a_mail(), Leave())
    await mailer.aclose()
    assert result.status is status
    assert peer.bodies == (status is SendStatus.SENT)
    assert peer.heads <= heads
    assert peer.connections == (late_at != "allowed")
