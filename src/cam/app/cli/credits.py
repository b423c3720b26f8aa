"""`cam credits`: what was spent, and what may still be."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers

if TYPE_CHECKING:
    from rich.console import Console

    from cam.app.accounts import Account, Accounts, Hindrance, Used


@click.command("credits")
@answers.json_option
def show_credits(*, as_json: bool) -> int:
    """What enriching and verifying has cost, what the budgets leave, and who is left alone.

    `lost` counts as spent: a call whose answer never came may have been charged, and is not
    repeated. Asks no provider; `cam doctor` tells what they say is left.

    \b
    Examples:
      cam credits
      cam credits --json | jq '.providers[].total'
    """
    from cam.app.cli.asking import asked

    found = asked(lambda cam: cam.accounts())
    answers.told(found, lambda out: _show(out, found), as_json=as_json)
    return 0


def _show(out: "Console", found: "Accounts") -> None:
    from rich.table import Table

    table = Table("", "spent", "held", "lost", "today", "in all")
    for provider in found.providers:
        table.add_row(provider.provider, *_cells(provider))
    for campaign in found.campaigns:
        table.add_row(f"campaign {campaign.campaign_id}: {campaign.name}", *_cells(campaign))
    out.print(table)
    for provider in found.providers:
        if provider.hold is not None:
            out.print(f"{provider.provider} is left alone: {_why(provider.hold)}")


def _why(hold: "Hindrance") -> str:
    if hold.kind == "gone":
        return f"{hold.reason}; until another address is named"
    return f"{hold.reason}; looked at again at {hold.look_again_at:%Y-%m-%d %H:%M} UTC"


def _cells(account: "Account") -> tuple[str, ...]:
    amounts = (account.spent, account.held, account.lost)
    return (*(f"{amount:g}" for amount in amounts), _of(account.today), _of(account.total))


def _of(used: "Used") -> str:
    return f"{used.used:g}" if used.budget is None else f"{used.used:g} of {used.budget:g}"
