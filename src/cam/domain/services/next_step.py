"""What a lead does next once it was asked about: enrich again, verify, contact, or nothing."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from msgspec import Struct, structs

from cam.domain.model import cadence
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import Lead, LeadStatus
from cam.domain.model.learning import wants_verdict
from cam.domain.model.window import zone
from cam.ports.enricher import Priced


class Means(Struct, frozen=True, kw_only=True):
    """By what a campaign learns of its leads: its enrichers in order, and a verifier."""

    enrichers: Sequence[Priced] = ()
    verifier: Priced | None = None


def asks(enricher: Priced, lead: Lead, campaign: Campaign, means: Means) -> bool:
    """Is this enricher asked about this lead: is something missing that it was not asked yet?"""
    return (
        not lead.is_stopped
        and enricher.name not in lead.asked_of
        and bool(_missing(lead, campaign, means))
        and enricher.question(lead) is not None
    )


def to_ask(lead: Lead, campaign: Campaign, means: Means) -> bool:
    """Is any enricher asked about this lead?"""
    return any(asks(each, lead, campaign, means) for each in means.enrichers)


class Turns(Struct, frozen=True, kw_only=True):
    """Due leads, told apart by what a cycle does with them."""

    asked: list[Lead]
    """Some enricher is asked about them: no more than the campaign pays for in a cycle."""
    beyond: list[Lead]
    """They wait for another cycle to be asked about."""
    rest: list[Lead]
    """Nobody has to be asked about them."""


def turns(due: Sequence[Lead], campaign: Campaign, means: Means) -> Turns:
    """Whose turn it is, the first of them first."""
    wanted = [lead for lead in due if to_ask(lead, campaign, means)]
    ids = {lead.id for lead in wanted}
    most = campaign.max_enriched_per_cycle
    return Turns(
        asked=wanted[:most],
        beyond=wanted[most:],
        rest=[lead for lead in due if lead.id not in ids],
    )


def verifies(lead: Lead, campaign: Campaign, means: Means) -> bool:
    """Is a verifier asked about this lead's address?"""
    verifier = means.verifier
    return (
        verifier is not None
        and wants_verdict(lead, campaign.verify, verifier.name)
        and verifier.question(lead) is not None
    )


def after_enriching(lead: Lead, campaign: Campaign, means: Means, now: datetime) -> Lead:
    """The lead with what it does next, after all enrichers had their say."""
    if lead.is_stopped:
        return lead
    if verifies(lead, campaign, means):
        return lead.to_verify(now)
    if _is_mailable(lead, campaign):
        return to_contact(lead, campaign, now)
    if to_ask(lead, campaign, means) or not means.enrichers:
        return lead.later(now + cadence.ASK_AGAIN)
    if lead.status is LeadStatus.ENRICHED or lead.email_status.settled:
        return _unmailable(lead, now)
    if lead.enrich_tries + 1 >= cadence.MAX_ENRICH_TRIES:
        return lead.closed("nobody knows an address", now)
    return lead.to_enrich(now + cadence.ENRICH_AGAIN)


def after_verifying(lead: Lead, campaign: Campaign, now: datetime) -> Lead:
    """The lead with what it does next, after the verifier had its say."""
    if lead.is_stopped:
        return lead
    return (
        to_contact(lead, campaign, now) if _is_mailable(lead, campaign) else _unmailable(lead, now)
    )


def to_contact(lead: Lead, campaign: Campaign, now: datetime) -> Lead:
    """The lead, scored, to be written to when the cadence says so."""
    scored = lead.rescored(campaign.audience, campaign.score_weights)
    wait = cadence.first_contact_delay(scored.value, campaign.first_contact_delay)
    lead = structs.replace(lead, score=scored.value, score_lines=scored.lines)
    return lead.to_contact(now + wait)


def next_midnight(campaign: Campaign, now: datetime) -> datetime:
    """When the campaign's next day begins, and with it a new budget."""
    there = zone(campaign.zone)
    tomorrow = now.astimezone(there).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), there).astimezone(now.tzinfo)


def _missing(lead: Lead, campaign: Campaign, means: Means) -> tuple[str, ...]:
    return lead.missing(
        risky_too=campaign.mail_risky_addresses, verifiable=verifies(lead, campaign, means)
    )


def _is_mailable(lead: Lead, campaign: Campaign) -> bool:
    risky_too = campaign.mail_risky_addresses
    return bool(lead.email) and lead.email_status.mailable(risky_too=risky_too)


def _unmailable(lead: Lead, now: datetime) -> Lead:
    return lead.closed(f"address is {lead.email_status}" if lead.email else "no address", now)
