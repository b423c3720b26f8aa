"""What CAM remembers.

A unit of work is one transaction: what is done within it is kept whole when the block ends well,
and not at all when it raises. Writing units of work of one database exclude each other where they
touch the same rows; nothing that was committed is ever lost to another one's rollback.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from cam.domain.model.arrival import Arrival, ArrivalKind
from cam.domain.model.attempt import (
    Attempt,
    AttemptState,
    Claim,
    Go,
    Outcome,
    Reaped,
    Refusal,
    Thread,
    Verdict,
)
from cam.domain.model.campaign import Campaign, CampaignDraft
from cam.domain.model.credit import Books, Call, Order, Question, Reserved
from cam.domain.model.deployment import Standing
from cam.domain.model.dossier import Known
from cam.domain.model.erasure import Person, Traces
from cam.domain.model.event import Event
from cam.domain.model.hold import Hold
from cam.domain.model.inbox import Mark
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.metrics import CameBackDay, Metrics, StepResult
from cam.domain.model.prospect import Cursor, Prospect
from cam.domain.model.quota import Allowance, Quota
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
    merged: int = 0
    """Known already, and they added something to the lead that is there."""
    duplicates: int = 0
    """Known already, in this campaign or among the offered, and they added nothing."""
    elsewhere: int = 0
    """Kept by another active campaign."""
    suppressed: int = 0


class Scheduled(Struct, frozen=True, kw_only=True):
    """Leads that are to be written to, but not yet."""

    count: int = 0
    first_at: datetime | None = None


class Room(Struct, frozen=True, kw_only=True):
    """Mails that may still go out today; `risky` of them to risky addresses."""

    mails: int
    risky: int
    mailboxes: Mapping[str, Quota] = {}
    """Scope to the quota of each mailbox that was asked for."""


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

        Who is known already is merged into the oldest lead that has one of the keys: what it lacks
        is filled, tags are united, custom fields completed, and what is known wins. Its status, its
        history and why it was closed stay. A campaign with `share_people` may have people whom
        another one has.
        """
        ...

    async def get(self, lead_ids: Collection[int]) -> dict[int, Lead]:
        """Those leads that exist, by id.

        Whoever writes is alone with them until the end of the unit of work: nobody else moves a
        lead between this look and `advance` or `save`. So do `due` and `page`. Attempts are changed
        before their leads are looked at: two who wait for each other would wait for ever.
        """
        ...

    async def due(
        self,
        campaign_id: int,
        action: NextAction,
        *,
        limit: int | None = None,
        mailboxes: Collection[str] | None = None,
    ) -> list[Lead]:
        """Leads of that campaign whose `next_action` is due now, the highest score first, then id;
        with `mailboxes` those only who have one of these ("" for leads without one).

        A lead whose person an older lead of another active campaign also has is left out: that
        campaign goes first, unless it closed that lead without ever having written to it, or this
        campaign has `share_people`.
        """
        ...

    async def count_due(self, campaign_id: int, action: NextAction) -> int:
        """How many leads `due` would give without a limit. Of more than 10,000 those whom another
        campaign has may be counted, too."""
        ...

    async def upcoming(self, campaign_id: int, *, limit: int) -> list[Lead]:
        """Leads with a next action (ENRICH, CONTACT or AWAIT), the highest score first, then id."""
        ...

    async def of_company(self, campaign_id: int, domain: str) -> list[int]:
        """Leads of the campaign at that company whom automation does not leave alone, by id: their
        address is at that domain, or it is the company's. It costs the more the larger the campaign
        is: it is asked when somebody has replied."""
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
        is closed ("duplicate of lead N"), and the answer maps it to that older lead, which takes
        over the tags and custom fields that it lacks and else stays as it is.
        """
        ...

    async def page(self, campaign_id: int, *, after: int, limit: int) -> list[Lead]:
        """The campaign's next leads above the id `after`, by id."""
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

    async def by_message_id(self, message_ids: Collection[str]) -> dict[str, Attempt]:
        """The attempts whose mails have these Message-IDs, by that id."""
        ...

    async def written_to(self, email: str, *, since: datetime) -> list[Attempt]:
        """Attempts whose mails went, or may have gone, to that person since then, the newest
        first."""
        ...

    async def of_leads(self, lead_ids: Collection[int]) -> list[Attempt]:
        """Every attempt of these leads. It is asked in units of work that write:
        nobody else moves them until its end."""
        ...

    async def cancel_for(self, lead_ids: Collection[int], *, reason: str) -> list[Attempt]:
        """What is QUEUED or CLAIMED for these leads becomes CANCELLED; these, by id.

        Either an attempt is cancelled here, or it was authorized before: nothing is authorized
        afterwards that this unit of work saw.
        """
        ...

    async def postpone(self, lead_ids: Collection[int], *, until: datetime) -> int:
        """What is QUEUED for these leads is not tried before then; how many that changed."""

    async def threads(self, lead_ids: Collection[int]) -> dict[int, Thread]:
        """What each of these leads was sent so far; who was sent nothing is not in the answer."""
        ...

    async def replied(self, attempt_ids: Collection[UUID]) -> None:
        """A person answered these; the moment of the first answer stays."""
        ...

    async def bounced(self, attempt_ids: Collection[UUID]) -> None:
        """These came back; the moment of the first time stays."""
        ...

    async def of_campaign(self, campaign_id: int) -> list[Attempt]:
        """Every attempt of a campaign, by id."""
        ...

    async def waiting(self, campaign_id: int, *, limit: int) -> list[Attempt]:
        """QUEUED attempts whose `next_try` has come (`claim` would take them), oldest first."""
        ...

    async def queued(self, campaign_id: int) -> dict[str, int]:
        """How many attempts `claim` would take now, by their mailbox."""
        ...

    async def claim(
        self,
        campaign_id: int,
        *,
        epoch: int,
        token: str,
        lease: timedelta,
        limit: int,
        mailbox: str = "",
        of: Collection[str] | None = None,
    ) -> list[Claim]:
        """Takes queued attempts whose `next_try` has come, the best lead first.

        Each is CLAIMED under `token` and `epoch` until its lease is over; two claimers never get
        the same one. With `of` those only that have one of these mailboxes. They leave through
        `mailbox` from now on.
        """
        ...

    async def authorize(self, asked: Sequence[Go]) -> list[Verdict]:
        """Decides, in this transaction and at this moment, which bodies may be written.

        Authorized is only an attempt that is CLAIMED under the token with its lease running, in a
        database that is where it was armed (or was never used), whose campaign is active, whose
        lead is not stopped, whose recipient no suppression covers, whose campaign's sending window
        is open, whose mailbox is not held, and for which the campaign's quota of its local day, its
        share of risky addresses when the lead's is one, and each of the Go's allowances have room,
        as far as their ramp-ups have come today; all of these are then used. Of an allowance with a
        pause only one mail is authorized in each, whoever asks. A day only moves forward.
        Suppressed and stopped ones are CANCELLED, and what was called off meanwhile stays so; the
        others go back to QUEUED: for the next midnight of the zone that has no room, or where
        consent is needed and not recorded, for the opening of the window, for the end of the
        pause; a paused campaign, a held mailbox and a database that is not armed wait for a word.
        One verdict each, in order.
        """
        ...

    async def authorize_test(
        self, recipient: str, allowances: Sequence[Allowance], *, mailbox: str
    ) -> Refusal | None:
        """Decides, as `authorize` does, whether a mail that is no lead's may be written now,
        through that mailbox.

        None: it is counted in each allowance, and begins its ramp-up and its pause. Else why not,
        and nothing is counted: NOT_ARMED, SUPPRESSED, HELD, the limit that has no room, or PACED.
        """
        ...

    async def in_flight(self, suppression: Suppression) -> list[Attempt]:
        """AUTHORIZED attempts whose recipient the entry covers: their bodies may still go out.

        Asked in the unit of work that adds the entry, the answer is whole: once it is committed,
        nobody else that it covers is authorized.
        """
        ...

    async def call_off(self, suppression: Suppression) -> list[Attempt]:
        """What is QUEUED or CLAIMED for somebody whom the entry covers becomes CANCELLED, for the
        entry's reason; these, by id. Asked in the unit of work that adds the entry."""
        ...

    async def departed(self, attempt_id: UUID) -> str:
        """The recipient key of an attempt that went with its campaign; empty when there is none."""
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

    async def hold(self, *, reason: str) -> list[Attempt]:
        """All that is QUEUED, CLAIMED or AUTHORIZED becomes UNKNOWN, of whatever campaign; these,
        by id. An outcome that comes later is evidence and counts."""
        ...

    async def page(
        self,
        *,
        state: AttemptState | None = None,
        campaign_id: int | None = None,
        after: UUID | None = None,
        limit: int,
    ) -> list[Attempt]:
        """Attempts by id, those after `after`, of that state and that campaign."""
        ...

    async def overdue(self, campaign_id: int, *, older_than: timedelta) -> list[Attempt]:
        """UNKNOWN attempts that have been so for longer than that, by id."""
        ...

    async def resolve(
        self, attempt_id: UUID, state: AttemptState, *, evidence: str
    ) -> Attempt | None:
        """An UNKNOWN attempt becomes SENT, QUEUED (due now) or UNKNOWN_FINAL, with what says so.

        None, and nothing is written, when it is not UNKNOWN.
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

    async def room(
        self,
        campaign: Campaign,
        allowances: Sequence[Allowance] = (),
        mailboxes: Sequence[Allowance] = (),
    ) -> Room:
        """What is left today of the campaign's quota and of every further allowance; beside them
        the quotas of the mailboxes, each for itself."""
        ...

    async def of(self, allowances: Sequence[Allowance]) -> dict[str, Quota]:
        """Scope to the quota of each allowance today: what is in force, used, and when next."""
        ...


class Suppressions(Protocol):
    """The list of those who must never be written to."""

    async def add(self, suppressions: Iterable[Suppression]) -> None:
        """Adds entries; one that exists keeps its first reason. An address whose person was erased
        is not written down again: its hash covers it."""
        ...

    async def covering(self, addresses: Collection[str]) -> frozenset[str]:
        """Those of the given addresses that are covered."""
        ...

    async def erase(self, email: str, reason: str) -> Suppression:
        """The address's keyed hash in place of whatever entry names it: covered it stays."""
        ...

    async def erased(self, addresses: Collection[str]) -> frozenset[str]:
        """Those of the given addresses whose person was erased."""
        ...

    async def page(self, *, after: str, limit: int) -> list[Suppression]:
        """Entries in the order of their values, those after `after`."""
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


class Arrivals(Protocol):
    """What arrived, each message once, and how far mailboxes were read."""

    async def mark(self, mailbox: str, folder: str) -> Mark | None:
        """How far the folder was read."""
        ...

    async def advance(self, mailbox: str, folder: str, before: Mark | None, after: Mark) -> bool:
        """The folder is read up to `after`. False, and nothing is written, when its mark is not
        `before`: somebody else has read on meanwhile. Of two at once one gets True."""
        ...

    async def known(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys whose messages are kept."""
        ...

    async def add(self, arrival: Arrival) -> bool:
        """Keeps a message; False, and nothing is written, when its key is known."""
        ...

    async def save(self, arrival: Arrival) -> None:
        """Keeps a changed one."""
        ...

    async def get(self, arrival_id: UUID) -> Arrival:
        """The message; whoever writes is alone with it. Raises ReplyNotFound."""
        ...

    async def page(
        self,
        *,
        needs_review: bool | None = None,
        campaign_id: int | None = None,
        kind: ArrivalKind | None = None,
        after: UUID | None = None,
        limit: int,
    ) -> list[Arrival]:
        """Messages by id, those after `after`. Without a kind only those that are about a lead, or
        need a review."""
        ...

    async def soft_bounces(self, lead_id: int, *, besides: UUID) -> int:
        """How many of the lead's other mails could not be delivered to it for now, as somebody
        told who has them."""
        ...

    async def blaming(self, campaign_id: int, mailbox: str, *, since: datetime) -> frozenset[str]:
        """The recipients of the campaign's mails through that mailbox of which a bounce, received
        since then, says that the fault is ours, as somebody told who has them."""
        ...

    async def proofs(self, campaign_id: int) -> dict[UUID, str]:
        """The campaign's UNKNOWN attempts that were sent, because something arrived that only who
        has the mail could write; with what it was, in words."""
        ...


class Statistics(Protocol):
    """Counts, read in few statements whatever the number of campaigns."""

    async def metrics(self, campaigns: Sequence[Campaign]) -> dict[int, Metrics]:
        """The metrics of each of these campaigns."""
        ...

    async def came_back(self, campaign: Campaign, *, since: date) -> list[CameBackDay]:
        """What arrived on each local day since then on which something did, by day."""

    async def results(self, campaign_id: int) -> list[StepResult]:
        """What became of the mails of each step and variant that were sent, in their order."""
        ...


class Credits(Protocol):
    """The ledger of what providers are paid for."""

    async def reserve(self, order: Order, questions: Sequence[Question]) -> Reserved:
        """Writes down the calls that are to be made, as far as every budget has room.

        Questions keep their order; one of whose keys a call of this provider and purpose has
        (whatever the campaign, not older than `remembered_for`) is not bought again. Two that
        reserve at once never get the same person, and never pass a budget together: what is
        RESERVED, PENDING, ANSWERED or LOST counts at its whole reservation, what is SETTLED at its
        price.
        """
        ...

    async def save(
        self,
        call: Call,
        *,
        learned: Mapping[str, Collection[str]] = {},
        forgotten: Collection[str] = (),
    ) -> bool:
        """Keeps a call that moved, and counts the difference in its budgets.

        False, and nothing is written, when the kept call cannot make that move (CALL_MOVES).
        `learned`: subject to further keys by which that person is known from now on. `forgotten`:
        subjects about whom nothing was found or paid: they may be asked about again. A RELEASED
        call forgets all of its subjects.
        """
        ...

    async def get(self, call_ids: Collection[UUID]) -> dict[UUID, Call]:
        """Those calls that exist, by id."""
        ...

    async def unfinished(self, campaign_id: int) -> list[Call]:
        """The campaign's PENDING and ANSWERED calls, oldest first."""
        ...

    async def reap(self, campaign_id: int, *, epoch: int) -> int:
        """Calls that runs before `epoch` left RESERVED become LOST: they may have been taken.
        Their number."""
        ...

    async def erase(self, keys: Collection[str]) -> int:
        """Blanks what is kept of the people who have one of these keys; the number of calls.

        Their questions keep their place only (`Question.is_erased`), their keys are dropped, and
        the raw answers of their calls are blanked, with all that was said of the others in them;
        the credits still count. So the others of an answered call may be bought again: an answer
        that is kept no more counts for nobody. A call that is under way, or lost, still holds its
        others back; an answer that comes later is kept until it is settled, and then blanked and
        forgotten. An answered call that was not read yet is then blank (`Call.is_blanked`).
        """
        ...

    async def books(self) -> Books:
        """The whole ledger, summed up in few statements."""
        ...


class Holds(Protocol):
    """The providers and mailboxes that are left alone, across runs and processes."""

    async def all(self) -> dict[str, Hold]:
        """Every hold, by provider."""
        ...

    async def put(self, hold: Hold) -> bool:
        """Holds a provider, or moves its next look; False when it was held already. A person's
        hold stays as it is, unless this one is a person's, too.

        Once it is committed, nothing more is authorized through a held mailbox. It comes first in
        its unit of work: it waits for authorizations that are under way.
        """
        ...

    async def lift(self, provider: str, *, by_hand: bool = False) -> None:
        """The provider is asked again; a person's hold is lifted by a person only."""
        ...


class Deployment(Protocol):
    """Where this database may send from."""

    async def standing(self) -> Standing:
        """Where it was armed, and where it is now."""
        ...

    async def begin(self) -> None:
        """A live cycle begins: a database that was never used is armed where it is.

        Raises NotArmed when it is not where it was armed, or an older state of what was there;
        UnsafeStorage.
        """
        ...

    async def arm(self, *, by: str) -> None:
        """From now on it may send from where it is."""
        ...

    async def signing_key(self) -> bytes:
        """The key of `domain.model.token`: the same for every replica, and for every copy."""
        ...


class Erasures(Protocol):
    """Finds a person everywhere, and forgets them."""

    async def of_address(self, email: str) -> Person:
        """The person with that address, or with another spelling of it, in every campaign.

        Leads are the same person's when they have one of the addresses, the provider's id or the
        LinkedIn profile in common; when nothing but the name and the company's domain is known of
        them; and when the address stands only where they were written to, or bought.
        """
        ...

    async def of_lead(self, lead_id: int) -> Person:
        """The person of that lead. Raises LeadNotFound."""
        ...

    async def known(self, person: Person) -> Known:
        """The rows that are about the person, and the suppressions that cover one of the addresses.
        Changes nothing."""
        ...

    async def erase(self, person: Person) -> Traces:
        """Takes out of every row what says who the person is, and the addresses out of every text.

        Leads become LOST, closed as "erased", and keep their numbers and times. Attempts that
        nobody may write any more become CANCELLED; those that are AUTHORIZED are named, and their
        outcome, when it comes, is kept without the server's words. An attempt of an erased person
        is never QUEUED again: it becomes REJECTED instead. The ledger and the suppressions have
        verbs of their own; addresses are taken out of them, too. Twice is fine.
        """
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
    def arrivals(self) -> Arrivals: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def events(self) -> Events: ...
    @property
    def credits(self) -> Credits: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def statistics(self) -> Statistics: ...
    @property
    def deployment(self) -> Deployment: ...

    def now(self) -> datetime:
        """The database's clock at the beginning of this unit of work, UTC."""
        ...


class UnitOfWork(Protocol):
    """Opens units of work. Raises DatabaseUnavailable when the database is away."""

    def __call__(self, fence: Fence | None = None) -> AbstractAsyncContextManager[Repository]:
        """A writing unit of work; with a fence it raises Superseded when a newer run has begun."""
        ...

    def erasing(self) -> AbstractAsyncContextManager[Repository]:
        """A writing unit of work beside which nobody else has one open: whoever read before it
        writes before it. After its end nothing that it overwrote is left in a file of CAM's own."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Repository]:
        """A unit of work in which the database itself refuses to write."""
        ...
