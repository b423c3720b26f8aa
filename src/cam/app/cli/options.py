"""Options and arguments that several commands take."""

from typing import Any

import rich_click as click

_RANGE = click.IntRange(min=1, max=2**63 - 1)


class Id(click.ParamType[int]):
    """A campaign's number, as far as a database can hold one."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; click's usage error for anything else."""
        return _RANGE.convert(value, param, ctx)


campaign_id_option = click.option(
    "--campaign-id", type=Id(), required=True, metavar="N", help="Which campaign."
)
campaign_id_argument = click.argument("campaign_id", type=Id(), metavar="N")
dry_run_option = click.option(
    "--dry-run/--no-dry-run",
    "dry_run",
    default=True,
    show_default=True,
    help="Only tell what would be done, or do it.",
)
