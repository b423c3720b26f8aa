"""A TCP proxy before Postgres that knows a COMMIT, and can lose it or its answer.

It reads the frontend's messages (PostgreSQL manual, "Message Formats"): a type, a length, a body;
only the first ones of a connection have no type. asyncpg sends COMMIT as a simple query, and
everything else by prepared statements, whose texts are remembered by name.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

from msgspec import Struct

_SSL_REQUEST = 80877103


class Lose(StrEnum):
    """What is lost; then the connection is reset."""

    QUESTION = "question"
    """The COMMIT itself: the server rolls back."""
    ANSWER = "answer"
    """Its answer: the server has committed, and nobody is told."""


class Order(Struct):
    """Which COMMIT: the `nth` from now of a transaction with a statement that has these words."""

    words: str
    nth: int
    lose: Lose
    carried_out: bool = False


class CommitProxy:
    """One order at a time; `port` is where it listens."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self.order: Order | None = None
        self.port = 0
        self._lines: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["CommitProxy"]:
        """Between here and the server while the block lasts."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for line in self._lines:
                line.cancel()
            await asyncio.gather(*self._lines, return_exceptions=True)
            await server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        upstream = await asyncio.open_connection("127.0.0.1", self._server_port)
        line = _Line(self, (reader, writer), upstream)
        back = asyncio.create_task(line.answers())
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await line.questions()
        finally:
            back.cancel()
            await asyncio.gather(back, return_exceptions=True)
            for end in (writer, upstream[1]):
                end.transport.abort()
            self._lines.discard(task)

    def lost(self, statements: set[str]) -> Lose | None:
        """What becomes of the COMMIT of a transaction with these statements."""
        order = self.order
        if order is None or order.carried_out or not any(order.words in s for s in statements):
            return None
        order.nth -= 1
        order.carried_out = order.nth == 0
        return order.lose if order.carried_out else None


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Line:
    """One client's connection."""

    def __init__(self, proxy: CommitProxy, client: Ends, server: Ends) -> None:
        self._proxy = proxy
        self._client, self._server = client, server
        self._texts: dict[bytes, str] = {}
        self._statements: set[str] = set()
        self._deaf = False
        self._done = asyncio.Event()
        """The server has answered the COMMIT whose answer is lost."""

    async def questions(self) -> None:
        """From the client to the server, until the client is gone or a COMMIT is lost."""
        reader, server = self._client[0], self._server[1]
        await self._begin()
        while True:
            head = await reader.readexactly(5)
            body = await reader.readexactly(struct.unpack("!I", head[1:])[0] - 4)
            lost = self._seen(head[:1], body)
            if lost is Lose.QUESTION:
                return
            self._deaf = lost is Lose.ANSWER
            server.write(head + body)
            await server.drain()
            if self._deaf:
                await self._done.wait()
                return

    async def answers(self) -> None:
        """From the server to the client, until the server is gone."""
        reader, client = self._server[0], self._client[1]
        while some := await reader.read(65536):
            if self._deaf:
                self._done.set()
                return
            client.write(some)
            await client.drain()
        client.close()

    async def _begin(self) -> None:
        """Messages without a type: a question for TLS, then the one that begins the session."""
        while True:
            head = await self._client[0].readexactly(8)
            length, code = struct.unpack("!II", head)
            rest = await self._client[0].readexactly(length - 8)
            self._server[1].write(head + rest)
            await self._server[1].drain()
            if code != _SSL_REQUEST:
                return

    def _seen(self, kind: bytes, body: bytes) -> Lose | None:
        match kind:
            case b"P":  # Parse: name, text
                name, text = body.split(b"\0", 2)[:2]
                self._texts[name] = text.decode()
            case b"B":  # Bind: portal, name
                self._statements.add(self._texts.get(body.split(b"\0", 2)[1], ""))
            case b"Q" if body.startswith((b"COMMIT", b"ROLLBACK")):
                statements, self._statements = self._statements, set()
                return self._proxy.lost(statements) if body.startswith(b"COMMIT") else None
        return None
