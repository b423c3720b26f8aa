"""A customer's web server that keeps what is posted to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class Receiver:
    """Answers each POST with `status`; `bodies` are what came, decoded."""

    def __init__(self) -> None:
        self.status = 200
        self.bodies: list[Any] = []
        self.url = ""
        self._news = asyncio.Event()

    async def of(self, count: int) -> list[Any]:
        """The bodies once there are that many."""
        async with asyncio.timeout(5):
            while len(self.bodies) < count:
                self._news.clear()
                await self._news.wait()
        return self.bodies

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        self.bodies.append(json.loads(await reader.readexactly(length)))
        writer.write(f"HTTP/1.1 {self.status} X\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        self._news.set()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver that listens while the block lasts."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook/secret?t=1"
    async with server:
        yield receiver
