"""Learn more of new leads: the campaign's enrichers in order, each asked for what is missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from cam.domain.model import address, cadence
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import InvalidInput, ProviderError
from cam.domain.model.lead import Lead, LeadEvent, LeadStatus, NextAction, merged_profile
from cam.domain.model.prospect import EmailStatus, Enrichment, Finding, Profile
from cam.domain.model.quota import MOST_MAILS_PER_DAY
from cam.domain.model.suppression import Suppression, suppression
from cam.ports.enricher import Enricher, Priced
from cam.ports.failpoints import Failpoints, Point
from cam.ports.repository import Fence, Repository, UnitOfWork


class Enriched(Struct, kw_only=True):
    """What one enrichment did."""

    enriched: int = 0
    credits: float = 0.0
    suppressed: int = 0
    """Leads that were closed, unasked, because a suppression covers them."""
    failures: dict[str, str] = {}
    """Enricher to what it said."""


class Enrichments:
    """Asks enrichers about leads that are due, and says what each lead does next."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        enrichers: Mapping[str, Enricher],
        failpoints: Failpoints,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._enrichers = enrichers
        self._failpoints = failpoints

    def of(self, campaign: Campaign) -> list[Enricher]:
        """The campaign's enrichers that are configured, in its order."""
        return [self._enrichers[name] for name in campaign.enrichers if name in self._enrichers]

    async def enrich(self, campaign: Campaign, fence: Fence, done: Enriched) -> None:
        """Asks about at most `max_enriched_per_cycle` leads; what was done is told in `done`.

        Nothing is asked, or paid, about a person whom a suppression covers.

        What an enricher answered is kept before the next one is asked. One that fails is told of
        in `failures`; the next ones, and leads that can be mailed anyway, go on. Raises Superseded.
        """
        enrichers = self.of(campaign)
        async with self._unit_of_work.reading() as repo:
            due = await to_enrich(repo, campaign, enrichers)
            covered = await repo.suppressions.covering({*map(reach, due)} - {""})
            now = repo.now()
        leads = {lead.id: lead for lead in due}
        for lead in due:
            if reach(lead) in covered:
                leads[lead.id] = lead.closed("suppressed", now)
                done.suppressed += 1
        unwanted: list[Suppression] = []
        for enricher in enrichers:
            if any(lead.asked_of for lead in leads.values()) and _to_ask(enricher, leads):
                await self._keep(fence, leads, unwanted)
            answer = await self._ask(enricher, _to_ask(enricher, leads), done)
            for lead_id in answer.perhaps_paid:
                leads[lead_id] = _asked(leads[lead_id], enricher.name)
            for finding in answer.findings:
                lead = _learned(leads[finding.lead_id], finding, enricher.name, campaign, now)
                leads[lead.id] = lead
                if finding.do_not_contact and lead.email:
                    unwanted.append(suppression(lead.email, f"{enricher.name}: objected", now))
        leads = {each.id: settled(each, campaign, enrichers, now) for each in leads.values()}
        await self._keep(fence, leads, unwanted)
        was_new = {lead.id for lead in due if lead.status is LeadStatus.NEW}
        done.enriched = sum(
            lead.status is LeadStatus.ENRICHED and lead.id in was_new for lead in leads.values()
        )

    async def _ask(self, enricher: Enricher, leads: Sequence[Lead], done: Enriched) -> Enrichment:
        if not leads:
            return Enrichment()
        try:
            answer = await enricher.enrich(leads)
        except ProviderError as error:
            done.failures[enricher.name] = f"{error.code}: {error.reason}"
            return Enrichment()
        self._failpoints.reached(Point.ENRICHED)
        done.credits += answer.credits
        for reason in answer.failed.values():
            done.failures[enricher.name] = f"{reason} ({len(answer.failed)} leads)"
        return answer

    async def _keep(
        self, fence: Fence, leads: dict[int, Lead], unwanted: Sequence[Suppression]
    ) -> None:
        """Keeps what was learned. Out of `leads` go those who were stopped or erased while an
        enricher was asked (a person's word stands), and those who turn out to be doubles.
        """
        async with self._unit_of_work(fence) as repo:
            standing = await repo.leads.get(leads)
            for lead_id in tuple(leads):
                if lead_id not in standing or standing[lead_id].is_stopped:
                    del leads[lead_id]
            doubles = await repo.leads.save(list(leads.values()))
            await repo.suppressions.add(unwanted)
        for lead_id in doubles:
            del leads[lead_id]


async def to_enrich(
    repo: Repository, campaign: Campaign, enrichers: Sequence[Priced]
) -> list[Lead]:
    """Those whose turn it is. The campaign's limit bounds what is paid for: without an enricher
    nothing is, and everybody with an address goes on."""
    limit = campaign.max_enriched_per_cycle if enrichers else MOST_MAILS_PER_DAY
    return await repo.leads.due(campaign.id, NextAction.ENRICH, limit=limit)


def reach(lead: Lead) -> str:
    """An address by which suppressions know the lead: its own, or any at its company's domain."""
    if lead.email or not lead.domain:
        return lead.email
    try:
        return address.parsed(f"postmaster@{lead.domain}")
    except InvalidInput:
        return ""


def _to_ask(enricher: Priced, leads: Mapping[int, Lead]) -> list[Lead]:
    return [lead for lead in leads.values() if _asks(enricher, lead)]


def _asks(enricher: Priced, lead: Lead) -> bool:
    """Is this enricher asked about this lead: is something missing that it was not asked yet?"""
    return (
        not lead.is_stopped
        and not lead.email_status.settled
        and enricher.name not in lead.asked_of
        and enricher.can_ask(lead)
    )


def _learned(lead: Lead, finding: Finding, name: str, campaign: Campaign, at: datetime) -> Lead:
    """The lead with what one enricher said of it."""
    lead = _asked(lead, name)
    if finding.profile is not None:
        known = structs.replace(lead, **_fields(merged_profile(lead, _checked(finding.profile))))
        scored = known.rescored(campaign.audience, campaign.score_weights)
        lead = lead.enriched(known, scored, at)
    return lead.moved(LeadEvent.UNSUBSCRIBE, at) if finding.do_not_contact else lead


def _asked(lead: Lead, name: str) -> Lead:
    return structs.replace(lead, asked_of=(*lead.asked_of, name))


def _checked(found: Profile) -> Profile:
    """What was found, without an address that nobody can write to."""
    if not found.email:
        return found
    try:
        return structs.replace(found, email=address.parsed(found.email))
    except InvalidInput:
        return structs.replace(found, email="", email_status=EmailStatus.NONE)


def settled(lead: Lead, campaign: Campaign, enrichers: Sequence[Priced], now: datetime) -> Lead:
    """The lead with what it does next, after all enrichers had their say."""
    if lead.is_stopped:
        return lead
    if lead.email and lead.email_status.mailable(risky_too=campaign.mail_risky_addresses):
        scored = lead.rescored(campaign.audience, campaign.score_weights)
        wait = cadence.first_contact_delay(scored.value, campaign.first_contact_delay)
        lead = structs.replace(lead, score=scored.value, score_lines=scored.lines)
        return lead.to_contact(now + wait)
    unanswered = [each for each in enrichers if _asks(each, lead)]
    if unanswered or not enrichers:
        return structs.replace(lead, next_action_at=now + cadence.ASK_AGAIN)
    if lead.status is LeadStatus.ENRICHED:
        return lead.closed(f"address is {lead.email_status}" if lead.email else "no address", now)
    if lead.enrich_tries + 1 >= cadence.MAX_ENRICH_TRIES:
        return lead.closed("nobody knows an address", now)
    return lead.to_enrich(now + cadence.ENRICH_AGAIN)


def _fields(profile: Profile) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in Profile.__struct_fields__}
