"""`cam migrate`."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@answers.json_option
def migrate(*, as_json: bool) -> int:
    """Make the database, or bring its schema to this version. Safe to repeat.

    \b
    Examples:
      cam migrate
      CAM_DATABASE_URL=sqlite:////var/lib/cam/cam.db cam migrate
    """
    import asyncio

    from cam.app.composition import migrated, unsafe_storage
    from cam.app.settings import Settings

    settings = Settings.read()
    before, after = asyncio.run(migrated(settings))
    if unsafe := unsafe_storage(settings):
        click.echo(f"warning: {unsafe}", err=True)

    def view(out: "Console") -> None:
        if before == after:
            out.print(f"The database is up to date (schema {after}).")
        else:
            out.print(f"The database went from schema {before or 'none'} to {after}.")

    answers.told({"before": before, "after": after}, view, as_json=as_json)
    return 0
