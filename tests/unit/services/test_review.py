"""Measuring, pausing, resuming."""

from datetime import timedelta

import pytest

from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import CampaignNotFound, Superseded
from cam.domain.model.lead import LeadEvent
from cam.domain.services.review import Review

from .scene import Scene


@pytest.fixture
def review(scene: Scene) -> Review:
    """What is tested."""
    return Review(scene.unit_of_work, scene.clock, announce=True)


async def leads(scene: Scene, campaign: Campaign, number: int, event: LeadEvent) -> None:
    """So many leads to whom that happened."""
    for _ in range(number):
        lead = await scene.lead(campaign)
        await scene.save(lead.moved(event, scene.clock.now()))


async def told(scene: Scene) -> list[str]:
    """The events that were announced, oldest first."""
    async with scene.unit_of_work() as repo:
        taken = await repo.events.take(campaign_id=None, limit=9, lease=timedelta(1))
    return [event.type for event in taken]


async def test_a_goal_pauses_and_says_so(scene: Scene, review: Review) -> None:
    """Once: the second look finds it paused."""
    campaign, fence = await scene.campaign(target_clients=2)
    await leads(scene, campaign, 1, LeadEvent.OPERATOR_QUALIFIES)
    assert (await review.review(campaign.id, fence)).is_active
    await leads(scene, campaign, 1, LeadEvent.OPERATOR_QUALIFIES)
    paused = await review.review(campaign.id, fence)
    assert paused.pause_reason == "goal reached: 2 of 2 clients"
    assert (paused.paused_by, paused.paused_at) == ("cam", scene.clock.now())
    assert await review.review(campaign.id, fence) == paused
    assert await told(scene) == ["campaign.paused"]


async def test_harm_pauses(scene: Scene, review: Review) -> None:
    """More than half of more than ten are lost."""
    campaign, fence = await scene.campaign()
    await leads(scene, campaign, 6, LeadEvent.NEGATIVE_REPLY)
    for _ in range(5):
        await scene.lead(campaign)
    assert "too many lost: 6 of 11" in (await review.review(campaign.id, fence)).pause_reason


async def test_resume_counts_from_now(scene: Scene, review: Review) -> None:
    """The same cause does not pause again at once; a new one does."""
    campaign, fence = await scene.campaign(target_clients=1)
    await leads(scene, campaign, 1, LeadEvent.OPERATOR_QUALIFIES)
    await review.review(campaign.id, fence)
    resumed = await review.resume(campaign.id)
    assert (resumed.is_active, resumed.pause_reason, resumed.baseline.qualified) == (True, "", 1)
    assert (await review.review(campaign.id, fence)).is_active
    await leads(scene, campaign, 1, LeadEvent.OPERATOR_QUALIFIES)
    assert not (await review.review(campaign.id, fence)).is_active
    assert await told(scene) == ["campaign.paused", "campaign.resumed", "campaign.paused"]


async def test_a_person_s_pause_keeps_its_first_reason(scene: Scene, review: Review) -> None:
    """Neither a second pause nor a rule overwrites it."""
    campaign, fence = await scene.campaign(target_clients=1)
    await review.pause(campaign.id, "holiday", by="ann")
    await review.pause(campaign.id, "other", by="bob")
    await leads(scene, campaign, 1, LeadEvent.OPERATOR_QUALIFIES)
    after = await review.review(campaign.id, fence)
    assert (after.pause_reason, after.paused_by) == ("holiday", "ann")
    assert await told(scene) == ["campaign.paused"]


async def test_resuming_what_runs_changes_nothing(scene: Scene, review: Review) -> None:
    """No new baseline, no event."""
    campaign, _ = await scene.campaign()
    assert (await review.resume(campaign.id)).baseline == campaign.baseline
    assert await told(scene) == []


async def test_an_older_run_pauses_nothing(scene: Scene, review: Review) -> None:
    """Superseded."""
    campaign, fence = await scene.campaign()
    async with scene.unit_of_work() as repo:
        await repo.campaigns.begin_epoch(campaign.id)
    with pytest.raises(Superseded):
        await review.review(campaign.id, fence)


async def test_what_does_not_exist_is_said_so(review: Review) -> None:
    """Neither paused nor resumed."""
    with pytest.raises(CampaignNotFound):
        await review.pause(99, "x", by="ann")
    with pytest.raises(CampaignNotFound):
        await review.resume(99)


async def test_without_a_receiver_events_are_kept_but_not_due(scene: Scene) -> None:
    """Nobody is told later of what was long ago."""
    quiet = Review(scene.unit_of_work, scene.clock, announce=False)
    campaign, _ = await scene.campaign()
    await quiet.pause(campaign.id, "x", by="ann")
    assert await told(scene) == []
