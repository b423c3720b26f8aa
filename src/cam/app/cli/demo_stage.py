"""The demo on a terminal."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cam.app.cli.progress import Count, counting
from cam.app.cli.run_view import show_cycle
from cam.app.demo.stage import Outcome
from cam.domain.model.metrics import Metrics
from cam.domain.model.report import Run

NEXT = (
    ("cam sandbox", "the same pretended world, for as long as you like"),
    ('eval "$(cam sandbox --env)"', "in another terminal: settings that point CAM at it"),
    ("cam migrate && cam doctor", "make a database, look at what is configured"),
    ("cam campaign create --help", "a campaign of your own"),
    ("cam run-cycle --campaign-id 1", "its plan; dry until you say --no-dry-run"),
)


class Screen:
    """Keeps `cam.app.demo.stage.Stage`; says nothing when quiet."""

    def __init__(self, out: Console, *, quiet: bool, shows: bool | None) -> None:
        self._out = out
        self._shows = shows
        self._out.quiet = quiet
        self._acts = 0

    def act(self, title: str, says: str) -> None:
        """A heading and what is going to happen."""
        self._acts += 1
        self._out.print()
        self._out.print(Rule(f"{self._acts}  {title}", align="left", style="cyan"))
        self._out.print(says, style="dim")
        self._out.print()

    def run(self, run: Run) -> None:
        """The run, as `cam run-cycle` shows it."""
        show_cycle(self._out, run)

    def counting(self) -> AbstractContextManager[Count]:
        """A bar on stderr while the run lasts."""
        return counting(self._shows)

    def standing(self, metrics: Metrics) -> None:
        """Leads by status, and the quota."""
        leads = ", ".join(
            f"{number} {status}" for status, number in metrics.leads_by_status.items()
        )
        quota = f"{metrics.quota_used} of {metrics.quota_limit} used"
        self._out.print(f"The campaign now: {leads}. Quota of today: {quota}.")

    def mail(self, headers: Mapping[str, str], text: str) -> None:
        """The mail in a frame."""
        lines = [Text.assemble((f"{name}: ", "dim"), value) for name, value in headers.items()]
        whole = Text("\n").join([*lines, Text(), Text(text.rstrip())])
        frame = Panel(whole, title="one of them, as received", title_align="left", box=box.ROUNDED)
        self._out.print(frame)

    def webhooks(self, counts: Mapping[str, int]) -> None:
        """A line for each event."""
        for name, number in sorted(counts.items()):
            self._out.print(f"{number:4} x {name}")

    def held(self, claim: str) -> None:
        """A tick."""
        self._out.print(Text.assemble(("✓ ", "green"), claim))

    def end(self, outcome: Outcome, *, kept: Path | None) -> None:
        """The sum of it, and what to try next."""
        sum_of_it = (
            f"{len(outcome.claims)} claims checked, all hold. {outcome.mails} mails received, "
            f"nobody twice. The campaign stopped itself: {outcome.paused}.\n"
            f"{outcome.seconds:.1f} s, loopback only; "
            + (f"kept in {kept}." if kept else "nothing is left behind.")
        )
        table = Table(box=None, show_header=False, padding=(0, 3, 0, 0))
        table.add_column(style="cyan", no_wrap=True)
        table.add_column(style="dim")
        for command, why in NEXT:
            table.add_row(command, why)
        self._out.print()
        self._out.print(Panel(sum_of_it, box=box.ROUNDED, border_style="green"))
        self._out.print("What to try next", style="bold")
        self._out.print(table)
