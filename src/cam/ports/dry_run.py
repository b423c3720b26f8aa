"""The last barrier of a dry run: while one is planned, clients of the outside refuse to work."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar

from cam.domain.model.errors import CamError

_planning: ContextVar[bool] = ContextVar("planning", default=False)


class DryRunWouldAct(CamError):
    """A dry run was about to reach the outside; it was kept from it."""

    code: ClassVar[str] = "dry_run_would_act"


@contextmanager
def planning() -> Iterator[None]:
    """While the block runs, this task and those it starts must not reach the outside."""
    token = _planning.set(True)
    try:
        yield
    finally:
        _planning.reset(token)


def refuse_while_planning(what: str) -> None:
    """Raises DryRunWouldAct inside `planning`. Every client calls it before it acts."""
    if _planning.get():
        raise DryRunWouldAct(f"{what} must not be asked in a dry run")
