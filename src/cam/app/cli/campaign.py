"""`cam campaign`: create, list, show, pause, resume."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from cam.app.cli import answers
from cam.app.cli.options import campaign_id_argument

if TYPE_CHECKING:
    from cam.app.operations import Cam, CampaignView
    from cam.domain.model.campaign import Campaign

BY = "cli"
"""Who pauses a campaign from here."""
_PLAIN = (
    "name", "target_clients", "target_mrr", "mrr_per_client", "max_emails_per_day", "enrichers",
    "verify", "mailer", "mailboxes", "on_unknown",
)  # fmt: skip
"""Options that are fields of the same name."""


@click.group(invoke_without_command=True)
@click.pass_context
def campaign(context: click.Context) -> None:
    """Create, list, show, pause and resume campaigns.

    \b
    Examples:
      cam campaign create --name Bakers --title owner --location Lyon --now
      cam campaign show 1
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@campaign.command()
@click.option("--name", help="Unique.")
@click.option("--title", "titles", multiple=True, help="Job title looked for; repeatable.")
@click.option("--seniority", "seniorities", multiple=True, help="E.g. owner, c_suite; repeatable.")
@click.option("--location", "locations", multiple=True, help="Where people are; repeatable.")
@click.option("--employees", multiple=True, metavar="MIN,MAX", help="Company size; repeatable.")
@click.option("--keyword", "keywords", multiple=True, help="Of the company; repeatable.")
@click.option("--target-clients", type=int, help="Pause when so many are qualified.")
@click.option("--target-mrr", type=float, help="Pause at this monthly revenue.")
@click.option("--mrr-per-client", type=float, help="What one client brings a month.")
@click.option("--max-emails-per-day", type=int, help="0 sends none; 20 by default.")
@click.option("--niche", help="Whom this is for, in your words.")
@click.option("--enricher", "enrichers", multiple=True, help="In their order; repeatable.")
@click.option("--verify", help="Whose address: never, unverified (the default) or all.")
@click.option("--credits-per-day", type=float, help="The most to spend a day; 0 is nothing.")
@click.option("--credits-total", type=float, help="The most to spend in all.")
@click.option("--mailer", help="smtp (the default), or make: a Make.com scenario.")
@click.option("--mailbox", "mailboxes", multiple=True, help="For new leads; none: all; repeatable.")
@click.option("--on-unknown", help="Mails of unknown fate: ask (the default), stop, assume_sent.")
@click.option("--share-people", is_flag=True, help="Also those whom another campaign has.")
@click.option("--now", is_flag=True, help="First mail at once, not by the score.")
@click.option(
    "--file", type=click.Path(path_type=Path), help="A .json or .toml file; options come over it."
)
@answers.json_option
def create(*, as_json: bool, **told: Any) -> int:
    """Keep a new campaign. Sends nothing.

    A file may hold everything: audience, sequence of mails, sending window, sender, weights.
    Credits are what enriching and verifying may cost; `cam credits` shows what they did.

    \b
    Examples:
      cam campaign create --name Bakers --title owner --location Lyon --employees 11,50
      cam campaign create --name Clinics --file clinics.toml --target-clients 5
      cam campaign create --name MRR --target-mrr 5000 --mrr-per-client 500 --now
      cam campaign create --name Thrifty --file a.toml --credits-per-day 50 --verify all
    """
    from datetime import timedelta

    from cam.app.cli.asking import asked
    from cam.app.cli.campaign_view import show_made
    from cam.app.cli.draft import drafted

    audience = {
        "person_titles": told["titles"],
        "person_seniorities": told["seniorities"],
        "person_locations": told["locations"],
        "organization_num_employees_ranges": told["employees"],
        "q_organization_keyword_tags": told["keywords"],
    }
    fields = {name: told[name] for name in _PLAIN}
    fields["target_niche"] = told["niche"]
    fields["first_contact_delay"] = timedelta(0) if told["now"] else None
    fields["share_people"] = told["share_people"] or None
    budget = {"per_day": told["credits_per_day"], "total": told["credits_total"]}
    draft = drafted(told["file"], fields, {"audience": audience, "credit_budget": budget})

    async def keep(cam: "Cam") -> "Campaign":
        return await cam.create_campaign(draft)

    made = asked(keep)
    answers.told(made, lambda out: show_made(out, made), as_json=as_json)
    return 0


@campaign.command("list")
@answers.json_option
def list_all(*, as_json: bool) -> int:
    """List every campaign with what it has reached.

    \b
    Examples:
      cam campaign list
      cam campaign list --json
    """
    from cam.app.cli.asking import asked
    from cam.app.cli.campaign_view import show_list

    async def look(cam: "Cam") -> "list[CampaignView]":
        return await cam.campaigns()

    views = asked(look)
    answers.told({"campaigns": views}, lambda out: show_list(out, views), as_json=as_json)
    return 0


@campaign.command()
@campaign_id_argument
@answers.json_option
def show(*, campaign_id: int, as_json: bool) -> int:
    """Show one campaign: leads, today's outreach, quota, goals, why it is paused.

    \b
    Examples:
      cam campaign show 1
      cam campaign show 1 --json
    """
    from cam.app.cli.asking import asked
    from cam.app.cli.campaign_view import show_one

    async def look(cam: "Cam") -> "CampaignView":
        return await cam.campaign(campaign_id)

    view = asked(look)
    answers.told(view, lambda out: show_one(out, view), as_json=as_json)
    return 0


@campaign.command()
@campaign_id_argument
@click.option("--reason", default="paused by the operator", show_default=True)
@answers.json_option
def pause(*, campaign_id: int, reason: str, as_json: bool) -> int:
    """Pause a campaign: no cycle of it runs until it is resumed.

    \b
    Examples:
      cam campaign pause 1
      cam campaign pause 1 --reason "holidays"
    """
    from cam.app.cli.asking import asked
    from cam.domain.model.errors import InvalidInput
    from cam.domain.model.text import has_control

    if not reason.strip() or len(reason) > 500 or has_control(reason) or not reason.isprintable():
        raise InvalidInput("reason", "must be one line of text, at most 500 characters")

    async def stop(cam: "Cam") -> "Campaign":
        return await cam.pause(campaign_id, reason=reason, by=BY)

    paused = asked(stop)
    sentence = f"Campaign {paused.id} is paused: {paused.pause_reason}"
    answers.told(paused, lambda out: out.print(sentence), as_json=as_json)
    return 0


@campaign.command()
@campaign_id_argument
@answers.json_option
def resume(*, campaign_id: int, as_json: bool) -> int:
    """Resume a campaign; its goals and harm are counted from now on.

    \b
    Examples:
      cam campaign resume 1
    """
    from cam.app.cli.asking import asked

    async def go_on(cam: "Cam") -> "Campaign":
        return await cam.resume(campaign_id)

    resumed = asked(go_on)
    answers.told(
        resumed, lambda out: out.print(f"Campaign {resumed.id} is active."), as_json=as_json
    )
    return 0
