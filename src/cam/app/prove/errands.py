"""What a process of its own is sent to do with CAM, and then ends."""

import os
from collections.abc import Awaitable, Callable
from importlib.metadata import entry_points
from typing import Any

import msgspec
from msgspec import Struct

from cam.app.composition import open_cam
from cam.app.operations import Cam
from cam.app.prove.clocks import clock_of
from cam.app.settings import Settings
from cam.domain.model.errors import CamError
from cam.domain.model.report import Run

BY = "prove"


class Errand(Struct, kw_only=True, omit_defaults=True):
    """One task for one process."""

    task: str
    env: dict[str, str]
    plant: str = ""
    campaign_id: int = 1
    ahead: float = 0.0
    """Seconds by which its clock is ahead."""
    at: str = ""
    """The moment at which its clock stands still."""
    kill_after: float | None = None
    """Seconds until it is killed."""


class Ended(Struct, frozen=True, kw_only=True):
    """How a process ended: its exit code, negative for a signal, and what it said."""

    code: int
    answer: Any = None


async def _cycle(cam: Cam, errand: Errand) -> Run:
    run = await cam.run_cycle(errand.campaign_id, dry_run=False, by=BY)
    return await cam.runs.wait(run.id)


async def _all(cam: Cam, _: Errand) -> Run:
    run = await cam.run_all(dry_run=False, by=BY)
    return await cam.runs.wait(run.id)


async def _plan_cycle(cam: Cam, errand: Errand) -> Run:
    return await cam.run_cycle(errand.campaign_id, by=BY)


async def _plan_all(cam: Cam, _: Errand) -> Run:
    return await cam.run_all(by=BY)


TASKS: dict[str, Callable[[Cam, Errand], Awaitable[Run]]] = {
    "cycle": _cycle,
    "all": _all,
    "plan-cycle": _plan_cycle,
    "plan-all": _plan_all,
}


async def done(errand: Errand) -> Any:
    """The errand's answer. What CAM refuses is an answer, too."""
    settings = Settings.read(errand.env)
    clock = clock_of(errand.ahead, errand.at)
    try:
        async with open_cam(settings, clock=clock) as cam:
            return msgspec.to_builtins(await TASKS[errand.task](cam, errand))
    except CamError as refused:
        return {"refused": refused.code, "reason": str(refused)}


def at_the_door(errand: Errand) -> int:
    """The exit code of `cam run-all --no-dry-run` under the errand's settings."""
    os.environ.update(errand.env)  # noqa: TID251 - the command reads its own environment
    (command,) = entry_points(group="console_scripts", name="cam")
    return int(command.load()(["run-all", "--no-dry-run", "--json", "--no-progress"]))
