"""What a cycle did, what it would do, and what a run of many says."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class CycleStep(StrEnum):
    """The steps of a cycle, in order."""

    CYCLE = "cycle"
    """The cycle as a whole: it could not be begun."""
    INBOX = "inbox"
    REVIEW = "review"
    DISCOVER = "discover"
    ENRICH = "enrich"
    VERIFY = "verify"
    CONTACT = "contact"
    ANNOUNCE = "announce"


class StepError(Struct, frozen=True, kw_only=True):
    """What went wrong in one step; the others went on."""

    step: CycleStep
    code: str
    reason: str


class PlannedMail(Struct, frozen=True, kw_only=True):
    """Who would get what."""

    lead_id: int
    recipient: str
    step: int
    variant: str = ""
    subject: str
    mailbox: str = ""
    """Through which it would leave."""


class SkippedLead(Struct, frozen=True, kw_only=True):
    """Who would not get anything now, and why."""

    lead_id: int
    recipient: str
    reason: str


class PlannedMailbox(Struct, frozen=True, kw_only=True):
    """One mailbox of the plan: what is in force today, and why it sends nothing."""

    name: str
    is_counted: bool = True
    """Does anything limit its mails, or count them?"""
    used: int = 0
    limit: int | None = None
    """Today's, as far as a ramp-up has come; null: none."""
    left: int | None = None
    next_send_at: datetime | None = None
    """When its next mail may leave, where there are pauses."""
    held: str = ""


class Plan(Struct, frozen=True, kw_only=True):
    """A dry run's answer: what a live run would begin with, right now."""

    would_send: tuple[PlannedMail, ...] = ()
    would_skip: tuple[SkippedLead, ...] = ()
    more_due: int = 0
    """Due leads beyond those looked at one by one: today's quota does not reach them."""
    country_unknown: int = 0
    """Of those who would get a mail: nothing tells whether they live where consent is needed."""
    would_search: bool = False
    would_enrich: int = 0
    would_verify: int = 0
    credits_at_most: float = 0.0
    quota_used: int = 0
    quota_used_after: int = 0
    quota_limit: int = 0
    """Today's, as far as a ramp-up has come."""
    mailboxes: tuple[PlannedMailbox, ...] = ()
    would_pause: str = ""


class CycleReport(Struct, frozen=True, kw_only=True):
    """One cycle of one campaign. Counts of what really happened; all 0 in a dry run."""

    campaign_id: int
    campaign_name: str
    dry_run: bool
    leads_discovered: int = 0
    leads_duplicate: int = 0
    leads_enriched: int = 0
    leads_verified: int = 0
    """Whose address a verifier confirmed."""
    leads_invalid: int = 0
    """Whose address was found to be invalid, by CAM's own look or by a verifier: never mailed."""
    outreach_sent: int = 0
    outreach_failed: int = 0
    outreach_unknown: int = 0
    outreach_skipped: Mapping[str, int] = {}
    """Reason to count."""
    country_unknown: int = 0
    """Written to, though nothing tells whether they live where consent is needed."""
    outreach_waiting: int = 0
    """Leads that are to be written to later, by the cadence."""
    next_contact_at: datetime | None = None
    """When the first of them is due."""
    replies: int = 0
    """People's replies that were read; one in a mailbox is read once for all campaigns."""
    credits_spent: float = 0.0
    events_delivered: int = 0
    events_waiting: int = 0
    events_trouble: str = ""
    """What the receiver of announcements said last when it did not take one."""
    campaign_paused: str = ""
    """The reason, when this cycle paused the campaign."""
    skipped_steps: Mapping[str, str] = {}
    """Step to the word that says how to have it done, e.g. `not_configured: set APOLLO_API_KEY`."""
    errors: tuple[StepError, ...] = ()
    superseded: bool = False
    plan: Plan | None = None

    @property
    def is_clean(self) -> bool:
        """Did everything that was begun end well?"""
        return not self.errors and not self.outreach_failed and not self.outreach_unknown


class RunKind(StrEnum):
    """What was asked for."""

    CYCLE = "cycle"
    ALL = "all"


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DONE_WITH_FAILURES = "done_with_failures"
    FAILED = "failed"
    STOPPED = "stopped"
    """CAM was told to stop before its end: what was under way ended, the rest waits."""
    SKIPPED = "skipped"
    """Another run has the campaign."""
    INTERRUPTED = "interrupted"
    """Its process ended without a word."""

    @property
    def is_over(self) -> bool:
        """Will it not change any more?"""
        return self not in (self.QUEUED, self.RUNNING)


class Run(Struct, frozen=True, kw_only=True):
    """One recorded doing of a cycle, or of all of them (`parent_id` binds those together)."""

    id: UUID
    kind: RunKind
    dry_run: bool
    campaign_id: int | None = None
    parent_id: UUID | None = None
    status: RunStatus = RunStatus.QUEUED
    requested_by: str = ""
    requested_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    reports: tuple[CycleReport, ...] = ()
    error: str = ""
