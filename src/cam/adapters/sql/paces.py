"""Where ramp-ups began, and until when mailboxes rest."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import chunks, insert_for
from cam.domain.model.quota import Allowance
from cam.domain.model.rhythm import Pace, Paces

_T = tables.pace
_KEPT = (
    select(_T.c.scope, _T.c.first_day, _T.c.next_send_at)
    .where(_T.c.scope.in_(bindparam("scopes", expanding=True)))
    .order_by(_T.c.scope)
)
_MOVE = (
    update(_T)
    .where(_T.c.scope == bindparam("of"))
    .values(first_day=bindparam("first"), next_send_at=bindparam("next"))
)


async def read(db: AsyncConnection, allowances: Iterable[Allowance], now: datetime) -> Paces:
    """The paces of these allowances; without a ramp-up or a pause nothing is asked."""
    scopes = sorted({each.scope for each in allowances if each.has_pace})
    return Paces(await _kept(db, scopes, lock=False) if scopes else {}, now)


async def hold(db: AsyncConnection, allowances: Iterable[Allowance], now: datetime) -> Paces:
    """The same; they exist, and are held until the commit."""
    scopes = sorted({each.scope for each in allowances if each.has_pace})
    if not scopes:
        return Paces({}, now)
    kept = await _kept(db, scopes, lock=False)
    missing = [
        {"scope": scope, "first_day": None, "next_send_at": None}
        for scope in scopes
        if scope not in kept
    ]
    if missing:  # before any of them is locked: who waits for another's insert must hold none
        await db.execute(insert_for(db, _T).on_conflict_do_nothing(), missing)
    if db.dialect.name != "sqlite":
        kept = await _kept(db, scopes, lock=True)
    return Paces(kept, now)


async def write(db: AsyncConnection, paces: Paces) -> None:
    """Keeps those that moved, in one order for everybody."""
    rows = [
        {"of": scope, "first": pace.first_day, "next": pace.next_send_at}
        for scope, pace in sorted(paces.moved.items())
    ]
    if rows:
        await db.execute(_MOVE, rows)


async def _kept(db: AsyncConnection, scopes: list[str], *, lock: bool) -> dict[str, Pace]:
    found: dict[str, Pace] = {}
    for some in chunks(scopes):
        result = await db.execute(_KEPT.with_for_update() if lock else _KEPT, {"scopes": some})
        for scope, first_day, next_send_at in result:
            found[scope] = Pace(first_day=first_day, next_send_at=next_send_at)
    return found
