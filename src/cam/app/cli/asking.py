"""One question to CAM, opened by the environment's settings and closed after the answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from cam.app.operations import Cam
    from cam.domain.services.progress import Progress

T = TypeVar("T")


def asked(question: "Callable[[Cam], Awaitable[T]]", *, progress: "Progress | None" = None) -> T:
    """The answer. Raises what the question raises, SchemaOutdated, DatabaseUnavailable."""
    quiet_logs()
    from cam.app.composition import open_cam
    from cam.domain.services.progress import silent

    async def answer() -> T:
        async with open_cam(progress=progress or silent) as cam:
            return await question(cam)

    return asyncio.run(answer())


def quiet_logs() -> None:
    """Logs go to stderr, and only what no report tells: stdout belongs to the answer."""
    from cam.app import logs

    logs.to_stderr(least=logging.ERROR)
