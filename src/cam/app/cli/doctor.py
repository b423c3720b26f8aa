"""`cam doctor`."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers

if TYPE_CHECKING:
    from rich.console import Console

    from cam.app.doctor import Checkup

_STYLES = {"ok": "green", "failed": "bold red", "configured": "cyan", "not configured": "dim"}


@click.command()
@answers.json_option
def doctor(*, as_json: bool) -> int:
    """Look at everything CAM depends on, at no cost: is it configured, does it work?

    What is not configured is no failure. Exit code 2 when something configured does not work.

    \b
    Examples:
      cam doctor
      cam doctor --json
    """
    import asyncio

    from cam.app.cli.asking import quiet_logs
    from cam.app.doctor import checkup
    from cam.app.settings import Settings

    quiet_logs()
    found = asyncio.run(checkup(Settings.read()))
    answers.told(found, lambda out: _show(out, found), as_json=as_json)
    return 0 if found.healthy else 2


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
