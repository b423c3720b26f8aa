"""The price of honesty: CAM's send path beside bare aiosmtplib, against one sink in one run.

CAM runs ten campaigns at once, whose leads are all due: plan, claim, 354, authorize, body, outcome,
on SQLite and on Postgres, both durable. Bare is aiosmtplib with as many connections and an
`EmailMessage` built for each mail: nothing is asked, nothing is kept. They take turns.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.sandbox import SandboxProcess, books, cpu_of, repeated, sandbox
from benchmarks.statements import SEND_PATH
from benchmarks.work import BARE, WAYS, Sending, Sent, Way

TESTS = Path(__file__).parents[1] / "tests"
COLUMNS = (
    "way", "mails/s", "of bare", "CPU ms/mail", "sink ms/mail", "SQL/mail", "commits/mail",
    "round trips/mail", "peak MB",
)  # fmt: skip


def main() -> None:
    """`python -m benchmarks.send`."""
    options = _options()
    console = Console(width=150)
    runs: dict[Way, list[Sent]] = {way: [] for way in WAYS}
    complaints: set[str] = set()
    with sandbox(0, unlimited_hook=False) as peer, _durable_server() as server:
        for _ in range(options.rounds):
            for way in (each for asked in options.ways for each in (asked, BARE)):
                with tempfile.TemporaryDirectory(prefix="cam-benchmark-") as folder:
                    sending = Sending(
                        way=way,
                        database_url=_database(way, folder, server),
                        environment=peer.environment,
                        mails=options.mails,
                        campaigns=options.campaigns,
                        connections=options.connections,
                        profile=options.profile,
                    )
                    runs[way].append(_once(sending, peer, Path(folder), complaints))
                console.print(f"[dim]{way}: {runs[way][-1].rate:.0f} mails/s")
    _print(console, runs, options.mails)
    for way in WAYS if options.profile else ():
        for told in (sent.profile for sent in runs[way][:1]):
            console.print(f"{way}\n{told}", markup=False, highlight=False, soft_wrap=True)
    for complaint in complaints:
        console.print(f"not as asked: {complaint}", style="red", markup=False)


def _once(sending: Sending, peer: SandboxProcess, folder: Path, complaints: set[str]) -> Sent:
    """One run in a process of its own; every mail arrives, once."""
    peer.reset()
    asked, told = folder / "task.json", folder / "result.json"
    asked.write_bytes(msgspec.json.encode(sending))
    begun = cpu_of(peer.pid)
    command = [sys.executable, "-m", "benchmarks.senders", str(asked), str(told)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    sent = msgspec.json.decode(told.read_bytes(), type=Sent)
    arrived, twice = books(peer.control_url)["mails"], repeated(peer.control_url)
    if (arrived, twice) != (sending.mails, 0):
        complaints.add(f"{sending.way}: {arrived} mails arrived, {twice} of them more than once")
    complaints.update(f"{sending.way}: {each}" for each in sent.complaints)
    return msgspec.structs.replace(sent, sink_cpu=cpu_of(peer.pid) - begun)


def _print(console: Console, runs: dict[Way, list[Sent]], mails: int) -> None:
    table = Table(*COLUMNS, title=f"{mails} mails, medians", pad_edge=False)
    bare = median(sent.rate for sent in runs[BARE])
    for way, sents in runs.items():
        if not sents:
            continue
        typical = sorted(sents, key=lambda sent: sent.rate)[len(sents) // 2]
        statements = sum(typical.statements.values())
        trips = statements + 2 * typical.transactions
        table.add_row(
            way,
            f"{median(sent.rate for sent in sents):.0f}",
            f"{median(sent.rate for sent in sents) / bare:.2f}",
            f"{1000 * typical.cpu / mails:.2f}",
            f"{1000 * typical.sink_cpu / mails:.2f}",
            f"{statements / mails:.2f}",
            f"{typical.transactions / mails:.3f}",
            f"{trips / mails:.2f}" if way != BARE else "-",
            f"{typical.peak_mb:.0f}",
        )
    console.print(table)
    for way, sents in runs.items():
        if sents and sents[0].statements:
            steps = ", ".join(f"{step} {n}" for step, n in sorted(sents[0].statements.items()))
            console.print(f"{way}: statements: {steps} (send path: {', '.join(SEND_PATH)})")


def _database(way: Way, folder: str, server: Any) -> str:
    """The URL of a database that is not migrated yet."""
    if way == "postgres":
        postgres: Any = import_module("postgres_server")
        name = f"cam_{uuid4().hex}"
        postgres.asked(server.url, f"CREATE DATABASE {name}")
        return str(postgres.on(server.url, name))
    return f"sqlite:///{folder}/cam.db"


@contextmanager
def _durable_server() -> Iterator[Any]:
    """The tests' own Postgres, with fsync on."""
    sys.path.append(str(TESTS))
    own_server: AbstractContextManager[Any] = import_module("postgres_server").own_server(
        durable=True
    )
    with own_server as server:
        yield server


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.send", description=__doc__)
    add = options.add_argument
    add("--rounds", type=int, default=5, help="each way so often")
    add("--mails", type=int, default=5000)
    add("--campaigns", type=int, default=10)
    add("--connections", type=int, default=10, help="to the sink")
    add("--ways", nargs="+", choices=WAYS[1:], default=list(WAYS[1:]))
    add("--profile", action="store_true", help="print where the CPU of each first run goes")
    return options.parse_args()


if __name__ == "__main__":
    main()
