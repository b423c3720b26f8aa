"""`cam prove`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import rich_click as click

from cam.app.cli import answers
from cam.app.cli.progress import progress_option

if TYPE_CHECKING:
    from rich.console import Console

    from cam.app.prove.proof import Bar, Proof

F = TypeVar("F", bound=Callable[..., Any])
MANY = click.IntRange(1, 100_000)
FEW = click.IntRange(1, 100)


BUGS = {
    "no-double-send": (
        "mark-after-send", "requeue-authorized", "retry-unknown", "quota-not-counted",
        "forget-claimed", "sent-when-reaped",
    ),
    "quota": ("count-then-send",),
    "suppression": ("suppress-at-claim",),
    "dry-run": ("dry-run-writes", "dry-run-connects"),
    "isolation": ("failure-spreads", "failure-untold"),
    "restore": ("armed-anywhere",),
    "budget": ("budget-not-counted", "buy-again"),
}  # fmt: skip
"""For each proof the bugs that it must report."""


@click.group()
def prove() -> None:
    """Show that the promises hold: real processes, really killed, judged at the mail sink.

    Brings its own sandbox and database; nothing leaves this machine. Exit code 0: it held; 1: it
    did not (what was seen is named), or it could not be run at all. `--plant` puts a bug into the
    processes, which must then be reported.

    \b
    Examples:
      cam prove no-double-send --kills 200 --runners 4
      cam prove quota --limit 20 --runners 16 --days 3
      cam prove suppression --races 200 --database postgres
      cam prove no-double-send --plant requeue-authorized
      cam prove all --long --database sqlite --database postgres --report docs/proof.md
    """


def _common(promise: str) -> Callable[[F], F]:
    """What every proof takes."""

    def added(command: F) -> F:
        for option in reversed(
            (
                click.option(
                    "--database",
                    default="sqlite",
                    show_default=True,
                    metavar="sqlite|postgres|URL",
                    help="postgres: CAM_PROVE_DATABASE_URL, else a server that it starts.",
                ),
                click.option("--seed", type=int, help="Decides what is left to chance.  [random]"),
                click.option("--plant", type=click.Choice(BUGS[promise]), help="A bug to put in."),
                progress_option,
                answers.json_option,
            )
        ):
            command = option(command)
        return command

    return added


@prove.command("no-double-send")
@click.option("--kills", type=MANY, default=60, show_default=True, help="Processes to kill.")
@click.option("--runners", type=FEW, default=4, show_default=True, help="run-all at once.")
@_common("no-double-send")
def no_double_send(**told: Any) -> int:
    """Nobody is mailed twice and nobody is lost, whatever is killed and whatever SMTP says.

    Kills at each named instant and at random, SMTP faults before and after the barrier, run-all
    fired by many processes at once.

    \b
    Examples:
      cam prove no-double-send --kills 200 --runners 4
      cam prove no-double-send --plant mark-after-send    must end with 1
    """
    return _one("no-double-send", told, "kills", "runners")


@prove.command("quota")
@click.option("--limit", type=click.IntRange(1, 1000), default=5, show_default=True, help="A day.")
@click.option("--runners", type=FEW, default=4, show_default=True, help="Processes at once.")
@click.option("--days", type=click.IntRange(1, 30), default=2, show_default=True, help="Local.")
@_common("quota")
def quota(**told: Any) -> int:
    """Exactly the limit in each local day, in three zones, over midnights and a day of 23 hours.

    \b
    Examples:
      cam prove quota --limit 20 --runners 16 --days 3
    """
    return _one("quota", told, "limit", "runners", "days")


@prove.command("suppression")
@click.option("--races", type=MANY, default=40, show_default=True, help="People suppressed.")
@_common("suppression")
def suppression(**told: Any) -> int:
    """Once a suppression is acknowledged with nothing in flight, nobody writes to that person.

    \b
    Examples:
      cam prove suppression --races 200
    """
    return _one("suppression", told, "races")


@prove.command("dry-run")
@_common("dry-run")
def dry_run(**told: Any) -> int:
    """A dry run changes no row, makes no request and opens no connection.

    \b
    Examples:
      cam prove dry-run
    """
    return _one("dry-run", told)


@prove.command("isolation")
@click.option("--campaigns", type=click.IntRange(2, 100), default=3, show_default=True)
@_common("isolation")
def isolation(**told: Any) -> int:
    """A campaign that fails in any step changes nothing in the others; run-all ends with 2.

    \b
    Examples:
      cam prove isolation --campaigns 8
    """
    return _one("isolation", told, "campaigns")


@prove.command("restore")
@_common("restore")
def restore(**told: Any) -> int:
    """A restored database sends nothing until it is armed, and nothing twice afterwards.

    \b
    Examples:
      cam prove restore --database postgres
    """
    return _one("restore", told)


@prove.command("budget")
@click.option("--cap", type=click.IntRange(8, 10_000), default=50, show_default=True)
@click.option("--runners", type=click.IntRange(3, 100), default=3, show_default=True)
@_common("budget")
def budget(**told: Any) -> int:
    """By the vendor's own books the cap is never passed, and nobody is bought twice.

    \b
    Examples:
      cam prove budget --cap 50 --runners 8
    """
    return _one("budget", told, "cap", "runners")


@prove.command("all")
@click.option("--database", "databases", multiple=True, metavar="sqlite|postgres|URL")
@click.option("--long", "is_long", is_flag=True, help="1,000 kills, 16 processes, 200 races.")
@click.option("--seed", type=int, help="Decides what is left to chance.  [random]")
@click.option("--report", type=click.Path(path_type=Path), help="Write the figures there.")
@progress_option
@answers.json_option
def prove_all(
    *,
    databases: Sequence[str],
    is_long: bool,
    seed: int | None,
    report: Path | None,
    shows: bool | None,
    as_json: bool,
) -> int:
    """Every promise, one after the other, on each database named.

    \b
    Examples:
      cam prove all
      cam prove all --long --database sqlite --database postgres --report docs/proof.md
    """
    from cam.app.prove.promises import PROMISES

    proofs = []
    for database in databases or ("sqlite",):
        for name, promise in PROMISES.items():
            sizes = promise.long if is_long else promise.short
            how = {"database": database, "seed": seed, "plant": "", "shows": shows}
            proofs.append(_proof(name, sizes, how))
            if not as_json:
                _show(answers.stdout(), proofs[-1])
    if report is not None:
        from cam.app.prove.paper import written

        report.write_text(written(proofs), "utf-8")
    if as_json:
        answers.document(proofs)
    return 0 if all(proof.held for proof in proofs) else 1


def _one(name: str, told: dict[str, Any], *sizes: str) -> int:
    proof = _proof(name, {size: told[size] for size in sizes}, told)
    answers.told(proof, lambda out: _show(out, proof), as_json=told["as_json"])
    return 0 if proof.held else 1


def _proof(name: str, sizes: Mapping[str, int], told: Mapping[str, Any]) -> "Proof":
    """Raises CannotProve."""
    import asyncio
    import os
    import secrets

    from cam.app.cli.asking import quiet_logs
    from cam.app.prove.promises import prove as proved

    quiet_logs()
    given = os.environ.get("CAM_PROVE_DATABASE_URL", "")  # noqa: TID251 - no setting of CAM
    seed = secrets.randbelow(1_000_000) if told["seed"] is None else told["seed"]
    with _ending_in_order(), _bar(name, shows=told["shows"]) as bar:
        return asyncio.run(
            proved(
                name,
                sizes,
                database=told["database"],
                given=given,
                seed=seed,
                plant=told["plant"] or "",
                bar=bar,
            )
        )


@contextmanager
def _ending_in_order() -> "Iterator[None]":
    """SIGTERM is taken as Ctrl-C: servers and processes that it started end with it."""
    import signal

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _bar(name: str, *, shows: bool | None) -> "Iterator[Bar]":
    """On stderr, when that is a terminal or when it is asked for."""
    import sys

    from cam.app.prove.proof import NoBar

    if not (sys.stderr.isatty() if shows is None else shows):
        yield NoBar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(name, total=None)

        class Shown:
            def of(self, total: int, what: str) -> None:
                progress.update(task, total=total, description=f"{name}: {what}")

            def done(self, count: int = 1) -> None:
                progress.advance(task, count)

        yield Shown()


def _show(out: "Console", proof: "Proof") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    planted = f", with {proof.plant} planted" if proof.plant else ""
    title = f"{proof.promise} on {proof.database}{planted}"
    table = Table(title=title, box=box.SIMPLE_HEAD, show_header=False, title_justify="left")
    table.add_column(style="dim")
    table.add_column(justify="right")
    for figure, count in proof.figures.items():
        table.add_row(figure.replace("_", " "), f"{count:g}")
    out.print(f"{proof.did[:1].upper()}{proof.did[1:]}.")
    out.print(table)
    for complaint in proof.wrong:
        out.print(Text.assemble(("✗ ", "red"), complaint))
    word, style = ("held", "green") if proof.held else ("BROKEN", "red")
    line = f"  {proof.seconds:g} s, seed {proof.seed}"
    out.print(Text.assemble((word, f"bold {style}"), line))
