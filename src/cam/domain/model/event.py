"""What CAM announces. An event is written with the change that it tells of, then delivered."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct


class EventType(StrEnum):
    """What happened."""

    LEAD_CONTACTED = "lead.contacted"
    LEAD_QUALIFIED = "lead.qualified"
    LEAD_LOST = "lead.lost"
    LEAD_UNSUBSCRIBED = "lead.unsubscribed"
    """A person asked for no more mails: no campaign writes to them again."""
    EMAIL_REPLIED = "email.replied"
    EMAIL_AUTO_REPLIED = "email.auto_replied"
    EMAIL_BOUNCED = "email.bounced"
    EMAIL_COMPLAINED = "email.complained"
    ATTEMPT_UNKNOWN = "attempt.unknown"
    CAMPAIGN_PAUSED = "campaign.paused"
    CAMPAIGN_RESUMED = "campaign.resumed"
    PROVIDER_HELD = "provider.held"
    """A provider refused the key or has no credits left: it is not asked for a while."""
    MAILBOX_HELD = "mailbox.held"
    """Nothing leaves through it for a while: a login, a certificate, a policy, a limit."""


RETRIES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""The waits after the first, second, ... delivery in vain (standardwebhooks.com)."""


class Event(Struct, frozen=True, kw_only=True):
    """One announcement. `body` is made once; every delivery sends these same bytes."""

    id: UUID
    type: EventType
    campaign_id: int
    lead_id: int | None
    occurred_at: datetime
    body: bytes
    tries: int = 0


def announcement(
    event_id: UUID,
    kind: EventType,
    *,
    campaign_id: int,
    at: datetime,
    data: dict[str, Any],
    lead_id: int | None = None,
) -> Event:
    """The event, with its body: `{"id", "type", "version", "occurred_at", "data"}`."""
    body = msgspec.json.encode(
        {
            "id": event_id,
            "type": kind,
            "version": 1,
            "occurred_at": at,
            "data": {"campaign_id": campaign_id, "lead_id": lead_id, **data},
        }
    )
    return Event(
        id=event_id,
        type=kind,
        campaign_id=campaign_id,
        lead_id=lead_id,
        occurred_at=at,
        body=body,
    )
