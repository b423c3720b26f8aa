"""`cam attempts`: what became of each mail, and the word that settles an unknown one."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers
from cam.domain.model.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from rich.console import Console

    from cam.domain.model.attempt import Attempt

STATES = (
    "queued", "claimed", "authorized", "sent", "rejected", "unknown", "unknown_final",
    "cancelled", "failed",
)  # fmt: skip


@click.group("attempts")
def attempts() -> None:
    """What became of each mail.

    \b
    Examples:
      cam attempts list --state unknown
      cam attempts resolve ID --sent --because "it is in the Sent folder"
      cam attempts resolve ID --not-sent --because "the server's log has nothing"
    """


@attempts.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only of this state.")
@click.option("--campaign-id", type=click.IntRange(min=1), help="Only of this campaign.")
@click.option("--after", metavar="ID", help="Those after this attempt.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
@answers.json_option
def list_attempts(
    *, state: str | None, campaign_id: int | None, after: str | None, limit: int, as_json: bool
) -> int:
    """Attempts in the order in which they were made.

    \b
    Examples:
      cam attempts list --state unknown
      cam attempts list --campaign-id 1 --json | jq '.[].state'
    """
    from cam.app.cli.asking import asked
    from cam.domain.model.attempt import AttemptState

    last = _id(after) if after else None
    found = asked(
        lambda cam: cam.attempts(
            state=AttemptState(state) if state else None,
            campaign_id=campaign_id,
            after=last,
            limit=limit,
        )
    )
    answers.told(found, lambda out: _show(out, found), as_json=as_json)
    return 0


@attempts.command("resolve")
@click.argument("attempt_id", metavar="ID")
@click.option("--sent/--not-sent", "sent", default=None, help="Did it go out?")
@click.option("--because", required=True, help="How you know; kept as evidence.")
@answers.json_option
def resolve(*, attempt_id: str, sent: bool | None, because: str, as_json: bool) -> int:
    """Say how an unknown attempt ended.

    Sent: the sequence goes on. Not sent: the next cycle writes it. Only say "not sent" when you
    know it: nobody can call back a second copy.

    \b
    Examples:
      cam attempts resolve ID --sent --because "she answered it"
      cam attempts resolve ID --not-sent --because "the server's log has nothing"
    """
    from cam.app.cli.asking import asked

    if sent is None:
        raise InvalidInput("resolve", "say --sent or --not-sent")
    key = _id(attempt_id)
    settled = asked(lambda cam: cam.resolve_attempt(key, sent=sent, because=because, by="cli"))
    answers.told(
        settled, lambda out: out.print(f"Attempt {settled.id} is {settled.state}."), as_json=as_json
    )
    return 0


@attempts.command("resolve-held")
@click.option("--campaign-id", type=click.IntRange(min=1), help="Only of this campaign.")
@click.option("--sent/--not-sent", "sent", default=None, help="Did they go out?")
@click.option("--because", required=True, help="How you know; kept as evidence.")
@answers.json_option
def resolve_held(*, campaign_id: int | None, sent: bool | None, because: str, as_json: bool) -> int:
    """Say how all the attempts ended that `cam arm` held and nobody settled yet.

    First settle, or suppress, those whom the mail server's log names; then the rest at once.

    \b
    Examples:
      cam attempts resolve-held --not-sent --because "the server's log has no others"
      cam attempts resolve-held --campaign-id 1 --sent --because "all of them are in its log"
    """
    from cam.app.cli.asking import asked

    if sent is None:
        raise InvalidInput("resolve-held", "say --sent or --not-sent")
    settled = asked(lambda cam: cam.resolve_held(campaign_id, sent=sent, because=because, by="cli"))
    answers.told(
        {"settled": settled}, lambda out: out.print(f"{settled} settled."), as_json=as_json
    )
    return 0


def _id(told: str) -> "UUID":
    from uuid import UUID

    try:
        return UUID(told)
    except ValueError:
        raise InvalidInput("ID", f'"{told}" is no attempt\'s id') from None


def _show(out: "Console", found: "Sequence[Attempt]") -> None:
    from rich.table import Table

    if not found:
        out.print("No attempts.")
        return
    table = Table("id", "campaign", "lead", "step", "to", "state", "since (UTC)", "why")
    for each in found:
        table.add_row(
            str(each.id),
            str(each.campaign_id),
            str(each.lead_id),
            str(each.step + 1),
            each.recipient,
            str(each.state),
            f"{each.updated_at:%Y-%m-%d %H:%M}",
            each.evidence or each.reason,
        )
    out.print(table)
