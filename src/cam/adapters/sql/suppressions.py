"""The list of those who must never be written to."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, chunks, insert_for
from cam.domain.model.suppression import (
    Suppression,
    SuppressionKind,
    covering_keys,
    erased_value,
    suppression,
)
from cam.ports.clock import Clock

SHAPE = Shape(Suppression, tables.suppression)
_T = tables.suppression
_AMONG = select(_T.c.value).where(_T.c.value.in_(bindparam("keys", expanding=True)))
_HASH_KEY = select(tables.deployment.c.hash_key)
_LOCK = text(
    "SELECT pg_advisory_xact_lock(h) FROM ("
    "SELECT DISTINCT hashtext(k) AS h FROM unnest(CAST(:keys AS text[])) AS keys(k) ORDER BY h"
    ") AS people"
)


async def hash_key(db: AsyncConnection) -> bytes:
    """The key of erased people's hashes; it never changes, so each connection reads it once."""
    raw = await db.get_raw_connection()
    kept = raw.info.get("hash_key")
    if kept is None:
        kept = raw.info["hash_key"] = bytes((await db.execute(_HASH_KEY)).scalar_one())
    return bytes(kept)


async def keep_hash_key(db: AsyncConnection, key: bytes) -> None:
    """Who has read it already spares this connection the question."""
    raw = await db.get_raw_connection()
    raw.info["hash_key"] = bytes(key)


class SqlSuppressions:
    """Keeps `ports.repository.Suppressions`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def add(self, suppressions: Iterable[Suppression]) -> None:
        """Adds entries; one that exists keeps its first reason."""
        entries = list(suppressions)
        if entries:
            await self._wait_for_sends([each.value for each in entries])
            people = {e.value for e in entries if e.kind is SuppressionKind.ADDRESS}
            erased = await self.erased(people)
            entries = [each for each in entries if each.value not in erased]
        if entries:
            rows = [SHAPE.write(each) for each in entries]
            await self._db.execute(insert_for(self._db, _T).on_conflict_do_nothing(), rows)

    async def covering(self, addresses: Collection[str]) -> frozenset[str]:
        """Those of the given addresses that are covered."""
        if not addresses:
            return frozenset()
        key = await hash_key(self._db)
        keys = {each: covering_keys(each, key) for each in set(addresses)}
        found: set[str] = set()
        for some in chunks(set().union(*keys.values())):
            result = await self._db.execute(_AMONG, {"keys": some})
            found.update(result.scalars())
        return frozenset(each for each, values in keys.items() if values & found)

    async def erase(self, email: str, reason: str) -> Suppression:
        """The address's keyed hash in place of whatever entry names it."""
        now = self._clock.now()
        named = suppression(email, reason, now)
        erased = Suppression(
            kind=SuppressionKind.ERASED,
            value=erased_value(email, await hash_key(self._db)),
            reason=reason,
            created_at=now,
        )
        await self._wait_for_sends([named.value])
        await self.add([erased])
        await self._db.execute(
            delete(_T).where(_T.c.kind == SuppressionKind.ADDRESS, _T.c.value == named.value)
        )
        return erased

    async def erased(self, addresses: Collection[str]) -> frozenset[str]:
        """Those whose person was erased."""
        if not addresses:
            return frozenset()
        key = await hash_key(self._db)
        hashes = {each: erased_value(each, key) for each in set(addresses)}
        found: set[str] = set()
        for some in chunks(hashes.values()):
            result = await self._db.execute(_AMONG, {"keys": some})
            found.update(result.scalars())
        return frozenset(each for each, value in hashes.items() if value in found)

    async def page(self, *, after: str, limit: int) -> list[Suppression]:
        """Entries in the order of their values."""
        result = await self._db.execute(
            select(*SHAPE.columns).where(_T.c.value > after).order_by(_T.c.value).limit(limit)
        )
        return [SHAPE.read(row) for row in result]

    async def _wait_for_sends(self, values: Sequence[str]) -> None:
        """Postgres: authorizations under way hold these people's and domains' locks, shared."""
        if self._db.dialect.name != "sqlite":
            await self._db.execute(_LOCK, {"keys": list(values)})
