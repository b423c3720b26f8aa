"""Everything that CAM knows of one person, as they may ask for it (GDPR Art. 15 and 20)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from cam.domain.model.arrival import Arrival
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.credit import Call, CallState, Purpose
from cam.domain.model.event import Event, EventType
from cam.domain.model.lead import Lead
from cam.domain.model.suppression import Suppression


class Known(Struct, frozen=True, kw_only=True):
    """The rows that are about one person, as they are kept; each kind by id."""

    leads: tuple[Lead, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    events: tuple[Event, ...] = ()
    calls: tuple[Call, ...] = ()
    """Requests to providers in which the person was asked about, beside others."""
    arrivals: tuple[Arrival, ...] = ()
    """What arrived about the person's mails."""
    suppressions: tuple[Suppression, ...] = ()


class MailTold(Struct, frozen=True, kw_only=True):
    """A mail to the person, or one that was to be written."""

    id: UUID
    campaign_id: int
    lead_id: int
    step: int
    """Counted from 0."""
    recipient: str
    message_id: str
    state: AttemptState
    planned_at: datetime
    changed_at: datetime
    """When it came into this state; of one that is sent: when the server took it."""
    server_code: int | None
    server_reply: str
    reason: str


class PurchaseTold(Struct, frozen=True, kw_only=True):
    """A provider was asked about the person, and what was said to it."""

    provider: str
    purpose: Purpose
    campaign_id: int | None
    at: datetime
    state: CallState
    told: tuple[dict[str, Any], ...]


class EventTold(Struct, frozen=True, kw_only=True):
    """What was announced about the person."""

    id: UUID
    type: EventType
    occurred_at: datetime
    data: dict[str, Any]


class Dossier(Struct, frozen=True, kw_only=True):
    """Everything in one document; empty lists where nothing is known."""

    asked_for: str
    compiled_at: datetime
    addresses: tuple[str, ...]
    """Every address by which the person is known; none once they were erased."""
    suppressed: bool
    """Does nobody write to them any more, whatever the reason?"""
    suppressions: tuple[Suppression, ...]
    leads: tuple[Lead, ...]
    """The person in each campaign: what is known, who said it and when, on what legal basis."""
    campaigns: dict[int, str]
    """The names of these campaigns."""
    mails: tuple[MailTold, ...]
    arrivals: tuple[Arrival, ...]
    """What arrived about them: answers, bounces, and what was done."""
    purchases: tuple[PurchaseTold, ...]
    events: tuple[EventTold, ...]


def mail_told(attempt: Attempt) -> MailTold:
    """The attempt, without what only CAM needs of it."""
    return MailTold(
        id=attempt.id,
        campaign_id=attempt.campaign_id,
        lead_id=attempt.lead_id,
        step=attempt.step,
        recipient=attempt.recipient,
        message_id=attempt.message_id,
        state=attempt.state,
        planned_at=attempt.created_at,
        changed_at=attempt.updated_at,
        server_code=attempt.smtp_code,
        server_reply=attempt.smtp_reply,
        reason=attempt.reason,
    )


def purchases_told(calls: Sequence[Call], keys: frozenset[str]) -> tuple[PurchaseTold, ...]:
    """The calls, with nothing of the others who were asked about in them."""
    return tuple(
        PurchaseTold(
            provider=call.provider,
            purpose=call.purpose,
            campaign_id=call.campaign_id,
            at=call.created_at,
            state=call.state,
            told=tuple(q.details for q in call.questions if not keys.isdisjoint(q.keys)),
        )
        for call in calls
    )


def event_told(event: Event) -> EventTold:
    """The announcement, as it was sent."""
    body = msgspec.json.decode(event.body, type=dict[str, Any])
    return EventTold(
        id=event.id, type=event.type, occurred_at=event.occurred_at, data=body.get("data", {})
    )
