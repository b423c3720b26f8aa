"""What a live cycle would begin with, right now: reads only, and asks nobody."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from cam.domain.model.attempt import Refusal
from cam.domain.model.autopause import pause_reason
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.mail import Sender
from cam.domain.model.metrics import Metrics
from cam.domain.model.quota import MOST_MAILS_PER_DAY
from cam.domain.model.report import Plan, PlannedMail, SkippedLead
from cam.domain.services import letters
from cam.domain.services.enrichment import reach, settled, to_enrich
from cam.domain.services.outreach import LOT
from cam.ports.enricher import Priced
from cam.ports.repository import Repository, UnitOfWork

MOST = 500
"""Leads that wait for something else, of which a plan tells."""


class Planning:
    """Tells who would get what, and why others would not."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def plan(
        self,
        campaign_id: int,
        enrichers: Sequence[Priced],
        sender: Sender,
        *,
        searches: bool,
        silent_because: str = "",
    ) -> Plan:
        """The plan of one campaign, from one read-only transaction. Raises CampaignNotFound.

        `silent_because` says why a live run would write to nobody at all, e.g. no mail server.
        """
        async with self._unit_of_work.reading() as repo:
            seen = await _look(repo, campaign_id, enrichers)
        pause = pause_reason(seen.campaign, seen.metrics, seen.now)
        ready = seen.ready if enrichers else [*seen.ready, *_given(seen)]
        mails: list[PlannedMail] = []
        skips: list[SkippedLead] = []
        for lead in sorted(ready, key=lambda each: (-each.score, each.id)):
            why_not = silent_because or _why_not(seen, lead, sender)
            why_not = why_not or (pause and f"the campaign would pause: {pause}")
            if not why_not and len(mails) >= seen.metrics.quota_left:
                why_not = f"{Refusal.QUOTA} for today"
            if why_not:
                skips.append(_skipped(lead, why_not))
            else:
                mails.append(_planned(seen.campaign, lead, sender))
        told = {lead.id for lead in ready}
        skips += [
            _skipped(lead, _waits(seen, lead, enriches=bool(enrichers)))
            for lead in seen.upcoming
            if lead.id not in told
        ]
        used = seen.metrics.quota_used
        return Plan(
            would_send=tuple(mails),
            would_skip=tuple(skips),
            more_due=seen.more_due,
            would_search=searches and not pause,
            would_enrich=len(seen.asked) if enrichers else 0,
            credits_at_most=sum(each.credits_per_lead for each in enrichers) * len(seen.asked),
            quota_used=used,
            quota_used_after=used + len(mails),
            quota_limit=seen.metrics.quota_limit,
            would_pause=pause,
        )


class _Seen(Struct, frozen=True, kw_only=True):
    """What one look at the database shows."""

    campaign: Campaign
    metrics: Metrics
    now: datetime
    ready: list[Lead]
    """To be written to now: those with a queued attempt, and those who are due."""
    more_due: int
    asked: list[Lead]
    upcoming: list[Lead]
    covered: frozenset[str]


async def _look(repo: Repository, campaign_id: int, enrichers: Sequence[Priced]) -> _Seen:
    campaign = await repo.campaigns.get(campaign_id)
    queued = await repo.attempts.waiting(campaign.id, limit=MOST_MAILS_PER_DAY)
    standing = await repo.leads.get({attempt.lead_id for attempt in queued})
    metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
    room = metrics.quota_left + LOT
    due = await repo.leads.due(campaign.id, NextAction.CONTACT, limit=room)
    count = await repo.leads.count_due(campaign.id, NextAction.CONTACT)
    upcoming = await repo.leads.upcoming(campaign.id, limit=MOST)
    asked = await to_enrich(repo, campaign, enrichers)
    people = [*standing.values(), *due, *upcoming, *asked]
    covered = await repo.suppressions.covering({*map(reach, people)} - {""})
    return _Seen(
        campaign=campaign,
        metrics=metrics,
        more_due=count - len(due),
        now=repo.now(),
        ready=[*standing.values(), *due],
        asked=[lead for lead in asked if reach(lead) not in covered],
        upcoming=upcoming,
        covered=covered,
    )


def _given(seen: _Seen) -> list[Lead]:
    """Without an enricher a lead with a mailable address goes straight on."""
    leads = [settled(lead, seen.campaign, (), seen.now) for lead in seen.asked]
    return [
        lead for lead in leads if lead.next_action is NextAction.CONTACT and _is_due(lead, seen.now)
    ]


def _why_not(seen: _Seen, lead: Lead, sender: Sender) -> str:
    if lead.email in seen.covered:
        return "suppressed"
    if not seen.campaign.window.is_open(seen.now):
        return "outside the sending window"
    return lead.why_not_mailable(
        seen.now, risky_too=seen.campaign.mail_risky_addresses
    ) or letters.why_unwritable(seen.campaign.sequence, lead, sender)


def _planned(campaign: Campaign, lead: Lead, sender: Sender) -> PlannedMail:
    step = campaign.sequence[lead.next_step]
    letter = letters.written(step, lead, sender, first=lead.next_step == 0)
    return PlannedMail(
        lead_id=lead.id, recipient=lead.email, step=lead.next_step, subject=letter.subject
    )


def _waits(seen: _Seen, lead: Lead, *, enriches: bool) -> str:
    """Why a lead that is not ready waits."""
    if lead.next_action is NextAction.AWAIT:
        return "a mail to this lead is under way or its outcome is unknown"
    if not _is_due(lead, seen.now):
        return f"due to {lead.next_action} at {lead.next_action_at:%Y-%m-%d %H:%M} UTC"
    if reach(lead) in seen.covered:
        return "suppressed"
    if lead.id in {each.id for each in seen.asked}:
        return "would be enriched first" if enriches else _without_enricher(seen, lead)
    if len(seen.asked) >= seen.campaign.max_enriched_per_cycle > 0:
        return "waits for its turn to be enriched"
    return "another active campaign has this person"


def _without_enricher(seen: _Seen, lead: Lead) -> str:
    """What becomes of a new lead when nobody can be asked about it."""
    later = settled(lead, seen.campaign, (), seen.now)
    if later.next_action is NextAction.CONTACT:
        return f"would be due to contact at {later.next_action_at:%Y-%m-%d %H:%M} UTC"
    return "no address that may be mailed"


def _is_due(lead: Lead, now: datetime) -> bool:
    return lead.next_action_at is not None and lead.next_action_at <= now


def _skipped(lead: Lead, reason: str) -> SkippedLead:
    return SkippedLead(lead_id=lead.id, recipient=lead.email, reason=reason)
