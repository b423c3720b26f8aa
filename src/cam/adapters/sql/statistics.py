"""Counts of many campaigns in one statement."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import case, func, literal, select, type_coerce, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger, Date, Integer, String

from cam.adapters.sql import paces as paces_of
from cam.adapters.sql import tables
from cam.domain.model.arrival import NEEDS_REVIEW
from cam.domain.model.attempt import TRANSIENT, WENT_OUT, AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import TOTAL
from cam.domain.model.lead import LeadStatus
from cam.domain.model.metrics import (
    CameBackDay,
    Metrics,
    StepResult,
    came_back,
    came_back_on,
    measure,
)
from cam.domain.model.quota import campaign_scope
from cam.domain.model.window import local_day, zone
from cam.ports.clock import Clock

_R = tables.arrival.c
_COUNTS_AS = case(
    (_R.needs_review, literal(NEEDS_REVIEW, String(), literal_execute=True)), else_=_R.verdict
)
"""`Arrival.counts_as`."""


class SqlStatistics:
    """Keeps `ports.repository.Statistics`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def metrics(self, campaigns: Sequence[Campaign]) -> dict[int, Metrics]:
        """The metrics of each of these campaigns."""
        now = self._clock.now()
        ids = [campaign.id for campaign in campaigns]
        leads: dict[int, dict[LeadStatus, int]] = defaultdict(dict)
        attempts: dict[int, dict[str, int]] = defaultdict(dict)
        today: dict[int, dict[str, int]] = defaultdict(dict)
        arrived: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
        refused: dict[int, int] = {}
        spent: dict[str, float] = {}
        used: dict[tuple[str, date], int] = {}
        for kind, owner, word, count, day in await self._counts(campaigns, ids, now):
            match kind:
                case "lead":
                    leads[owner][LeadStatus(word)] = count
                case "attempt":
                    attempts[owner][word] = count
                case "refused":
                    refused[owner] = count
                case "today":
                    today[owner][word] = count
                case "arrived":
                    sort, _, verdict = word.partition(":")
                    arrived[owner][sort, verdict] = count
                case "credit":
                    spent[word] = count / 1_000_000
                case _:
                    used[word, day] = count
        latest = dict(sorted(used))
        paces = await paces_of.read(self._db, [each.allowance for each in campaigns], now)
        days = {campaign.id: _quota_day(campaign, latest, now) for campaign in campaigns}
        return {
            each.id: measure(
                each,
                days[each.id],
                leads[each.id],
                attempts[each.id],
                today[each.id],
                used.get((campaign_scope(each.id), days[each.id]), 0),
                spent.get(campaign_scope(each.id), 0.0),
                came_back(arrived[each.id]),
                paces.first_day(campaign_scope(each.id), days[each.id]),
                refused.get(each.id, 0),
            )
            for each in campaigns
        }

    async def came_back(self, campaign: Campaign, *, since: date) -> list[CameBackDay]:
        """What arrived on each local day since then."""
        began = datetime.combine(since, time(), zone(campaign.zone))
        result = await self._db.execute(
            select(_R.received_at, _R.kind, _COUNTS_AS, _R.attempt_id).where(
                _R.campaign_id == campaign.id, _R.received_at >= began
            )
        )
        mails: dict[date, set[tuple[str, str, UUID]]] = defaultdict(set)
        for received_at, kind, word, attempt_id in result:
            mails[local_day(received_at, campaign.zone)].add((kind, word, attempt_id))
        return [
            came_back_on(day, ((kind, word) for kind, word, _ in some))
            for day, some in sorted(mails.items())
        ]

    async def results(self, campaign_id: int) -> list[StepResult]:
        """What became of the mails of each step and variant."""
        attempt = tables.attempt.c
        result = await self._db.execute(
            select(
                attempt.step, attempt.variant, func.count(),
                func.count(attempt.replied_at), func.count(attempt.bounced_at),
            )
            .where(attempt.campaign_id == campaign_id, attempt.state.in_(WENT_OUT))
            .group_by(attempt.step, attempt.variant)
            .order_by(attempt.step, attempt.variant)
        )  # fmt: skip
        return [
            StepResult(step=step, variant=variant, sent=sent, replied=replied, bounced=bounced)
            for step, variant, sent, replied, bounced in result
        ]

    async def _counts(
        self, campaigns: Sequence[Campaign], ids: list[int], now: datetime
    ) -> Sequence[tuple[str, int, str, int, date]]:
        lead, attempt, quota = tables.lead.c, tables.attempt.c, tables.quota.c
        credit = tables.credit.c
        no_day = literal(None, Date())
        leads = (
            select(
                literal("lead", String()), lead.campaign_id, lead.status.cast(String()),
                func.count(), no_day,
            )
            .where(lead.campaign_id.in_(ids))
            .group_by(lead.campaign_id, lead.status)
        )  # fmt: skip
        attempts = (
            select(
                literal("attempt", String()), attempt.campaign_id, attempt.state.cast(String()),
                func.count(), no_day,
            )
            .where(attempt.campaign_id.in_(ids))
            .group_by(attempt.campaign_id, attempt.state)
        )  # fmt: skip
        refused = (
            select(
                literal("refused", String()), attempt.campaign_id, literal("", String()),
                func.count(), no_day,
            )
            .where(
                attempt.campaign_id.in_(ids),
                attempt.state == AttemptState.REJECTED,
                ~attempt.smtp_code.between(*TRANSIENT),
            )
            .group_by(attempt.campaign_id)
        )  # fmt: skip
        today = [
            select(
                literal("today", String()), attempt.campaign_id, attempt.state.cast(String()),
                func.count(), no_day,
            )
            .where(
                attempt.campaign_id.in_(some),
                attempt.state.in_(AttemptState),  # all of them: so the index finds the newest
                attempt.updated_at >= midnight,
            )
            .group_by(attempt.campaign_id, attempt.state)
            for midnight, some in _midnights(campaigns, now).items()
        ]  # fmt: skip
        quotas = select(
            literal("quota", String()), literal(0, Integer()), quota.scope, quota.used, quota.day
        ).where(
            quota.scope.in_([campaign_scope(each) for each in ids]),
            quota.day >= min((local_day(now, each.zone) for each in campaigns), default=now.date()),
        )
        spent = select(
            literal("credit", String()), literal(0, Integer()), credit.scope,
            type_coerce(credit.used, BigInteger), no_day,
        ).where(
            credit.scope.in_([campaign_scope(each) for each in ids]), credit.period == TOTAL
        )  # fmt: skip
        arrived = select(
            literal("arrived", String()), _R.campaign_id,
            _R.kind.cast(String()) + ":" + _COUNTS_AS,
            func.count(_R.attempt_id.distinct()), no_day,
        ).where(_R.campaign_id.in_(ids)).group_by(_R.campaign_id, _R.kind, _COUNTS_AS)  # fmt: skip
        result = await self._db.execute(
            union_all(leads, attempts, refused, *today, quotas, spent, arrived)
        )
        return [tuple(row) for row in result]


def _midnights(campaigns: Sequence[Campaign], now: datetime) -> dict[datetime, list[int]]:
    """The moment at which each local day began, and the campaigns that live by it."""
    begun: dict[datetime, list[int]] = defaultdict(list)
    for campaign in campaigns:
        midnight = datetime.combine(local_day(now, campaign.zone), time(), zone(campaign.zone))
        begun[midnight].append(campaign.id)
    return begun


def _quota_day(campaign: Campaign, latest: dict[str, date], now: datetime) -> date:
    """The local day; one that was begun already does not go back."""
    day = local_day(now, campaign.zone)
    return max(day, latest.get(campaign_scope(campaign.id), day))
