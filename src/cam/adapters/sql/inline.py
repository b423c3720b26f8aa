"""SQLite calls that cannot wait are made at once, not by way of aiosqlite's thread.

aiosqlite hands each call to a thread and back; SQLAlchemy makes four of them a statement. On the
writer, statements are index look-ups and small writes of some microseconds, far less than the
hand-over costs. What may wait for another process or for the disk still goes to the thread: BEGIN,
COMMIT, ROLLBACK, opening and closing; and on a reader every statement, as it may read a lot.
See docs/decisions/0006-sqlite-calls-inline.md.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite
from aiosqlite.core import _STOP_RUNNING_SENTINEL

_CHEAP = frozenset({"cursor", "close"})
_WAITS = ("BEGIN", "PRAGMA")


class InlineConnection(aiosqlite.Connection):
    """A connection whose calls are made in the caller's thread when they cannot wait."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], *, statements: bool) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True
        self._inlines_statements = statements

    def stop(self) -> asyncio.Future[Any] | None:
        """As aiosqlite; but when opening failed nobody waits for the thread's end, and its loop
        may be closed by then: nothing is told to it."""
        if self._connection is None:
            self._tx.put_nowait((None, lambda: _STOP_RUNNING_SENTINEL))
            return None
        return super().stop()

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._is_quick(fn, args):
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _is_quick(self, fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
        owner = getattr(fn, "__self__", None)
        if fn.__name__ in _CHEAP:
            return isinstance(owner, sqlite3.Cursor) or fn.__name__ == "cursor"
        if not self._inlines_statements or not isinstance(owner, sqlite3.Cursor):
            return False
        return not (args and isinstance(args[0], str) and args[0].startswith(_WAITS))


def connecting(*, statements: bool) -> Callable[..., InlineConnection]:
    """A creator of connections; `statements` also makes statements inline."""

    def connect(database: str, **settings: Any) -> InlineConnection:
        return InlineConnection(
            lambda: sqlite3.connect(database, **settings), statements=statements
        )

    return connect
