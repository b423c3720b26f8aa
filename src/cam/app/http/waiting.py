"""Waiting for a run on behalf of somebody; the run neither knows nor cares who waits."""

import anyio
from litestar import Response

from cam.app.operations import Cam
from cam.domain.model.report import Run

LONGEST_SECONDS = 300.0
"""The longest that a request waits for a run."""


async def answered(cam: Cam, run: Run, seconds: float, closing: anyio.Event) -> Response[Run]:
    """200 with the run when it is over within so many seconds, else 202 and where to look.

    Once the service closes nobody is kept waiting.
    """
    if not run.status.is_over:
        run = await _waited(cam, run, seconds, closing)
    if run.status.is_over:
        return Response(run, status_code=200)
    return Response(run, status_code=202, headers={"Location": f"/api/cam/runs/{run.id}"})


async def _waited(cam: Cam, run: Run, seconds: float, closing: anyio.Event) -> Run:
    async with anyio.create_task_group() as tasks:

        async def leave() -> None:
            await closing.wait()
            tasks.cancel_scope.cancel()

        tasks.start_soon(leave)
        await cam.runs.wait(run.id, seconds)
        tasks.cancel_scope.cancel()
    return await cam.run(run.id)
