"""The server's side of an SMTP connection: bytes in, whole replies out (RFC 5321 4.2)."""

import asyncio
import re
from collections import deque
from typing import NamedTuple, cast

MAX_REPLY = 32_768
"""Octets of one reply: bounds memory."""
MAX_READY = 8
"""Replies that may wait to be read; we never ask for more than four at once."""
MAX_TEXT = 1_000
"""Characters of a reply that are kept."""
_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class Reply(NamedTuple):
    """A whole reply: its code, and its lines as one without control characters."""

    code: int
    text: str


def plain(text: str) -> str:
    """What a server wrote, on one line, without control characters, at most MAX_TEXT long."""
    return _CONTROL.sub(" ", text).strip()[:MAX_TEXT]


class Disconnected(ConnectionError):
    """The connection is gone, and with it the reply that was awaited."""


class Junk(ConnectionError):
    """The server wrote something that is no SMTP reply."""


class Replies(asyncio.Protocol):
    """Takes over a connected transport and hands out the server's replies in order."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ready: deque[Reply] = deque()
        self._buffer = bytearray()
        self._parts: list[bytes] = []
        self._size = 0
        self._code = b""
        self._broken: ConnectionError | None = None
        self._waiter: asyncio.Future[None] | None = None
        transport.set_protocol(self)

    @property
    def clean(self) -> bool:
        """Is the connection up, with nothing said that nobody asked for?"""
        silent = not (self._ready or self._buffer or self._parts)
        return silent and self._broken is None and not self.transport.is_closing()

    async def next(self, *, within: float) -> Reply:
        """The next reply. Raises Disconnected, Junk, or TimeoutError after `within` seconds.

        Cancelling it loses no reply.
        """
        if not self._ready and self._broken is None:
            async with asyncio.timeout(within):
                while not self._ready and self._broken is None:
                    self._waiter = asyncio.get_running_loop().create_future()
                    await self._waiter
        if self._ready:
            return self._ready.popleft()
        raise cast("ConnectionError", self._broken)

    def data_received(self, data: bytes) -> None:
        """Parses the lines that are complete."""
        self._buffer += data
        while self._broken is None and (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).removesuffix(b"\r")
            del self._buffer[: end + 1]
            self._line(line)
        if len(self._buffer) + self._size > MAX_REPLY or len(self._ready) > MAX_READY:
            self._break(Junk("the server says too much"))

    def eof_received(self) -> bool:
        """The server is done; so is the connection."""
        self._break(Disconnected("the server closed the connection"))
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits learns of it."""
        reason = "the connection was reset" if exc else "the connection was closed"
        self._break(Disconnected(reason))
        if not self.lost.done():
            self.lost.set_result(None)

    def _line(self, line: bytes) -> None:
        match = _LINE.fullmatch(line)
        self._size += len(line)
        if match is None or match[1] != (self._code or match[1]) or self._size > MAX_REPLY:
            self._break(Junk("the server wrote something that is no SMTP reply"))
            return
        self._parts.append(match[3] or b"")
        self._code = match[1]
        if match[2] == b"-":
            return
        text = b" ".join(self._parts).decode(errors="replace")
        self._ready.append(Reply(int(self._code), plain(text)))
        self._parts, self._size, self._code = [], 0, b""
        self._wake()

    def _break(self, why: ConnectionError) -> None:
        if self._broken is None:
            self._broken = why
            self._buffer.clear()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
