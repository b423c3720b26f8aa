"""Waiting that a cancellation does not end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio import CancelScope

T = TypeVar("T")


async def unbroken(step: Callable[[], Awaitable[T]]) -> T:
    """The step's value, though the task may be cancelled meanwhile.

    A cancellation is kept and felt at the task's next await. The step is called anew after it,
    so it must lose nothing when it is cancelled. An anyio shield alone does not keep off
    `Task.cancel()`.
    """
    task = asyncio.current_task()
    cancelled: asyncio.CancelledError | None = None
    try:
        while True:
            try:
                with CancelScope(shield=True):
                    return await step()
            except asyncio.CancelledError as asked:
                cancelled = asked
                if task is not None:
                    task.uncancel()
    finally:
        if cancelled is not None and task is not None:
            task.cancel(*cancelled.args[:1])
