"""What arrived, each message once, and how far mailboxes were read."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, func, literal_column, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, chunks, insert_for
from cam.domain.model.arrival import PROVING, Arrival, ArrivalKind
from cam.domain.model.attempt import AttemptState
from cam.domain.model.errors import ReplyNotFound
from cam.domain.model.inbox import Mark
from cam.domain.model.incoming import BounceKind

SHAPE = Shape(Arrival, tables.arrival)
_MARK = Shape(Mark, tables.inbox_mark)
_T, _M, _A = tables.arrival, tables.inbox_mark, tables.attempt
_WAITS: ColumnElement[bool] = literal_column("needs_review", Boolean())
"""The condition of `ix_arrival_review`, in its words."""


class SqlArrivals:
    """Keeps `ports.repository.Arrivals`."""

    def __init__(self, connection: AsyncConnection, *, writes: bool) -> None:
        self._db = connection
        self._writes = writes

    async def mark(self, mailbox: str, folder: str) -> Mark | None:
        """How far the folder was read."""
        result = await self._db.execute(
            select(*_MARK.columns).where(_M.c.mailbox == mailbox, _M.c.folder == folder)
        )
        row = result.one_or_none()
        return None if row is None else _MARK.read(row)

    async def advance(self, mailbox: str, folder: str, before: Mark | None, after: Mark) -> bool:
        """The folder is read up to `after`."""
        values = _MARK.write(after)
        if before is None:
            row = {"mailbox": mailbox, "folder": folder, **values}
            insert = insert_for(self._db, _M).values(row).on_conflict_do_nothing()
            return (await self._db.execute(insert)).rowcount == 1
        result = await self._db.execute(
            update(_M)
            .where(
                _M.c.mailbox == mailbox,
                _M.c.folder == folder,
                _M.c.validity == before.validity,
                _M.c.uid == before.uid,
            )
            .values(values)
        )
        return result.rowcount == 1

    async def known(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys whose messages are kept."""
        found: set[str] = set()
        for some in chunks(keys):
            found.update(
                (await self._db.execute(select(_T.c.key).where(_T.c.key.in_(some)))).scalars()
            )
        return frozenset(found)

    async def add(self, arrival: Arrival) -> bool:
        """Keeps a message, unless its key is known."""
        insert = insert_for(self._db, _T).values(SHAPE.write(arrival))
        return (await self._db.execute(insert.on_conflict_do_nothing())).rowcount == 1

    async def save(self, arrival: Arrival) -> None:
        """Keeps a changed one."""
        changed = update(_T).where(_T.c.id == arrival.id).values(SHAPE.write(arrival))
        await self._db.execute(changed)

    async def get(self, arrival_id: UUID) -> Arrival:
        """The message."""
        chosen = select(*SHAPE.columns).where(_T.c.id == arrival_id)
        row = (
            await self._db.execute(chosen.with_for_update() if self._writes else chosen)
        ).one_or_none()
        if row is None:
            raise ReplyNotFound(arrival_id)
        return SHAPE.read(row)

    async def page(
        self,
        *,
        needs_review: bool | None = None,
        campaign_id: int | None = None,
        kind: ArrivalKind | None = None,
        after: UUID | None = None,
        limit: int,
    ) -> list[Arrival]:
        """Messages by id."""
        waits = {None: true(), True: _WAITS, False: ~_T.c.needs_review}[needs_review]
        concerns = or_(_T.c.lead_id.is_not(None), _T.c.needs_review)
        chosen = (
            select(*SHAPE.columns)
            .where(_T.c.id > (after or UUID(int=0)), waits)
            .where(concerns if kind is None else _T.c.kind == kind)
            .order_by(_T.c.id)
            .limit(limit)
        )
        if campaign_id is not None:
            chosen = chosen.where(_T.c.campaign_id == campaign_id)
        return [SHAPE.read(row) for row in await self._db.execute(chosen)]

    async def soft_bounces(self, lead_id: int, *, besides: UUID) -> int:
        """How many of the lead's other mails could not be delivered to it for now."""
        result = await self._db.execute(
            select(func.count(_T.c.attempt_id.distinct())).where(
                _T.c.lead_id == lead_id,
                _T.c.kind == ArrivalKind.BOUNCE,
                _T.c.verdict == BounceKind.SOFT.value,
                _T.c.matched_by.in_(PROVING),
                _T.c.attempt_id != besides,
            )
        )
        return int(result.scalar_one())

    async def blaming(self, campaign_id: int, mailbox: str, *, since: datetime) -> frozenset[str]:
        """The recipients of mails through that mailbox whose bounces say that the fault is ours."""
        told = await self._db.execute(
            select(_A.c.recipient)
            .join(_T, _T.c.attempt_id == _A.c.id)
            .where(
                _T.c.campaign_id == campaign_id,
                _T.c.received_at >= since,
                _T.c.kind == ArrivalKind.BOUNCE,
                _T.c.verdict == BounceKind.OURS.value,
                _T.c.matched_by.in_(PROVING),
                _A.c.mailbox == mailbox,
                _A.c.recipient != "",
            )
        )
        return frozenset(told.scalars())

    async def proofs(self, campaign_id: int) -> dict[UUID, str]:
        """The campaign's UNKNOWN attempts of which something came back."""
        unknown = await self._db.execute(
            select(_A.c.id).where(
                _A.c.campaign_id == campaign_id, _A.c.state == AttemptState.UNKNOWN
            )
        )
        proofs: dict[UUID, str] = {}
        for some in chunks(unknown.scalars()):
            told = await self._db.execute(
                select(_T.c.attempt_id, func.min(_T.c.kind))
                .where(_T.c.attempt_id.in_(some), _T.c.matched_by.in_(PROVING))
                .group_by(_T.c.attempt_id)
            )
            proofs.update((attempt_id, str(kind)) for attempt_id, kind in told)
        return proofs
