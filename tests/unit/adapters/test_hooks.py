"""The transport of announcements: every failure is told, none leaks, none is followed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import pytest

from cam.adapters.hooks import HookTransport
from cam.adapters.make.webhook import MakeWebhook
from cam.domain.model.event import Event, EventType, announcement
from cam.ports.webhook_notifier import DeliveryStatus
from cam.testing.clock import FrozenClock

ANSWERS = {
    "hangs up": b"",
    "is no HTTP": b"\x00\x01 nonsense\r\n\r\n",
    "promises more than it sends": b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
    "has a broken header": b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
    "has a broken status": b"HTTP/1.1 abc\r\n\r\n",
    "points elsewhere": b"HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
    "fails": b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n",
}


def event() -> Event:
    """An announcement."""
    at = FrozenClock().now()
    return announcement(UUID(int=1), EventType.LEAD_LOST, campaign_id=1, at=at, data={})


@asynccontextmanager
async def receiver(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Reads one request a connection, answers with these bytes, and closes."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook", heard
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_a_receiver_that_misbehaves_is_tried_again_later(answer: bytes) -> None:
    """Whatever it does: asked once, nothing raised, nothing followed."""
    async with receiver(answer) as (url, heard):
        hook = MakeWebhook(url, FrozenClock())
        delivery = await hook.deliver(event())
        await hook.aclose()
    assert delivery.status is DeliveryStatus.RETRY
    assert delivery.reason
    assert len(heard) == 1


async def test_a_receiver_that_is_not_there_is_tried_again_later() -> None:
    """Connection refused."""
    hook = MakeWebhook("http://127.0.0.1:1/hook", FrozenClock())
    assert (await hook.deliver(event())).status is DeliveryStatus.RETRY
    await hook.aclose()


async def test_one_that_takes_it_hears_it_once() -> None:
    """200 is delivered."""
    async with receiver(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (url, heard):
        hook = MakeWebhook(url, FrozenClock())
        assert (await hook.deliver(event())).status is DeliveryStatus.DELIVERED
        await hook.aclose()
    assert [line.split(b"\r\n")[0] for line in heard] == [b"POST /hook HTTP/1.1"]


async def test_only_so_many_connections_are_opened() -> None:
    """The limit holds for requests that come at once."""
    at_once = most = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()
        at_once -= 1

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with httpx.AsyncClient(transport=HookTransport(3), trust_env=False) as client:
        answers = await asyncio.gather(*(client.get(url) for _ in range(30)))
    assert {answer.status_code for answer in answers} == {200}
    assert most <= 3
    server.close()
    await server.wait_closed()
