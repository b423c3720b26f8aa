"""The front door: from arguments to an exit code.

0 done; 1 could not run; 2 done with failures; 130 interrupted.
"""

import sys
from collections.abc import Sequence

import rich_click as click

from cam.app.cli import answers
from cam.app.cli.lazy import LazyGroup
from cam.domain.model.errors import CamError

DONE, COULD_NOT_RUN, DONE_WITH_FAILURES, INTERRUPTED = 0, 1, 2, 130

_HERE = "cam.app.cli"
COMMANDS = {
    "demo": f"{_HERE}.demo:demo",
    "doctor": f"{_HERE}.doctor:doctor",
    "migrate": f"{_HERE}.database:migrate",
    "campaign": f"{_HERE}.campaign:campaign",
    "import": f"{_HERE}.people:import_people",
    "export": f"{_HERE}.export:export_people",
    "suppress": f"{_HERE}.people:suppress",
    "person": f"{_HERE}.person:person",
    "erase": f"{_HERE}.erase:erase",
    "credits": f"{_HERE}.credits:show_credits",
    "mailboxes": f"{_HERE}.mailboxes:mailboxes",
    "attempts": f"{_HERE}.attempts:attempts",
    "inbox": f"{_HERE}.inbox:inbox",
    "replies": f"{_HERE}.inbox:replies",
    "arm": f"{_HERE}.arm:arm",
    "preview": f"{_HERE}.preview:preview",
    "run-cycle": f"{_HERE}.runs:run_cycle",
    "run-all": f"{_HERE}.runs:run_all",
    "serve": f"{_HERE}.server:serve",
    "sandbox": f"{_HERE}.sandbox:sandbox",
    "prove": f"{_HERE}.prove:prove",
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="cam", prog_name="cam", message="%(prog)s %(version)s")
@click.pass_context
def cam(context: click.Context) -> None:
    """CAM finds leads, enriches them, mails them once and under quota, and stops itself.

    Runs are dry unless told `--no-dry-run`. Every command takes `--json`.
    Exit codes: 0 done, 1 could not run, 2 done with failures.

    \b
    Examples:
      cam demo                          see all of it work, on this machine only
      cam doctor                        what is configured, and does it work?
      cam migrate                       make or update the database
      cam run-cycle --campaign-id 1     who would get what
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the arguments ask; what CAM raises on purpose becomes one sentence on stderr."""
    told = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in told
    try:
        return int(cam.main(told, prog_name="cam", standalone_mode=False) or DONE)
    except click.UsageError as misuse:
        path = misuse.ctx.command_path if misuse.ctx else "cam"
        detail = f"{misuse.format_message()} See `{path} --help`."
        answers.failed("usage", detail, as_json=as_json)
    except click.ClickException as refused:
        answers.failed("usage", refused.format_message(), as_json=as_json)
    except CamError as error:
        answers.failed(answers.code_of(error), str(error), as_json=as_json)
    except (click.Abort, KeyboardInterrupt):
        answers.failed("interrupted", "interrupted", as_json=as_json)
        return INTERRUPTED
    return COULD_NOT_RUN
