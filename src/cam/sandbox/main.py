"""Running the sandbox as a process of its own."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import uvicorn

from cam.sandbox.sandbox import Sandbox
from cam.sandbox.settings import settings_of


async def serve(sandbox: Sandbox) -> None:
    """Serve until SIGTERM or SIGINT; one JSON line on stdout tells the addresses when ready."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with sandbox:
        sys.stdout.write(announcement(sandbox) + "\n")
        sys.stdout.flush()
        await stop.wait()


def announcement(sandbox: Sandbox) -> str:
    """The addresses and CAM's environment as one line of JSON."""
    told = {
        "http_url": sandbox.http_url,
        "apollo_url": sandbox.apollo_url,
        "dropcontact_url": sandbox.dropcontact_url,
        "make_url": sandbox.make_url,
        "make_mailer_url": sandbox.make_mailer_url,
        "control_url": sandbox.control_url,
        "smtp_host": sandbox.smtp_host,
        "smtp_port": sandbox.smtp_port,
        "environment": sandbox.environment(),
    }
    return msgspec.json.encode(told).decode()


def parser() -> argparse.ArgumentParser:
    """The options of `python -m cam.sandbox`."""
    options = argparse.ArgumentParser(
        prog="python -m cam.sandbox",
        description="Simulated Apollo, Dropcontact, Make and SMTP on loopback.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = options.add_argument
    add("--seed", type=int, default=7, help="decides who exists")
    add("--people", type=int, default=60_000, help="how many exist")
    add("--verified-share", type=float, default=0.75, help="share Apollo has a verified e-mail of")
    add("--nominative-share", type=float, default=0.9, help="share of these Dropcontact confirms")
    add("--latency", type=float, default=None, help="seconds added to every round trip")
    add("--http-port", type=int, default=0, help="0: the system chooses")
    add("--smtp-port", type=int, default=0, help="0: the system chooses")
    add("--dropcontact-delay", type=float, default=None, help="seconds until a batch is ready")
    add("--credits", type=int, default=None, help="of each provider")
    add("--mail-dir", type=Path, default=None, help="also write each mail there")
    add("--fault", action="append", default=[], help="route=apollo.search kind=status status=429")
    add("--settings", default="{}", help="more settings as JSON, as for PUT /_sandbox/settings")
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    chosen = vars(parser().parse_args(arguments))
    try:
        settings = settings_of(chosen.pop("settings"), chosen.pop("fault"))
    except ValueError as error:
        parser().error(f"--settings or --fault: {error}")
    sandbox = Sandbox(settings=settings, **chosen)
    loop = uvicorn.Config("", log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(serve(sandbox))
