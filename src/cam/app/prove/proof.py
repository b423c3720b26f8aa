"""What a proof came to, and how far it is meanwhile."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Protocol

from msgspec import Struct

from cam.domain.model.errors import CamError

SHOWN = 20
"""Complaints that are told; the others are counted."""


class CannotProve(CamError):
    """The proof could not be run at all, so it says nothing."""

    code: ClassVar[str] = "cannot_prove"


class Bar(Protocol):
    """Where progress is seen."""

    def of(self, total: int, what: str) -> None:
        """So much is to be done."""
        ...

    def done(self, count: int = 1) -> None:
        """So much more is done."""
        ...


class NoBar:
    """Progress that nobody looks at."""

    def of(self, total: int, what: str) -> None:
        """Says nothing."""

    def done(self, count: int = 1) -> None:
        """Says nothing."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What was done, counted, and what was wrong: nothing, when the promise held."""

    did: str
    figures: Mapping[str, float]
    wrong: tuple[str, ...] = ()


class Proof(Struct, frozen=True, kw_only=True):
    """One promise, put to the test."""

    promise: str
    held: bool
    database: str
    seed: int
    plant: str
    did: str
    figures: Mapping[str, float]
    wrong: tuple[str, ...]
    seconds: float


def told(complaints: Iterable[str]) -> tuple[str, ...]:
    """Each complaint once, the first of them, and how many more there are."""
    each = tuple(dict.fromkeys(complaints))
    more = (f"and {len(each) - SHOWN} more",) if len(each) > SHOWN else ()
    return (*each[:SHOWN], *more)
