"""An idle service: how soon `cam serve` is ready, and what it holds then. `python -m ...`."""

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks.reading import memory_mb
from benchmarks.served import NotServed, served
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.migrate import migrate

TIMES = 5
CONFIGURED = {
    "APOLLO_API_KEY": "unused",
    "DROPCONTACT_API_KEY": "unused",
    "MAKE_WEBHOOK_URL": "http://127.0.0.1:9/unused",
    "SMTP_HOST": "127.0.0.1",
    "SMTP_TLS": "none",
}
"""Every provider is configured, none is asked."""
SETTLED = 2.0
"""Seconds after ready until memory is read."""


async def migrated(folder: str) -> str:
    """The URL of a new database with CAM's schema."""
    url = f"sqlite:///{Path(folder) / 'cam.db'}"
    connections = Connections(url)
    await migrate(connections)
    await connections.aclose()
    return url


def main() -> None:
    """Starts it some times and prints the medians."""
    console = Console(width=150)
    seconds, resting, peaks = [], [], []
    with tempfile.TemporaryDirectory(prefix="cam-benchmark-") as folder:
        url = asyncio.run(migrated(folder))
        try:
            for _ in range(TIMES):
                with served(url, **CONFIGURED) as service:
                    seconds.append(service.seconds)
                    time.sleep(SETTLED)
                    resting.append(memory_mb(service.pid, "VmRSS"))
                    peaks.append(memory_mb(service.pid, "VmHWM"))
        except NotServed as refusal:
            console.print(f"cam serve is not there: {refusal}", markup=False)
            return
    console.print(
        f"cam serve, median of {TIMES}: ready in {median(seconds):.2f} s (asked 2 s), "
        f"idle {median(resting):.0f} MB, peak {median(peaks):.0f} MB (asked: under 100 MB)"
    )


if __name__ == "__main__":
    main()
