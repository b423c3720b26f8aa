"""Real processes of CAM: one that is stopped at an instant, and one that serves."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from integration.stage import PATIENCE, until

STOPPED_AT = """
import asyncio, os, signal
from datetime import timedelta
from cam.adapters import failpoints
from cam.adapters.make import mailer as make
from cam.adapters.smtp import mailer as smtp
from cam.app.composition import open_cam
from cam.domain.services import outreach

outreach.LEASE = timedelta(seconds={lease})
make.BODY_WITHIN = smtp.BODY_WITHIN = {body_within}
failpoints.signal.SIGKILL = signal.SIGSTOP  # stands still where it would die

async def main():
    async with open_cam() as cam:
        run = await cam.run_cycle(1, dry_run=False)
        await cam.runs.wait(run.id)
asyncio.run(main())
"""
"""A cycle whose lease and whose time for the body are short, so that no test waits for long."""

SERVE = """
import sys
from cam.app.http.server import run
from cam.app.settings import Settings
sys.exit(run(Settings.read()))
"""


class Process:
    """A Python process, and what it says on stderr."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.said: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.said.append(line.decode())

    def tell(self, what: signal.Signals) -> None:
        """Sends a signal."""
        self._process.send_signal(what)

    @property
    def is_running(self) -> bool:
        """Has it not ended?"""
        return self._process.returncode is None

    async def stopped(self) -> None:
        """Returns once it stands still."""
        status = Path(f"/proc/{self._process.pid}/stat")
        await until(lambda: status.read_text().rpartition(")")[2].split()[0] == "T")

    async def ended(self, within: float = PATIENCE) -> int:
        """Its exit code."""
        async with asyncio.timeout(within):
            code = await self._process.wait()
        await self._reading
        return code

    async def kill(self) -> None:
        """It is gone."""
        if self.is_running:
            self._process.kill()
            await self._process.wait()
        await self._reading


@asynccontextmanager
async def process(code: str, environment: dict[str, str]) -> AsyncIterator[Process]:
    """Another Python process; killed at the end of the block if it still runs."""
    running = Process(
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", code),
            env=environment | {"PYTHONUNBUFFERED": "1"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    )
    try:
        yield running
    finally:
        await running.kill()


class Serving:
    """`cam serve`, listening, and a client of it."""

    def __init__(self, running: Process, client: httpx.AsyncClient) -> None:
        self.process = running
        self.client = client

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.client.base_url.port or 80


@asynccontextmanager
async def serving(
    environment: dict[str, str], code: str = SERVE, port: str = "0"
) -> AsyncIterator[Serving]:
    """`cam serve`, on a port of its own unless one is told."""
    async with process(code, environment | {"CAM_PORT": port}) as running:
        await until(lambda: any("CAM listens on" in line for line in running.said))
        address = re.search(r"http://\S+?(?=,)", "".join(running.said))
        assert address is not None
        async with httpx.AsyncClient(base_url=address[0], timeout=PATIENCE) as client:
            yield Serving(running, client)
