"""Nouns with sensible defaults: a test names only what it is about. Each call makes another one."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from cam.domain.model import address
from cam.domain.model.arrival import Arrival, ArrivalKind
from cam.domain.model.attempt import Attempt
from cam.domain.model.campaign import Baseline, Campaign, CampaignDraft
from cam.domain.model.event import Event, EventType, announcement
from cam.domain.model.lead import Lead, LeadStatus
from cam.domain.model.mail import Mail, Sender
from cam.domain.model.metrics import Metrics
from cam.domain.model.prospect import EmailStatus, Profile, Prospect
from cam.domain.model.report import CycleReport, Run, RunKind
from cam.domain.model.sequence import Step
from cam.domain.model.suppression import Suppression, suppression

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""A Monday."""

_numbers = count(1)


def an_id() -> UUID:
    """A UUIDv7 of NOON, greater than those made before."""
    millisecond = int(NOON.timestamp() * 1000)
    return UUID(int=millisecond << 80 | 0x7 << 76 | 0b10 << 62 | next(_numbers))


def a_sender(**changes: Any) -> Sender:
    """A sender of whom everything is known."""
    told = {
        "name": "Ada Sender",
        "email": "ada@agency.test",
        "postal_address": "1 Example Street, 12345 Exampletown",
        "company": "Agency",
    }
    return Sender(**{**told, **changes})


def a_step(**changes: Any) -> Step:
    """A mail that greets by the first name."""
    return Step(**{"subject": "Hello {{first_name|there}}", "text": "A question.\n", **changes})


def a_campaign_draft(**changes: Any) -> CampaignDraft:
    """A campaign of two steps with the default quota."""
    told = {
        "name": f"Campaign {next(_numbers)}",
        "sequence": (a_step(), a_step(subject="Again")),
        "sender": a_sender(),
    }
    return CampaignDraft(**{**told, **changes})


def a_campaign(**changes: Any) -> Campaign:
    """A campaign as a repository keeps it; the moment is NOON."""
    number = next(_numbers)
    told = {
        "id": number,
        "name": f"Campaign {number}",
        "sequence": (a_step(), a_step(subject="Again")),
        "sender": a_sender(),
        "baseline": Baseline(at=NOON),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Campaign(**{**told, **changes})


def _person(number: int) -> dict[str, Any]:
    return {
        "email": f"person{number}@company{number}.test",
        "email_status": EmailStatus.VERIFIED,
        "first_name": "Person",
        "last_name": f"Number{number}",
        "title": "CEO",
        "company": f"Company {number}",
        "domain": f"company{number}.test",
        "linkedin_url": f"https://www.linkedin.com/in/person-{number}",
    }


def a_profile(**changes: Any) -> Profile:
    """Somebody with a verified address."""
    return Profile(**{**_person(next(_numbers)), **changes})


def a_prospect(**changes: Any) -> Prospect:
    """Somebody with a verified address, found by Apollo."""
    number = next(_numbers)
    told = {**_person(number), "provider": "apollo", "provider_id": f"person-{number}"}
    return Prospect(**{**told, **changes})


def a_lead(**changes: Any) -> Lead:
    """A new lead of campaign 1; the moment is NOON."""
    number = next(_numbers)
    told = {
        **_person(number),
        "provider": "apollo",
        "provider_id": f"person-{number}",
        "id": number,
        "campaign_id": 1,
        "next_action_at": NOON,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Lead(**{**told, **changes})


def an_attempt(lead: Lead, **changes: Any) -> Attempt:
    """The lead's next step, queued."""
    attempt_id = changes.pop("id", None) or an_id()
    told = {
        "id": attempt_id,
        "campaign_id": lead.campaign_id,
        "lead_id": lead.id,
        "step": lead.next_step,
        "recipient": lead.email,
        "recipient_key": address.base(lead.email),
        "message_id": f"{attempt_id}@agency.test",
        "created_at": lead.updated_at,
        "updated_at": lead.updated_at,
    }
    return Attempt(**{**told, **changes})


def an_arrival(**changes: Any) -> Arrival:
    """A person's reply, about no mail of ours."""
    number = next(_numbers)
    told = {
        "id": an_id(),
        "key": f"id:{number}@client.test",
        "mailbox": "ann@imap.test",
        "folder": "INBOX",
        "uid": number,
        "kind": ArrivalKind.REPLY,
        "sender": f"person{number}@client.test",
        "subject": "Re: Hello",
        "text": "Well.",
        "received_at": NOON,
        "created_at": NOON,
    }
    return Arrival(**{**told, **changes})


def a_mail(**changes: Any) -> Mail:
    """A first mail to one person."""
    number = next(_numbers)
    told = {
        "message_id": f"{an_id()}@agency.test",
        "date": NOON,
        "sender": a_sender(),
        "recipient": f"person{number}@company{number}.test",
        "recipient_name": f"Person Number{number}",
        "subject": "Hello Person",
        "text": "A question.\n",
        "unsubscribe": "<mailto:ada@agency.test?subject=unsubscribe>",
    }
    return Mail(**{**told, **changes})


def a_suppression(target: str, **changes: Any) -> Suppression:
    """The suppression of an address or of a domain."""
    return suppression(target, changes.pop("reason", "asked us to stop"), changes.pop("at", NOON))


def an_event(campaign_id: int = 1, **changes: Any) -> Event:
    """An announcement that a lead was contacted."""
    return announcement(
        changes.pop("id", None) or an_id(),
        changes.pop("kind", EventType.LEAD_CONTACTED),
        campaign_id=campaign_id,
        at=changes.pop("at", NOON),
        data=changes,
    )


def a_run(campaign_id: int | None = 1, **changes: Any) -> Run:
    """A live cycle that was asked for; without a campaign, a run of all of them."""
    told = {
        "id": an_id(),
        "kind": RunKind.ALL if campaign_id is None else RunKind.CYCLE,
        "dry_run": False,
        "campaign_id": campaign_id,
        "requested_at": NOON,
    }
    return Run(**{**told, **changes})


def a_report(**changes: Any) -> CycleReport:
    """A live cycle in which nothing happened."""
    told = {"campaign_id": 1, "campaign_name": "Campaign 1", "dry_run": False}
    return CycleReport(**{**told, **changes})


def some_metrics(**by_status: int) -> Metrics:
    """Metrics with so many leads of each status: `some_metrics(QUALIFIED=3)`."""
    leads = {LeadStatus(status): number for status, number in by_status.items()}
    return Metrics(leads_by_status=leads, today=NOON.date())
