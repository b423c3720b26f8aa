"""Campaigns as tables."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from cam.app.operations import CampaignView
from cam.domain.model.campaign import Campaign
from cam.domain.model.default_sequence import DEFAULT_SEQUENCE
from cam.domain.model.lead import LeadStatus
from cam.domain.model.metrics import StepResult


def show_list(out: Console, views: Sequence[CampaignView]) -> None:
    """A line for each campaign."""
    if not views:
        out.print("No campaign yet. Make one: cam campaign create --name ...")
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("id", "name", "status", "leads", "qualified", "today", "why paused"):
        table.add_column(heading, overflow="fold")
    for view in views:
        campaign, metrics = view.campaign, view.metrics
        table.add_row(
            str(campaign.id),
            campaign.name,
            campaign.status,
            str(metrics.leads),
            str(metrics.count(LeadStatus.QUALIFIED)),
            f"{metrics.quota_used} of {metrics.quota_limit}",
            campaign.pause_reason,
        )
    out.print(table)


def show_one(out: Console, view: CampaignView) -> None:
    """Everything about one campaign that an operator asks first."""
    campaign, metrics = view.campaign, view.metrics
    leads = ", ".join(f"{n} {status}" for status, n in metrics.leads_by_status.items() if n)
    status = f"paused by {campaign.paused_by}: {campaign.pause_reason}"
    lines = {
        "status": "active" if campaign.is_active else status,
        "niche": campaign.target_niche,
        "leads": f"{metrics.leads} ({leads})" if leads else "0",
        "conversion": f"{metrics.conversion_rate:.0%} of those written to are qualified",
        "goal": _goal(view),
        "sent today": f"{metrics.sent_today} sent, {metrics.failed_today} failed, "
        f"{metrics.unknown_today} unknown ({metrics.today})",
        "quota today": f"{metrics.quota_used} of {metrics.quota_limit} used, "
        f"{metrics.quota_left} left",
        "credits": _credits(view),
        "mails leave by": "" if campaign.mailer == "smtp" else campaign.mailer,
        "mailboxes": ", ".join(campaign.mailboxes),
        "steps": " / ".join(step.subject or "(in the thread)" for step in campaign.sequence),
        "results": "\n".join(map(_result, view.results)),
    }
    table = Table(title=f"{campaign.id}  {campaign.name}", box=box.SIMPLE, show_header=False)
    table.title_justify = "left"
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in lines.items():
        if value:
            table.add_row(name, value)
    out.print(table)


def _result(result: StepResult) -> str:
    """What became of the mails of one step, or of one of its variants."""
    variant = f", variant {result.variant}" if result.variant else ""
    replied = f"{result.replied} answered ({result.replied / result.sent:.0%})"
    return (
        f"step {result.step + 1}{variant}: {result.sent} sent, {replied}, {result.bounced} bounced"
    )


def _goal(view: CampaignView) -> str:
    campaign, metrics = view.campaign, view.metrics
    goals = []
    if campaign.target_clients is not None:
        goals.append(f"{metrics.clients_progress or 0:.0%} of {campaign.target_clients} clients")
    if campaign.target_mrr:
        goals.append(f"{metrics.mrr_progress or 0:.0%} of {campaign.target_mrr:,.2f} MRR")
    return ", ".join(goals)


def _credits(view: CampaignView) -> str:
    """What was spent of what, and what a lead and a client cost."""
    budget, metrics = view.campaign.credit_budget, view.metrics
    spent = f"{metrics.credits_spent:g}"
    if budget.total is not None:
        spent += f" of {budget.total:g}"
    each = [f"{spent} spent or reserved"]
    if budget.per_day is not None:
        each.append(f"{budget.per_day:g} a day at most")
    costs = {"lead": metrics.cost_per_lead, "client": metrics.cost_per_client}
    each += [f"{cost:g} a {what}" for what, cost in costs.items() if cost is not None]
    return ", ".join(each)


def show_made(out: Console, made: Campaign) -> None:
    """A new campaign, what it still lacks, and what to do next."""
    out.print(f"Campaign {made.id} ({made.name}) is kept; nothing was sent.")
    if made.audience.is_empty:
        out.print("- it has no audience: it lives from what you import")
    if made.sequence == DEFAULT_SEQUENCE:
        out.print(
            "- it has no sequence of its own: CAM's sample offers to find clients, see --file"
        )
    out.print(f"Next: cam run-cycle --campaign-id {made.id}")
