"""Sends errands to the zygote, as many at a time as one likes."""

import asyncio
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from cam.app.prove.errands import Ended, Errand
from cam.app.prove.proof import CannotProve
from cam.app.prove.zygote import Order, Report

KILLED = -signal.SIGKILL
LONGEST_LINE = 64 * 1024 * 1024


class Crew:
    """Processes for errands, while the `async with` block lasts."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "processes.log"
        self._waiting: dict[int, asyncio.Future[Ended]] = {}
        self._number = 0

    async def __aenter__(self) -> Self:
        with self._log.open("ab") as log:
            self._zygote = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cam.app.prove.zygote"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                limit=LONGEST_LINE,
            )
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._zygote.stdin is not None:
            self._zygote.stdin.close()
        await self._zygote.wait()
        await self._listening

    async def send(self, errand: Errand) -> Ended:
        """Returns when that process has ended."""
        if self._zygote.stdin is None or self._listening.done():
            raise CannotProve(f"its processes cannot be started: {self.complaint}")
        self._number += 1
        number = self._number
        ended: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self._waiting[number] = ended
        self._zygote.stdin.write(msgspec.json.encode(Order(number, errand)) + b"\n")
        return await ended

    async def done(self, errand: Errand) -> Ended:
        """The same; raises CannotProve when it was not able to come to its end."""
        ended = await self.send(errand)
        if ended.code:
            raise CannotProve(f"{errand.task} ended with {ended.code}: {self.complaint}")
        return ended

    @property
    def complaint(self) -> str:
        """The last of what its processes wrote on stderr."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-12:])

    async def _listen(self) -> None:
        if self._zygote.stdout is None:
            return
        async for line in self._zygote.stdout:
            report = msgspec.json.decode(line, type=Report)
            self._waiting.pop(report.number).set_result(report.ended)
        for waiting in self._waiting.values():
            waiting.set_exception(CannotProve(f"the processes are gone: {self.complaint}"))
