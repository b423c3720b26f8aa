"""Named instants of buying and sending at which a test may end the process. Off by default."""

from enum import StrEnum
from typing import Protocol


class Point(StrEnum):
    """The instants, in the order in which a mail passes them."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    OFFERED = "offered"
    """354 was read; nothing is committed."""
    AUTHORIZED = "authorized"
    """Committed; not a byte of the body is written."""
    HALF_WRITTEN = "half_written"
    """Half of the body is handed to the kernel."""
    WRITTEN = "written"
    """The final dot is handed to the kernel."""
    REPLIED = "replied"
    """250 was read; nothing is recorded."""
    RECORDED = "recorded"
    HEARD = "heard"
    """A message was read and applied; nothing of it is committed."""
    APPLIED = "applied"
    """It is."""
    DISCOVERED = "discovered"
    """A page was read; nobody is kept yet."""
    RESERVED = "reserved"
    """Calls to an enricher are written down with their credits; nothing is sent."""
    ENRICHED = "enriched"
    """An enricher answered; nothing is kept yet."""
    KEPT = "kept"
    """Its raw answer is kept; nobody has read it."""


class Failpoints(Protocol):
    """Something that is told when an instant is reached."""

    def reached(self, point: Point) -> None:
        """Returns, unless the process was told to end here."""
        ...

    def watches(self, point: Point) -> bool:
        """Is anybody waiting for this instant?"""
        ...


class NoFailpoints:
    """Nothing ever happens."""

    def reached(self, point: Point) -> None:
        """Returns."""

    def watches(self, point: Point) -> bool:
        """Nobody is."""
        del point
        return False
