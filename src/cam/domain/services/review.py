"""Measure a campaign, and pause it when its goal is reached or it does harm."""

from cam.domain.model.autopause import pause_reason
from cam.domain.model.campaign import Baseline, Campaign
from cam.domain.model.event import EventType, announcement
from cam.domain.model.lead import LeadStatus
from cam.ports.clock import Clock
from cam.ports.repository import Fence, Repository, UnitOfWork

BY_ITSELF = "cam"
"""Who paused a campaign that stopped itself."""


class Review:
    """Looks at what was reached."""

    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, *, announce: bool) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._announce = announce

    async def review(self, campaign_id: int, fence: Fence) -> Campaign:
        """The campaign as it stands now: paused, with the reason, when a pause rule fires."""
        async with self._unit_of_work(fence) as repo:
            campaign = await repo.campaigns.get(campaign_id)
            metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
            reason = pause_reason(campaign, metrics, repo.now())
            if reason and campaign.is_active:
                return await self._paused(repo, campaign, reason, BY_ITSELF)
            return campaign

    async def pause(self, campaign_id: int, reason: str, *, by: str) -> Campaign:
        """The campaign, paused by a person. Raises CampaignNotFound."""
        async with self._unit_of_work() as repo:
            campaign = await repo.campaigns.get(campaign_id)
            return (
                await self._paused(repo, campaign, reason, by) if campaign.is_active else campaign
            )

    async def resume(self, campaign_id: int) -> Campaign:
        """The campaign, active again and counting from now. Raises CampaignNotFound."""
        async with self._unit_of_work() as repo:
            campaign = await repo.campaigns.get(campaign_id)
            if campaign.is_active:
                return campaign
            metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
            resumed = campaign.resumed(
                Baseline(
                    at=repo.now(),
                    lost=metrics.count(LeadStatus.LOST),
                    qualified=metrics.count(LeadStatus.QUALIFIED),
                    mailed=metrics.mailed,
                    bounced=metrics.bounced,
                    complained=metrics.came_back.complaints,
                )
            )
            await repo.campaigns.save(resumed)
            await self._tell(repo, resumed, EventType.CAMPAIGN_RESUMED)
            return resumed

    async def _paused(self, repo: Repository, campaign: Campaign, reason: str, by: str) -> Campaign:
        paused = campaign.paused(reason, by=by, at=repo.now())
        await repo.campaigns.save(paused)
        await self._tell(repo, paused, EventType.CAMPAIGN_PAUSED)
        return paused

    async def _tell(self, repo: Repository, campaign: Campaign, kind: EventType) -> None:
        event = announcement(
            self._clock.new_id(),
            kind,
            campaign_id=campaign.id,
            at=repo.now(),
            data={"name": campaign.name, "reason": campaign.pause_reason, "by": campaign.paused_by},
        )
        await repo.events.add([event], deliver=self._announce)
