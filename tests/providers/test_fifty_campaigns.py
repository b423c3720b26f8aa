"""What a provider allows is shared by all campaigns, and learned with one refusal at most."""

import pytest

from cam.domain.model.report import RunStatus
from cam.sandbox.settings import Window
from integration.stage import lived_all

from .market import Market, leads_by

CAMPAIGNS = 50


@pytest.mark.parametrize(
    "limits",
    [
        {"search": Window(minute=60), "*": Window()},
        {"bulk_match": Window(minute=20), "*": Window()},
        {"search": Window(minute=7), "bulk_match": Window(minute=7), "*": Window()},
    ],
    ids=["60 searches", "20 matches", "7 of each"],
)
async def test_fifty_campaigns_at_once_are_refused_once_at_most(
    limits: dict[str, Window], market: Market
) -> None:
    """Each finds its people in one run, waiting for its turn where it must."""
    market.sandbox.change(apollo_limits=limits)
    async with market.open("DROPCONTACT_API_KEY", CAM_CONCURRENCY=str(CAMPAIGNS)) as cam:
        campaigns = [
            await market.searching(cam, f"c{number}", 3, max_emails_per_day=0)
            for number in range(CAMPAIGNS)
        ]
        run = await lived_all(cam)
        assert run.status is RunStatus.DONE
        assert len(run.reports) == CAMPAIGNS
        leads = await leads_by(cam, *campaigns)
        assert {lead.campaign_id for lead in leads} == {each.id for each in campaigns}
        assert all(lead.email for lead in leads)
    assert market.sandbox.books.statuses["apollo"][429] <= 1
    assert market.sandbox.books.requests["apollo.search"] >= CAMPAIGNS


async def test_a_limit_that_is_told_nowhere_is_kept_as_it_is_documented(
    market: Market,
) -> None:
    """Dropcontact names none in its answers: 60 a second, and never one more."""
    market.sandbox.change(dropcontact_limit=60)
    async with market.open("APOLLO_API_KEY", CAM_CONCURRENCY=str(CAMPAIGNS)) as cam:
        for number in range(CAMPAIGNS):
            await market.listing(cam, f"c{number}", 2, max_emails_per_day=0)
        run = await lived_all(cam)
        assert run.status is RunStatus.DONE
    assert market.sandbox.books.statuses["dropcontact"][429] == 0
    assert market.sandbox.books.requests["dropcontact.submit"] == CAMPAIGNS
