"""Bugs to plant in a process: a proof that does not report each of them proves nothing.

Patched into adapters and services of a forked child only; the product itself has no such switch.
"""

from collections.abc import Callable

from msgspec import Struct

from cam.app.prove import run_bugs, send_bugs


class Plant(Struct, frozen=True, kw_only=True):
    """A bug, the proof that must report it, and a word of that report."""

    plant: Callable[[], None]
    promise: str
    word: str


def none() -> None:
    """CAM as it is."""


def _bug(promise: str, plant: Callable[[], None], word: str) -> Plant:
    return Plant(plant=plant, promise=promise, word=word)


NO_DOUBLE, QUOTA, SUPPRESSION = "no-double-send", "quota", "suppression"
DRY_RUN, ISOLATION, RESTORE, BUDGET = "dry-run", "isolation", "restore", "budget"
PROMISES = (NO_DOUBLE, QUOTA, SUPPRESSION, DRY_RUN, ISOLATION, RESTORE, BUDGET)
PLANTS: dict[str, Plant] = {
    "": _bug("", none, ""),
    "mark-after-send": _bug(NO_DOUBLE, send_bugs.mark_after_send, "twice"),
    "requeue-authorized": _bug(NO_DOUBLE, send_bugs.requeue_authorized, "twice"),
    "retry-unknown": _bug(NO_DOUBLE, send_bugs.retry_unknown, "twice"),
    "quota-not-counted": _bug(NO_DOUBLE, send_bugs.quota_not_counted, "quota"),
    "forget-claimed": _bug(NO_DOUBLE, send_bugs.forget_claimed, "lost"),
    "sent-when-reaped": _bug(NO_DOUBLE, send_bugs.sent_when_reaped, "never arrived"),
    "count-then-send": _bug(QUOTA, send_bugs.count_then_send, "limit"),
    "suppress-at-claim": _bug(SUPPRESSION, send_bugs.suppress_at_claim, "acknowledged"),
    "dry-run-writes": _bug(DRY_RUN, run_bugs.dry_run_writes, "changed"),
    "dry-run-connects": _bug(DRY_RUN, run_bugs.dry_run_connects, "connection"),
    "failure-spreads": _bug(ISOLATION, run_bugs.failure_spreads, "control"),
    "failure-untold": _bug(ISOLATION, run_bugs.failure_untold, "exit code"),
    "armed-anywhere": _bug(RESTORE, run_bugs.armed_anywhere, "before it was armed"),
    "budget-not-counted": _bug(BUDGET, run_bugs.budget_not_counted, "cap"),
    "buy-again": _bug(BUDGET, run_bugs.buy_again, "twice"),
}
"""Name to the bug."""


def plants_of(promise: str) -> list[str]:
    """The bugs that the proof of this promise must report."""
    return [name for name, plant in PLANTS.items() if plant.promise == promise]
