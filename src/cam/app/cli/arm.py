"""`cam arm`: a database that was copied, restored or failed over may send."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers

if TYPE_CHECKING:
    from rich.console import Console

    from cam.domain.model.deployment import Armed, Standing


@click.command()
@click.option("--because", default="", help="Why it may send; kept. Without it: only look.")
@click.option(
    "--nothing-was-sent-since",
    "nothing_sent",
    is_flag=True,
    help="No other copy of it has sent anything, e.g. it was moved while CAM stood still.",
)
@click.option(
    "--anyway",
    is_flag=True,
    help="Though nothing says that it was moved, e.g. a snapshot of the whole disk was put back.",
)
@answers.json_option
def arm(*, because: str, nothing_sent: bool, anyway: bool, as_json: bool) -> int:
    """Let a database send that was copied, restored or failed over.

    Such a database cannot know what went out since, so CAM sends nothing from it by itself. Arming
    holds all that may have gone out as unknown: what was queued or under way, and the next step of
    everybody who was due by now. `cam attempts resolve` and `resolve-held` settle it. Arm one of
    two copies only: the other one keeps its own standing.

    Exit code 1 when it only looked and the database is not armed.

    \b
    Examples:
      cam arm                                    is it armed, and what differs?
      cam arm --because "restored last night's backup"
      cam arm --because "moved to a new disk" --nothing-was-sent-since
    """
    from cam.app.cli.asking import asked

    if not because:
        standing = asked(lambda cam: cam.standing())
        answers.told(standing, lambda out: _show_standing(out, standing), as_json=as_json)
        return 1 if standing.refusal else 0
    armed = asked(
        lambda cam: cam.arm(because=because, by="cli", holds=not nothing_sent, anyway=anyway)
    )
    answers.told(armed, lambda out: _show(out, armed, holds=not nothing_sent), as_json=as_json)
    return 0


def _show_standing(out: "Console", standing: "Standing") -> None:
    if standing.refusal:
        out.print(f"Not armed: {standing.refusal}.")
        if not standing.unsafe:
            out.print('To let it send: cam arm --because "..." (see `cam arm --help`)')
    elif standing.armed_at is None:
        out.print("Never used: its first live run arms it.")
    else:
        out.print(
            f"Armed since {standing.armed_at:%Y-%m-%d %H:%M} UTC ({standing.armed_by}): "
            f"{standing.place}"
        )


def _show(out: "Console", armed: "Armed", *, holds: bool) -> None:
    if armed.before.differs:
        out.print(f"It was not armed: {armed.before.differs}.")
    out.print(f"Armed: {armed.before.here}")
    if not holds:
        out.print("Nothing is held: you said that nothing was sent since.")
        return
    since = f"{armed.since:%Y-%m-%d %H:%M} UTC" if armed.since else "never"
    out.print(f"Its newest live run: {since}. What came later it cannot know.")
    out.print(f"{len(armed.held)} attempts to {armed.leads} leads are held as unknown.")
    if armed.held:
        out.print("See them: cam attempts list --state unknown")
    if armed.lost_calls:
        out.print(f"{armed.lost_calls} paid calls were under way: they count as spent.")
    out.print(
        "People who were found only after that are not in it: suppress those whom the mail "
        "server's log names before you run (cam suppress ADDRESS)."
    )
