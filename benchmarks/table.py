"""What was measured, as a table and as plain values."""

from statistics import median
from typing import Any

from msgspec import Struct, to_builtins
from rich.console import Console
from rich.table import Table

from benchmarks.floor import Bound, bounds
from benchmarks.statements import SEND_PATH, rest, send_path
from benchmarks.work import Measured, Setup, Work

COLUMNS = (
    "scenario", "L ms", "smtp/cycles", "wall s", "floor s", "x floor", "CPU s", "ms/lead",
    "loop", "sandbox s", "peak MB", "calls", "SQL/mail", "SQL rest", "commits", "runs",
)  # fmt: skip


class Line(Struct, frozen=True):
    """One scenario under one set of conditions."""

    work: Work
    setup: Setup
    runs: list[Measured]

    @property
    def typical(self) -> Measured:
        """The run of median wall time."""
        return sorted(self.runs, key=lambda run: run.wall)[len(self.runs) // 2]

    @property
    def floor(self) -> Bound | None:
        """The least time; none for the sequential one, whose floor is its own wall."""
        return None if self.setup.sequential else bounds(self.work, self.setup)[0]

    @property
    def calls(self) -> int:
        """HTTP requests to providers; mails are counted apart."""
        return sum(n for name, n in self.typical.calls.items() if name not in ("mails", "hooks"))

    def summary(self) -> dict[str, Any]:
        """Medians and everything else, for `--json`."""
        return {
            "scenario": self.name,
            "setup": to_builtins(self.setup),
            "wall": median(run.wall for run in self.runs),
            "cpu": median(run.cpu for run in self.runs),
            "cpu_ms_per_lead": 1000 * median(run.cpu for run in self.runs) / self.work.mails,
            "peak_mb": median(run.peak_mb for run in self.runs),
            "floor": to_builtins(self.floor),
            "bounds": to_builtins(bounds(self.work, self.setup)),
            "sql_per_mail": send_path(self.typical.statements) / self.work.mails,
            "sql_rest": rest(self.typical.statements),
            "runs": to_builtins(self.runs),
        }

    @property
    def name(self) -> str:
        """The scenario, and how it is done when not by CAM."""
        return f"{self.work.name}, sequential" if self.setup.sequential else self.work.name

    def cells(self) -> list[str]:
        """One row of the table."""
        run, setup, floor = self.typical, self.setup, self.floor
        wall = median(each.wall for each in self.runs)
        cpu = median(each.cpu for each in self.runs)
        seconds = floor.seconds if floor else 0.0
        sequential = setup.sequential
        return [
            self.name,
            f"{setup.latency * 1000:.0f}",
            "1/1" if sequential else f"{setup.smtp_connections}/{setup.concurrency}",
            f"{wall:.2f}",
            f"{seconds:.2f}" if floor else "-",
            f"{wall / seconds:.2f}" if seconds else "-",
            f"{cpu:.2f}",
            f"{1000 * cpu / self.work.mails:.2f}",
            f"{run.loop_cpu / run.cpu:.0%}",
            f"{run.sandbox_cpu:.2f}",
            f"{median(each.peak_mb for each in self.runs):.0f}",
            str(self.calls),
            "-" if sequential else f"{send_path(run.statements) / self.work.mails:.2f}",
            "-" if sequential else str(rest(run.statements)),
            "-" if sequential else str(run.transactions),
            str(len(self.runs)),
        ]


def print_lines(console: Console, lines: list[Line]) -> None:
    """The table, then what each floor is made of, and what went wrong."""
    if not lines:
        return
    table = Table(*COLUMNS, title="Medians", pad_edge=False)
    for line in lines:
        table.add_row(*line.cells())
    console.print(table)
    for line in lines:
        where = f"{line.name} at {line.setup.latency * 1000:.0f} ms, hook {line.setup.hook}"
        run = line.typical
        if run.statements:
            steps = ", ".join(f"{step} {n}" for step, n in sorted(run.statements.items()))
            console.print(f"{where}: statements: {steps} (send path: {', '.join(SEND_PATH)})")
        if line.floor and line.floor.seconds:
            for bound in bounds(line.work, line.setup):
                text = f"  {bound.name} {bound.seconds:.2f} s = {bound.formula}"
                console.print(text, markup=False)
        console.print(f"  calls: {run.calls}")
        for complaint in {each for one in line.runs for each in one.complaints}:
            console.print(f"  not as asked: {complaint}", style="red", markup=False)


def print_profile(console: Console, line: Line) -> None:
    """The profile of the event loop's thread, as cProfile saw it."""
    console.print(f"{line.name} at {line.setup.latency * 1000:.0f} ms", markup=False)
    console.print(line.typical.profile, markup=False, highlight=False, soft_wrap=True)
