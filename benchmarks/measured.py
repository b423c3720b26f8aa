"""The measured process: `python -m benchmarks.measured TASK.json RESULT.json`."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import uvicorn

from benchmarks.audiences import draft
from benchmarks.profiling import CallProfile, NoProfile, Profiler
from benchmarks.reading import Reading
from benchmarks.sampling import Sampler
from benchmarks.sequential import sequential
from benchmarks.statements import Statements, current_step
from benchmarks.work import Measured, Profile, Task
from cam.adapters.make import webhook
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.migrate import migrate
from cam.app.composition import open_cam
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.report import Run

WARM_UP = 124
"""The number of the campaign that is done before a warm measurement."""
TOP = 25


_PROFILES: dict[Profile, Callable[[], Profiler]] = {
    "": NoProfile,
    "sample": lambda: Sampler(current_step),
    "calls": CallProfile,
}


async def measure(task: Task, statements: Statements) -> Measured:
    """Runs CAM on a fresh database and says what it took."""
    settings = Settings.read(task.environment)
    connections = Connections(settings.database_url)
    await migrate(connections)
    await connections.aclose()
    profile = _PROFILES[task.profile]()
    async with open_cam(settings) as cam:
        if task.work.warm:
            await _warm_up(cam, task)
        for number in range(task.work.campaigns):
            await cam.create_campaign(draft(number, task.work.leads))
        campaigns = [each.campaign for each in await cam.campaigns() if each.campaign.is_active]
        statements.clear()
        begun = Reading.before(task)
        profile.start()
        if task.work.campaigns == 1:
            run = await cam.run_cycle(campaigns[0].id, dry_run=False, by="benchmark")
        else:
            run = await cam.run_all(dry_run=False, by="benchmark")
        run = await cam.runs.wait(run.id)
        profile.stop()
        counted = dict(statements.by_step), statements.transactions
        ended = Reading.after(task)
    sent, complaints = _told(run)
    found = begun.until(ended, task, sent, complaints)
    return msgspec.structs.replace(
        found,
        statements=counted[0],
        transactions=counted[1],
        profile=profile.told(TOP),
    )


async def _warm_up(cam: Cam, task: Task) -> None:
    first = await cam.create_campaign(draft(WARM_UP, task.work.leads))
    run = await cam.run_cycle(first.id, dry_run=False, by="benchmark")
    await cam.runs.wait(run.id)
    await cam.pause(first.id, reason="it only warmed up", by="benchmark")


def _told(run: Run) -> tuple[int, list[str]]:
    errors = [f"{e.step}: {e.code} {e.reason}" for r in run.reports for e in r.errors]
    return sum(report.outreach_sent for report in run.reports), errors[:5]


def _loop_of(name: str) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop that `cam serve` runs on, or plain asyncio's."""
    kind = "uvloop" if name == "uvloop" else "asyncio"
    return uvicorn.Config("", log_config=None, loop=kind).get_loop_factory()


def main() -> None:
    """Reads the task, writes the result."""
    task = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Task)
    if task.setup.sequential:
        result = sequential(task)
    else:
        if task.setup.hook == "unlimited":
            webhook.RATE = 1_000_000  # type: ignore[attr-defined]  # its own name for it
        statements = Statements()
        statements.install()
        with asyncio.Runner(loop_factory=_loop_of(task.setup.loop)) as runner:
            result = runner.run(measure(task, statements))
    Path(sys.argv[2]).write_bytes(msgspec.json.encode(result))


if __name__ == "__main__":
    main()
