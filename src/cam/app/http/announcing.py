"""Announcements that wait for their time go out while the service lives, cycle or no cycle."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio
import structlog

from cam.app.operations import Cam
from cam.domain.model.errors import DatabaseUnavailable

EVERY_SECONDS = 5.0
Sleep = Callable[[float], Awaitable[None]]

log = structlog.get_logger()


@asynccontextmanager
async def announcing(cam: Cam, sleep: Sleep) -> AsyncIterator[None]:
    """Delivers what is due every few seconds; leaving lets a delivery under way end."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_announce_always, cam, sleep)
        try:
            yield
        finally:
            tasks.cancel_scope.cancel()


async def _announce_always(cam: Cam, sleep: Sleep) -> None:
    while True:
        await sleep(EVERY_SECONDS)
        with anyio.CancelScope(shield=True):
            await _announce(cam)


async def _announce(cam: Cam) -> None:
    try:
        await cam.announce()
    except DatabaseUnavailable as away:
        log.warning("announcing waits for the database", reason=str(away))
    except Exception:  # the next time may be better, and the service goes on
        log.exception("announcing failed")
