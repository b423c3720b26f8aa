"""One cycle of one campaign: inbox, review, discover, enrich, verify, contact, announce, review.

Each step is isolated: what it raises is told in the report, and the next step goes on. One call
goes all the way.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import anyio
import structlog
from msgspec import Struct

from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import CamError, NotConfigured, Superseded
from cam.domain.model.report import CycleReport, CycleStep, StepError
from cam.domain.services.announcing import Announced, Announcer
from cam.domain.services.applying import Applying
from cam.domain.services.discovery import Discovered, Discovery
from cam.domain.services.doors import is_for_us
from cam.domain.services.enrichment import Enriched, Enrichments
from cam.domain.services.hearing import Hearing
from cam.domain.services.outreach import Outreach
from cam.domain.services.planning import Planning
from cam.domain.services.purchasing import Purchasing
from cam.domain.services.resolving import Resolving
from cam.domain.services.review import Review
from cam.domain.services.round import Contacted
from cam.domain.services.send_ledger import SendLedger
from cam.domain.services.verification import Verification
from cam.ports.dry_run import planning
from cam.ports.repository import Fence, Scheduled, UnitOfWork

T = TypeVar("T")
Paid = Callable[[Campaign, Fence, Enriched, anyio.Event], Awaitable[None]]
NO_CHANNEL = "the campaign has no channel enabled"
log = structlog.get_logger()


class Skipped(Exception):
    """A step has nothing to do; the word says why."""


class Services(Struct, frozen=True, kw_only=True):
    """What a cycle works with, put together by the composition root."""

    unit_of_work: UnitOfWork
    hearing: Hearing
    applying: Applying
    discovery: Discovery | None
    enrichments: Enrichments
    verification: Verification
    purchasing: Purchasing
    outreach: Outreach
    announcer: Announcer | None
    review: Review
    planning: Planning
    ledger: SendLedger
    resolving: Resolving


class Cycle:
    """Does cycles."""

    def __init__(self, services: Services) -> None:
        self._do = services

    async def run(self, campaign_id: int, stop: anyio.Event, *, asked: UUID) -> CycleReport:
        """A live cycle, all the way; never raises but for cancellation, a missing campaign, and
        NotArmed or UnsafeStorage. Cycles that were `asked` for together read the mailbox once."""
        async with self._do.unit_of_work() as repo:
            await repo.deployment.begin()
            epoch = await repo.campaigns.begin_epoch(campaign_id)
            campaign = await repo.campaigns.get(campaign_id)
        round_ = _Round(self._do, campaign, Fence(campaign_id, epoch), stop, asked)
        return await round_.all_the_way()

    async def plan(self, campaign_id: int) -> CycleReport:
        """A dry cycle: reads the database only, and tells what a live one would begin with."""
        with planning():
            return await self._planned(campaign_id)

    async def _planned(self, campaign_id: int) -> CycleReport:
        async with self._do.unit_of_work.reading() as repo:
            campaign = await repo.campaigns.get(campaign_id)
            standing = await repo.deployment.standing()
        words: dict[str, str] = {}
        if standing.refusal:
            words[CycleStep.CYCLE] = f"a live run is refused: {standing.refusal}"
        if not self._do.hearing.is_configured:
            words[CycleStep.INBOX] = str(NotConfigured("IMAP_HOST"))
        try:
            _check_discovery(self._do, campaign)
        except (Skipped, NotConfigured) as why:
            words[CycleStep.DISCOVER] = str(why)
        means = self._do.enrichments.means(campaign)
        if not means.enrichers:
            words[CycleStep.ENRICH] = _no_enricher()
        mailboxes = self._do.outreach.mailboxes
        try:
            mailboxes.check(campaign)
        except NotConfigured as why:
            words[CycleStep.CONTACT] = str(why)
        if not campaign.channels_enabled:
            words[CycleStep.CONTACT] = NO_CHANNEL
        plan = await self._do.planning.plan(
            campaign_id,
            means,
            mailboxes,
            searches=CycleStep.DISCOVER not in words,
            silent_because=words.get(CycleStep.CONTACT, ""),
        )
        return CycleReport(
            campaign_id=campaign.id,
            campaign_name=campaign.name,
            dry_run=True,
            skipped_steps=words,
            plan=plan,
        )


class _Round:
    """One live cycle and what is known of it so far."""

    def __init__(
        self,
        services: Services,
        campaign: Campaign,
        fence: Fence,
        stop: anyio.Event,
        asked: UUID,
    ) -> None:
        self._do = services
        self._asked = asked
        self._campaign = campaign
        self._fence = fence
        self._stop = stop
        self._errors: list[StepError] = []
        self._words: dict[str, str] = {}
        self._superseded = False
        self._replies = 0
        self._found = Discovered()
        self._learned = Enriched()
        self._judged = Enriched()
        self._written = Contacted(skipped=Counter())
        self._scheduled = Scheduled()
        self._told = Announced()
        """Counted as it goes: what was done before a step failed is told, too."""

    async def all_the_way(self) -> CycleReport:
        was_active = self._campaign.is_active
        await self._step(CycleStep.CONTACT, self._reap)  # first: what came back settles some of it
        await self._step(CycleStep.INBOX, self._hear)
        await self._review()
        if self._goes_on:
            await self._step(CycleStep.DISCOVER, self._discover)
            await self._step(CycleStep.ENRICH, self._enrich)
            await self._step(CycleStep.VERIFY, self._verify)
            await self._step(CycleStep.CONTACT, self._contact)
            await self._review()
        await self._step(CycleStep.ANNOUNCE, self._announce)
        if self._stop.is_set():
            self._words[CycleStep.CYCLE] = "ended early: the service is stopping"
        return self._report(was_active=was_active)

    @property
    def _goes_on(self) -> bool:
        return self._campaign.is_active and not self._superseded and not self._stop.is_set()

    async def _step(self, step: CycleStep, work: Callable[[], Awaitable[T]]) -> T | None:
        """Does one step; what it raises becomes a line of the report."""
        if self._superseded:
            return None
        try:
            return await work()
        except Superseded:
            self._superseded = True
        except (Skipped, NotConfigured) as why:
            self._words[step] = str(why)
        except CamError as error:
            self._fail(step, error.code, str(error))
        except BaseException as error:  # door 1: a step never takes the cycle down
            if is_for_us(error):
                raise
            log.exception("step failed", step=step, campaign_id=self._campaign.id)
            self._fail(step, "internal_error", f"{type(error).__name__}: {error}")
        return None

    def _fail(self, step: CycleStep, code: str, reason: str) -> None:
        log.warning("step failed", step=step, campaign_id=self._campaign.id, reason=reason)
        self._errors.append(StepError(step=step, code=code, reason=reason))

    async def _reap(self) -> None:
        self._written.unknown += await self._do.ledger.reap(self._campaign.id, self._fence)
        await self._do.resolving.finish(self._campaign, self._fence)

    async def _hear(self) -> None:
        heard = await self._do.hearing.hear(self._asked, self._stop)
        self._replies = heard.replies[self._campaign.id]
        if heard.left:
            self._words[CycleStep.INBOX] = f"{heard.left} new messages are read the next time"
        for trouble in heard.trouble:
            self._fail(CycleStep.INBOX, "folder_trouble", trouble)
        if heard.held:
            self._fail(CycleStep.INBOX, "mailbox_held", f"a bounce blames it: {heard.held}")
        if heard.error is not None:
            raise heard.error

    async def _review(self) -> None:
        async def review() -> Campaign:
            return await self._do.review.review(self._campaign.id, self._fence)

        self._campaign = await self._step(CycleStep.REVIEW, review) or self._campaign

    async def _discover(self) -> None:
        discovery = _check_discovery(self._do, self._campaign)
        try:
            await discovery.discover(self._campaign, self._fence, self._found)
        finally:
            if self._found.held:
                self._words[CycleStep.DISCOVER] = self._found.held
            for reason in self._found.trouble:
                self._fail(CycleStep.DISCOVER, "search_trouble", reason)

    async def _enrich(self) -> None:
        if not self._do.enrichments.of(self._campaign):
            self._words[CycleStep.ENRICH] = _no_enricher()
        work = self._do.enrichments.enrich
        await self._paid_for(CycleStep.ENRICH, work, self._learned)

    async def _verify(self) -> None:
        work = self._do.verification.verify
        await self._paid_for(CycleStep.VERIFY, work, self._judged)

    async def _paid_for(self, step: CycleStep, work: Paid, done: Enriched) -> None:
        """A step that asks providers: what they said, and why they were not asked, is told."""
        try:
            await work(self._campaign, self._fence, done, self._stop)
        finally:
            for name, reason in done.failures.items():
                self._fail(step, "provider_error", f"{name}: {reason}")
            if done.held_back:
                self._words[step] = "; ".join(done.held_back.values())

    async def _contact(self) -> None:
        if not self._campaign.channels_enabled:
            raise Skipped(NO_CHANNEL)
        await self._do.outreach.contact(self._campaign, self._fence, self._written, self._stop)
        async with self._do.unit_of_work.reading() as repo:
            self._scheduled = await repo.leads.scheduled(self._campaign.id)
        if self._written.left_alone:
            self._words[CycleStep.CONTACT] = "; ".join(self._written.left_alone.values())
        if self._written.held:
            self._fail(CycleStep.CONTACT, "mailbox_held", self._written.held)

    async def _announce(self) -> None:
        announcer = self._do.announcer
        if announcer is None:
            raise NotConfigured("MAKE_WEBHOOK_URL")
        await announcer.deliver(self._campaign.id, self._told)
        self._told.waiting = await announcer.waiting(self._campaign.id)

    def _report(self, *, was_active: bool) -> CycleReport:
        paused = was_active and not self._campaign.is_active
        skipped = self._written.skipped
        if suppressed := self._learned.suppressed + self._judged.suppressed:
            skipped["suppressed"] += suppressed
        return CycleReport(
            campaign_id=self._campaign.id,
            campaign_name=self._campaign.name,
            dry_run=False,
            leads_discovered=self._found.new,
            leads_duplicate=self._found.duplicates,
            leads_enriched=self._learned.enriched,
            leads_verified=self._judged.verified,
            leads_invalid=self._learned.invalid + self._judged.invalid,
            outreach_sent=self._written.sent,
            outreach_failed=self._written.failed,
            outreach_unknown=self._written.unknown,
            outreach_skipped=dict(skipped),
            country_unknown=self._written.country_unknown,
            outreach_waiting=self._scheduled.count,
            next_contact_at=self._scheduled.first_at,
            replies=self._replies,
            credits_spent=self._learned.credits + self._judged.credits,
            events_delivered=self._told.delivered,
            events_waiting=self._told.waiting,
            events_trouble=self._told.trouble,
            campaign_paused=self._campaign.pause_reason if paused else "",
            skipped_steps=self._words,
            errors=tuple(self._errors),
            superseded=self._superseded,
        )


def _check_discovery(services: Services, campaign: Campaign) -> Discovery:
    if services.discovery is None:
        raise NotConfigured("APOLLO_API_KEY")
    if campaign.audience.is_empty:
        raise Skipped("the campaign has no audience")
    if campaign.max_new_leads_per_cycle == 0:
        raise Skipped("max_new_leads_per_cycle is 0")
    return services.discovery


def _no_enricher() -> str:
    return f"{NotConfigured('APOLLO_API_KEY')} or DROPCONTACT_API_KEY"
