"""`cam sandbox`."""

from pathlib import Path
from typing import Any

import rich_click as click

from cam.app.cli import answers
from cam.domain.model.errors import InvalidInput

SHARE = click.FloatRange(0, 1)
PORT = click.IntRange(0, 65535)
SENDER = {
    "CAM_SENDER_NAME": "Ada Sandbox",
    "CAM_SENDER_EMAIL": "ada@agency.example",
    "CAM_POSTAL_ADDRESS": "Ada Agency, 1 Sandbox Street, 10115 Berlin",
}
"""Somebody who writes: a live run needs one."""


@click.command()
@click.option("--http-port", type=PORT, default=8900, show_default=True, help="0: any free one.")
@click.option("--smtp-port", type=PORT, default=2525, show_default=True, help="0: any free one.")
@click.option("--seed", type=int, default=7, show_default=True, help="Decides who exists.")
@click.option(
    "--people", type=click.IntRange(1, 1_000_000), default=60_000, show_default=True, help="Exist."
)
@click.option("--latency", type=click.FloatRange(0, 60), help="Seconds, each answer.  [0]")
@click.option("--verified-share", type=SHARE, default=0.75, help="Apollo has their address.")
@click.option("--nominative-share", type=SHARE, default=0.9, help="Dropcontact confirms it.")
@click.option("--dropcontact-delay", type=click.FloatRange(0, 3600), help="Seconds.  [0.2]")
@click.option("--credits", type=click.IntRange(0), help="Of each provider.  [1000000]")
@click.option("--fault", "faults", multiple=True, metavar="ORDER", help="A fault; see below.")
@click.option("--settings", default="{}", metavar="JSON", help="Any other switch, as JSON.")
@click.option("--mail-dir", type=click.Path(path_type=Path), help="Keep each mail as a file there.")
@click.option("--env", "as_env", is_flag=True, help="Print the settings for it and end.")
@answers.json_option
def sandbox(
    *, as_env: bool, as_json: bool, faults: tuple[str, ...], settings: str, **dials: Any
) -> int:
    """Serve a pretended Apollo, Dropcontact, Make and mail server on loopback.

    One line of JSON on stdout tells the addresses once they answer; Ctrl-C ends it.
    `--env` prints the settings that point CAM at a sandbox with the same options.

    `--fault` orders a fault (again for another): `route=` is `*`, a provider (apollo,
    dropcontact, make, smtp) or one route of it (apollo.search); `kind=` is one of the list;
    `status= retry_after= retry_after_as= body= seconds= size= total=` say how, and
    `skip= times= every= chance= lasting= about=` which requests are hit. `--settings` takes any
    switch.
    Both can be changed while it runs: PUT /_sandbox/settings. All are told in docs/sandbox.md.

    \b
    Kinds of fault:
      status out_of_credits                   refused in the vendor's words
      drop accept_then_drop cut               the connection is reset
      hang accept_then_hang slow drip         late, or never
      truncated html junk huge wrong_types    an answer of no use
      same_page false_total                   a search that lies
      duplicated_people reordered_people missing_people

    \b
    Examples:
      cam sandbox                       in one terminal
      eval "$(cam sandbox --env)"       in another: `cam run-cycle` meets it
      cam sandbox --latency 0.1 --mail-dir ./mails
      cam sandbox --fault "route=apollo kind=status status=429 retry_after=9"
      cam sandbox --fault "route=* kind=status status=503 chance=0.1"
      cam sandbox --fault "route=make kind=drop lasting=3600"
      cam sandbox --settings '{"apollo_limits": {"*": {"minute": 20}}}'
    """
    import asyncio

    from cam.sandbox import Sandbox, settings_of
    from cam.sandbox import serve as serve_sandbox

    try:
        world = Sandbox(settings=settings_of(settings, faults), **dials)
    except ValueError as error:
        raise InvalidInput("--settings or --fault", str(error)) from None
    http_port, smtp_port = dials["http_port"], dials["smtp_port"]
    if as_env:
        if not (http_port and smtp_port):
            raise InvalidInput("--env", "needs known ports: give --http-port and --smtp-port")
        world.http_url, world.smtp_port = f"http://127.0.0.1:{http_port}", smtp_port
        _tell(world.environment() | SENDER, as_json=as_json)
        return 0
    try:
        asyncio.run(serve_sandbox(world))
    except OSError as error:
        ports = f"{http_port} or {smtp_port}"
        raise InvalidInput("port", f"cannot listen on {ports}: {error.strerror}") from None
    return 0


def _tell(environment: dict[str, str], *, as_json: bool) -> None:
    import shlex

    if as_json:
        answers.document({"environment": environment})
        return
    for name, value in environment.items():
        click.echo(f"export {name}={shlex.quote(value)}")
