"""Quotas and statistics in memory."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from cam.domain.model.campaign import Campaign
from cam.domain.model.metrics import Metrics, measure
from cam.domain.model.quota import Quota, campaign_scope
from cam.domain.model.window import local_day
from cam.testing.fakes.repository.state import State


def quota_day(state: State, campaign: Campaign, now: datetime) -> date:
    """The campaign's local day; one that has begun does not go back."""
    scope = campaign_scope(campaign.id)
    begun = (day for owner, day in state.quotas if owner == scope)
    return max(local_day(now, campaign.zone), *begun, date.min)


class FakeQuotas:
    """Keeps `ports.repository.Quotas`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def today(self, campaign: Campaign) -> Quota:
        """The quota of the campaign's day."""
        day = quota_day(self._state, campaign, self._now)
        used = self._state.quotas.get((campaign_scope(campaign.id), day), 0)
        return Quota(day=day, limit=campaign.mails_per_day, used=used)


class FakeStatistics:
    """Keeps `ports.repository.Statistics`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def metrics(self, campaigns: Sequence[Campaign]) -> dict[int, Metrics]:
        """The metrics of each campaign."""
        return {campaign.id: self._of(campaign) for campaign in campaigns}

    def _of(self, campaign: Campaign) -> Metrics:
        today = local_day(self._now, campaign.zone)
        leads = [each for each in self._state.leads.values() if each.campaign_id == campaign.id]
        mine = [each for each in self._state.attempts.values() if each.campaign_id == campaign.id]
        recent = [each for each in mine if local_day(each.updated_at, campaign.zone) >= today]
        day = quota_day(self._state, campaign, self._now)
        return measure(
            campaign,
            day,
            dict(Counter(each.status for each in leads)),
            dict(Counter(each.state.value for each in mine)),
            dict(Counter(each.state.value for each in recent)),
            self._state.quotas.get((campaign_scope(campaign.id), day), 0),
        )
