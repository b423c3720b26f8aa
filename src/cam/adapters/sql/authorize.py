"""The moment of decision: which bodies may be written, and the quota that they use.

Locks come before reads, each as its own statement (a single clever statement misses what was
committed while it waited), and the counters are written last. On SQLite the whole unit of work
holds the write lock (BEGIN IMMEDIATE); on Postgres the locks are taken in a fixed order:
recipients with their domains and mailboxes, attempts, campaigns, paces, quotas.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import desk as desks
from cam.adapters.sql import paces as paces_of
from cam.adapters.sql import quotas, tables
from cam.adapters.sql.deployment import SqlDeployment
from cam.adapters.sql.desk import Answer, Desk, Standing
from cam.adapters.sql.rows import chunks
from cam.adapters.sql.suppressions import SqlSuppressions
from cam.domain.model import address
from cam.domain.model.attempt import AttemptState, Go, Refusal, Verdict, no_room
from cam.domain.model.quota import Allowance, in_force, mailbox_scope
from cam.ports.clock import Clock

_A, _C, _L, _D, _H = (
    tables.attempt, tables.campaign, tables.lead, tables.deployment, tables.hold
)  # fmt: skip
_MOVED = (
    "state", "reason", "next_try", "quota_day", "mime_sha256", "subject", "updated_at", "token",
)  # fmt: skip
_MOVE = (
    update(_A).where(_A.c.id == bindparam("key")).values({name: bindparam(name) for name in _MOVED})
)
_STANDING = (
    select(
        _A.c.id, _A.c.campaign_id, _A.c.state, _A.c.token, _A.c.lease_until, _A.c.recipient,
        _C.c.status, _C.c.max_emails_per_day, _C.c.sending_window, _C.c.risky_share, _C.c.ramp_up,
        _C.c.consent_countries, _H.c.provider.label("held"),
        _L.c.status.label("lead_status"), _L.c.closed_because, _L.c.email_status,
        _L.c.country, _L.c.domain, _L.c.email, _L.c.legal_basis,
        select(_D.c.place).scalar_subquery().label("armed"),
        select(_D.c.mark).scalar_subquery().label("mark"),
    )
    .join(_C, _C.c.id == _A.c.campaign_id)
    .join(_L, _L.c.id == _A.c.lead_id)
    .outerjoin(_H, _H.c.provider == literal(mailbox_scope("")).concat(_A.c.mailbox))
    .where(_A.c.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip
_ENDS = frozenset({Refusal.SUPPRESSED, Refusal.STOPPED})
"""After these the attempt is over; after the others it waits."""


async def authorize(
    db: AsyncConnection, clock: Clock, deployment: SqlDeployment, asked: Sequence[Go]
) -> list[Verdict]:
    """Keeps `ports.repository.Attempts.authorize`."""
    now = clock.now()
    standing = await _standing(db, [go.attempt_id for go in asked])
    moved = bool(standing) and await _is_elsewhere(deployment, next(iter(standing.values())))
    people = {row.recipient for row in standing.values() if row.recipient}
    covered = await SqlSuppressions(db, clock).covering(people)
    known = [go for go in asked if go.attempt_id in standing]
    own = {row.campaign_id: desks.own(row) for row in standing.values()}
    given = [*own.values(), *(each for go in known for each in go.allowances)]
    paces = await paces_of.hold(db, given, now)
    limits = {go.attempt_id: desks.limits(standing[go.attempt_id], go, paces, now) for go in known}
    scopes = {each.scope: each for some in limits.values() for each in some}
    desk = Desk(now, await quotas.days(db, scopes, now, lock=True), paces, covered, moved=moved)
    moves: dict[UUID, dict[str, Any]] = {}
    verdicts = []
    for go in asked:
        row = standing.get(go.attempt_id)
        if row is not None and (over := _is_over(row, go, covered)):
            verdicts.append(Verdict(go.attempt_id, over))
            continue
        if row is None or go.attempt_id in moves or not _is_held(row, go, now):
            verdicts.append(Verdict(go.attempt_id, Refusal.LOST_CLAIM))
            continue
        mine = limits[go.attempt_id]
        answer = desk.asked(row, mine, go.consent_countries)
        moves[go.attempt_id] = _move(go, answer, desk.day_of(row), now)
        verdicts.append(Verdict(go.attempt_id, answer.refusal, desk.rest(mine)))
    if moves:
        await db.execute(_MOVE, list(moves.values()))
    await paces_of.write(db, paces)
    await quotas.use(db, desk.taken, desk.days)
    if desk.taken:
        await deployment.move()
    return verdicts


async def authorize_test(
    db: AsyncConnection,
    clock: Clock,
    deployment: SqlDeployment,
    recipient: str,
    allowances: Sequence[Allowance],
    *,
    mailbox: str,
) -> Refusal | None:
    """Keeps `ports.repository.Attempts.authorize_test`: the same locks, in the same order."""
    if db.dialect.name != "sqlite":
        keys = [address.base(recipient), address.domain_of(recipient), mailbox_scope(mailbox)]
        await db.execute(_LOCK_FOR_TEST, {"keys": keys})
    if (await deployment.standing()).refusal:
        return Refusal.NOT_ARMED
    if await SqlSuppressions(db, clock).covering([recipient]):
        return Refusal.SUPPRESSED
    if (await db.execute(_IS_HELD, {"scope": mailbox_scope(mailbox)})).first() is not None:
        return Refusal.HELD
    now = clock.now()
    paces = await paces_of.hold(db, allowances, now)
    scopes = {each.scope: in_force(each, paces, now) for each in allowances}
    days = await quotas.days(db, scopes, now, lock=True)
    full = next((scope for scope, day in days.items() if day.left <= 0), None)
    if full is not None:
        return no_room(full)
    if any(paces.rest(scope) for scope in scopes):
        return Refusal.PACED
    desks.pace(paces, scopes.values(), now)
    await paces_of.write(db, paces)
    await quotas.use(db, dict.fromkeys(days, 1), days)
    await deployment.begin()
    return None


_IS_HELD = select(_H.c.provider).where(_H.c.provider == bindparam("scope"))
_LOCK_FOR_TEST = text(
    "SELECT pg_advisory_xact_lock_shared(h) FROM ("
    "SELECT DISTINCT hashtext(k) AS h FROM unnest(CAST(:keys AS text[])) AS keys(k) ORDER BY h"
    ") AS people"
)
"""As `lock_for_sending` takes them: a new suppression, or a hold, waits for it, alone."""


async def _is_elsewhere(deployment: SqlDeployment, row: Standing) -> bool:
    return await deployment.is_elsewhere(row.armed, row.mark)


async def _standing(db: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, Standing]:
    if db.dialect.name != "sqlite":
        await db.execute(_LOCK, {"ids": list(ids)})
    found: dict[UUID, Standing] = {}
    for some in chunks(ids):
        result = await db.execute(_STANDING, {"ids": some})
        found.update((row.id, row) for row in result)
    return found


_LOCK = text("SELECT lock_for_sending(:ids)")
"""Postgres: in one round trip and as three statements people with their domains (a new suppression
takes the same locks, alone), attempts, campaigns. The function is made by revision 0003."""


def _is_over(row: Standing, go: Go, covered: frozenset[str]) -> Refusal | None:
    """Was the person erased, or the attempt called off, since it was claimed?"""
    if not row.recipient:
        return Refusal.SUPPRESSED
    if row.state is AttemptState.CANCELLED and row.token == go.token:
        return Refusal.SUPPRESSED if row.recipient in covered else Refusal.STOPPED
    return None


def _is_held(row: Standing, go: Go, now: datetime) -> bool:
    return bool(
        row.state is AttemptState.CLAIMED
        and row.token == go.token
        and row.lease_until is not None
        and row.lease_until > now
    )


def _move(go: Go, answer: Answer, day: date, now: datetime) -> dict[str, Any]:
    refusal = answer.refusal
    state = AttemptState.AUTHORIZED
    if refusal is not None:
        state = AttemptState.CANCELLED if refusal in _ENDS else AttemptState.QUEUED
    return {
        "key": go.attempt_id,
        "state": state,
        "token": "" if state is AttemptState.QUEUED else go.token,
        "reason": refusal or "",
        "next_try": answer.until,
        "quota_day": day if refusal is None else None,
        "mime_sha256": go.mime_sha256,
        "subject": go.subject,
        "updated_at": now,
    }
