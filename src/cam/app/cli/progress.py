"""Progress on stderr, while stdout belongs to the answer."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import rich_click as click

F = TypeVar("F", bound=Callable[..., Any])
Count = Callable[[int, str, int], None]
"""Takes (campaign id, what is counted, how many so far)."""


def progress_option(command: F) -> F:
    """Adds `--progress / --no-progress`; by default shown when stderr is a terminal."""
    return click.option(
        "--progress/--no-progress",
        "shows",
        default=None,
        help="Progress on stderr; by default when it is a terminal.",
    )(command)


@contextmanager
def counting(shows: bool | None, *, total: int | None = None) -> Iterator[Count]:  # noqa: FBT001
    """A bar for each campaign while the block runs; nothing is written when it is not shown."""
    if not (sys.stderr.isatty() if shows is None else shows):
        yield lambda _campaign_id, _what, _so_far: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        TextColumn("{task.completed}"),
        TimeElapsedColumn(),
    )
    bars: dict[tuple[int, str], Any] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def count(campaign_id: int, what: str, so_far: int) -> None:
            key = (campaign_id, what)
            if key not in bars:
                bars[key] = progress.add_task(f"campaign {campaign_id}: {what}", total=total)
            progress.update(bars[key], completed=so_far)

        yield count
        for bar in bars.values():
            progress.update(bar, total=progress.tasks[progress.task_ids.index(bar)].completed)
