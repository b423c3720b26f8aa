"""POSTs that a provider sends to the address its customer gave: real HTTP, to loopback only."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

import msgspec

from cam.sandbox.settings import Dials

PATIENCE: Final = 30.0
"""Seconds that a receiver may take to answer."""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be posted; `copies` of it, one after the other."""

    provider: str
    request_id: str
    url: str
    body: bytes
    copies: int = 1


class Callback(msgspec.Struct, frozen=True, kw_only=True):
    """One POST. `status` is 0 when no answer came, and `error` tells why."""

    provider: str
    request_id: str
    url: str
    body: str
    status: int
    error: str
    sent_at: float


class Callbacks:
    """Sends each letter when it is due by the sandbox's clock. Nothing is tried again."""

    def __init__(self, dials: Dials) -> None:
        self._dials = dials
        self._waiting: list[tuple[float, int, Callable[[], Letter | None]]] = []
        self._numbers = itertools.count()
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self.sent: list[Callback] = []
        dials.watchers.append(self._wake.set)

    def order(self, due: float, write: Callable[[], Letter | None]) -> None:
        """At `due` (the sandbox's monotonic seconds) post what `write` then gives, if anything."""
        heapq.heappush(self._waiting, (due, next(self._numbers), write))
        self._wake.set()

    def last(self, provider: str, request_id: str) -> Callback | None:
        """The latest POST about this request."""
        known = ((c.provider, c.request_id) for c in reversed(self.sent))
        place = next((i for i, key in enumerate(known) if key == (provider, request_id)), None)
        return None if place is None else self.sent[-1 - place]

    def reset(self) -> None:
        """Forget what was sent and what waits."""
        self._waiting.clear()
        self.sent.clear()

    async def serve(self) -> None:
        """Send until cancelled."""
        try:
            while True:
                self._wake.clear()
                while self._waiting and self._waiting[0][0] <= self._dials.monotonic():
                    if letter := heapq.heappop(self._waiting)[2]():
                        task = asyncio.create_task(self._deliver(letter))
                        self._under_way.add(task)
                        task.add_done_callback(self._under_way.discard)
                await self._sleep()
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _sleep(self) -> None:
        """Until the next letter is due or something changes."""
        due = self._waiting[0][0] - self._dials.monotonic() if self._waiting else None
        try:
            await asyncio.wait_for(self._wake.wait(), due)
        except TimeoutError:
            return

    async def _deliver(self, letter: Letter) -> None:
        for _ in range(letter.copies):
            status, error = 0, ""
            try:
                status = await asyncio.wait_for(posted(letter.url, letter.body), PATIENCE)
            except (OSError, ValueError, TimeoutError) as failure:
                error = str(failure) or type(failure).__name__
            self.sent.append(
                Callback(
                    provider=letter.provider,
                    request_id=letter.request_id,
                    url=letter.url,
                    body=letter.body.decode(),
                    status=status,
                    error=error,
                    sent_at=time.time(),
                )
            )


async def posted(url: str, body: bytes) -> int:
    """The status that the receiver answers; raises OSError or ValueError if none comes."""
    parts = urlsplit(url)
    if not _on_loopback(parts):
        raise ValueError("only http:// on loopback is called; nothing leaves this machine")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = (
        f"POST {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        writer.write(head.encode("ascii") + body)
        line = await reader.readline()
        if not line.startswith(b"HTTP/1."):
            raise ConnectionError("closed without an answer")
        await reader.read()
        return int(line.split()[1])
    finally:
        writer.close()


def _on_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if parts.scheme != "http" or any(c.isspace() for c in parts.path + parts.query):
        return False
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
