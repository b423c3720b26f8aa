"""`cam mailboxes`: what each has used and left, which are held, and the word that ends a hold."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from cam.app.rotation import MailboxView


@click.group("mailboxes", invoke_without_command=True)
@answers.json_option
@click.pass_context
def mailboxes(context: click.Context, *, as_json: bool) -> int:
    """The mailboxes that mails leave through: used, left, resting, held and why.

    \b
    Examples:
      cam mailboxes
      cam mailboxes --json | jq '.[] | select(.hold)'
      cam mailboxes hold ann --because "on holiday until Monday"
      cam mailboxes release ann
    """
    if context.invoked_subcommand is None:
        from cam.app.cli.asking import asked

        found = asked(lambda cam: cam.mailboxes())
        answers.told(found, lambda out: _show(out, found), as_json=as_json)
    return 0


@mailboxes.command("hold")
@click.argument("name")
@click.option("--because", required=True, help="Why; it is told wherever the mailbox is.")
@answers.json_option
def hold(*, name: str, because: str, as_json: bool) -> int:
    """Let nothing leave through a mailbox until it is released; its leads wait for it.

    Once this returns, no process begins another mail through it.

    \b
    Examples:
      cam mailboxes hold ann --because "on holiday until Monday"
    """
    from cam.app.cli.asking import asked

    held = asked(lambda cam: cam.hold_mailbox(name, because=because, by="cli"))
    answers.told(held, lambda out: out.print(f"Mailbox {held.name} is held."), as_json=as_json)
    return 0


@mailboxes.command("release")
@click.argument("name")
@answers.json_option
def release(*, name: str, as_json: bool) -> int:
    """Let mails leave through a mailbox again, whoever held it.

    \b
    Examples:
      cam mailboxes release ann
    """
    from cam.app.cli.asking import asked

    free = asked(lambda cam: cam.release_mailbox(name))
    answers.told(free, lambda out: out.print(f"Mailbox {free.name} is not held."), as_json=as_json)
    return 0


def _show(out: "Console", found: "Sequence[MailboxView]") -> None:
    from rich.table import Table

    if not found:
        out.print("No mailbox: set SMTP_HOST, or CAM_MAILBOXES.")
        return
    table = Table()
    for heading in ("mailbox", "used today", "left", "next mail (UTC)", "held"):
        table.add_column(heading, overflow="fold")
    for each in found:
        used = "" if each.used is None else str(each.used)
        limit = "" if each.limit is None else f" of {each.limit}"
        rises = each.limit is not None and each.limit != each.full_limit
        table.add_row(
            each.name,
            used + limit + (" (rising)" if rises else ""),
            "" if each.left is None else str(each.left),
            f"{each.next_send_at:%Y-%m-%d %H:%M:%S}" if each.next_send_at else "",
            f"{each.hold.kind}: {each.hold.reason}" if each.hold else "",
        )
    out.print(table)
