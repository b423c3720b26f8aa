"""`cam doctor`, and `cam doctor mail`."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers

if TYPE_CHECKING:
    from rich.console import Console

    from cam.app.doctor import Checkup
    from cam.domain.model.finding import Deliverability

_STANDINGS = {"ok": "green", "warning": "yellow", "problem": "bold red"}
_STYLES = {"ok": "green", "failed": "bold red", "configured": "cyan", "not configured": "dim"}


@click.group(invoke_without_command=True)
@answers.json_option
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> int:
    """Look at everything CAM depends on, at no cost: is it configured, does it work?

    What is not configured is no failure. Exit code 2 when something configured does not work.

    \b
    Examples:
      cam doctor
      cam doctor --json
      cam doctor mail
    """
    if context.invoked_subcommand is not None:
        return 0
    import asyncio

    from cam.app.cli.asking import quiet_logs
    from cam.app.doctor import checkup
    from cam.app.settings import Settings

    quiet_logs()
    found = asyncio.run(checkup(Settings.read()))
    answers.told(found, lambda out: _show(out, found), as_json=as_json)
    return 0 if found.healthy else 2


@doctor.command("mail")
@click.option("--domain", metavar="DOMAIN", default="", help="Another than the sender's.")
@click.option(
    "--ip", "ips", metavar="ADDRESS", multiple=True,
    help="From where the mail server sends, if you know; may be given again.",
)  # fmt: skip
@click.option(
    "--selector", metavar="NAME", default="", help="Of the key that the mail server signs with."
)
@answers.json_option
@click.pass_context
def mail(
    context: click.Context, *, domain: str, ips: tuple[str, ...], selector: str, as_json: bool
) -> int:
    """Would mails arrive? SPF, DKIM, DMARC, alignment, MX, PTR, TLS, and what providers ask for.

    Says of each what was seen and which record to publish. No mail is sent, nobody logs in.
    Exit code 2 when there are problems, 1 when something could not be looked at.

    \b
    Examples:
      cam doctor mail
      cam doctor mail --ip 192.0.2.25 --json
      cam doctor mail --domain example.com --selector google
    """
    import asyncio

    from cam.app.cli.asking import quiet_logs
    from cam.app.mail_doctor import deliverability
    from cam.app.settings import Settings

    quiet_logs()
    looking = deliverability(Settings.read(), domain=domain, ips=ips, selector=selector)
    found = asyncio.run(looking)
    as_json = as_json or bool(context.parent and context.parent.params["as_json"])
    answers.told(found, lambda out: _tell(out, found), as_json=as_json)
    if found.problems:
        return 2
    return 1 if found.missed else 0


def _tell(out: "Console", found: "Deliverability") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out.print(f"Mails from {found.domain}")
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("what", "standing", "seen, and what to do"):
        table.add_column(heading, overflow="fold")
    for each in found.findings:
        told = f"{each.seen}\n-> {each.advice}" if each.advice else each.seen
        style = _STANDINGS.get(each.standing, "dim")
        table.add_row(each.check, Text(each.standing, style=style), told)
    out.print(table)
    if records := [each.publish for each in found.findings if each.publish]:
        out.print("To publish in the DNS:", "", *records, "", sep="\n", soft_wrap=True)
    count = sum(each.standing == "problem" for each in found.findings)
    out.print(f"Problems: {count}." if count else "No problem was found.")
    if found.missed:
        out.print("Something could not be looked at: look again.")


def _show(out: "Console", found: "Checkup") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("what", "state", "credits left", "detail"):
        table.add_column(heading, overflow="fold")
    for check in found.checks:
        left = (
            ""
            if check.credits_left is None
            else f"{check.credits_left:,.6f}".rstrip("0").rstrip(".")
        )
        state = Text(check.state, style=_STYLES[check.state])
        detail = "; ".join(filter(None, (check.detail, check.limits)))
        table.add_row(check.name, state, left, detail)
    out.print(table)
    out.print("All that is configured works." if found.healthy else "Something does not work.")
