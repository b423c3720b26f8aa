"""`cam demo`."""

from pathlib import Path

import rich_click as click

from cam.app.cli import answers
from cam.app.cli.progress import progress_option


@click.command()
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep the database and the mails there; otherwise nothing is left behind.",
)
@progress_option
@answers.json_option
def demo(*, keep: Path | None, shows: bool | None, as_json: bool) -> int:
    """See all of CAM work in a few seconds: no key, no network, no mail to anybody.

    Plays a campaign against a sandbox on this machine and checks each claim it makes;
    ends with 1, naming the claim, if one does not hold.

    \b
    Examples:
      cam demo
      cam demo --keep ./demo
    """
    import asyncio
    import tempfile

    from cam.app.cli.asking import quiet_logs
    from cam.app.cli.demo_stage import Screen
    from cam.app.demo.story import play

    quiet_logs()
    screen = Screen(answers.stdout(), quiet=as_json, shows=shows)
    with tempfile.TemporaryDirectory(prefix="cam-demo-") as passing:
        folder = _emptied(keep) if keep else Path(passing)
        mail_dir = folder / "mails" if keep else None
        outcome = asyncio.run(play(screen, folder, mail_dir=mail_dir))
    if as_json:
        answers.document(outcome)
    else:
        screen.end(outcome, kept=keep)
    return 0


def _emptied(folder: Path) -> Path:
    """The folder, which must not hold anything yet."""
    from cam.domain.model.errors import InvalidInput

    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InvalidInput("--keep", f"{folder} is not empty: name a new folder")
    except OSError as error:
        raise InvalidInput("--keep", f"{folder} cannot be used: {error.strerror}") from None
    return folder.resolve()
