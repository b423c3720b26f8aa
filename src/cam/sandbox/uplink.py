"""The wire under one HTTP answer, so that it can be cut; and a uvicorn that runs in our loop."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cam.sandbox.exchange import Answer

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

DROPS = 256
"""Pieces of a body that drips, at most."""
_NO_LINGER = struct.pack("ii", 1, 0)


def reset(transport: asyncio.Transport) -> None:
    """Close with RST: the other side sees a broken connection, not an orderly end."""
    wire = transport.get_extra_info("socket")
    if wire is not None and not transport.is_closing():
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


class Uplink:
    """Sends one answer, half of it, or none."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send

    async def send(self, answer: Answer) -> None:
        await self._start(answer)
        await self._send({"type": "http.response.body", "body": answer.body})

    async def send_half(self, answer: Answer) -> None:
        """Promise the whole length, send half, reset."""
        await self._start(answer)
        half = answer.body[: len(answer.body) // 2]
        await self._send({"type": "http.response.body", "body": half, "more_body": True})
        await self.drop(orderly=True)

    async def send_slowly(
        self, answer: Answer, seconds: float, pause: Callable[[float], Awaitable[None]]
    ) -> None:
        """Headers at once, then the body a few bytes at a time, spread over `seconds`."""
        await self._start(answer)
        size = max(1, -(-len(answer.body) // DROPS))
        pieces = [answer.body[at : at + size] for at in range(0, len(answer.body), size)]
        for piece in pieces:
            await pause(seconds / len(pieces))
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        await self._send({"type": "http.response.body", "body": b""})

    async def drop(self, *, orderly: bool = False) -> None:
        """Close the connection without an answer; `orderly` lets written bytes arrive first."""
        transport: asyncio.Transport = self._scope["extensions"]["sandbox"]["transport"]
        if orderly:
            transport.close()
        else:
            reset(transport)
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def wait(self, closing: asyncio.Event) -> None:
        """Until the client leaves or the sandbox closes."""
        leave = asyncio.ensure_future(self._receive())
        close = asyncio.ensure_future(closing.wait())
        await asyncio.wait((leave, close), return_when=asyncio.FIRST_COMPLETED)
        for task in (leave, close):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _start(self, answer: Answer) -> None:
        headers = {"content-type": answer.content_type, "content-length": str(len(answer.body))}
        await self._send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [
                    (k.encode(), v.encode("latin-1")) for k, v in (headers | answer.headers).items()
                ],
            }
        )


class _CuttableProtocol(HttpToolsProtocol):
    """Puts the transport within reach of the application."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"sandbox": {"transport": self.transport}}


class LoopServer(uvicorn.Server):
    """A uvicorn that leaves signals alone and tells when it listens."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_CuttableProtocol,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level=None,
                access_log=False,
                server_header=False,
                backlog=1024,
                timeout_keep_alive=75,
            )
        )
        self.listening = asyncio.Event()
        self._leaving = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        """As the original, except that a stop is seen at once."""
        counter = 0
        while not self.should_exit:
            await self.on_tick(counter)
            counter = (counter + 1) % 864_000
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As the original without its pauses; answers under way get two seconds."""
        for server in self.servers:
            server.close()
        for wire in sockets or ():
            wire.close()
        for connection in tuple(self.server_state.connections):
            connection.shutdown()
        under_way = set(self.server_state.tasks)
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=2)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for server in self.servers:
            await server.wait_closed()
        await asyncio.sleep(0)

    def stop(self) -> None:
        """Close idle connections, finish answers under way, end."""
        self.should_exit = True
        self._leaving.set()


def listening_socket(port: int) -> socket.socket:
    """A socket on loopback only; port 0 lets the system choose."""
    # The protocol is named, or asyncio leaves TCP_NODELAY off and each answer waits 40 ms.
    wire = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        wire.bind(("127.0.0.1", port))
    except OSError:
        wire.close()
        raise
    wire.settimeout(0)
    return wire
