"""`cam preview`: one mail as it would be, and as a test to oneself."""

import rich_click as click

from cam.app.cli import answers
from cam.app.cli.options import Id, campaign_id_option, dry_run_option


@click.command("preview")
@campaign_id_option
@click.option("--lead", "lead_id", type=Id(), metavar="ID", help="Whose mail; a sample without.")
@click.option(
    "--value", "values", multiple=True, metavar="FIELD=TEXT", help="As if known; repeatable."
)
@click.option("--step", type=click.IntRange(1, 20), default=1, help="Counted from 1.")
@click.option("--variant", metavar="NAME", help="The lead's own unless one is named.")
@click.option("--raw", is_flag=True, help="The bytes of the mail, and nothing else.")
@click.option("--html", is_flag=True, help="Its HTML, and nothing else.")
@click.option("--send-to", metavar="ADDRESS", help="Send it to yourself, marked as a test.")
@dry_run_option
@answers.json_option
def preview(
    *,
    campaign_id: int,
    lead_id: int | None,
    values: tuple[str, ...],
    step: int,
    variant: str | None,
    raw: bool,
    html: bool,
    send_to: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Show a mail of a campaign just as it would be sent, and what stands in each field's place.

    Nothing is sent but with `--send-to ADDRESS --no-dry-run`: then one mail goes out through the
    campaign's mailer. It counts against the quotas of the mailbox and the deployment, touches no
    lead, and is refused for a suppressed address. Exit code 2: the mail could not be sent as it is.

    \b
    Examples:
      cam preview --campaign-id 1                              to a sample person
      cam preview --campaign-id 1 --lead 7 --step 2            to a lead, the follow-up
      cam preview --campaign-id 1 --variant B --html > mail.html
      cam preview --campaign-id 1 --value first_name=Ada --raw
      cam preview --campaign-id 1 --send-to me@example.com --no-dry-run
    """
    from cam.app.cli.asking import asked
    from cam.app.cli.preview_view import show_preview, show_tried
    from cam.domain.model.preview import Sample
    from cam.ports.mailer import SendStatus

    sample = Sample(
        lead_id=lead_id, values=dict(map(_value, values)), step=step - 1, variant=variant
    )
    if send_to is not None:
        tried = asked(lambda cam: cam.test_mail(campaign_id, sample, send_to, dry_run=dry_run))
        answers.told(tried, lambda out: show_tried(out, tried), as_json=as_json)
        return 0 if tried.status in (None, SendStatus.SENT) else 2
    shown = asked(lambda cam: cam.preview(campaign_id, sample))
    if (raw or html) and not as_json:
        click.echo(shown.raw if raw else shown.html, nl=False)
        for reason in shown.why_not:
            click.echo(f"would not be sent: {reason}", err=True)
    else:
        answers.told(shown, lambda out: show_preview(out, shown), as_json=as_json)
    return 2 if shown.why_not else 0


def _value(told: str) -> tuple[str, str]:
    name, given, value = told.partition("=")
    if not given:
        raise click.BadParameter(f"'{told}' is not FIELD=TEXT", param_hint="--value")
    return name.strip(), value
