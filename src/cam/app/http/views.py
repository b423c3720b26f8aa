"""What the API shows of a campaign: what an operator said, what was reached, and today."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from cam.app.operations import CampaignView
from cam.domain.model.attempt import AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import LeadStatus
from cam.domain.model.metrics import CameBack, CameBackDay, Metrics, StepResult
from cam.domain.model.report import Run
from cam.domain.model.window import local_day

Share = Annotated[float, Meta(ge=0, le=1)]


class MetricsOut(Struct, frozen=True, kw_only=True):
    """What was reached since the beginning. Every status is named, also those without leads."""

    leads: int
    leads_by_status: dict[LeadStatus, int]
    attempts_by_state: dict[AttemptState, int]
    credits_spent: float
    """What counts against the campaign's budget: paid, reserved, or lost."""
    cost_per_lead: float | None
    """Credits for each lead that was ever enriched; null while there is none."""
    cost_per_client: float | None
    conversion_rate: Share
    """QUALIFIED of all leads that were ever written to."""
    clients_progress: Share | None
    """QUALIFIED of `target_clients` since the last resume; null without that goal."""
    mrr: float
    mrr_progress: Share | None
    came_back: CameBack
    """What came back: replies by class, bounces by kind, complaints."""


class MetricsDetail(MetricsOut, frozen=True, kw_only=True):
    """What was reached since the beginning, and what became of each step's mails."""

    steps: Sequence[StepResult]
    """By step and variant; those of which nothing went out are left out."""


class TodayOut(Struct, frozen=True, kw_only=True):
    """Today's outreach; the day is the local one of the campaign's time zone."""

    day: date
    sent: int
    failed: int
    unknown: int
    """Mails of which nobody can say whether they arrived; never sent again."""
    quota_limit: int
    quota_used: int
    quota_left: int


class TodayDetail(TodayOut, frozen=True, kw_only=True):
    """Today's outreach, and who was passed over."""

    skipped: dict[str, int]
    """Reason to how often today's cycles passed somebody over for it."""


class CampaignOut(Campaign, frozen=True, kw_only=True):
    """A campaign, what it has reached, and today's outreach."""

    metrics: MetricsOut
    today: TodayOut


class CampaignDetail(Campaign, frozen=True, kw_only=True):
    """A campaign, what it has reached, today's outreach, and who was passed over today."""

    metrics: MetricsDetail
    today: TodayDetail
    came_back_by_day: tuple[CameBackDay, ...] = ()
    """What came back on each of the last 30 local days on which something did."""


def campaign_out(view: CampaignView) -> CampaignOut:
    """A line of the list."""
    return CampaignOut(
        **structs.asdict(view.campaign),
        metrics=_metrics_out(view.metrics),
        today=TodayOut(**_today(view.metrics)),
    )


def campaign_detail(
    view: CampaignView, recent: Sequence[Run], came_back: Sequence[CameBackDay] = ()
) -> CampaignDetail:
    """The whole campaign; `recent` are its runs, at least those of today."""
    skipped: Counter[str] = Counter()
    for run in recent:
        if local_day(run.requested_at, view.campaign.zone) == view.metrics.today:
            for report in run.reports:
                skipped.update(report.outreach_skipped)
    return CampaignDetail(
        **structs.asdict(view.campaign),
        metrics=MetricsDetail(**structs.asdict(_metrics_out(view.metrics)), steps=view.results),
        today=TodayDetail(**_today(view.metrics), skipped=dict(skipped)),
        came_back_by_day=tuple(came_back),
    )


def _metrics_out(metrics: Metrics) -> MetricsOut:
    return MetricsOut(
        leads=metrics.leads,
        leads_by_status={each: metrics.count(each) for each in LeadStatus},
        attempts_by_state={
            AttemptState(word): count for word, count in metrics.attempts_by_state.items()
        },
        credits_spent=metrics.credits_spent,
        cost_per_lead=metrics.cost_per_lead,
        cost_per_client=metrics.cost_per_client,
        conversion_rate=metrics.conversion_rate,
        clients_progress=metrics.clients_progress,
        mrr=metrics.mrr,
        mrr_progress=metrics.mrr_progress,
        came_back=metrics.came_back,
    )


def _today(metrics: Metrics) -> dict[str, Any]:
    return {
        "day": metrics.today,
        "sent": metrics.sent_today,
        "failed": metrics.failed_today,
        "unknown": metrics.unknown_today,
        "quota_limit": metrics.quota_limit,
        "quota_used": metrics.quota_used,
        "quota_left": metrics.quota_left,
    }
