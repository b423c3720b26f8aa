"""HTTP to a provider: bounded, patient, never repeating what may have been paid for."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.answer import Answer
from cam.adapters.http import IN_FLIGHT, ProviderHttp
from cam.domain.model.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderUnavailable,
    RateLimited,
)
from cam.testing.clock import FrozenClock

Reaction = httpx.Response | Exception


class Peer:
    """Reacts to each request with the next of its reactions, the last one for ever."""

    def __init__(self, *reactions: Reaction) -> None:
        self.reactions = reactions
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reaction = self.reactions[min(len(self.requests), len(self.reactions)) - 1]
        if isinstance(reaction, Exception):
            raise reaction
        return httpx.Response(
            reaction.status_code, headers=reaction.headers, content=reaction.content
        )


def connected(peer: Callable[[httpx.Request], httpx.Response], **settings: Any) -> ProviderHttp:
    transport = httpx.MockTransport(peer)
    return ProviderHttp(
        "peer", "https://p.test/s3cret", FrozenClock(), transport=transport, **settings
    )


async def test_a_safe_request_survives_two_bad_moments() -> None:
    """5xx and a lost connection are tried again."""
    peer = Peer(httpx.Response(502), httpx.ReadTimeout("slow"), httpx.Response(200, text="ok"))
    answer = await connected(peer).request("GET", "/x", retry=True)
    assert (answer.status, answer.body, len(peer.requests)) == (200, b"ok", 3)


async def test_a_safe_request_is_given_up_after_a_few_tries() -> None:
    """The last answer is handed on."""
    peer = Peer(httpx.Response(503))
    assert (await connected(peer).request("GET", "/x", retry=True)).status == 503
    assert len(peer.requests) == 4


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ReadTimeout("x"),
        httpx.ReadError("x"),
        httpx.WriteTimeout("x"),
        httpx.RemoteProtocolError("x"),
    ],
)
async def test_a_paid_request_that_may_have_been_taken_is_never_repeated(
    failure: Exception,
) -> None:
    """Its outcome is unknown."""
    peer = Peer(failure, httpx.Response(200))
    with pytest.raises(OutcomeUnknown):
        await connected(peer).request("POST", "/x", retry=False)
    assert len(peer.requests) == 1


async def test_a_paid_request_is_not_repeated_after_a_server_error() -> None:
    """A 500 may have been charged."""
    peer = Peer(httpx.Response(500))
    assert (await connected(peer).request("POST", "/x", retry=False)).status == 500
    assert len(peer.requests) == 1


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("x"),
        httpx.ConnectTimeout("x"),
        httpx.PoolTimeout("x"),
        httpx.Response(429),
    ],
)
async def test_a_paid_request_that_was_surely_not_taken_is_repeated(failure: Reaction) -> None:
    """No connection, or 429."""
    peer = Peer(failure, httpx.Response(200))
    assert (await connected(peer).request("POST", "/x", retry=False)).status == 200


async def test_a_429_is_waited_for_as_long_as_it_asks() -> None:
    """Seconds and dates alike, through the clock."""
    clock = FrozenClock()
    date = "Mon, 05 Jan 2026 09:00:20 GMT"
    peer = Peer(
        httpx.Response(429, headers={"retry-after": "7"}),
        httpx.Response(429, headers={"retry-after": date}),
        httpx.Response(200),
    )
    http = ProviderHttp("peer", "https://p.test", clock, transport=httpx.MockTransport(peer))
    await http.request("GET", "/x", retry=True)
    assert clock.slept == [7.0, 13.0]


async def test_a_wait_too_long_is_handed_on() -> None:
    """RateLimited names it; nothing was waited."""
    peer = Peer(httpx.Response(429, headers={"retry-after": "3600"}))
    with pytest.raises(RateLimited) as limited:
        await connected(peer).request("GET", "/x", retry=True)
    assert limited.value.retry_after == timedelta(hours=1)
    assert len(peer.requests) == 1


async def test_redirects_are_not_followed() -> None:
    """The key goes nowhere else."""
    peer = Peer(httpx.Response(302, headers={"location": "https://evil.test/"}))
    assert (await connected(peer).request("GET", "/x", retry=True)).status == 302
    assert len(peer.requests) == 1


async def test_an_endless_answer_is_cut_off() -> None:
    """No provider fills the memory."""
    pieces = 0

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            nonlocal pieces
            while True:
                pieces += 1
                yield b"x" * 100_000

    http = connected(lambda _: httpx.Response(200, stream=Endless()), max_body=1_000_000)
    with pytest.raises(ProviderUnavailable, match="longer than"):
        await http.request("POST", "/x", retry=False)
    assert pieces == 11


async def test_no_message_and_no_log_tells_the_url(caplog: pytest.LogCaptureFixture) -> None:
    """A webhook's URL is its credential."""
    caplog.set_level(logging.DEBUG)
    peer = Peer(httpx.Response(200), httpx.ReadTimeout("https://p.test/s3cret"))
    http = connected(peer, tries=1)
    await http.request("GET", "/x", retry=True)
    with pytest.raises(ProviderError) as error:
        await http.request("GET", "/x", retry=True)
    assert "s3cret" not in f"{error.value!s} {error.value!r} {caplog.text}"
    assert error.value.__suppress_context__


async def test_a_malformed_address_is_a_provider_error() -> None:
    """Not an InvalidURL of httpx's."""
    http = ProviderHttp("peer", "ftp://p.test", FrozenClock())
    with pytest.raises(ProviderUnavailable):
        await http.request("GET", "/x", retry=True)
    await http.aclose()
    with pytest.raises(ProviderError):
        await connected(Peer()).request("GET", "/x", params=[("q", "x" * 70_000)], retry=True)


@pytest.mark.parametrize("native", [True, False])
async def test_a_request_in_flight_is_never_cancelled(native: bool) -> None:
    """Neither by a scope nor by Task.cancel; closing waits for it."""
    begun, let_go, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_: httpx.Request) -> httpx.Response:
        begun.set()
        await let_go.wait()
        ended.set()
        return httpx.Response(200)

    http = ProviderHttp(
        "peer", "https://p.test", FrozenClock(), transport=httpx.MockTransport(slow)
    )
    scope = anyio.CancelScope()

    async def ask() -> None:
        with scope:
            await http.request("POST", "/x", retry=False)

    asking = asyncio.create_task(ask())
    await begun.wait()
    if native:
        asking.cancel()
    else:
        scope.cancel()
    await asyncio.sleep(0)
    assert not ended.is_set()
    asyncio.get_running_loop().call_soon(let_go.set)
    await http.aclose()
    assert ended.is_set()
    await asyncio.gather(asking, return_exceptions=True)


async def test_at_most_ten_fly_at_once() -> None:
    """The others wait for their turn, and may still be cancelled there."""
    flying, most = 0, 0

    async def count(_: httpx.Request) -> httpx.Response:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0.001)
        flying -= 1
        return httpx.Response(200)

    http = ProviderHttp(
        "peer", "https://p.test", FrozenClock(), transport=httpx.MockTransport(count)
    )
    await asyncio.gather(*(http.request("GET", "/x", retry=True) for _ in range(50)))
    assert most == IN_FLIGHT


@pytest.fixture
async def moody_port() -> AsyncIterator[int]:
    """A server that answers every other request, a little late."""
    doors: set[asyncio.StreamWriter] = set()
    asked = itertools.count()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        doors.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if next(asked) % 2 or b" /calm " in head:
                    await asyncio.sleep(0.005)
                    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    for door in doors:
        door.close()
    server.close()
    await server.wait_closed()


async def test_after_a_storm_of_timeouts_and_cancellations_the_client_still_serves(
    moody_port: int,
) -> None:
    """A bare httpx 0.28 answers nothing but PoolTimeout after this (reliability.md, fact 8)."""
    url, quick = f"http://127.0.0.1:{moody_port}", httpx.Timeout(0.02)
    http = ProviderHttp("peer", url, FrozenClock(), timeout=quick, tries=1)

    async def impatient(patience: float) -> None:
        with contextlib.suppress(TimeoutError, ProviderUnavailable):
            async with asyncio.timeout(patience):
                await http.request("GET", "/storm", retry=True)

    for _ in range(20):
        await asyncio.gather(*(impatient(0.0005 * (n % 40)) for n in range(60)))
    served = 0
    for _ in range(20):  # a busy machine may miss some of the 20 ms
        with contextlib.suppress(ProviderUnavailable):
            served += (await http.request("GET", "/calm", retry=True)).status == 200
    assert served
    await http.aclose()


@given(st.text(max_size=40) | st.integers().map(str) | st.datetimes().map(str))
def test_any_retry_after_is_a_wait_or_none(value: str) -> None:
    """Whatever the header holds."""
    wait = Answer(429, {"retry-after": value}, b"").retry_after(datetime(2026, 1, 5, tzinfo=UTC))
    assert wait is None or wait >= timedelta()


@given(st.binary(max_size=2_000))
def test_any_body_has_an_excerpt_fit_for_a_reason(body: bytes) -> None:
    """One line, short."""
    excerpt = Answer(500, {}, body).excerpt
    assert "\n" not in excerpt
    assert len(excerpt) <= 200
