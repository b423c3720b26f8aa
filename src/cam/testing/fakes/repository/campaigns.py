"""Campaigns in memory."""

from datetime import datetime

from msgspec import structs

from cam.domain.model.campaign import Baseline, Campaign, CampaignDraft
from cam.domain.model.errors import CampaignNameTaken, CampaignNotFound
from cam.domain.model.prospect import Cursor
from cam.testing.fakes.repository.state import State


class FakeCampaigns:
    """Keeps `ports.repository.Campaigns`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def add(self, draft: CampaignDraft) -> Campaign:
        """Keeps a new campaign."""
        campaign = Campaign(
            **{name: getattr(draft, name) for name in CampaignDraft.__struct_fields__},
            id=len(self._state.campaigns) + 1,
            baseline=Baseline(at=self._now),
            created_at=self._now,
            updated_at=self._now,
        )
        self._put(campaign)
        return campaign

    async def get(self, campaign_id: int) -> Campaign:
        """The campaign."""
        found = self._state.campaigns.get(campaign_id)
        if found is None:
            raise CampaignNotFound(campaign_id)
        return found

    async def all(self) -> list[Campaign]:
        """Every campaign, by id."""
        return sorted(self._state.campaigns.values(), key=lambda campaign: campaign.id)

    async def save(self, campaign: Campaign) -> None:
        """Keeps a changed campaign, but not its epoch."""
        epoch = (await self.get(campaign.id)).run_epoch
        self._put(structs.replace(campaign, run_epoch=epoch))

    async def begin_epoch(self, campaign_id: int) -> int:
        """Takes the next run epoch."""
        campaign = await self.get(campaign_id)
        self._put(structs.replace(campaign, run_epoch=campaign.run_epoch + 1))
        return campaign.run_epoch + 1

    async def cursor(self, campaign_id: int, source: str) -> Cursor | None:
        """Where discovery stands."""
        return self._state.cursors.get((campaign_id, source))

    async def set_cursor(self, campaign_id: int, source: str, cursor: Cursor) -> None:
        """Remembers where discovery stands."""
        await self.get(campaign_id)
        self._state.cursors[campaign_id, source] = cursor

    def _put(self, campaign: Campaign) -> None:
        for other in self._state.campaigns.values():
            if other.name == campaign.name and other.id != campaign.id:
                raise CampaignNameTaken(campaign.name)
        self._state.campaigns[campaign.id] = campaign
