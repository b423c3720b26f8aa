"""Logs: one line of `key=value` words for each event, on stderr, without anybody's local values."""

import contextlib
import logging
import sys

import structlog


class Stderr:
    """Whatever stderr is now. One that is gone (a closed pipe) loses the line, never the run."""

    def write(self, text: str) -> None:
        """Writes, if it can."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        """Flushes, if it can."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


def to_stderr(*, least: int = logging.NOTSET) -> None:
    """Configures this process's log; events below the level `least` are left out."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(Stderr()),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
