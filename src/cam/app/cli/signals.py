"""Ctrl-C and SIGTERM while a run is under way: an orderly end, and a hard one when asked again."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)
HURRIED_SECONDS = 1
"""How long what is under way may take once the end was asked for twice."""
INTERRUPTED = 130


@contextmanager
def obeyed(stop: Callable[[], None]) -> Iterator[None]:
    """While the block runs, the first signal calls `stop`, and a second cancels this task.

    A mail whose answer is awaited is not cut short by that, so soon afterwards the process ends.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    asked = 0

    def on_signal() -> None:
        nonlocal asked
        asked += 1
        if asked == 1:
            sys.stderr.write("stopping: mails under way end; once more to end at once\n")
            stop()
        elif task is not None:
            loop.call_later(HURRIED_SECONDS, os._exit, INTERRUPTED)
            task.cancel()

    for each in SIGNALS:
        loop.add_signal_handler(each, on_signal)
    try:
        yield
    finally:
        for each in SIGNALS:
            loop.remove_signal_handler(each)
