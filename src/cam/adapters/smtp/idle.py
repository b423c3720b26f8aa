"""Connections at rest, the one used last on top."""

import asyncio
from collections.abc import Callable

from cam.adapters.smtp.connection import Connection

IDLE_SECONDS = 30.0
"""Servers hang up on the idle; a connection older than this is not worth a try."""


class Idle:
    """A stack of connections that wait for the next mail."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._stack: list[Connection] = []

    def take(self) -> Connection | None:
        """The one used last that is still up; those that rested too long are closed."""
        oldest = self._monotonic() - IDLE_SECONDS
        while self._stack and self._stack[0].idle_since < oldest:
            self._stack.pop(0).leave()
        while self._stack:
            connection = self._stack.pop()
            if connection.reusable:
                return connection
            connection.abandon()
        return None

    def give_back(self, connection: Connection) -> None:
        """Keeps it for the next mail, or drops it when no mail can begin on it."""
        if connection.reusable:
            connection.idle_since = self._monotonic()
            self._stack.append(connection)
        else:
            connection.abandon()

    async def aclose(self) -> None:
        """Says goodbye on each."""
        stack, self._stack = self._stack, []
        await asyncio.gather(*(connection.quit() for connection in stack))
