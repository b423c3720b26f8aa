"""`cam run-cycle` and `cam run-all`."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers
from cam.app.cli.options import campaign_id_option, dry_run_option
from cam.app.cli.progress import counting, progress_option

if TYPE_CHECKING:
    from cam.app.operations import Cam
    from cam.domain.model.report import Run

BY = "cli"


@click.command("run-cycle")
@campaign_id_option
@dry_run_option
@progress_option
@answers.json_option
def run_cycle(*, campaign_id: int, dry_run: bool, shows: bool | None, as_json: bool) -> int:
    """Do one cycle of a campaign: discover, enrich, contact, announce, review.

    Dry by default: shows who would get what, asks nobody and changes nothing.

    \b
    Examples:
      cam run-cycle --campaign-id 1                  the plan
      cam run-cycle --campaign-id 1 --no-dry-run     really send
      cam run-cycle --campaign-id 1 --json | jq .status
    """
    from cam.app.cli.run_view import show_cycle
    from cam.domain.model.errors import AlreadyRunning
    from cam.domain.model.report import RunStatus

    run = _run(lambda cam: cam.run_cycle(campaign_id, dry_run=dry_run, by=BY), shows=shows)
    if run.status is RunStatus.SKIPPED:
        raise AlreadyRunning(campaign_id, None)
    answers.told(run, lambda out: show_cycle(out, run), as_json=as_json)
    return _code(run)


@click.command("run-all")
@dry_run_option
@progress_option
@answers.json_option
def run_all(*, dry_run: bool, shows: bool | None, as_json: bool) -> int:
    """Do one cycle of every active campaign; what fails in one leaves the others alone.

    Dry by default.

    \b
    Examples:
      cam run-all                        the plans
      cam run-all --no-dry-run           really send
    """
    from cam.app.cli.run_view import show_all

    run = _run(lambda cam: cam.run_all(dry_run=dry_run, by=BY), shows=shows)
    answers.told(run, lambda out: show_all(out, run), as_json=as_json)
    return _code(run)


def _run(begin: "Callable[[Cam], Awaitable[Run]]", *, shows: bool | None) -> "Run":
    """The run, once it is over; Ctrl-C or SIGTERM lets the mails under way end first."""
    from cam.app.cli.asking import asked
    from cam.app.cli.signals import obeyed

    async def to_its_end(cam: "Cam") -> "Run":
        run = await begin(cam)
        with obeyed(cam.runs.stop):
            return await cam.runs.wait(run.id)

    with counting(shows) as count:
        return asked(to_its_end, progress=count)


def _code(run: "Run") -> int:
    from cam.domain.model.report import RunStatus

    codes = {RunStatus.DONE: 0, RunStatus.STOPPED: 0, RunStatus.DONE_WITH_FAILURES: 2}
    return codes.get(run.status, 1)
