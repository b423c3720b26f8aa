"""Announcements."""

import msgspec

from cam.domain.model.event import RETRIES, EventType, announcement
from cam.testing.builders import NOON, an_id


def test_an_announcement_says_what_happened_to_whom_and_when() -> None:
    """The body is made once; every delivery sends these bytes."""
    event_id = an_id()
    event = announcement(
        event_id,
        EventType.LEAD_CONTACTED,
        campaign_id=1,
        lead_id=2,
        at=NOON,
        data={"step": 0},
    )
    assert msgspec.json.decode(event.body) == {
        "id": str(event_id),
        "type": "lead.contacted",
        "version": 1,
        "occurred_at": "2026-01-05T12:00:00Z",
        "data": {"campaign_id": 1, "lead_id": 2, "step": 0},
    }
    assert (event.id, event.lead_id, event.tries) == (event_id, 2, 0)


def test_the_waits_between_deliveries_grow() -> None:
    """From seconds to a day."""
    assert list(RETRIES) == sorted(set(RETRIES))
