"""When a campaign stops itself: the goal is reached, or it does harm. The first reason wins.

A rate counts once it is surely above its limit: the lower bound of Wilson's interval is, at 95 %.
So no single unlucky mail pauses anything (docs/decisions/rates-that-pause.md).
"""

from datetime import datetime, timedelta
from math import sqrt

from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import LeadStatus
from cam.domain.model.metrics import Metrics

LOST_SHARE = 0.5
LOST_SAMPLE = 10
FRUITLESS_AFTER = timedelta(days=90)
BOUNCE_LIMIT = 0.05
COMPLAINT_LIMIT = 0.003
"""Mailbox providers refuse who reaches 0.3 %."""
RATE_SAMPLE = 50
COMPLAINT_SAMPLE = 300
"""From so many mails on the complaints' own share counts, not its lower bound."""
LEAST_COMPLAINTS = 2
_Z = 1.96


def pause_reason(campaign: Campaign, metrics: Metrics, now: datetime) -> str:
    """Why this campaign should pause now; empty when it should not.

    Counted since the baseline, so that a resumed campaign does not pause again for the same cause.
    """
    since = campaign.baseline
    qualified = metrics.count(LeadStatus.QUALIFIED) - since.qualified
    lost = metrics.count(LeadStatus.LOST) - since.lost
    leads = metrics.leads - since.lost
    mrr = qualified * campaign.mrr_per_client
    if campaign.target_clients is not None and qualified >= campaign.target_clients:
        return f"goal reached: {qualified} of {campaign.target_clients} clients"
    if campaign.target_mrr and mrr >= campaign.target_mrr:
        return f"goal reached: {mrr:,.2f} of {campaign.target_mrr:,.2f} MRR"
    if harm := _bounces(campaign, metrics) or _complaints(campaign, metrics):
        return harm
    if leads > LOST_SAMPLE and lost > LOST_SHARE * leads:
        return f"too many lost: {lost} of {leads} leads"
    if now - since.at > FRUITLESS_AFTER and qualified <= 0:
        return "no client in 90 days"
    return ""


def lower_bound(part: int, whole: int) -> float:
    """The share below which the true one lies with a chance of 2.5 % only (Wilson 1927)."""
    if whole <= 0:
        return 0.0
    share, square = min(part, whole) / whole, _Z * _Z
    spread = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    bound = (share + square / (2 * whole) - spread) / (1 + square / whole)
    return min(share, max(0.0, bound))  # whatever the last digit says


def _bounces(campaign: Campaign, metrics: Metrics) -> str:
    mailed, bounced = _since(campaign, metrics, metrics.bounced, campaign.baseline.bounced)
    least = lower_bound(bounced, mailed)
    if mailed < RATE_SAMPLE or least <= BOUNCE_LIMIT:
        return ""
    return (
        f"too many bounces: {bounced} of {mailed} mails, surely more than {least:.1%}; "
        f"the limit is {BOUNCE_LIMIT:.0%}"
    )


def _complaints(campaign: Campaign, metrics: Metrics) -> str:
    told = metrics.came_back.complaints
    mailed, complained = _since(campaign, metrics, told, campaign.baseline.complained)
    if complained < LEAST_COMPLAINTS or mailed < RATE_SAMPLE:
        return ""
    share = complained / mailed if mailed >= COMPLAINT_SAMPLE else lower_bound(complained, mailed)
    if share < COMPLAINT_LIMIT:
        return ""
    return (
        f"too many complaints: {complained} of {mailed} mails, the limit is {COMPLAINT_LIMIT:.1%}"
    )


def _since(campaign: Campaign, metrics: Metrics, told: int, before: int) -> tuple[int, int]:
    """The mails since the baseline, and what came of them. A bounce of an older mail counts, too:
    then there are not fewer mails than bounces."""
    came = max(0, told - before)
    return max(came, metrics.mailed - campaign.baseline.mailed), came
