"""What was asked for, and what came of it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from msgspec import structs
from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, insert_for
from cam.domain.model.errors import RunNotFound
from cam.domain.model.report import Run, RunKind, RunStatus
from cam.ports.clock import Clock

SHAPE = Shape(Run, tables.run)
_T = tables.run
_STILL = (RunStatus.QUEUED, RunStatus.RUNNING)
_ACTIVE = _T.c.status.in_(bindparam("still", _STILL, expanding=True, literal_execute=True))
"""In the words of `ix_run_active`: else it is not used."""

_CHILD = _T.alias("child")
_LOST_ONE = (
    exists()
    .where(_CHILD.c.parent_id == _T.c.id, _CHILD.c.status == RunStatus.INTERRUPTED)
    .correlate(_T)
)
_WAITS = (
    exists()
    .where(
        _CHILD.c.parent_id == _T.c.id, _CHILD.c.status.in_((RunStatus.QUEUED, RunStatus.RUNNING))
    )
    .correlate(_T)
)


class SqlRuns:
    """Keeps `ports.repository.Runs`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def save(self, runs: Sequence[Run]) -> None:
        """Keeps runs, new or changed."""
        if not runs:
            return
        insert = insert_for(self._db, _T)
        changed = {name: insert.excluded[name] for name in SHAPE.names if name != "id"}
        await self._db.execute(
            insert.on_conflict_do_update(index_elements=["id"], set_=changed),
            [SHAPE.write(run) for run in runs],
        )

    async def get(self, run_id: UUID) -> Run:
        """The run, with the reports of its children."""
        result = await self._db.execute(
            select(*SHAPE.columns)
            .where((_T.c.id == run_id) | (_T.c.parent_id == run_id))
            .order_by(_T.c.campaign_id)
        )
        found = {run.id: run for run in map(SHAPE.read, result)}
        run = found.pop(run_id, None)
        if run is None:
            raise RunNotFound(run_id)
        if run.kind is not RunKind.ALL:
            return run
        return structs.replace(
            run, reports=tuple(r for each in found.values() for r in each.reports)
        )

    async def recent(self, *, limit: int, campaign_id: int | None = None) -> list[Run]:
        """The newest runs first."""
        query = select(*SHAPE.columns).order_by(_T.c.id.desc()).limit(limit)
        if campaign_id is None:
            query = query.where(_T.c.parent_id.is_(None))
        else:
            query = query.where(_T.c.campaign_id == campaign_id)
        return [SHAPE.read(row) for row in await self._db.execute(query)]

    async def active(self, campaign_id: int) -> Run | None:
        """The run of the campaign that is recorded as queued or running."""
        result = await self._db.execute(
            select(*SHAPE.columns)
            .where(_T.c.campaign_id == campaign_id, _ACTIVE)
            .order_by(_T.c.id.desc())
            .limit(1)
        )
        row = result.one_or_none()
        return None if row is None else SHAPE.read(row)

    async def interrupt(self, campaign_ids: Collection[int], *, but: Collection[UUID]) -> int:
        """Marks runs that are recorded as active as INTERRUPTED."""
        ended = {"status": RunStatus.INTERRUPTED, "finished_at": self._clock.now()}
        result = await self._db.execute(
            update(_T)
            .where(_T.c.campaign_id.in_(campaign_ids), _ACTIVE, _T.c.id.not_in(but))
            .values(ended)
        )
        await self._db.execute(
            update(_T)
            .where(_ACTIVE, _T.c.kind == RunKind.ALL, or_(_LOST_ONE, ~_WAITS))
            .values(ended)
        )
        return result.rowcount
