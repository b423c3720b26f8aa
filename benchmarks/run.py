"""The command line: runs each scenario in processes of its own and prints the table."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from benchmarks.sandbox import SandboxProcess, sandbox
from benchmarks.table import Line, print_lines, print_profile
from benchmarks.work import CYCLE, SOME, WORKS, Hook, Measured, Profile, Setup, Task, Work

SEQUENTIAL = "sequential"
"""cycle-50, done one call after the other."""
PARTS = ("send", "listing", "service", "signing")
"""Measured apart: the send path beside bare aiosmtplib; GET /campaigns over 100,000 leads; memory
and start of `cam serve`; what a DKIM signature costs."""
SLOW = 20.0
"""Seconds of replies over which a scenario is run once only, unless told otherwise; and so is a
run-all with latency."""


def main() -> None:
    """`python -m benchmarks`."""
    parser = _parser()
    options = parser.parse_args()
    if unknown := set(options.scenarios) - {*WORKS, SEQUENTIAL, *PARTS}:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    console = Console(stderr=options.json, width=None if sys.stdout.isatty() else 170)
    lines = []
    for work, setup in _plan(options):
        repeats = options.repeats or (1 if _is_slow(work, setup) else 3)
        console.print(f"[dim]{work.name} at {setup.latency * 1000:.0f} ms, {repeats} times ...")
        lines.append(Line(work, setup, _measured(work, setup, repeats, profile=options.profile)))
    print_lines(console, lines)
    if options.profile:
        for line in lines:
            print_profile(console, line)
    for part in PARTS:
        if part in options.scenarios:
            _part(console, f"benchmarks.{part}")
    if options.json:
        sys.stdout.write(msgspec.json.encode([line.summary() for line in lines]).decode() + "\n")


def _plan(options: argparse.Namespace) -> Iterator[tuple[Work, Setup]]:
    hook: Hook = "unlimited" if options.unlimited_hook else "none" if options.no_hook else "limited"
    told: dict[str, Any] = {
        "smtp_connections": options.smtp_connections,
        "concurrency": options.concurrency,
        "loop": options.loop,
        "hook": hook,
    }
    for name in options.scenarios:
        for latency in options.latency:
            if name == SEQUENTIAL:
                yield CYCLE, Setup(latency=latency, sequential=True, **told)
            elif name in WORKS:
                yield WORKS[name], Setup(latency=latency, **told)


def _is_slow(work: Work, setup: Setup) -> bool:
    waits = work.mails * (9 if setup.sequential else 2 / setup.smtp_connections) * setup.latency
    return waits > SLOW or (work.campaigns > 1 and setup.latency > 0)


def _measured(work: Work, setup: Setup, repeats: int, *, profile: Profile) -> list[Measured]:
    with sandbox(setup.latency, unlimited_hook=setup.hook == "unlimited") as peer:
        return [_once(work, setup, peer, profile=profile) for _ in range(repeats)]


def _once(work: Work, setup: Setup, peer: SandboxProcess, *, profile: Profile) -> Measured:
    """One measurement in a fresh process on a fresh database."""
    peer.reset()
    with tempfile.TemporaryDirectory(prefix="cam-benchmark-") as folder:
        environment = peer.environment | {
            "CAM_DATABASE_URL": f"sqlite:///{folder}/cam.db",
            "SMTP_CONNECTIONS": str(setup.smtp_connections),
            "CAM_CONCURRENCY": str(setup.concurrency),
        }
        if setup.hook == "none":
            del environment["MAKE_WEBHOOK_URL"]
        task = Task(
            work=work,
            setup=setup,
            environment=environment,
            control_url=peer.control_url,
            sandbox_pid=peer.pid,
            folder=folder,
            profile="" if setup.sequential else profile,
        )
        asked, told = Path(folder) / "task.json", Path(folder) / "result.json"
        asked.write_bytes(msgspec.json.encode(task))
        command = [sys.executable, "-m", "benchmarks.measured", str(asked), str(told)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return msgspec.json.decode(told.read_bytes(), type=Measured)


def _part(console: Console, module: str) -> None:
    done = subprocess.run([sys.executable, "-m", module], check=False, capture_output=True)
    console.print(done.stdout.decode() or done.stderr.decode()[-2000:])


def _parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = options.add_argument
    names = [*WORKS, SEQUENTIAL, *PARTS]
    usual = [name for name in names if name != SOME.name]
    told = f"{', '.join(names)}; all but {SOME.name} unless told"
    add("scenarios", nargs="*", default=usual, metavar="SCENARIO", help=told)
    add("--latency", type=float, nargs="+", default=[0.0, 0.1], help="seconds a call")
    add("--repeats", type=int, default=0, help="runs of each; default 3, 1 for slow ones")
    add("--smtp-connections", type=int, default=10, help="SMTP_CONNECTIONS")
    add("--concurrency", type=int, default=16, help="CAM_CONCURRENCY")
    hook = options.add_mutually_exclusive_group()
    hook.add_argument("--unlimited-hook", action="store_true", help="lift Make's 300 in 10 s")
    hook.add_argument("--no-hook", action="store_true", help="announce nothing")
    add("--loop", choices=["uvloop", "asyncio"], default="uvloop", help="the event loop")
    profiles = add("--profile", nargs="?", choices=["sample", "calls"], default="", const="sample")
    profiles.help = "print where the CPU goes, by samples or (much slower) by cProfile"
    add("--json", action="store_true", help="the figures as JSON on stdout, the table on stderr")
    return options


if __name__ == "__main__":
    main()
