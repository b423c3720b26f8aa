"""Compares what the mail server received with what the database says of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from cam.app.prove.databases import Database
from cam.sandbox.mail_sink import Mail

SETTLED = {"sent", "rejected", "unknown", "unknown_final", "failed"}
MAY_HAVE_ARRIVED = {"sent", "unknown", "unknown_final"}
LIVING = {"ENRICHED", "NEW"}

Pair = tuple[str, str]
"""Message-ID and recipient."""


class Row(Struct, frozen=True):
    """One attempt and its lead."""

    message_id: str
    recipient: str
    campaign_id: int
    step: int
    state: str
    lead_status: str
    lead_action: str
    times_authorized: int

    @property
    def pair(self) -> Pair:
        """By what the mail server knows it."""
        return self.message_id, self.recipient.lower()


class Books(Struct, frozen=True, kw_only=True):
    """What the database says."""

    rows: list[Row]
    used: dict[tuple[str, str], int]
    """Mails counted, by scope and day."""
    announced: int
    runs: Counter[str]
    """Cycles by how they ended."""
    waiting: int
    never_written: int

    @property
    def states(self) -> Counter[str]:
        """Attempts by state."""
        return Counter(row.state for row in self.rows)


class Expected(Struct, frozen=True, kw_only=True):
    """What is known of a story beforehand."""

    people: int
    limit: int
    kills: int | None = None
    """Cycles that were killed; None when who was killed may have had none, or several."""
    sends_once: bool = True
    """Was no mail put off after its body, so that each was authorized once?"""


async def read(database: Database) -> Books:
    """One reading, in plain SQL."""
    ((told,),) = await database.ask("SELECT count(*) FROM event WHERE type='lead.contacted'")
    ((waiting,),) = await database.ask(_WAITING)
    ((never,),) = await database.ask(_NEVER_WRITTEN)
    runs = await database.ask("SELECT status FROM run WHERE kind = 'cycle'")
    used = await database.ask("SELECT scope, day, used FROM quota")
    return Books(
        rows=[Row(*each) for each in await database.ask(_ATTEMPTS)],
        used={(scope, _day(day)): count for scope, day, count in used},
        announced=told,
        runs=Counter(status for (status,) in runs),
        waiting=waiting,
        never_written=never,
    )


def received(mails: Iterable[Mail]) -> Counter[Pair]:
    """Accepted bodies."""
    return Counter((mail.message_id.strip("<>"), mail.rcpt_to[0].lower()) for mail in mails)


def wrong(books: Books, bodies: Counter[Pair], expected: Expected) -> list[str]:
    """What broke a promise."""
    known = {row.pair: row for row in books.rows}
    return [
        *_doubles(bodies, known),
        *_untrue(books.rows, bodies, known, expected),
        *_left_over(books, expected),
        *_quota(books, bodies, expected),
    ]


def _doubles(bodies: Counter[Pair], known: dict[Pair, Row]) -> Iterator[str]:
    yield from (f"sent twice: {pair}" for pair, count in bodies.items() if count > 1)
    steps = Counter(
        (known[pair].campaign_id, known[pair].recipient.lower(), known[pair].step)
        for pair in bodies
        if pair in known
    )
    yield from (f"same step twice: {each}" for each, count in steps.items() if count > 1)


def _untrue(
    rows: list[Row], bodies: Counter[Pair], known: dict[Pair, Row], expected: Expected
) -> Iterator[str]:
    yield from (f"nobody knows of this mail: {pair}" for pair in bodies if pair not in known)
    for row in rows:
        arrived = bool(bodies[row.pair])
        if row.state == "sent" and not arrived:
            yield f"sent, but never arrived: {row.pair}"
        if arrived and row.state not in MAY_HAVE_ARRIVED:
            yield f"arrived, but stands as {row.state}: {row.pair}"
        if row.times_authorized > 1 and expected.sends_once:
            yield f"authorized twice: {row.pair}"


def _left_over(books: Books, expected: Expected) -> Iterator[str]:
    for row in books.rows:
        if row.state == "cancelled":
            yield f"cancelled, thus lost: {row.recipient}"
        elif row.state not in SETTLED and not _waits_for_quota(row, books, expected):
            yield f"left as {row.state}, thus lost: {row.recipient}"
        if not _lead_follows(row):
            yield f"lead does not follow: {row}"
    if len(books.rows) + books.waiting + books.never_written < expected.people:
        yield f"lost: {expected.people} people, {len(books.rows)} attempts, {books.waiting} waiting"
    if books.announced != books.states["sent"]:
        yield f"announced {books.announced} of {books.states['sent']} sent"
    interrupted = books.runs["interrupted"]
    left = books.runs["running"] + books.runs["queued"]
    if expected.kills is not None and (left or interrupted != expected.kills):
        yield f"runs: {dict(books.runs)} after {expected.kills} kills"


def _quota(books: Books, bodies: Counter[Pair], expected: Expected) -> Iterator[str]:
    counted = {day: n for day, n in books.used.items() if day[0].startswith("campaign:")}
    total = sum(counted.values())
    if total < bodies.total() or any(used > expected.limit for used in counted.values()):
        yield f"quota: {bodies.total()} bodies, {total} counted, limit {expected.limit} a day"
    if total != sum(row.times_authorized for row in books.rows):
        yield f"quota: {total} counted is not what was authorized"


def _waits_for_quota(row: Row, books: Books, expected: Expected) -> bool:
    used = (n for (scope, _), n in books.used.items() if scope == f"campaign:{row.campaign_id}")
    return row.state == "queued" and any(each >= expected.limit for each in used)


def _lead_follows(row: Row) -> bool:
    match row.state:
        case "sent":
            return row.lead_status in ("CONTACTED", "QUALIFIED")
        case "unknown" | "queued":
            return row.lead_action == "await" and row.lead_status in LIVING
        case _:
            return True


def _day(day: Any) -> str:
    return day.isoformat() if isinstance(day, date) else str(day)


_ATTEMPTS = """
SELECT a.message_id, a.recipient, a.campaign_id, a.step, a.state, l.status, l.next_action,
       (SELECT count(*) FROM attempt_event e
         WHERE e.attempt_id = a.id AND e.to_state = 'authorized')
  FROM attempt a JOIN lead l ON l.id = a.lead_id
"""
_WAITING = "SELECT count(*) FROM lead WHERE next_action IN ('contact', 'enrich', 'verify')"
_NEVER_WRITTEN = """
SELECT count(*) FROM lead l WHERE l.closed_because != ''
   AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.lead_id = l.id)
"""
