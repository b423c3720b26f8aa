"""Ctrl-C and SIGTERM while a run is under way: an orderly end, and a hard one when asked again."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def obeyed(stop: Callable[[], None]) -> Iterator[None]:
    """While the block runs, the first signal calls `stop`, and a second cancels this task."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    asked = 0

    def on_signal() -> None:
        nonlocal asked
        asked += 1
        if asked == 1:
            sys.stderr.write("stopping: mails under way end; once more to end at once\n")
            stop()
        elif task is not None:
            task.cancel()

    for each in SIGNALS:
        loop.add_signal_handler(each, on_signal)
    try:
        yield
    finally:
        for each in SIGNALS:
            loop.remove_signal_handler(each)
