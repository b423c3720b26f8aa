"""An attempt: one step to one lead, tried once. Its life keeps the promise "nobody twice".

queued -> claimed -> authorized -> sent | rejected | unknown. `reliability`: what may have gone
out is `unknown` and is never retried by itself.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from cam.domain.model import address
from cam.domain.model.lead import Lead
from cam.domain.model.quota import Allowance


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
"""(from, to), in one database's own life."""

RESTORE_MOVES = frozenset({(_S.QUEUED, _S.UNKNOWN), (_S.CLAIMED, _S.UNKNOWN)})
"""Moves of a database that was restored or copied: what went out since then it cannot know. The
database keeps both tables by a trigger."""

HOLDABLE = (_S.QUEUED, _S.CLAIMED, _S.AUTHORIZED)
"""What may have gone out from the database of which this one is a copy."""

WRITTEN = (_S.AUTHORIZED, _S.SENT, _S.UNKNOWN, _S.UNKNOWN_FINAL)
"""The mail went out, or may have: something may come back."""
WENT_OUT = (_S.SENT, _S.UNKNOWN_FINAL)
"""What counts as sent."""

TRANSIENT = (400, 499)
"""The first and the last code of a server that says "later" (RFC 5321 4.2.1)."""

TERMINAL = frozenset(set(AttemptState) - {start for start, _ in ATTEMPT_MOVES})


FINAL_AFTER = timedelta(days=7)
"""So long an unknown attempt waits for evidence; then it is final, and counts as sent."""


class Attempt(Struct, frozen=True, kw_only=True):
    """One step to one lead.

    `(campaign, lead, step)` and `(campaign, recipient_key, step)` are unique.
    """

    id: UUID
    campaign_id: int
    lead_id: int
    step: int
    variant: str = ""
    """Which of the step's wordings this lead gets; fixed when it is planned."""
    recipient: str
    recipient_key: str
    message_id: str
    mailbox: str = ""
    """Through which it leaves; empty when any will do."""
    subject: str = ""
    """As it stands in the mail that may have gone out; empty before it was authorized."""
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
    evidence: str = ""
    """What settled an unknown one: a person's word, a bounce, a reply."""
    replied_at: datetime | None = None
    """When a person first answered it."""
    bounced_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def is_refused(self) -> bool:
        """Did a server refuse it for good? CAM gives up, too, when none took it."""
        if self.state is not AttemptState.REJECTED or self.smtp_code is None:
            return False
        first, last = TRANSIENT
        return not first <= self.smtp_code <= last


class Thread(Struct, frozen=True, kw_only=True):
    """What a lead was sent so far: the Message-IDs in their order, and the last one's subject."""

    message_ids: tuple[str, ...] = ()
    subject: str = ""


class Claim(Struct, frozen=True, kw_only=True):
    """An attempt taken by this run, with the lead as it stands and the mails before."""

    attempt: Attempt
    lead: Lead
    thread: Thread = Thread()


def planned(
    lead: Lead, step: int, *, attempt_id: UUID, sender: str, at: datetime, **changes: Any
) -> Attempt:
    """The attempt to write that step to the lead; its Message-ID is fixed from now on."""
    attempt = Attempt(
        id=attempt_id,
        campaign_id=lead.campaign_id,
        lead_id=lead.id,
        step=step,
        recipient=lead.email,
        recipient_key=address.base(lead.email),
        message_id=f"{attempt_id.hex}@{address.domain_of(sender)}",
        mailbox=lead.mailbox,
        created_at=at,
        updated_at=at,
    )
    return structs.replace(attempt, **changes)


class Go(Struct, frozen=True, kw_only=True):
    """Asks that this claimed attempt be authorized: its body is written right afterwards."""

    attempt_id: UUID
    token: str
    mime_sha256: str
    subject: str = ""
    """As these bytes have it: a follow-up answers it."""
    allowances: tuple[Allowance, ...] = ()
    """Further limits that the mail counts against, beside its campaign's own."""
    consent_countries: tuple[str, ...] = ()
    """Where consent is needed, unless the campaign has a list of its own."""


class Refusal(StrEnum):
    """Why an attempt was not authorized."""

    SUPPRESSED = "suppressed"
    QUOTA = "quota reached"
    RISKY_SHARE = "share of risky addresses reached"
    MAILBOX = "mailbox quota reached"
    DEPLOYMENT = "deployment quota reached"
    NOT_ARMED = "deployment not armed"
    PAUSED = "campaign paused"
    WINDOW = "outside the sending window"
    HELD = "mailbox held"
    PACED = "paced"
    """The mailbox rests after its last mail."""
    STOPPED = "lead stopped"
    NO_CONSENT = "no consent"
    LOST_CLAIM = "claim lost"


def no_room(scope: str) -> Refusal:
    """The refusal when this scope's day is used up."""
    match scope.partition(":")[0]:
        case "risky":
            return Refusal.RISKY_SHARE
        case "mailbox":
            return Refusal.MAILBOX
        case "deployment":
            return Refusal.DEPLOYMENT
        case _:
            return Refusal.QUOTA


class Verdict(Struct, frozen=True):
    """The answer to a Go. `refusal` None: authorized, quota taken, committed."""

    attempt_id: UUID
    refusal: Refusal | None = None
    rest: timedelta = timedelta(0)
    """How long its mailbox rests from now on."""


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
