"""What a live cycle would begin with, right now: reads only, and asks nobody."""

from cam.domain.model.attempt import Refusal
from cam.domain.model.autopause import pause_reason
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.mail import Sender
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.report import Plan, PlannedMail, PlannedMailbox, SkippedLead
from cam.domain.model.rotation import Turn
from cam.domain.model.sequence import variant_for
from cam.domain.services import letters
from cam.domain.services.choosing import Choosing
from cam.domain.services.enrichment import reach
from cam.domain.services.mailboxes import Mailboxes
from cam.domain.services.next_step import Means, after_enriching
from cam.domain.services.outlook import Outlook, is_due, outlook
from cam.domain.services.purchasing import UNBOUNDED, Budgets
from cam.ports.repository import UnitOfWork


class Planning:
    """Tells who would get what, and why others would not."""

    def __init__(self, unit_of_work: UnitOfWork, budgets: Budgets = UNBOUNDED) -> None:
        self._unit_of_work = unit_of_work
        self._budgets = budgets

    async def plan(
        self,
        campaign_id: int,
        means: Means,
        mailboxes: Mailboxes,
        *,
        searches: bool,
        silent_because: str = "",
    ) -> Plan:
        """The plan of one campaign, from one read-only transaction. Raises CampaignNotFound.

        `silent_because` says why a live run would write to nobody at all, e.g. no mail server.
        CAM's own look at addresses is left to the live run: a plan asks nobody, no name server
        either.
        """
        async with self._unit_of_work.reading() as repo:
            campaign = await repo.campaigns.get(campaign_id)
            seen = await outlook(repo, campaign, means, self._budgets, mailboxes)
        pause = pause_reason(seen.campaign, seen.metrics, seen.now)
        told = _Told(seen, mailboxes, silent_because, pause)
        for lead in sorted(seen.ready, key=lambda each: (-each.score, each.id)):
            told.ready(lead)
        for lead in seen.upcoming:
            told.waiting(lead, means)
        asks = bool(means.enrichers) and not seen.not_asked
        used = seen.metrics.quota_used
        return Plan(
            would_send=tuple(told.mails),
            would_skip=tuple(told.skips),
            more_due=seen.more_due,
            country_unknown=told.country_unknown,
            would_search=searches and not pause,
            would_enrich=len(seen.asked) if asks else 0,
            would_verify=len(seen.verified),
            credits_at_most=seen.credits_at_most,
            quota_used=used,
            quota_used_after=used + len(told.mails),
            quota_limit=seen.metrics.quota_limit,
            mailboxes=tuple(map(_mailbox, seen.rotation.turns)),
            would_pause=pause,
        )


class _Told:
    """Who would get a mail and who would not, told one after the other."""

    def __init__(
        self, seen: Outlook, mailboxes: Mailboxes, silent_because: str, pause: str
    ) -> None:
        self._seen = seen
        self._mailboxes = mailboxes
        closed = "" if seen.campaign.window.is_open(seen.now) else Refusal.WINDOW
        self._silent = silent_because
        self._nobody_now = closed or (pause and f"the campaign would pause: {pause}")
        self._choosing = Choosing(
            seen.campaign,
            seen.rotation,
            seen.room,
            mailboxes.sender,
            covered=seen.covered,
            now=seen.now,
            variants=seen.variants,
            consent_countries=mailboxes.consent_needed_in(seen.campaign),
        )
        self._ids: set[int] = set()
        self.mails: list[PlannedMail] = []
        self.skips: list[SkippedLead] = []

    @property
    def country_unknown(self) -> int:
        """Of those who would get a mail: who may live where consent is needed."""
        return self._choosing.country_unknown

    def ready(self, lead: Lead) -> None:
        """One who is to be written to now, unless something speaks against it."""
        self._ids.add(lead.id)
        if why_not := self._silent or self._never(lead) or self._nobody_now:
            self.skips.append(_skipped(lead, why_not))
            return
        mailbox, why_not, _ = self._choosing.choose(lead)
        if mailbox is None:
            self.skips.append(_skipped(lead, why_not))
        else:
            sender = self._mailboxes.sender(self._seen.campaign, mailbox)
            self.mails.append(_planned(self._seen, lead, sender, mailbox))

    def waiting(self, lead: Lead, means: Means) -> None:
        """One who waits, unless told of already."""
        if lead.id not in self._ids:
            contacts = lead.next_action is NextAction.CONTACT
            no_consent = self._choosing.why_no_consent(lead) if contacts else ""
            self.skips.append(_skipped(lead, no_consent or _waits(self._seen, lead, means)))

    def _never(self, lead: Lead) -> str:
        turn = self._seen.rotation.turn_of(lead.mailbox)
        return self._choosing.why_never(lead, turn) or self._choosing.why_no_consent(lead)


def _planned(seen: Outlook, lead: Lead, sender: Sender, mailbox: Mailbox) -> PlannedMail:
    campaign, step = seen.campaign, lead.next_step
    variant = seen.variants.get(lead.id)
    if variant is None:
        variant = variant_for(campaign.sequence, step, campaign.id, lead.id)
    thread = seen.threads.get(lead.id, letters.NOTHING_BEFORE)
    letter = letters.written(campaign.sequence, step, lead, sender, variant=variant, thread=thread)
    return PlannedMail(
        lead_id=lead.id,
        recipient=lead.email,
        step=step,
        variant=variant,
        subject=letter.subject,
        mailbox=mailbox.name,
    )


def _mailbox(turn: Turn) -> PlannedMailbox:
    quota = turn.quota
    return PlannedMailbox(
        name=turn.mailbox.name,
        is_counted=quota is not None,
        used=quota.used if quota else 0,
        limit=quota.limit if quota else None,
        left=quota.remaining if quota and quota.limit is not None else None,
        next_send_at=quota.next_send_at if quota else None,
        held=turn.held,
    )


def _waits(seen: Outlook, lead: Lead, means: Means) -> str:
    """Why a lead that is not ready waits."""
    if lead.next_action is NextAction.AWAIT:
        return "a mail to this lead is under way or its outcome is unknown"
    if not is_due(lead, seen.now):
        return f"due to {lead.next_action} at {lead.next_action_at:%Y-%m-%d %H:%M} UTC"
    if reach(lead) in seen.covered:
        return "suppressed"
    if lead.id in seen.verified:
        return "would be verified first"
    if lead.id in seen.asked:
        return seen.not_asked or "would be enriched first"
    if lead.id in seen.beyond:
        return "waits for its turn to be enriched or verified"
    if lead.next_action is NextAction.ENRICH and lead.id in seen.going_on:
        return _goes_on(seen, lead, means)
    return _not_reached(seen, lead) or "another active campaign has this person"


def _not_reached(seen: Outlook, lead: Lead) -> str:
    """Why its mailbox does not reach a lead that is due."""
    is_reached = seen.reachable is None or lead.mailbox in seen.reachable
    if lead.next_action is not NextAction.CONTACT or is_reached:
        return ""
    return seen.rotation.why_not(lead.mailbox) or seen.rotation.why_waiting


def _goes_on(seen: Outlook, lead: Lead, means: Means) -> str:
    """What becomes of a lead about whom nobody is asked."""
    later = after_enriching(lead, seen.campaign, means, seen.now)
    if later.next_action is NextAction.CONTACT:
        return f"would be due to contact at {later.next_action_at:%Y-%m-%d %H:%M} UTC"
    return later.closed_because or "no address that may be mailed"


def _skipped(lead: Lead, reason: str) -> SkippedLead:
    return SkippedLead(lead_id=lead.id, recipient=lead.email, reason=reason)
