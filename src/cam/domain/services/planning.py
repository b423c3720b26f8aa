"""What a live cycle would begin with, right now: reads only, and asks nobody."""

from collections.abc import Sequence

from cam.domain.model import consent
from cam.domain.model.attempt import Refusal
from cam.domain.model.autopause import pause_reason
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.mail import Sender
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import Allowance
from cam.domain.model.report import Plan, PlannedMail, SkippedLead
from cam.domain.model.sequence import variant_for
from cam.domain.services import letters
from cam.domain.services.enrichment import reach
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
        sender: Sender,
        *,
        searches: bool,
        silent_because: str = "",
        allowances: Sequence[Allowance] = (),
        consent_countries: Sequence[str] = (),
    ) -> Plan:
        """The plan of one campaign, from one read-only transaction. Raises CampaignNotFound.

        `silent_because` says why a live run would write to nobody at all, e.g. no mail server.
        CAM's own look at addresses is left to the live run: a plan asks nobody, no name server
        either.
        """
        async with self._unit_of_work.reading() as repo:
            campaign = await repo.campaigns.get(campaign_id)
            seen = await outlook(repo, campaign, means, self._budgets, allowances)
        pause = pause_reason(seen.campaign, seen.metrics, seen.now)
        told = _Told(seen, sender, silent_because, pause, consent_countries)
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
            would_pause=pause,
        )


class _Told:
    """Who would get a mail and who would not, told one after the other."""

    def __init__(
        self,
        seen: Outlook,
        sender: Sender,
        silent_because: str,
        pause: str,
        consent_countries: Sequence[str],
    ) -> None:
        self._countries = consent_countries
        self.country_unknown = 0
        self._seen = seen
        self._sender = sender
        self._nobody = silent_because
        self._pause = pause and f"the campaign would pause: {pause}"
        self._mails_left, self._risky_left = seen.room.mails, seen.room.risky
        self._ids: set[int] = set()
        self.mails: list[PlannedMail] = []
        self.skips: list[SkippedLead] = []

    def ready(self, lead: Lead) -> None:
        """One who is to be written to now, unless something speaks against it."""
        self._ids.add(lead.id)
        why_not = self._nobody or _why_not(self._seen, lead, self._sender)
        why_not = why_not or consent.why_not(lead, self._countries) or self._pause
        risky = lead.email_status is EmailStatus.RISKY
        if not why_not and self._mails_left <= 0:
            why_not = f"{Refusal.QUOTA} for today"
        if not why_not and risky and self._risky_left <= 0:
            why_not = Refusal.RISKY_SHARE
        if why_not:
            self.skips.append(_skipped(lead, why_not))
            return
        self._mails_left -= 1
        self._risky_left -= risky
        self.country_unknown += consent.is_unplaced(lead, self._countries)
        self.mails.append(_planned(self._seen, lead, self._sender))

    def waiting(self, lead: Lead, means: Means) -> None:
        """One who waits, unless told of already."""
        if lead.id not in self._ids:
            no_consent = lead.next_action is NextAction.CONTACT and consent.why_not(
                lead, self._countries
            )
            self.skips.append(_skipped(lead, no_consent or _waits(self._seen, lead, means)))


def _why_not(seen: Outlook, lead: Lead, sender: Sender) -> str:
    if lead.email in seen.covered:
        return "suppressed"
    if not seen.campaign.window.is_open(seen.now):
        return "outside the sending window"
    return lead.why_not_mailable(
        seen.now, risky_too=seen.campaign.mail_risky_addresses
    ) or letters.why_unwritable(seen.campaign, lead, sender, seen.variants.get(lead.id))


def _planned(seen: Outlook, lead: Lead, sender: Sender) -> PlannedMail:
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
    return "another active campaign has this person"


def _goes_on(seen: Outlook, lead: Lead, means: Means) -> str:
    """What becomes of a lead about whom nobody is asked."""
    later = after_enriching(lead, seen.campaign, means, seen.now)
    if later.next_action is NextAction.CONTACT:
        return f"would be due to contact at {later.next_action_at:%Y-%m-%d %H:%M} UTC"
    return later.closed_because or "no address that may be mailed"


def _skipped(lead: Lead, reason: str) -> SkippedLead:
    return SkippedLead(lead_id=lead.id, recipient=lead.email, reason=reason)
