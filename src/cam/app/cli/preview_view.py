"""A mail as a person reads it, and where its words come from."""

from rich import box
from rich.console import Console
from rich.table import Table

from cam.domain.model.preview import FieldSource, Preview
from cam.domain.services.trying import Tried
from cam.ports.mailer import SendStatus

_FROM = {
    FieldSource.VALUE: "",
    FieldSource.DEFAULT: "default",
    FieldSource.MISSING: "missing: this mail would fail",
}


def show_preview(out: Console, shown: Preview) -> None:
    """The mail, then its fields."""
    variant = f", variant {shown.variant}" if shown.variant else ""
    whose = f"lead {shown.lead_id}" if shown.lead_id else "a sample person"
    out.print(f"Step {shown.step + 1}{variant}, to {whose}. Nothing was sent.", style="dim")
    out.print()
    out.print(f"From: {shown.sender or '(nobody yet)'}")
    out.print(f"To: {shown.recipient or '(no address)'}")
    out.print(f"Subject: {shown.subject}")
    out.print()
    out.print(shown.text)
    if shown.html:
        out.print("It has HTML as well: see --html.", style="dim")
    if shown.fields:
        out.print(_fields(shown))
    for reason in shown.why_not:
        out.print(f"- would not be sent: {reason}", style="red")


def _fields(shown: Preview) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("field", "in the mail", "as it is known", ""):
        table.add_column(heading, overflow="fold")
    for each in shown.fields:
        known = "" if each.known == each.used else each.known
        table.add_row(each.name, each.used, known, _FROM[each.source])
    return table


def show_tried(out: Console, tried: Tried) -> None:
    """What became of a test mail."""
    if tried.dry_run:
        out.print(
            f"Would send a test to {tried.to}: [Test] {tried.preview.subject}\n"
            "Nothing was sent: say --no-dry-run."
        )
    elif tried.status is SendStatus.SENT:
        out.print(f"Sent to {tried.to}: [Test] {tried.preview.subject}")
    else:
        out.print(f"Not sent to {tried.to} ({tried.status}): {tried.reply}", style="red")
