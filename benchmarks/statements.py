"""Counts SQL statements by the step that asked for them.

SQLAlchemy tells of each `cursor.execute` and `executemany` (one statement, however many rows) of
every engine of the process. Which step asked is known from a context variable that wrapped methods
set: it follows tasks and, in SQLAlchemy's greenlets, the driver call. BEGIN is told as a statement,
COMMIT and ROLLBACK are not: all three are left out, transactions are counted by their COMMIT.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Final

from sqlalchemy import Engine, event

from cam.adapters.smtp.mailer import SmtpMailer
from cam.domain.services.announcing import Announcer
from cam.domain.services.discovery import Discovery
from cam.domain.services.enrichment import Enrichments
from cam.domain.services.outreach import Outreach
from cam.domain.services.review import Review
from cam.domain.services.send_ledger import SendLedger

SEND_PATH: Final = ("claim", "authorize", "outcome", "release")
"""What a mail costs: from taking its attempt to keeping its outcome."""
RUN: Final = "run"
"""What no wrapped method asked for: the epoch, the run's record."""

_STEPS: Final = (
    (Outreach, "_plan", "plan"),
    (Outreach, "_claim", "claim"),
    (SmtpMailer, "send", "mail"),
    (SendLedger, "_authorize", "authorize"),
    (SendLedger, "_record", "outcome"),
    (SendLedger, "reap", "reap"),
    (Announcer, "deliver", "announce"),
    (Discovery, "discover", "discover"),
    (Enrichments, "enrich", "enrich"),
    (Review, "review", "review"),
)
_step: ContextVar[str] = ContextVar("step", default=RUN)


def current_step() -> str:
    """The step that is being done in this context."""
    return _step.get()


class Statements:
    """Counts from `install` on, for the whole process."""

    def __init__(self) -> None:
        self.by_step: Counter[str] = Counter()
        self.transactions = 0
        self.texts: Counter[tuple[str, str]] = Counter()

    def install(self) -> None:
        """Wraps the steps and listens to all connections; before CAM is opened."""
        for owner, name, step in _STEPS:
            setattr(owner, name, _marked(getattr(owner, name), step))
        event.listen(Engine, "before_cursor_execute", self._executed)
        event.listen(Engine, "commit", self._committed)

    def clear(self) -> None:
        """Begins anew."""
        self.by_step.clear()
        self.texts.clear()
        self.transactions = 0

    def _executed(self, _c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("BEGIN", "PRAGMA")):
            return
        self.by_step[_step.get()] += 1
        self.texts[_step.get(), statement] += 1

    def _committed(self, _: Any) -> None:
        self.transactions += 1


def send_path(by_step: dict[str, int]) -> int:
    """The statements of the mails themselves."""
    return sum(by_step.get(step, 0) for step in SEND_PATH)


def rest(by_step: dict[str, int]) -> int:
    """All others."""
    return sum(by_step.values()) - send_path(by_step)


def _marked(method: Callable[..., Awaitable[Any]], step: str) -> Callable[..., Awaitable[Any]]:
    @wraps(method)
    async def marked(*arguments: Any, **named: Any) -> Any:
        token = _step.set(step)
        try:
            return await method(*arguments, **named)
        finally:
            _step.reset(token)

    return marked
