"""`cam person`."""

from typing import TYPE_CHECKING

import rich_click as click

from cam.app.cli import answers

if TYPE_CHECKING:
    from rich.console import Console

    from cam.domain.model.dossier import Dossier


@click.group("person")
def person() -> None:
    """What is known of one person, in all campaigns. To forget them: `cam erase`."""


@person.command("show")
@click.argument("address", metavar="ADDRESS")
@answers.json_option
def show(*, address: str, as_json: bool) -> int:
    """Everything that CAM knows of a person, for them to read and take along (GDPR Art. 15, 20).

    Leads in every campaign with where each fact came from, mails with when and how they went,
    suppressions, requests to providers, announcements. Changes nothing.

    \b
    Examples:
      cam person show jane@example.com
      cam person show jane@example.com --json > jane.json
    """
    from cam.app.cli.asking import asked

    dossier = asked(lambda cam: cam.disclose(address))
    answers.told(dossier, lambda out: _show(out, dossier), as_json=as_json)
    return 0


def _show(out: "Console", dossier: "Dossier") -> None:
    if not (dossier.leads or dossier.mails or dossier.purchases):
        out.print("Nothing is known of that address.")
    if dossier.suppressed:
        reasons = "; ".join(filter(None, (each.reason for each in dossier.suppressions)))
        out.print(f"Nobody writes to them any more{f': {reasons}' if reasons else ''}.")
    for lead in dossier.leads:
        name = f"{lead.first_name} {lead.last_name}".strip() or "without a name"
        since = f", known since {lead.obtained_at:%Y-%m-%d}" if lead.obtained_at else ""
        out.print(f"Lead {lead.id} of {dossier.campaigns[lead.campaign_id]}: {name}, {lead.status}")
        out.print(
            f"  {lead.email or 'no address'}; from {lead.source or 'our own records'}{since}; "
            f"legal basis: {lead.legal_basis}"
        )
        for field, said in sorted(lead.provenance.items()):
            out.print(f"  {field}: said by {said.by} on {said.at:%Y-%m-%d}")
    for mail in dossier.mails:
        when = f"{mail.changed_at:%Y-%m-%d %H:%M} UTC"
        out.print(f"Mail {mail.step + 1} of lead {mail.lead_id}: {mail.state} {when}")
    for each in dossier.purchases:
        out.print(f"{each.provider} was asked to {each.purpose} on {each.at:%Y-%m-%d}")
    if dossier.events:
        out.print(f"{len(dossier.events)} announcements; `--json` has them.")
