"""When a campaign stops itself: the goal is reached, or it does harm. The first reason wins."""

from datetime import datetime, timedelta

from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import LeadStatus
from cam.domain.model.metrics import Metrics

LOST_SHARE = 0.5
LOST_SAMPLE = 10
FRUITLESS_AFTER = timedelta(days=90)


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
    if leads > LOST_SAMPLE and lost > LOST_SHARE * leads:
        return f"too many lost: {lost} of {leads} leads"
    if now - since.at > FRUITLESS_AFTER and qualified <= 0:
        return "no client in 90 days"
    return ""
