"""An attempt: one step to one lead, tried once. Its life keeps the promise "nobody twice".

queued -> claimed -> authorized -> sent | rejected | unknown. `reliability`: what may have gone
out is `unknown` and is never retried by itself.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from cam.domain.model.lead import Lead


class AttemptState(StrEnum):
    """Where an attempt stands."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    AUTHORIZED = "authorized"
    SENT = "sent"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    UNKNOWN_FINAL = "unknown_final"
    CANCELLED = "cancelled"
    FAILED = "failed"


_S = AttemptState
ATTEMPT_MOVES: frozenset[tuple[AttemptState, AttemptState]] = frozenset(
    {
        (_S.QUEUED, _S.CLAIMED),
        (_S.QUEUED, _S.CANCELLED),
        (_S.CLAIMED, _S.QUEUED),
        (_S.CLAIMED, _S.AUTHORIZED),
        (_S.CLAIMED, _S.REJECTED),
        (_S.CLAIMED, _S.CANCELLED),
        (_S.CLAIMED, _S.FAILED),
        (_S.AUTHORIZED, _S.SENT),
        (_S.AUTHORIZED, _S.REJECTED),
        (_S.AUTHORIZED, _S.QUEUED),
        (_S.AUTHORIZED, _S.UNKNOWN),
        (_S.UNKNOWN, _S.SENT),
        (_S.UNKNOWN, _S.REJECTED),
        (_S.UNKNOWN, _S.QUEUED),
        (_S.UNKNOWN, _S.UNKNOWN_FINAL),
    }
)
"""(from, to). The database keeps the same table by a trigger."""

TERMINAL = frozenset(set(AttemptState) - {start for start, _ in ATTEMPT_MOVES})


class Attempt(Struct, frozen=True, kw_only=True):
    """One step to one lead.

    `(campaign, lead, step)` and `(campaign, recipient_key, step)` are unique.
    """

    id: UUID
    campaign_id: int
    lead_id: int
    step: int
    recipient: str
    recipient_key: str
    message_id: str
    state: AttemptState = AttemptState.QUEUED
    token: str = ""
    epoch: int = 0
    """The run of the campaign that claimed it."""
    lease_until: datetime | None = None
    next_try: datetime | None = None
    tries: int = 0
    quota_day: date | None = None
    mime_sha256: str = ""
    smtp_code: int | None = None
    smtp_reply: str = ""
    reason: str = ""
    created_at: datetime
    updated_at: datetime


class Claim(Struct, frozen=True, kw_only=True):
    """An attempt taken by this run, with the lead as it stands and the ids of the mails before."""

    attempt: Attempt
    lead: Lead
    thread: tuple[str, ...] = ()


class Go(Struct, frozen=True, kw_only=True):
    """Asks that this claimed attempt be authorized: its body is written right afterwards."""

    attempt_id: UUID
    token: str
    mime_sha256: str


class Refusal(StrEnum):
    """Why an attempt was not authorized."""

    SUPPRESSED = "suppressed"
    QUOTA = "quota reached"
    PAUSED = "campaign paused"
    STOPPED = "lead stopped"
    LOST_CLAIM = "claim lost"


class Verdict(Struct, frozen=True):
    """The answer to a Go. `refusal` None: authorized, quota taken, committed."""

    attempt_id: UUID
    refusal: Refusal | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """How an attempt ended, as it is recorded.

    `state` SENT, REJECTED, UNKNOWN, FAILED, CANCELLED, or QUEUED: to be tried again at `next_try`.
    """

    attempt_id: UUID
    token: str
    lead_id: int
    campaign_id: int
    step: int
    state: AttemptState
    at: datetime
    smtp_code: int | None = None
    smtp_reply: str = ""
    reason: str = ""
    next_try: datetime | None = None


class Reaped(Struct, frozen=True, kw_only=True):
    """What the reaper found of runs that ended without a word."""

    requeued: int = 0
    unknown: tuple[UUID, ...] = ()
