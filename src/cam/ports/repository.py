"""What CAM remembers.

A unit of work is one transaction: what is done within it is kept whole when the block ends well,
and not at all when it raises. Writing units of work of one database exclude each other where they
touch the same rows; nothing that was committed is ever lost to another one's rollback.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from cam.domain.model.attempt import Attempt, Claim, Go, Outcome, Reaped, Verdict
from cam.domain.model.campaign import Campaign, CampaignDraft
from cam.domain.model.event import Event
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.metrics import Metrics
from cam.domain.model.prospect import Cursor, Prospect
from cam.domain.model.quota import Quota
from cam.domain.model.report import Run
from cam.domain.model.suppression import Suppression


class Fence(Struct, frozen=True):
    """The run that writes: only the newest epoch of a campaign may."""

    campaign_id: int
    epoch: int


class Kept(Struct, frozen=True, kw_only=True):
    """What became of prospects that were offered to a campaign."""

    leads: tuple[int, ...] = ()
    """Ids of the new leads."""
    duplicates: int = 0
    """In this campaign already, or twice among the offered."""
    elsewhere: int = 0
    """Kept by another active campaign."""
    suppressed: int = 0


class Scheduled(Struct, frozen=True, kw_only=True):
    """Leads that are to be written to, but not yet."""

    count: int = 0
    first_at: datetime | None = None


class Campaigns(Protocol):
    """The campaigns."""

    async def add(self, draft: CampaignDraft) -> Campaign:
        """Keeps a new campaign. Raises CampaignNameTaken."""
        ...

    async def get(self, campaign_id: int) -> Campaign:
        """The campaign. Raises CampaignNotFound."""
        ...

    async def all(self) -> list[Campaign]:
        """Every campaign, by id."""
        ...

    async def save(self, campaign: Campaign) -> None:
        """Keeps a changed campaign; its `run_epoch` is left alone. Raises CampaignNameTaken."""
        ...

    async def begin_epoch(self, campaign_id: int) -> int:
        """Takes the next run epoch; every older run's fenced writes now raise Superseded."""
        ...

    async def cursor(self, campaign_id: int, source: str) -> Cursor | None:
        """Where discovery stands in that source."""
        ...

    async def set_cursor(self, campaign_id: int, source: str, cursor: Cursor) -> None:
        """Remembers where discovery stands."""
        ...


class Leads(Protocol):
    """The leads of all campaigns."""

    async def keep(
        self, campaign_id: int, prospects: Sequence[Prospect], *, imported: bool, limit: int | None
    ) -> Kept:
        """Keeps those who are new, at most `limit`, in their order.

        Nobody is kept twice in a campaign (each key of Identity is unique there, also when two
        processes keep at once), nor when suppressed, nor (unless `imported`) when another active
        campaign has the person. A lead is to be enriched at once; an imported one with an address
        has EmailStatus GIVEN unless the prospect says more.
        """
        ...

    async def get(self, lead_ids: Collection[int]) -> dict[int, Lead]:
        """Those leads that exist, by id."""
        ...

    async def due(
        self, campaign_id: int, action: NextAction, *, limit: int | None = None
    ) -> list[Lead]:
        """Leads of that campaign whose `next_action` is due now, the highest score first, then id.

        A lead whose person an older lead of another active campaign also has is left out: that
        campaign goes first, unless it closed that lead without ever having written to it.
        """
        ...

    async def count_due(self, campaign_id: int, action: NextAction) -> int:
        """How many leads `due` would give without a limit."""
        ...

    async def upcoming(self, campaign_id: int, *, limit: int) -> list[Lead]:
        """Leads with a next action (ENRICH, CONTACT or AWAIT), the highest score first, then id."""
        ...

    async def scheduled(self, campaign_id: int) -> Scheduled:
        """How many leads wait to be contacted later than now, and when the first of them is due."""
        ...

    async def advance(self, leads: Sequence[Lead]) -> None:
        """Keeps where leads stand now: status, step, next action, times, why closed. Who they are
        and what is known of them is left alone, so nobody can become a double."""
        ...

    async def save(self, leads: Sequence[Lead]) -> dict[int, int]:
        """Keeps changed leads. A lead that turns out to be a person whom the campaign has already
        is not merged but closed ("duplicate of lead N"): the answer maps it to that older lead.
        """
        ...


class Attempts(Protocol):
    """The attempts: the record that keeps the promise "nobody twice"."""

    async def plan(self, attempts: Sequence[Attempt]) -> frozenset[UUID]:
        """Adds those that do not exist yet, by (campaign, lead, step) and by (campaign,
        recipient_key, step); the ids of those that are new."""
        ...

    async def get(self, attempt_ids: Collection[UUID]) -> dict[UUID, Attempt]:
        """Those attempts that exist, by id."""
        ...

    async def of_campaign(self, campaign_id: int) -> list[Attempt]:
        """Every attempt of a campaign, by id."""
        ...

    async def waiting(self, campaign_id: int, *, limit: int) -> list[Attempt]:
        """QUEUED attempts whose `next_try` has come (`claim` would take them), oldest first."""
        ...

    async def claim(
        self, campaign_id: int, *, epoch: int, token: str, lease: timedelta, limit: int
    ) -> list[Claim]:
        """Takes queued attempts whose `next_try` has come, the best lead first.

        Each is CLAIMED under `token` and `epoch` until its lease is over; two claimers never get
        the same one.
        """
        ...

    async def authorize(self, asked: Sequence[Go]) -> list[Verdict]:
        """Decides, in this transaction and at this moment, which bodies may be written.

        Authorized is only an attempt that is CLAIMED under the token with its lease running, whose
        campaign is active, whose lead is not stopped, whose recipient no suppression covers, and
        for which the campaign's quota of its local day has room; that quota is then used. The day
        only moves forward. Suppressed and stopped ones are CANCELLED, quota and pause put the
        attempt back to QUEUED (quota: for the next local midnight). One verdict each, in order.
        """
        ...

    async def record(self, outcomes: Sequence[Outcome]) -> list[UUID]:
        """Writes how attempts ended, each only under its own token; the ids that were written.

        An outcome that comes after the reaper called its attempt UNKNOWN is evidence and counts.
        """
        ...

    async def reap(self, campaign_id: int, *, epoch: int) -> Reaped:
        """Settles what runs before `epoch`, or leases that are over, left behind.

        CLAIMED goes back to QUEUED; AUTHORIZED becomes UNKNOWN: it may have gone out.
        """
        ...

    async def release(self, campaign_id: int, *, token: str) -> int:
        """Gives back what is still only CLAIMED under the token."""
        ...


class Quotas(Protocol):
    """What is used of each day's quota."""

    async def today(self, campaign: Campaign) -> Quota:
        """The quota of the campaign's local day."""
        ...


class Suppressions(Protocol):
    """The list of those who must never be written to."""

    async def add(self, suppressions: Iterable[Suppression]) -> None:
        """Adds entries; one that exists keeps its first reason."""
        ...

    async def covering(self, addresses: Collection[str]) -> frozenset[str]:
        """Those of the given addresses that are covered."""
        ...


class Runs(Protocol):
    """What was asked for, and what came of it."""

    async def save(self, runs: Sequence[Run]) -> None:
        """Keeps runs, new or changed."""
        ...

    async def get(self, run_id: UUID) -> Run:
        """The run. Raises RunNotFound. A run of ALL carries the reports of its children."""
        ...

    async def recent(self, *, limit: int, campaign_id: int | None = None) -> list[Run]:
        """The newest runs first, without the reports of children."""
        ...

    async def active(self, campaign_id: int) -> Run | None:
        """The run of the campaign that is recorded as queued or running, the newest."""
        ...

    async def interrupt(self, campaign_ids: Collection[int], *, but: Collection[UUID]) -> int:
        """Marks the campaigns' runs that are recorded as queued or running as INTERRUPTED; their
        number. So is a run of ALL of which a run was interrupted, or none is left to wait for: its
        process is gone (one that lives after all records its own end)."""
        ...


class Events(Protocol):
    """Announcements that wait for delivery (an outbox)."""

    async def add(self, events: Sequence[Event], *, deliver: bool = True) -> None:
        """Adds events, due at once; with `deliver` False they are kept, but nobody is told."""
        ...

    async def take(self, *, campaign_id: int | None, limit: int, lease: timedelta) -> list[Event]:
        """Takes due events, oldest first; nobody else gets them until the lease is over."""
        ...

    async def delivered(self, event_ids: Collection[UUID]) -> None:
        """These need no further delivery (delivered, or given up with its reason logged)."""
        ...

    async def postpone(self, waits: Mapping[UUID, timedelta], *, tried: bool = True) -> None:
        """These are due again after that time; `tried` counts one more delivery in vain."""
        ...

    async def waiting(self, campaign_id: int | None = None) -> int:
        """How many are not delivered yet."""
        ...


class Statistics(Protocol):
    """Counts, read in few statements whatever the number of campaigns."""

    async def metrics(self, campaigns: Sequence[Campaign]) -> dict[int, Metrics]:
        """The metrics of each of these campaigns."""
        ...


class Repository(Protocol):
    """The collections, within one unit of work."""

    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def quotas(self) -> Quotas: ...
    @property
    def suppressions(self) -> Suppressions: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def events(self) -> Events: ...
    @property
    def statistics(self) -> Statistics: ...

    def now(self) -> datetime:
        """The database's clock at the beginning of this unit of work, UTC."""
        ...


class UnitOfWork(Protocol):
    """Opens units of work. Raises DatabaseUnavailable when the database is away."""

    def __call__(self, fence: Fence | None = None) -> AbstractAsyncContextManager[Repository]:
        """A writing unit of work; with a fence it raises Superseded when a newer run has begun."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Repository]:
        """A unit of work in which the database itself refuses to write."""
        ...
