"""`cam import` and `cam suppress`."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers
from cam.app.cli.options import campaign_id_option
from cam.app.cli.progress import counting, progress_option
from cam.domain.model.errors import InvalidInput

if TYPE_CHECKING:
    from rich.console import Console

    from cam.app.operations import Cam
    from cam.domain.services.importing import Imported
    from cam.domain.services.suppressing import Suppressed

SHOWN = 20
"""Refused rows that are shown; `--json` has more."""


@click.command("import")
@click.argument("file", type=click.Path())
@campaign_id_option
@click.option(
    "--source",
    default="",
    metavar="TEXT",
    help='Where the addresses come from, as the first mail says it: "our trade fair in May".',
)
@click.option(
    "--legal-basis",
    type=click.Choice(["consent", "existing_customer", "legitimate_interest", "unknown"]),
    default="unknown",
    show_default=True,
    help="Why these people may be written to.",
)
@progress_option
@answers.json_option
def import_people(
    *,
    file: str,
    campaign_id: int,
    source: str,
    legal_basis: str,
    shows: bool | None,
    as_json: bool,
) -> int:
    """Keep the people of a CSV or JSON file as leads of a campaign. Sends nothing.

    Columns are known by their usual names: email, first name, last name, name, company, website,
    title, LinkedIn, tags, score; others become custom fields. Who is known already completes the
    lead that is there. All good rows are kept; refused rows are told with their line, and then
    the exit code is 2.

    Where each address came from is kept: `source`, `legal_basis` and `obtained_at` of its row, or
    --source and --legal-basis. Where consent is needed, only who has `consent` is written to.

    \b
    Examples:
      cam import people.csv --campaign-id 1
      cam import people.jsonl --campaign-id 1 --json
      cam import fair.csv --campaign-id 1 --source "our stand at the fair" --legal-basis consent
    """
    from pathlib import Path

    from cam.app.cli.asking import asked
    from cam.domain.model.origin import LegalBasis, Origin, named_source

    origin = Origin(legal_basis=LegalBasis(legal_basis), source=named_source(source))

    async def keep(cam: "Cam") -> "Imported":
        return await cam.import_leads(
            campaign_id,
            stream,
            name=Path(file).name,
            origin=origin,
            reading=lambda rows: count(campaign_id, "rows read", rows),
            progress=lambda people: count(campaign_id, "people kept", people),
        )

    try:
        with Path(file).open("rb") as stream, counting(shows) as count:
            imported = asked(keep)
    except OSError as error:
        raise InvalidInput(file, f"cannot be read: {error.strerror}") from None
    answers.told(imported, lambda out: _show(out, imported), as_json=as_json)
    return 2 if imported.refused else 0


def _show(out: "Console", imported: "Imported") -> None:
    out.print(
        f"{imported.rows} rows: {imported.new} new, {imported.merged} merged, "
        f"{imported.duplicates} known already, {imported.suppressed} suppressed, "
        f"{imported.refused} refused."
    )
    for row in imported.refusals[:SHOWN]:
        out.print(f"  line {row.line}: {row.reason}")
    if imported.refused > SHOWN:
        out.print(f"  and {imported.refused - SHOWN} more")


@click.command("suppress")
@click.argument("target", metavar="ADDRESS|DOMAIN")
@click.option("--reason", default="by the operator", show_default=True, help="Why, for the record.")
@answers.json_option
def suppress(*, target: str, reason: str, as_json: bool) -> int:
    """Never write to an address, or to anybody at a domain, again.

    Every campaign obeys at once: such a person is not kept, not paid for and not mailed.

    \b
    Examples:
      cam suppress jane@example.com --reason "asked by reply"
      cam suppress example.com
    """
    from cam.app.cli.asking import asked

    done = asked(lambda cam: cam.suppress(target, reason))
    answers.told(done, lambda out: _show_suppressed(out, done), as_json=as_json)
    return 0


def _show_suppressed(out: "Console", done: "Suppressed") -> None:
    out.print(f"Suppressed the {done.suppression.kind} {done.suppression.value}.")
    for each in done.in_flight:
        out.print(f"  under way already, may still arrive: attempt {each.attempt_id}")
