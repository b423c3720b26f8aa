"""Where a database may send from: a copy, a restore and a promoted standby are told apart."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from cam.domain.model.errors import NotArmed, UnsafeStorage

HELD = "the database was restored or copied: it may have gone out since"
"""The reason of an attempt that is unknown because its database was armed anew."""


class Standing(Struct, frozen=True, kw_only=True):
    """Where a database was armed, and where it is."""

    place: str
    """Where it may send from; empty before its first live use."""
    here: str
    """Where it is: a text that no copy shares."""
    differs: str = ""
    """What says that it is not what was armed; empty when nothing does."""
    unsafe: str = ""
    """Why no run may be live here, whoever arms it."""
    armed_by: str = ""
    armed_at: datetime | None = None

    @property
    def refusal(self) -> str:
        """Why no run may be live here now; empty when one may."""
        return self.unsafe or self.differs

    def check(self) -> None:
        """Raises UnsafeStorage or NotArmed unless a run may be live."""
        if self.unsafe:
            raise UnsafeStorage(self.unsafe)
        if self.differs:
            raise NotArmed(
                f"{self.differs}. Nothing is sent until a person arms it: see `cam arm --help`"
            )


class Armed(Struct, frozen=True, kw_only=True):
    """What arming found, and what it held."""

    before: Standing
    since: datetime | None = None
    """The newest live run that the database knows: what came later it cannot know."""
    held: tuple[UUID, ...] = ()
    """Attempts that are unknown from now on, those made for leads that were due among them."""
    leads: int = 0
    """The leads of these attempts."""
    lost_calls: int = 0
    """Paid calls that were under way: they count as spent."""
