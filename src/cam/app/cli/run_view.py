"""Runs as tables: a plan, what a live cycle did, a line for each campaign."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cam.domain.model.errors import NotConfigured
from cam.domain.model.report import CycleReport, Plan, Run

SHOWN = 50
"""Leads of a plan that are shown; `--json` has all."""


def show_cycle(out: Console, run: Run) -> None:
    """One campaign's cycle."""
    for report in run.reports:
        if report.plan is not None:
            show_plan(out, report, report.plan)
        else:
            show_done(out, report)
    if run.error:
        out.print(f"error: {run.error}", style="red")


def show_all(out: Console, run: Run) -> None:
    """A line for each campaign."""
    if not run.reports:
        out.print("No active campaign.")
        return
    table = Table(title="Dry run of all" if run.dry_run else "Run of all", box=box.SIMPLE_HEAD)
    mails = "would send" if run.dry_run else "sent"
    for heading in ("id", "campaign", mails, "found", "enriched", "failed", "notes"):
        table.add_column(heading, overflow="fold")
    for report in run.reports:
        plan = report.plan
        table.add_row(
            str(report.campaign_id),
            report.campaign_name,
            str(len(plan.would_send) if plan else report.outreach_sent),
            "" if plan else str(report.leads_discovered),
            f"at most {plan.would_enrich}" if plan else str(report.leads_enriched),
            str(report.outreach_failed),
            "; ".join(_notes(report)),
        )
    out.print(table)


def show_plan(out: Console, report: CycleReport, plan: Plan) -> None:
    """Who would get what, who would not and why, and what it would cost."""
    table = Table(title=f"Dry run of {report.campaign_name}: nothing was sent", box=box.SIMPLE_HEAD)
    table.title_justify = "left"
    for heading in ("lead", "recipient", "step", "subject, or why not"):
        table.add_column(heading, overflow="fold")
    for mail in plan.would_send[:SHOWN]:
        through = f" (through {mail.mailbox})" * (len(plan.mailboxes) > 1)
        table.add_row(str(mail.lead_id), mail.recipient, str(mail.step + 1), mail.subject + through)
    for lead in plan.would_skip[:SHOWN]:
        table.add_row(str(lead.lead_id), lead.recipient or "-", "-", Text(lead.reason), style="dim")
    if plan.would_send or plan.would_skip:
        out.print(table)
    else:
        out.print(f"Dry run of {report.campaign_name}: there is nobody to write to yet.")
    more = max(0, len(plan.would_send) - SHOWN) + max(0, len(plan.would_skip) - SHOWN)
    if more:
        out.print(f"and {more} more: see --json")
    if plan.more_due:
        out.print(f"{plan.more_due} more are due: today's quota does not reach them.")
    out.print(
        f"Would send {len(plan.would_send)}, not send {len(plan.would_skip)}. Quota today: "
        f"{plan.quota_used} used, {plan.quota_used_after} after, of {plan.quota_limit}."
    )
    out.print("".join(_mailbox_lines(plan)), end="")
    search = "would search for more people" if plan.would_search else "would not search"
    out.print(
        f"It {search}, enrich {plan.would_enrich} known leads and verify {plan.would_verify} "
        f"addresses for {plan.credits_at_most:g} credits at most."
    )
    for note in _notes(report):
        out.print(f"- {note}")


def _mailbox_lines(plan: Plan) -> list[str]:
    """A line for each mailbox that is counted or held."""
    told = []
    for each in plan.mailboxes:
        limit = "" if each.limit is None else f" of {each.limit}"
        words = [f"{each.used}{limit} used today"]
        if each.next_send_at:
            words.append(f"its next mail may leave at {each.next_send_at:%H:%M:%S} UTC")
        if each.held:
            words.append(each.held)
        if each.is_counted or each.held:
            told.append(f"Mailbox {each.name}: {'; '.join(words)}.\n")
    return told


def show_done(out: Console, report: CycleReport) -> None:
    """What a live cycle really did."""
    out.print(f"Cycle of {report.campaign_name or report.campaign_id}", style="bold")
    out.print(
        f"Found {report.leads_discovered} (known already {report.leads_duplicate}), "
        f"enriched {report.leads_enriched}, verified {report.leads_verified} "
        f"({report.leads_invalid} invalid), for {report.credits_spent:g} credits."
    )
    out.print(
        f"Sent {report.outreach_sent}, failed {report.outreach_failed}, "
        f"outcome unknown {report.outreach_unknown}, "
        f"announced {report.events_delivered}."
    )
    if report.outreach_waiting and report.next_contact_at:
        out.print(
            f"{report.outreach_waiting} wait for their time; the first is due "
            f"{report.next_contact_at:%Y-%m-%d %H:%M} UTC."
        )
    for note in _notes(report):
        out.print(f"- {note}")


def _notes(report: CycleReport) -> list[str]:
    """What an operator should know beside the counts."""
    notes = []
    if report.plan is not None and report.plan.would_pause:
        notes.append(f"would pause: {report.plan.would_pause}")
    if report.campaign_paused:
        notes.append(f"the campaign paused: {report.campaign_paused}")
    if report.superseded:
        notes.append("a newer run took over")
    if report.events_waiting:
        why = report.events_trouble and f" ({report.events_trouble})"
        notes.append(f"{report.events_waiting} announcements wait to be tried again{why}")
    if unknown := (report.plan or report).country_unknown:
        notes.append(f"{unknown} of those written to may live where consent is needed")
    notes += [f"{n} not mailed: {reason}" for reason, n in report.outreach_skipped.items()]
    code = f"{NotConfigured.code}: "
    words = {step: word.removeprefix(code) for step, word in report.skipped_steps.items()}
    notes += [f"{step} skipped: {word}" for step, word in words.items()]
    notes += [f"{error.step} failed: {error.reason}" for error in report.errors]
    return notes
