"""What must hold after any fault, told by the mail server's own copies and by the rows."""

from collections import Counter
from collections.abc import Sequence

from integration.stage import Stage

SETTLED = {"sent", "rejected", "unknown", "unknown_final", "cancelled", "failed"}


def broken_promises(stage: Stage, *, people: int, limit: int, over: bool = True) -> list[str]:
    """What is wrong; empty when every promise was kept.

    `over`: nothing is left to do, so each person's attempt has come to its end.
    """
    bodies = Counter(stage.recipients)
    rows = stage.rows("SELECT recipient, step, state FROM attempt")
    states = {recipient: state for recipient, _, state in rows}
    used = stage.quota_used()
    wrong = [f"mailed {count} times: {to}" for to, count in bodies.items() if count > 1]
    wrong += [f"nobody knows of this mail: {to}" for to in bodies if to not in states]
    wrong += _untrue(states, bodies)
    wrong += [f"still {state}: {to}" for to, state in states.items() if over and not _ended(state)]
    if not bodies.total() <= used:
        wrong.append(f"quota: {bodies.total()} bodies, {used} counted")
    days = stage.rows("SELECT day, sum(used) FROM quota GROUP BY scope, day")
    wrong += [f"quota: {count} of {limit} on {day}" for day, count in days if count > limit]
    told = _one(stage.rows("SELECT count(*) FROM event WHERE type = 'lead.contacted'"))
    sent = sum(state == "sent" for state in states.values())
    if told != sent:
        wrong.append(f"announced {told} of {sent} sent")
    if over and len(rows) != people:
        wrong.append(f"lost: {people} people, {len(rows)} attempts")
    return wrong


def _untrue(states: dict[str, str], bodies: Counter[str]) -> list[str]:
    """Rows that say something else than the mail server."""
    wrong = [
        f"sent, but never arrived: {to}"
        for to, state in states.items()
        if state == "sent" and not bodies[to]
    ]
    may_have_arrived = ("sent", "unknown", "unknown_final", "authorized")
    return wrong + [
        f"arrived, but stands as {states[to]}: {to}"
        for to in bodies
        if to in states and states[to] not in may_have_arrived
    ]


def _ended(state: str) -> bool:
    return state in SETTLED


def _one(rows: Sequence[tuple[int, ...]]) -> int:
    return rows[0][0]
