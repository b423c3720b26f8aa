"""The latency floor: the calls that must follow each other, at these connection limits.

L is the latency of one round trip. A mail takes two (MAIL, RCPT and DATA in one; the body). What
runs side by side is bound by its slowest part, so the floor of a run-all is the greatest of several
bounds, each of which holds whatever else is done.
"""

from math import ceil

from msgspec import Struct

from benchmarks.work import Setup, Work

MATCHED_AT_ONCE = 10
"""People in one bulk_match."""
HTTP_IN_FLIGHT = 10
"""Requests at once that CAM allows itself for each provider (`cam.adapters.http.IN_FLIGHT`)."""
MAKE_BURST = 300
"""Webhooks that Make takes at once. CAM does not wait for its limit: what is over is told later."""


class Term(Struct, frozen=True):
    """So many round trips, and why."""

    words: str
    trips: int


class Bound(Struct, frozen=True):
    """A time below which the work cannot be done, and what it is made of."""

    name: str
    seconds: float
    formula: str


def bounds(work: Work, setup: Setup) -> list[Bound]:
    """All of them; the first is the greatest: the floor."""
    latency, batches = setup.latency, ceil(work.leads / MATCHED_AT_ONCE)
    search, match = Term("search", 1), Term("bulk_match", ceil(batches / HTTP_IN_FLIGHT))
    dial = Term("greeting + EHLO", 0 if work.warm else 2)
    mails = Term(
        "mails: 2 x ceil(leads / connections)", 2 * ceil(work.leads / setup.smtp_connections)
    )
    waits_for_hooks = setup.hook == "unlimited" or (
        setup.hook == "limited" and work.mails <= MAKE_BURST
    )
    hook = Term("last webhook", int(waits_for_hooks))
    waves = ceil(work.campaigns / setup.concurrency)
    if waves == 1 and work.campaigns == 1:
        return [_bound("cycle", latency, [search, match, dial, mails, hook])]
    every = [
        Term(f"{each.words}, in {waves} waves", waves * each.trips)
        for each in (search, match, mails, hook)
    ]
    all_mails = 2 * ceil(work.mails / setup.smtp_connections)
    sending = Term("mails: 2 x ceil(mails / connections)", all_mails)
    calls = work.campaigns * (1 + batches)
    asking = Term("searches and bulk_matches / in flight", ceil(calls / HTTP_IN_FLIGHT))
    found = [
        _bound("cycles", latency, [*every, dial]),
        _bound("mail server", latency, [search, match, dial, sending, hook]),
        _bound("Apollo", latency, [asking, mails, hook]),
    ]
    if waits_for_hooks:
        telling = Term("webhooks / in flight", ceil(work.mails / HTTP_IN_FLIGHT))
        first = Term("first mail", 2)
        found.append(_bound("webhooks", latency, [search, match, dial, first, telling]))
    return sorted(found, key=lambda bound: -bound.seconds)


def _bound(name: str, latency: float, terms: list[Term]) -> Bound:
    told = " + ".join(f"{each.trips} [{each.words}]" for each in terms if each.trips)
    return Bound(name, latency * sum(each.trips for each in terms), f"L x ({told})")
