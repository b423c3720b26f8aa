"""`cam inbox` and `cam replies`: what came back, and what people say of it."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers
from cam.app.cli.options import dry_run_option
from cam.domain.model.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from rich.console import Console

    from cam.app.inbox_report import InboxReport
    from cam.domain.model.arrival import Arrival

RULINGS = (
    "positive", "neutral", "negative", "unsubscribe", "wrong_person", "out_of_office", "auto",
    "hard_bounce", "complaint", "nothing",
)  # fmt: skip
BY = "cli"


@click.command("inbox")
@dry_run_option
@answers.json_option
def inbox(*, dry_run: bool, as_json: bool) -> int:
    """Read replies, bounces and complaints from the mailbox. Every live cycle begins with it.

    Dry by default: shows what is there and how it would be taken; nothing is kept, no lead moves,
    and in the mailbox nothing is ever changed. Exit code 2 when something could not be read.

    \b
    Examples:
      cam inbox                      what is new
      cam inbox --no-dry-run         apply it
      cam inbox --json | jq .by_kind
    """
    from cam.app.cli.asking import asked

    report = asked(lambda cam: cam.read_inbox(dry_run=dry_run))
    answers.told(report, lambda out: _show_report(out, report), as_json=as_json)
    return 0 if report.is_clean else 2


@click.group("replies", invoke_without_command=True)
@click.option("--needs-review", is_flag=True, help="Only those of which nobody is sure.")
@click.option("--campaign-id", type=click.IntRange(min=1), help="Only of this campaign.")
@click.option("--after", metavar="ID", help="Those after this one.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
@answers.json_option
@click.pass_context
def replies(
    context: click.Context,
    *,
    needs_review: bool,
    campaign_id: int | None,
    after: str | None,
    limit: int,
    as_json: bool,
) -> int:
    """What came back about our mails, and a person's word about it.

    \b
    Examples:
      cam replies --needs-review
      cam replies show ID
      cam replies classify ID --as positive
    """
    if context.invoked_subcommand is not None:
        return 0
    from cam.app.cli.asking import asked

    last = _id(after) if after else None
    found = asked(
        lambda cam: cam.replies(
            needs_review=True if needs_review else None,
            campaign_id=campaign_id,
            after=last,
            limit=limit,
        )
    )
    answers.told(found, lambda out: _show(out, found), as_json=as_json)
    return 0


@replies.command("show")
@click.argument("reply_id", metavar="ID")
@answers.json_option
def show(*, reply_id: str, as_json: bool) -> int:
    """One message, with its text.

    \b
    Examples:
      cam replies show ID
    """
    from cam.app.cli.asking import asked

    key = _id(reply_id)
    found = asked(lambda cam: cam.reply(key))
    answers.told(found, lambda out: _show_one(out, found), as_json=as_json)
    return 0


@replies.command("classify")
@click.argument("reply_id", metavar="ID")
@click.option("--as", "ruling", type=click.Choice(RULINGS), required=True, help="What it says.")
@answers.json_option
def classify(*, reply_id: str, ruling: str, as_json: bool) -> int:
    """Say what a message is; its lead moves as if CAM had been sure.

    "nothing", "auto" and "out_of_office" let the sequence go on. A suppression stays, whatever is
    said later.

    \b
    Examples:
      cam replies classify ID --as positive
      cam replies classify ID --as nothing
    """
    from cam.app.cli.asking import asked
    from cam.domain.model.arrival import Ruling

    key = _id(reply_id)
    found = asked(lambda cam: cam.classify(key, Ruling(ruling), by=BY))
    answers.told(found, lambda out: _show_one(out, found), as_json=as_json)
    return 0


def _id(told: str) -> "UUID":
    from uuid import UUID

    try:
        return UUID(told)
    except ValueError:
        raise InvalidInput("ID", f'"{told}" is no id of a reply') from None


def _show_report(out: "Console", report: "InboxReport") -> None:
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(report.by_kind.items()))
    word = "Dry: nothing was applied. " if report.dry_run else ""
    out.print(f"{word}{report.read} new: {kinds or 'nothing'}.")
    notes = {
        "about no mail of ours": report.unmatched,
        "need a review: cam replies --needs-review": report.needs_review,
        "are left for the next time": report.left,
    }
    for note, number in notes.items():
        if number:
            out.print(f"  {number} {note}")
    ours = [each for each in report.messages if each.lead_id or each.needs_review]
    if ours:
        _show(out, ours)
    for error in report.errors:
        out.print(f"error: {error}", style="red", markup=False)


def _show(out: "Console", found: "Sequence[Arrival]") -> None:
    from rich.markup import escape
    from rich.table import Table

    if not found:
        out.print("No replies.")
        return
    table = Table("id", "at (UTC)", "what", "lead", "from", "subject", "done, or why not")
    for each in found:
        waits = ["needs review"] if each.needs_review else []
        table.add_row(
            str(each.id),
            f"{each.received_at:%Y-%m-%d %H:%M}",
            " ".join(filter(None, (each.kind.replace("_", " "), each.verdict))),
            str(each.lead_id or ""),
            escape(each.sender),
            escape(each.subject),
            escape("; ".join([*waits, *(each.effects or each.reasons)])),
        )
    out.print(table)


def _show_one(out: "Console", found: "Arrival") -> None:
    lines = {
        "what": f"{found.kind} {found.verdict}",
        "known by": found.matched_by.replace("_", " "),
        "lead": str(found.lead_id or "none"),
        "from": found.sender,
        "subject": found.subject,
        "signs": "; ".join(found.reasons),
        "done": "; ".join(found.effects),
        "review": "needed" if found.needs_review else found.ruled_by and f"by {found.ruled_by}",
    }
    for name, value in lines.items():
        if value:
            out.print(f"{name}: {value}", markup=False)
    if found.text:
        out.print(f"\n{found.text}", markup=False)
