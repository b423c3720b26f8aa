"""Quotas and statistics in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from cam.domain.model.arrival import Arrival
from cam.domain.model.attempt import WENT_OUT, Attempt
from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import TOTAL
from cam.domain.model.metrics import (
    CameBackDay,
    Metrics,
    StepResult,
    came_back,
    came_back_on,
    measure,
)
from cam.domain.model.quota import Allowance, Quota, campaign_scope, in_force, risky_scope
from cam.domain.model.rhythm import Paces
from cam.domain.model.window import local_day
from cam.ports.repository import Room
from cam.testing.fakes.repository.state import State


def limits_now(
    state: State, campaign: Campaign, given: Sequence[Allowance], now: datetime, *, risky: bool
) -> tuple[Allowance, ...]:
    """What a mail counts against, as it is in force now: the campaign's own first."""
    paces = Paces(state.paces, now)
    own = in_force(campaign.allowance, paces, now)
    share = (own.shared(risky_scope(campaign.id), campaign.risky_share),) if risky else ()
    return (own, *share, *(in_force(each, paces, now) for each in given))


def quota_day(state: State, allowance: Allowance, now: datetime) -> date:
    """The zone's local day; one that has begun does not go back."""
    begun = (day for scope, day in state.quotas if scope == allowance.scope)
    return max(local_day(now, allowance.zone), *begun, date.min)


def used(state: State, allowance: Allowance, now: datetime) -> int:
    """What is used of its day."""
    return state.quotas.get((allowance.scope, quota_day(state, allowance, now)), 0)


class FakeQuotas:
    """Keeps `ports.repository.Quotas`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def today(self, campaign: Campaign) -> Quota:
        """The quota of the campaign's day."""
        return (await self.of([campaign.allowance]))[campaign_scope(campaign.id)]

    async def room(
        self,
        campaign: Campaign,
        allowances: Sequence[Allowance] = (),
        mailboxes: Sequence[Allowance] = (),
    ) -> Room:
        """What every limit leaves of today."""
        own, risky, *given = limits_now(self._state, campaign, allowances, self._now, risky=True)
        left = await self.of([own, risky, *given])
        return Room(
            mails=min(left[each.scope].remaining for each in (own, *given)),
            risky=left[risky.scope].remaining,
            mailboxes=await self.of(mailboxes),
        )

    async def of(self, allowances: Sequence[Allowance]) -> dict[str, Quota]:
        """The quota of each allowance."""
        paces = Paces(self._state.paces, self._now)
        return {
            each.scope: Quota(
                day=quota_day(self._state, each, self._now),
                limit=in_force(each, paces, self._now).most,
                used=used(self._state, each, self._now),
                next_send_at=paces.next_send_at(each.scope),
            )
            for each in allowances
        }


class FakeStatistics:
    """Keeps `ports.repository.Statistics`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def metrics(self, campaigns: Sequence[Campaign]) -> dict[int, Metrics]:
        """The metrics of each campaign."""
        return {campaign.id: self._of(campaign) for campaign in campaigns}

    async def results(self, campaign_id: int) -> list[StepResult]:
        """What became of the mails of each step and variant."""
        told: dict[tuple[int, str], list[Attempt]] = {}
        for each in self._state.attempts.values():
            if each.campaign_id == campaign_id and each.state in WENT_OUT:
                told.setdefault((each.step, each.variant), []).append(each)
        return [
            StepResult(
                step=step,
                variant=variant,
                sent=len(mails),
                replied=sum(each.replied_at is not None for each in mails),
                bounced=sum(each.bounced_at is not None for each in mails),
            )
            for (step, variant), mails in sorted(told.items())
        ]

    def _of(self, campaign: Campaign) -> Metrics:
        today = local_day(self._now, campaign.zone)
        leads = [each for each in self._state.leads.values() if each.campaign_id == campaign.id]
        mine = [each for each in self._state.attempts.values() if each.campaign_id == campaign.id]
        recent = [each for each in mine if local_day(each.updated_at, campaign.zone) >= today]
        mine_today = campaign.allowance
        day = quota_day(self._state, mine_today, self._now)
        return measure(
            campaign,
            day,
            dict(Counter(each.status for each in leads)),
            dict(Counter(each.state.value for each in mine)),
            dict(Counter(each.state.value for each in recent)),
            used(self._state, mine_today, self._now),
            self._state.credits.get((campaign_scope(campaign.id), TOTAL), 0) / 1_000_000,
            came_back(Counter(_mails(self._arrivals(campaign)))),
            Paces(self._state.paces, self._now).first_day(campaign_scope(campaign.id), day),
            sum(each.is_refused for each in mine),
        )

    async def came_back(self, campaign: Campaign, *, since: date) -> list[CameBackDay]:
        """What arrived, by day."""
        by_day: dict[date, list[Arrival]] = defaultdict(list)
        for each in self._arrivals(campaign):
            by_day[local_day(each.received_at, campaign.zone)].append(each)
        return [
            came_back_on(day, _mails(some)) for day, some in sorted(by_day.items()) if day >= since
        ]

    def _arrivals(self, campaign: Campaign) -> list[Arrival]:
        found = self._state.arrivals.values()
        return [each for each in found if each.campaign_id == campaign.id]


def _mails(arrivals: Iterable[Arrival]) -> list[tuple[str, str]]:
    """The kind and the verdict of what came back, once a mail."""
    mails = {(each.kind.value, each.counts_as, each.attempt_id) for each in arrivals}
    return [(kind, word) for kind, word, _ in mails]
