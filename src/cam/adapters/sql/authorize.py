"""The moment of decision: which bodies may be written, and the quota that they use.

Locks come before reads, each as its own statement (a single clever statement misses what was
committed while it waited), and the counter is written last. On SQLite the whole unit of work
holds the write lock (BEGIN IMMEDIATE); on Postgres the locks are taken in a fixed order:
recipients, campaigns, quotas.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import chunks, insert_for
from cam.adapters.sql.suppressions import SqlSuppressions
from cam.domain.model.attempt import AttemptState, Go, Refusal, Verdict
from cam.domain.model.campaign import CampaignStatus
from cam.domain.model.lead import STOPPED
from cam.domain.model.quota import DEFAULT_MAILS_PER_DAY, campaign_scope
from cam.domain.model.window import ANY_TIME, local_day, zone

_A, _C, _L, _Q = tables.attempt, tables.campaign, tables.lead, tables.quota
_MOVE = (
    update(_A)
    .where(_A.c.id == bindparam("key"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "state",
                "reason",
                "next_try",
                "quota_day",
                "mime_sha256",
                "updated_at",
                "token",
            )
        }
    )
)
_USE = (
    update(_Q)
    .where(_Q.c.scope == bindparam("of"), _Q.c.day == bindparam("on"))
    .values(used=_Q.c.used + bindparam("taken"))
)
_STANDING = (
    select(
        _A.c.id, _A.c.campaign_id, _A.c.state, _A.c.token, _A.c.lease_until, _A.c.recipient,
        _C.c.status, _C.c.max_emails_per_day, _C.c.sending_window,
        _L.c.status.label("lead_status"), _L.c.closed_because,
    )
    .join(_C, _C.c.id == _A.c.campaign_id)
    .join(_L, _L.c.id == _A.c.lead_id)
    .where(_A.c.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip
_COUNTERS = (
    select(_Q.c.scope, _Q.c.day, _Q.c.used)
    .where(_Q.c.scope.in_(bindparam("scopes", expanding=True)), _Q.c.day >= bindparam("oldest"))
    .order_by(_Q.c.scope, _Q.c.day)
    .with_for_update()
)
_REFUSED = {
    Refusal.SUPPRESSED: AttemptState.CANCELLED,
    Refusal.STOPPED: AttemptState.CANCELLED,
    Refusal.PAUSED: AttemptState.QUEUED,
    Refusal.QUOTA: AttemptState.QUEUED,
}


Standing = Any
"""A row of `_standing`: an attempt with its campaign and its lead."""


class _Day(NamedTuple):
    """A campaign's local day and the mails that may still go out in it."""

    day: date
    left: int
    tomorrow: datetime


async def authorize(db: AsyncConnection, now: datetime, asked: Sequence[Go]) -> list[Verdict]:
    """Keeps `ports.repository.Attempts.authorize`."""
    standing = await _standing(db, [go.attempt_id for go in asked])
    covered = await SqlSuppressions(db).covering({row.recipient for row in standing.values()})
    days = await _days(db, {row.campaign_id: row for row in standing.values()}, now)
    taken: dict[int, int] = defaultdict(int)
    moves: dict[UUID, dict[str, Any]] = {}
    verdicts = []
    for go in asked:
        row = standing.get(go.attempt_id)
        if row is None or go.attempt_id in moves or not _is_held(row, go, now):
            verdicts.append(Verdict(go.attempt_id, Refusal.LOST_CLAIM))
            continue
        day = days[row.campaign_id]
        refusal = _refusal(row, covered, day.left - taken[row.campaign_id])
        taken[row.campaign_id] += refusal is None
        moves[go.attempt_id] = _move(go, refusal, day, now)
        verdicts.append(Verdict(go.attempt_id, refusal))
    if moves:
        await db.execute(_MOVE, list(moves.values()))
    await _use(db, {owner: (days[owner], count) for owner, count in taken.items() if count})
    return verdicts


async def _standing(db: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, Standing]:
    if db.dialect.name != "sqlite":
        await _lock(db, ids)
    found: dict[UUID, Standing] = {}
    for some in chunks(ids):
        result = await db.execute(_STANDING, {"ids": some})
        found.update((row.id, row) for row in result)
    return found


async def _lock(db: AsyncConnection, ids: Sequence[UUID]) -> None:
    """Postgres: recipients (the lock that a new suppression takes), then attempts and campaigns."""
    mine = select(_A.c.recipient_key).where(_A.c.id.in_(ids)).distinct().subquery()
    keys = select(mine.c.recipient_key).order_by(mine.c.recipient_key).subquery()
    await db.execute(select(func.pg_advisory_xact_lock(func.hashtext(keys.c.recipient_key))))
    await db.execute(select(_A.c.id).where(_A.c.id.in_(ids)).order_by(_A.c.id).with_for_update())
    owners = select(_A.c.campaign_id).where(_A.c.id.in_(ids))
    await db.execute(
        select(_C.c.id).where(_C.c.id.in_(owners)).order_by(_C.c.id).with_for_update(read=True)
    )


async def _days(
    db: AsyncConnection, campaigns: dict[int, Standing], now: datetime
) -> dict[int, _Day]:
    """Each campaign's day and what is left of it, its counter locked; days only move forward."""
    zones = {owner: (row.sending_window or ANY_TIME).zone for owner, row in campaigns.items()}
    today = {owner: local_day(now, name) for owner, name in zones.items()}
    used = await _counters(db, today)
    new = [
        {"scope": campaign_scope(owner), "day": day}
        for owner, day in sorted(today.items())
        if owner not in used
    ]
    if new:
        await db.execute(insert_for(db, _Q).on_conflict_do_nothing(), new)
        used = await _counters(db, today)
    days = {}
    for owner, row in campaigns.items():
        day, count = used[owner]
        limit = row.max_emails_per_day
        limit = DEFAULT_MAILS_PER_DAY if limit is None else limit
        midnight = datetime.combine(day + timedelta(days=1), time(), zone(zones[owner]))
        days[owner] = _Day(day, limit - count, midnight)
    return days


async def _counters(db: AsyncConnection, today: dict[int, date]) -> dict[int, tuple[date, int]]:
    """Each campaign's newest counter that is today's or later, locked until commit."""
    scopes = {campaign_scope(owner): owner for owner in today}
    found: dict[int, tuple[date, int]] = {}
    for some in chunks(scopes):
        result = await db.execute(_COUNTERS, {"scopes": some, "oldest": min(today.values())})
        for scope, day, used in result:
            if day >= today[scopes[scope]]:
                found[scopes[scope]] = (day, used)
    return found


def _is_held(row: Standing, go: Go, now: datetime) -> bool:
    return bool(
        row.state is AttemptState.CLAIMED
        and row.token == go.token
        and row.lease_until is not None
        and row.lease_until > now
    )


def _refusal(row: Standing, covered: frozenset[str], left: int) -> Refusal | None:
    if row.recipient in covered:
        return Refusal.SUPPRESSED
    if row.lead_status in STOPPED or row.closed_because:
        return Refusal.STOPPED
    if row.status is not CampaignStatus.ACTIVE:
        return Refusal.PAUSED
    return Refusal.QUOTA if left <= 0 else None


def _move(go: Go, refusal: Refusal | None, day: _Day, now: datetime) -> dict[str, Any]:
    state = AttemptState.AUTHORIZED if refusal is None else _REFUSED[refusal]
    return {
        "key": go.attempt_id,
        "state": state,
        "token": "" if state is AttemptState.QUEUED else go.token,
        "reason": refusal or "",
        "next_try": day.tomorrow if refusal is Refusal.QUOTA else None,
        "quota_day": day.day if refusal is None else None,
        "mime_sha256": go.mime_sha256,
        "updated_at": now,
    }


async def _use(db: AsyncConnection, taken: dict[int, tuple[_Day, int]]) -> None:
    """Writes the counters, in one order for everybody."""
    rows = [
        {"of": campaign_scope(owner), "on": day.day, "taken": count}
        for owner, (day, count) in sorted(taken.items())
    ]
    if rows:
        await db.execute(_USE, rows)
