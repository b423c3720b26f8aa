"""What the two doors let through: the cycle isolates a step, the run isolates a campaign."""

import asyncio


def is_for_us(error: BaseException) -> bool:
    """Is the error meant for this task or this process, and not just something a step raised?

    Ctrl-C, an exit, a cancellation that somebody asked for. A CancelledError that nobody asked for
    (an adapter let one slip) is a failure like any other.
    """
    if isinstance(error, BaseExceptionGroup):
        return any(is_for_us(each) for each in error.exceptions)
    if isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        return task is not None and task.cancelling() > 0
    return isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit)
