"""The credit ledger. The counters of `credit` are always the sum of what the calls hold.

The lock comes before the reads, as a statement of its own, and the counters are written last. On
SQLite the whole unit of work holds the write lock. On Postgres who writes in the ledger takes turns
until the commit, by one lock: a unit of work saves calls of many campaigns and providers, and locks
on their single counters would close circles. Providers are slower than that by far.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import structs
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import purchases, tables
from cam.adapters.sql.rows import Shape, chunks, insert_for
from cam.domain.model.credit import (
    CALL_MOVES,
    REAPED,
    UNDER_WAY,
    BookLine,
    Books,
    Bound,
    Call,
    CallState,
    Order,
    Question,
    Reserved,
    books,
    erased,
    millionths,
)
from cam.domain.model.reservation import reservation
from cam.ports.clock import Clock

SHAPE = Shape(Call, tables.call)
_LEDGER = 0x43_52_45_44_49_54_53
"""The advisory lock on Postgres: beyond 32 bits, where those of addresses end."""
_C, _K = tables.call, tables.credit
_COUNTERS = select(_K.c.scope, _K.c.period, _K.c.used)
_AMONG = _COUNTERS.where(
    _K.c.scope.in_(bindparam("scopes", expanding=True)),
    _K.c.period.in_(bindparam("periods", expanding=True)),
)
"""By each for itself: SQLite finds no pairs by an index. More than the pairs may be found."""
_COUNT = (
    update(_K)
    .where(_K.c.scope == bindparam("of"), _K.c.period == bindparam("on"))
    .values(used=type_coerce(_K.c.used, BigInteger) + bindparam("change", type_=BigInteger))
)
_ERASE = (
    update(_C)
    .where(_C.c.id == bindparam("key"))
    .values(questions=bindparam("questions"), answer=b"", result=b"", reason="")
)
_BEFORE = {end: [start for start, to in CALL_MOVES if to is end] for end in CallState}


def _sum(column: str, *states: CallState) -> ColumnElement[Any]:
    return func.sum(case((_C.c.state.in_(states), _C.c[column]), else_=0))


_LINES = (
    select(
        _C.c.provider,
        _C.c.purpose,
        _C.c.campaign_id,
        func.count().label("calls"),
        _sum("spent", CallState.SETTLED).label("spent"),
        _sum("reserved", *sorted(UNDER_WAY)).label("held"),
        _sum("reserved", CallState.LOST).label("lost"),
    )
    .where(_C.c.state != CallState.RELEASED)
    .group_by(_C.c.provider, _C.c.purpose, _C.c.campaign_id)
)


class SqlCredits:
    """Keeps `ports.repository.Credits`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def reserve(self, order: Order, questions: Sequence[Question]) -> Reserved:
        """Writes down the calls that are to be made."""
        if not questions:
            return Reserved()
        await self._take_turn()
        now = self._clock.now()
        used = await self._counters(order.bounds)
        known = await purchases.known(self._db, order, questions, now)
        answer = reservation(order, questions, known, used, now=now, new_id=self._clock.new_id)
        if answer.calls:
            await self._db.execute(_C.insert(), [SHAPE.write(call) for call in answer.calls])
            await purchases.add(self._db, answer.calls)
            await self._count(order.bounds, sum(millionths(c.reserved) for c in answer.calls))
        return answer

    async def save(
        self,
        call: Call,
        *,
        learned: Mapping[str, Collection[str]] = {},
        forgotten: Collection[str] = (),
    ) -> bool:
        """Keeps a call that moved."""
        await self._take_turn()
        kept = await self._moved(call)
        if kept is None:
            return False
        moved = structs.replace(call, reserved=kept.reserved, questions=kept.questions)
        if moved.is_blank_once_settled:
            await self._db.execute(
                update(_C).where(_C.c.id == call.id).values(answer=b"", result=b"")
            )
        if moved.is_blank_once_settled or moved.state is CallState.RELEASED:
            await purchases.forget_calls(self._db, [call.id])
        else:
            people = {question.subject for question in moved.questions}
            await purchases.forget(self._db, [(call.id, each) for each in forgotten])
            keys = {each: learned[each] for each in people & learned.keys() - set(forgotten)}
            await purchases.learn(self._db, moved, keys)
        # All that can move held its whole reservation.
        await self._count(call.scopes, millionths(moved.holds) - millionths(kept.reserved))
        return True

    async def get(self, call_ids: Collection[UUID]) -> dict[UUID, Call]:
        """Those calls that exist, by id."""
        found: dict[UUID, Call] = {}
        for some in chunks(call_ids):
            result = await self._db.execute(select(*SHAPE.columns).where(_C.c.id.in_(some)))
            found.update((each.id, each) for each in map(SHAPE.read, result))
        return found

    async def unfinished(self, campaign_id: int) -> list[Call]:
        """The campaign's PENDING and ANSWERED calls, oldest first."""
        states = (CallState.PENDING, CallState.ANSWERED)
        result = await self._db.execute(
            select(*SHAPE.columns)
            .where(_C.c.campaign_id == campaign_id, _C.c.state.in_(states))
            .order_by(_C.c.id)
        )
        return [SHAPE.read(row) for row in result]

    async def reap(self, campaign_id: int, *, epoch: int) -> int:
        """What older runs left RESERVED becomes LOST."""
        await self._take_turn()
        result = await self._db.execute(
            update(_C)
            .where(
                _C.c.campaign_id == campaign_id,
                _C.c.state == CallState.RESERVED,
                _C.c.epoch < epoch,
            )
            .values(state=CallState.LOST, reason=REAPED, updated_at=self._clock.now())
        )
        return result.rowcount

    async def erase(self, keys: Collection[str]) -> int:
        """Blanks what is kept of people."""
        await self._take_turn()
        subjects: dict[UUID, set[str]] = defaultdict(set)
        for call_id, subject in await purchases.holders(self._db, keys):
            subjects[call_id].add(subject)
        await self._asked(keys, subjects)
        rows, answered = [], []
        for some in chunks(sorted(subjects)):
            result = await self._db.execute(
                select(_C.c.id, _C.c.state, _C.c.questions).where(_C.c.id.in_(some))
            )
            for row in result:
                rows.append({"key": row.id, "questions": erased(row.questions, subjects[row.id])})
                if row.state.has_answer:
                    answered.append(row.id)
        if rows:
            await self._db.execute(_ERASE, rows)
        await purchases.forget_calls(self._db, answered)
        await purchases.forget(
            self._db, [(call_id, who) for call_id, some in subjects.items() for who in some]
        )
        return len(rows)

    async def books(self) -> Books:
        """The whole ledger, summed up."""
        used: dict[str, dict[str, float]] = defaultdict(dict)
        for scope, period, amount in await self._db.execute(_COUNTERS.where(_K.c.used > 0)):
            used[scope][period] = amount
        lines = await self._db.execute(_LINES)
        return books((BookLine(**row._asdict()) for row in lines), dict(used))

    async def _counters(self, scopes: Sequence[Bound]) -> dict[tuple[str, str], float]:
        """What counts against each bound; all of their counters exist from now on."""
        rows = [{"scope": scope, "period": period, "used": 0} for scope, period in _pairs(scopes)]
        if rows:
            await self._db.execute(insert_for(self._db, _K).on_conflict_do_nothing(), rows)
        asked = {
            "scopes": sorted({bound.scope for bound in scopes}),
            "periods": sorted({bound.period for bound in scopes}),
        }
        found = await self._db.execute(_AMONG, asked)
        return {(row.scope, row.period): row.used for row in found}

    async def _take_turn(self) -> None:
        if self._db.dialect.name != "sqlite":
            await self._db.execute(select(func.pg_advisory_xact_lock(_LEDGER)))

    async def _count(self, scopes: Sequence[Bound], change: int) -> None:
        if change and scopes:
            rows = [
                {"of": scope, "on": period, "change": change} for scope, period in _pairs(scopes)
            ]
            await self._db.execute(_COUNT, rows)

    async def _moved(self, call: Call) -> Any:
        """Writes the move if it is legal; what the kept call reserved, and its questions."""
        result = await self._db.execute(
            update(_C)
            .where(_C.c.id == call.id, _C.c.state.in_(_BEFORE[call.state]))
            .values(call.news)
            .returning(_C.c.reserved, _C.c.questions)
        )
        return result.one_or_none()

    async def _asked(self, keys: Collection[str], subjects: dict[UUID, set[str]]) -> None:
        """Adds who was asked about by one of the keys, remembered or not."""
        words, wanted = type_coerce(_C.c.questions, Text), set(keys)
        for some in chunks(keys, 50):
            told = [msgspec.json.encode(key).decode() for key in some]
            result = await self._db.execute(
                select(_C.c.id, _C.c.questions).where(
                    or_(*(words.contains(each, autoescape=True) for each in told))
                )
            )
            for call_id, questions in result:
                who = {each.subject for each in questions if not wanted.isdisjoint(each.keys)}
                if who:
                    subjects[call_id] |= who


def _pairs(scopes: Sequence[Bound]) -> list[tuple[str, str]]:
    """The counters of these bounds, in one order for everybody."""
    return sorted({(bound.scope, bound.period) for bound in scopes})
