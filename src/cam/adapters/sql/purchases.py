"""Who was bought, by each key of the person.

Whoever writes here holds the ledger's lock, so nobody else does at the same time; the primary key
stands behind that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import chunks, insert_for
from cam.domain.model.credit import Call, Order, Question
from cam.domain.model.reservation import Purchase

_T, _C = tables.purchase, tables.call
_ASKED = (
    _T.c.provider == bindparam("provider"),
    _T.c.purpose == bindparam("purpose"),
    _T.c.key.in_(bindparam("keys", expanding=True)),
)
_KNOWN = (
    select(_T.c.key, _T.c.subject, _T.c.call_id, _T.c.created_at, _C.c.state)
    .join(_C, _C.c.id == _T.c.call_id)
    .where(*_ASKED)
)
_DROP = delete(_T).where(*_ASKED)
_FORGET_CALLS = delete(_T).where(_T.c.call_id.in_(bindparam("ids", expanding=True)))
_FORGET = delete(_T).where(_T.c.call_id == bindparam("of"), _T.c.subject == bindparam("who"))
_HELD = select(_T.c.call_id, _T.c.subject).where(_T.c.key.in_(bindparam("keys", expanding=True)))


async def known(
    db: AsyncConnection, order: Order, questions: Sequence[Question], now: datetime
) -> dict[str, Purchase]:
    """Key to its fresh purchase; expired ones are dropped."""
    fresh: dict[str, Purchase] = {}
    for some in chunks({key for question in questions for key in question.keys}):
        asked = {"provider": order.provider, "purpose": order.purpose, "keys": some}
        found = {
            row.key: Purchase(
                call_id=row.call_id, state=row.state, subject=row.subject, at=row.created_at
            )
            for row in await db.execute(_KNOWN, asked)
        }
        expired = [key for key, each in found.items() if not each.is_fresh(order, now)]
        if expired:
            await db.execute(_DROP, {**asked, "keys": expired})
        fresh.update((key, found[key]) for key in found.keys() - set(expired))
    return fresh


async def add(db: AsyncConnection, calls: Iterable[Call]) -> None:
    """Writes down everybody of new calls. That somebody is there already is an error."""
    rows = [
        _row(call, question.subject, key)
        for call in calls
        for question in call.questions
        for key in dict.fromkeys(question.keys)
    ]
    await db.execute(_T.insert(), rows)


async def learn(db: AsyncConnection, call: Call, keys: Mapping[str, Collection[str]]) -> None:
    """Adds further keys of a call's subjects; those that somebody has stay as they are."""
    rows = [_row(call, subject, key) for subject, some in keys.items() for key in some]
    if rows:
        await db.execute(insert_for(db, _T).on_conflict_do_nothing(), rows)


async def forget(db: AsyncConnection, who: Iterable[tuple[UUID, str]]) -> None:
    """Drops every key of these subjects of these calls."""
    rows = [{"of": call_id, "who": subject} for call_id, subject in who]
    if rows:
        await db.execute(_FORGET, rows)


async def forget_calls(db: AsyncConnection, call_ids: Iterable[UUID]) -> None:
    """Drops every key of these calls."""
    for some in chunks(call_ids):
        await db.execute(_FORGET_CALLS, {"ids": some})


async def holders(db: AsyncConnection, keys: Iterable[str]) -> set[tuple[UUID, str]]:
    """The calls, with the subject in each, that have one of these keys."""
    found: set[tuple[UUID, str]] = set()
    for some in chunks(keys):
        found.update((row.call_id, row.subject) for row in await db.execute(_HELD, {"keys": some}))
    return found


def _row(call: Call, subject: str, key: str) -> dict[str, Any]:
    return {
        "provider": call.provider,
        "purpose": call.purpose,
        "key": key,
        "subject": subject,
        "call_id": call.id,
        "created_at": call.created_at,
    }
