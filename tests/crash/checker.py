"""Compares what the mail server received with what the database says of it."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from cam.sandbox.mail_sink import Mail

SETTLED = {"sent", "rejected", "unknown", "unknown_final", "cancelled", "failed"}
LIVING = {"ENRICHED", "NEW"}


class Row(Struct, frozen=True):
    """One attempt and its lead."""

    message_id: str
    recipient: str
    step: int
    state: str
    lead_status: str
    lead_action: str
    times_authorized: int


class Judged(Struct, kw_only=True):
    """What one story came to; `wrong` is empty when every promise was kept."""

    wrong: list[str]
    bodies: int
    sent: int
    unknown: int
    unknown_delivered: int
    queued: int


def judged(database: Path, mails: Iterable[Mail], *, limit: int, people: int, kills: int) -> Judged:
    """The verdict on one campaign of `people` leads that were due, after its last cycle."""
    with closing(sqlite3.connect(database)) as db:
        rows = [Row(*each) for each in db.execute(_ATTEMPTS)]
        used = db.execute("SELECT coalesce(sum(used), 0) FROM quota").fetchone()[0]
        told = db.execute("SELECT count(*) FROM event WHERE type='lead.contacted'").fetchone()[0]
        runs = Counter(status for (status,) in db.execute("SELECT status FROM run"))
        waiting = db.execute(
            "SELECT count(*) FROM lead WHERE next_action IN ('contact', 'enrich')"
        ).fetchone()[0]
        never = db.execute(_NEVER_WRITTEN).fetchone()[0]
    bodies = Counter(_key(mail) for mail in mails)
    known = {(row.message_id, row.recipient.lower()): row for row in rows}
    states = Counter(row.state for row in rows)
    wrong = [f"sent twice: {pair}" for pair, count in bodies.items() if count > 1]
    wrong += _same_step_twice(bodies, known)
    wrong += [f"nobody knows of this mail: {pair}" for pair in bodies if pair not in known]
    wrong += [
        f"sent, but never arrived: {pair}"
        for pair, row in known.items()
        if row.state == "sent" and not bodies[pair]
    ]
    wrong += [
        f"arrived, but stands as {known[pair].state}: {pair}"
        for pair in bodies
        if pair in known and known[pair].state not in ("sent", "unknown")
    ]
    wrong += [
        f"authorized twice: {pair}" for pair, row in known.items() if row.times_authorized > 1
    ]
    wrong += [
        f"left as {row.state}: {row.recipient}" for row in rows if not _ended(row, used, limit)
    ]
    wrong += [f"cancelled, thus lost: {row.recipient}" for row in rows if row.state == "cancelled"]
    wrong += [f"lead does not follow: {row}" for row in rows if not _lead_follows(row)]
    if used < bodies.total() or used > limit:
        wrong.append(f"quota: {bodies.total()} bodies, {used} counted, limit {limit}")
    if used != sum(row.times_authorized for row in rows):
        wrong.append(f"quota: {used} counted is not what was authorized")
    if len(rows) + waiting + never < people:
        wrong.append(f"lost: {people} people, {len(rows)} attempts, {waiting} waiting")
    if told != states["sent"]:
        wrong.append(f"announced {told} of {states['sent']} sent")
    if runs["running"] or runs["queued"] or runs["interrupted"] != kills:
        wrong.append(f"runs: {dict(runs)} after {kills} kills")
    return Judged(
        wrong=wrong,
        bodies=bodies.total(),
        sent=states["sent"],
        unknown=states["unknown"],
        unknown_delivered=sum(bodies[pair] for pair, r in known.items() if r.state == "unknown"),
        queued=states["queued"],
    )


def _key(mail: Mail) -> tuple[str, str]:
    return mail.message_id.strip("<>"), mail.rcpt_to[0].lower()


def _same_step_twice(
    bodies: Counter[tuple[str, str]], known: dict[tuple[str, str], Row]
) -> list[str]:
    steps = Counter(
        (known[pair].recipient.lower(), known[pair].step) for pair in bodies if pair in known
    )
    return [f"same step twice: {each}" for each, count in steps.items() if count > 1]


def _ended(row: Row, used: int, limit: int) -> bool:
    """Terminal, unknown, or visibly queued because the quota is used up."""
    return row.state in SETTLED or (row.state == "queued" and used >= limit)


def _lead_follows(row: Row) -> bool:
    match row.state:
        case "sent":
            return row.lead_status in ("CONTACTED", "QUALIFIED")
        case "unknown" | "queued":
            return row.lead_action == "await" and row.lead_status in LIVING
        case _:
            return True


_ATTEMPTS = """
SELECT a.message_id, a.recipient, a.step, a.state, l.status, l.next_action,
       (SELECT count(*) FROM attempt_event e
         WHERE e.attempt_id = a.id AND e.to_state = 'authorized')
  FROM attempt a JOIN lead l ON l.id = a.lead_id
"""
_NEVER_WRITTEN = """
SELECT count(*) FROM lead l WHERE l.closed_because != ''
   AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.lead_id = l.id)
"""
