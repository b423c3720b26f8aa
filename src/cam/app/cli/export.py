"""`cam export`."""

import os
import sys
from typing import TYPE_CHECKING, BinaryIO

import rich_click as click

from cam.app.cli.options import campaign_id_argument
from cam.domain.model.errors import InvalidInput

if TYPE_CHECKING:
    from pathlib import Path

    from cam.app.operations import Cam
    from cam.ports.prospect_file import FileKind


@click.command("export")
@campaign_id_argument
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Instead of stdout.")
@click.option("--bom", is_flag=True, help="Begin with a BOM, for spreadsheets that need it.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line instead of CSV.")
def export_people(*, campaign_id: int, output: str | None, bom: bool, as_json: bool) -> int:
    """Write a campaign's leads as CSV, or as JSON lines. `cam import` reads both back.

    No cell is a formula: one that begins with = + - @ gets a leading '. People to whom nobody may
    write are left out. A file is written whole, or not at all.

    \b
    Examples:
      cam export 1 -o people.csv
      cam export 1 --json > people.jsonl
    """
    from pathlib import Path

    from cam.ports.prospect_file import FileKind

    kind = FileKind.CSV_WITH_BOM if bom else FileKind.CSV
    kind = FileKind.JSON_LINES if as_json else kind
    try:
        if output is None:
            _written(campaign_id, kind, sys.stdout.buffer)
        else:
            _write_file(campaign_id, kind, Path(output))
    except BrokenPipeError:  # who read it has had enough; the interpreter flushes once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise InvalidInput(output or "stdout", f"cannot be written: {error.strerror}") from None
    return 0


def _write_file(campaign_id: int, kind: "FileKind", file: "Path") -> None:
    """The file is there once it is whole; for its owner only, as people stand in it."""
    from contextlib import ExitStack

    begun = file.with_name(f"{file.name}.part")
    with ExitStack() as undoing:
        begun.touch(mode=0o600)
        undoing.callback(begun.unlink)
        with begun.open("wb") as stream:
            _written(campaign_id, kind, stream)
        begun.replace(file)
        undoing.pop_all()


def _written(campaign_id: int, kind: "FileKind", stream: BinaryIO) -> None:
    from cam.app.cli.asking import asked

    async def write(cam: "Cam") -> None:
        async for piece in cam.export_leads(campaign_id, kind=kind):
            stream.write(piece)
        stream.flush()

    asked(write)
