"""When next. Durations only; `now` and the moments come from the caller."""

from datetime import datetime, timedelta

from cam.domain.model.sequence import Step

FIRST_FOLLOW_UP = timedelta(days=3)
LATER_FOLLOW_UP = timedelta(days=7)
SILENCE = timedelta(days=30)
"""After so long without an answer a sequence stops. Silence is not LOST."""

ENRICH_AGAIN = timedelta(hours=24)
"""The pause before an enricher that found nothing is asked again."""
MAX_ENRICH_TRIES = 3
ASK_AGAIN = timedelta(minutes=15)
"""The pause before a lead is tried again whose enricher failed or is not configured."""


def first_contact_delay(score: float, told: timedelta | None) -> timedelta:
    """How long after enrichment the first mail waits: what the campaign says, else by the score.

    `max(30, 360 x (1 - score))` minutes: the best are written to first.
    """
    return told if told is not None else timedelta(minutes=max(30.0, 360.0 * (1.0 - score)))


def follow_up_delay(step: int, steps: tuple[Step, ...]) -> timedelta | None:
    """How long after a mail the step `step` (counted from 0) follows; None when there is none."""
    if step >= len(steps):
        return None
    told = steps[step].delay
    if told is not None:
        return told
    return FIRST_FOLLOW_UP if step <= 1 else LATER_FOLLOW_UP


def is_silent(first_contacted_at: datetime | None, now: datetime) -> bool:
    """Has the lead been silent for too long to be written to again?"""
    return first_contacted_at is not None and now - first_contacted_at > SILENCE


def try_again_delay(tries: int) -> timedelta:
    """How long a mail that the server put off waits: half an hour, doubling, a day at most.

    RFC 5321 4.5.4.1 asks for at least 30 minutes.
    """
    doublings = min(max(tries - 1, 0), 10)
    return min(timedelta(minutes=30) * (1 << doublings), timedelta(days=1))
