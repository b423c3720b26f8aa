"""At most one cycle of a campaign over all processes on one Postgres: session advisory locks.

They live on one connection of this process, outside the pool, and the server frees them when that
ends: at once when the process dies, within the keepalive time when its machine vanishes. When the
connection is lost, the runs that it stood for go on: from then on only their epoch fences them, so
a newer run elsewhere ends them at their next write. New runs take their locks on a new connection.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import anyio
import asyncpg
import structlog

from cam.adapters.sql.postgres import Server
from cam.domain.model.errors import DatabaseUnavailable

_SPACE = 0x43414D
"""The first half of the locks' keys, "CAM"; the campaign is the second."""
_TRY = "SELECT pg_try_advisory_lock($1, $2)"
_BUSY = """
SELECT objid::int4 FROM pg_locks
 WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = $1
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND objid::int8 = ANY($2::int8[])
"""

T = TypeVar("T")
log = structlog.get_logger()


class PostgresLocks:
    """Keeps `memory_queue.RunLocks`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._session: asyncpg.Connection | None = None
        self._turn = anyio.Lock()
        self._held: set[int] = set()

    @asynccontextmanager
    async def held(self, campaign_id: int) -> AsyncIterator[bool]:
        """Holds the campaign's lock while the block runs; False when someone else has it.

        Raises DatabaseUnavailable before the block, never after it.
        """
        if campaign_id in self._held:  # a session gets its own locks as often as it asks
            yield False
            return
        self._held.add(campaign_id)
        session: asyncpg.Connection | None = None
        try:
            try:
                session = await _whole(self._taken(campaign_id))
            except asyncio.CancelledError:
                session = self._session  # it may have been given after all
                raise
            yield session is not None
        finally:
            if session is not None:
                await _whole(self._given_back(session, campaign_id))
            self._held.discard(campaign_id)

    async def busy(self, campaign_ids: Collection[int]) -> frozenset[int]:
        """Those whose lock somebody holds. Raises DatabaseUnavailable."""
        async with self._turn:
            _, rows = await self._told(_BUSY, _SPACE, list(campaign_ids))
        return frozenset(campaign_id for (campaign_id,) in rows)

    async def aclose(self) -> None:
        """Frees every lock of this process."""
        if self._session is not None:
            session, self._session = self._session, None
            session.remove_termination_listener(self._lost)
            await session.close(timeout=2)

    async def _taken(self, campaign_id: int) -> asyncpg.Connection | None:
        """The session that has the lock now; None when it is another's."""
        async with self._turn:
            session, rows = await self._told(_TRY, _SPACE, campaign_id)
        return session if rows[0][0] else None

    async def _given_back(self, session: asyncpg.Connection, campaign_id: int) -> None:
        async with self._turn:
            if session.is_closed():
                return  # and the lock is free since then
            try:
                await self._asked(session, "SELECT pg_advisory_unlock($1, $2)", _SPACE, campaign_id)
            except DatabaseUnavailable as error:
                log.warning("run lock not given back", reason=str(error))
                session.terminate()

    async def _connected(self) -> asyncpg.Connection:
        if self._session is None or self._session.is_closed():
            self._session = await self._server.session(idle_session_timeout="0")
            self._session.add_termination_listener(self._lost)
        return self._session

    async def _told(
        self, statement: str, *values: object
    ) -> tuple[asyncpg.Connection, list[asyncpg.Record]]:
        """The answer, and the session that gave it: a new one when the old one turns out to be
        dead, as are its locks."""
        session = await self._connected()
        try:
            return session, await self._asked(session, statement, *values)
        except DatabaseUnavailable:
            if not session.is_closed():
                raise
        session = await self._connected()
        return session, await self._asked(session, statement, *values)

    async def _asked(
        self, session: asyncpg.Connection, statement: str, *values: object
    ) -> list[asyncpg.Record]:
        try:
            return list(await session.fetch(statement, *values))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseUnavailable(
                f"cannot reach the database at {self._server.place}: {error}"
            ) from error

    def _lost(self, _: asyncpg.Connection) -> None:
        log.warning(
            "run locks lost with their connection",
            place=self._server.place,
            runs_fenced_by_epoch_only=sorted(self._held),
        )


async def _whole(work: Coroutine[Any, Any, T]) -> T:
    """The work's value; it is done to its end also when this task is cancelled meanwhile."""
    task = asyncio.create_task(work)
    with anyio.CancelScope(shield=True):
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait([task])
            raise
    return task.result()
