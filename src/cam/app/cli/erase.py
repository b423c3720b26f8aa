"""`cam erase`."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers

if TYPE_CHECKING:
    from rich.console import Console

    from cam.domain.services.erasing import Erased


@click.command("erase")
@click.argument("address", metavar="ADDRESS")
@click.option(
    "--because", default="asked to be forgotten", show_default=True, help="Why, for the record."
)
@answers.json_option
def erase(*, address: str, because: str, as_json: bool) -> int:
    """Forget a person: all that CAM knows of them, in every campaign. It cannot be undone.

    Only a keyed hash of the address stays, by which it is refused from now on: an import, a
    search or an enricher cannot bring it back. Backups and other systems are yours to erase.

    \b
    Examples:
      cam erase jane@example.com
      cam erase jane@example.com --because "GDPR request of 5 May" --json
    """
    from cam.app.cli.asking import asked

    done = asked(lambda cam: cam.erase(address, because))
    answers.told(done, lambda out: _show(out, done), as_json=as_json)
    return 0


def _show(out: "Console", done: "Erased") -> None:
    if done.leads or done.attempts or done.calls:
        out.print(
            f"Erased: leads {done.leads}, attempts {done.attempts}, "
            f"requests to providers {done.calls}."
        )
    else:
        out.print("Nothing is known of that address.")
    if done.suppressions:
        out.print("It is refused from now on; only a keyed hash of it is kept.")
    for each in done.in_flight:
        out.print(f"  under way already, may still arrive: attempt {each.attempt_id}")
