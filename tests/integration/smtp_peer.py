"""An SMTP server whose every word a test may decide."""

import asyncio
import socket
import ssl
import struct
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

from cam.testing.contracts.mailer import Fate


class Do(StrEnum):
    """What a server may do but speak."""

    DROP = "drop"
    """Closes the connection in order."""
    RESET = "reset"
    """Ends it with a RST."""
    HANG = "hang"
    """Says nothing until the test is over."""


Act = bytes | Do

OK = (b"250 2.0.0 ok\r\n",)
_USUAL: dict[str, tuple[Act, ...]] = {
    "CONNECT": (b"220 peer.example ESMTP\r\n",),
    "DATA": (b"354 go ahead\r\n",),
    "EMPTY": (b"554 5.5.1 no valid recipients\r\n",),
    "QUIT": (b"221 bye\r\n", Do.DROP),
    "AUTH": (b"235 2.7.0 welcome\r\n",),
    "STARTTLS": (b"220 go ahead\r\n",),
}
_AT: dict[Fate, tuple[str, tuple[Act, ...]]] = {
    Fate.REFUSED: ("RCPT", (b"550 5.1.1 no such user\r\n",)),
    Fate.PUT_OFF: ("RCPT", (b"450 4.2.1 try later\r\n",)),
    Fate.CUT_OFF_BEFORE: ("RCPT", (Do.DROP,)),
    Fate.LOCKED_OUT: ("RCPT", (b"530 5.7.0 Authentication required\r\n",)),
    Fate.REFUSED_AFTER: ("BODY", (b"554 5.6.0 no\r\n",)),
    Fate.PUT_OFF_AFTER: ("BODY", (b"451 4.3.0 later\r\n",)),
    Fate.CUT_OFF_AFTER: ("BODY", (Do.DROP,)),
}


async def until(condition: Callable[[], bool]) -> None:
    """Lets the loop run until the condition holds."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


class SmtpPeer:
    """Answers as scripted, politely otherwise, and remembers what it was told."""

    def __init__(self, *, extensions: tuple[str, ...] = ("PIPELINING", "SIZE 1000000")) -> None:
        self.extensions = extensions
        self.context: ssl.SSLContext | None = None
        self.port = 0
        self.connections = 0
        self.commands: list[str] = []
        self.chunks: list[bytes] = []
        self.bodies: list[bytes] = []
        self.recipients: list[str] = []
        self.octets_after_354 = 0
        self._scripts: defaultdict[str, deque[tuple[Act, ...]]] = defaultdict(deque)
        self._fates: dict[str, Fate] = {}
        self._reached: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._sessions: set[asyncio.Task[None]] = set()
        self.writers: list[asyncio.StreamWriter] = []

    def answers(self, stage: str, *acts: Act) -> None:
        """The next time this stage is reached, these acts; may be called for several times."""
        self._scripts[stage].append(acts)

    def will(self, recipient: str, fate: Fate) -> None:
        """For the contract."""
        self._fates[recipient] = fate

    def delivered(self) -> list[str]:
        """For the contract."""
        return self.recipients

    async def reached(self, stage: str) -> None:
        """Returns when a client has come to this stage."""
        await self._reached[stage].wait()

    def script(self, stage: str, recipient: str = "") -> tuple[Act, ...]:
        self._reached[stage].set()
        if self._scripts[stage]:
            return self._scripts[stage].popleft()
        where, acts = _AT.get(self._fates.get(recipient, Fate.TAKEN), ("", ()))
        if where == stage:
            return acts
        if stage == "EHLO":
            lines = ["peer.example", *self.extensions]
            spoken = [f"250-{line}\r\n" for line in lines[:-1]] + [f"250 {lines[-1]}\r\n"]
            return ("".join(spoken).encode(),)
        return _USUAL.get(stage, OK)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sessions.add(task)
        self.writers.append(writer)
        self.connections += 1
        try:
            with suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                await Session(self, reader, writer).run()
        finally:
            self._sessions.discard(task)
            writer.transport.abort()

    async def end(self) -> None:
        for task in list(self._sessions):
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)


class Session:
    """One connection."""

    def __init__(
        self, peer: SmtpPeer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.peer, self.reader, self.writer = peer, reader, writer
        self.buffer = b""
        self.recipient = ""

    async def run(self) -> None:
        await self.act("CONNECT")
        while (line := await self.until(b"\r\n")) is not None:
            verb = line.split(b" ")[0].decode().upper()
            self.peer.commands.append(line.decode())
            if verb == "RCPT":
                self.recipient = line.decode().partition("<")[2].rstrip(">")
            last = await self.act(verb, self.recipient)
            if verb == "STARTTLS" and last.startswith(b"220") and self.peer.context:
                await self.writer.start_tls(self.peer.context)
            if last.startswith(b"354"):
                await self.body()

    async def body(self) -> None:
        if self.peer._scripts["MIDST"]:
            self.peer.octets_after_354 += len(await self.reader.read(65536))
            await self.act("MIDST")
        data = await self.until(b"\r\n.\r\n", b".\r\n")
        if data is None:
            return
        if data:
            self.peer.bodies.append((data + b"\r\n").replace(b"\r\n..", b"\r\n."))
            self.peer.recipients.append(self.recipient)
        await self.act("BODY" if data else "EMPTY", self.recipient)

    async def until(self, end: bytes, at_once: bytes = b"\0") -> bytes | None:
        counted = 0
        while True:
            if self.buffer.startswith(at_once):
                self.buffer = self.buffer[len(at_once) :]
                return b""
            found = self.buffer.find(end)
            if found >= 0:
                part, self.buffer = self.buffer[:found], self.buffer[found + len(end) :]
                return part
            data = await self.reader.read(65536)
            counted += len(data)
            if at_once == b".\r\n":
                self.peer.octets_after_354 += len(data)
            if not data:
                return None
            self.peer.chunks.append(data)
            self.buffer += data

    async def act(self, stage: str, recipient: str = "") -> bytes:
        last = b""
        for act in self.peer.script(stage, recipient):
            if isinstance(act, Do):
                await self.misbehave(act)
            else:
                self.writer.write(act)
                await self.writer.drain()
                await asyncio.sleep(0)
                last = act
        return last

    async def misbehave(self, how: Do) -> None:
        if how is Do.HANG:
            await asyncio.Event().wait()
        if how is Do.RESET:
            sock = self.writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
        else:
            self.writer.close()
        raise ConnectionError


@asynccontextmanager
async def serving(peer: SmtpPeer, context: ssl.SSLContext | None = None) -> AsyncIterator[SmtpPeer]:
    """The peer, listening on a port of its own; with a context, in TLS from the first byte."""
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0, ssl=context)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        await peer.end()
        await server.wait_closed()
