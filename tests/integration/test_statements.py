"""Few statements: bounded a mail on the send path, and for all the rest whatever the leads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from cam.adapters.apollo.enricher import BATCH as APOLLO_BATCH
from cam.domain.model.campaign import Campaign
from cam.testing.clock import FrozenClock

from .stage import SOMEBODY, Stage, a_draft, lived

A_MAIL = 8
"""Statements for one mail at most: claim, authorize, outcome."""
A_CALL = 4
"""Statements for one call to a provider at most: its raw answer, then what it says and costs."""
THE_REST = 64
"""Statements for all the rest of a cycle at most."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block; those that only begin or end a transaction are left out."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("leads", [20, 100])
async def test_a_cycle_needs_few_statements(stage: Stage, leads: int) -> None:
    """Find, enrich, plan, announce, review: for 100 people no more than for 20, but for calls."""
    async with stage.cam("DROPCONTACT_API_KEY", clock=FrozenClock()) as cam:

        async def cycle(name: str, mails: int) -> tuple[int, int]:
            draft = a_draft(
                name,
                audience=SOMEBODY,
                max_new_leads_per_cycle=leads,
                max_emails_per_day=mails,
            )
            campaign: Campaign = await cam.create_campaign(draft)
            with counted() as statements:
                report = await lived(cam, campaign)
            assert report.errors == ()
            await cam.pause(campaign.id, reason="seen", by="test")
            return len(statements), report.outreach_sent

        without, none = await cycle("without mails", 0)
        with_mails, sent = await cycle("with mails", 10_000)
    assert (none, sent > leads / 2) == (0, True)
    most = THE_REST + A_CALL * leads // APOLLO_BATCH
    assert 10 < without <= most
    assert with_mails <= most + A_MAIL * sent
