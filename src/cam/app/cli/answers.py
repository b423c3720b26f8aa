"""How a command answers: one JSON document or something readable on stdout, errors on stderr."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import rich_click as click

from cam.domain.model.errors import CamError, InvalidInput

if TYPE_CHECKING:
    from rich.console import Console

F = TypeVar("F", bound=Callable[..., Any])

PLAIN_WIDTH = 120
"""Columns of a table when stdout is no terminal."""


def json_option(command: F) -> F:
    """Adds `--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="One JSON document on stdout, and nothing else."
    )(command)


def stdout() -> "Console":
    """Where readable answers go. Text from outside is never read as markup."""
    import sys

    from rich.console import Console

    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return Console(width=width, markup=False, highlight=False, emoji=False)


def document(payload: Any) -> None:
    """Prints the one JSON document."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(payload), indent=2).decode())


def told(payload: Any, view: Callable[["Console"], None], *, as_json: bool) -> None:
    """Answers with the payload as JSON, or with its view."""
    if as_json:
        document(payload)
    else:
        view(stdout())


def failed(code: str, detail: str, *, as_json: bool) -> None:
    """One sentence on stderr; with `--json` also a document on stdout."""
    if as_json:
        document({"error": {"code": code, "detail": detail}})
    click.echo(f"{click.style('error', fg='red')}: {detail}", err=True)


def code_of(error: CamError) -> str:
    """The stable word for an error; for a refused value the kind of refusal."""
    if isinstance(error, InvalidInput) and error.kind != "invalid_value":
        return error.kind
    return error.code
