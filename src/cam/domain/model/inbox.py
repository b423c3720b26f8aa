"""A mailbox that is read: how far it was read, what is new in it, and a message as it is there."""

from datetime import datetime, timedelta

from msgspec import Struct

FIRST_LOOK = timedelta(days=30)
"""So far back goes the first look into a folder. Nobody is written to who was silent for longer."""
LOOK_BACK = timedelta(days=2)
"""A folder whose numbers are new is read again from so long before it was read last: a search by
date knows days only (RFC 9051 6.4.4), and no time zones."""


class Mark(Struct, frozen=True, kw_only=True):
    """How far a folder was read: every message up to `uid`, by the numbers of `validity`.

    UIDs only ever grow while UIDVALIDITY stays (RFC 9051 2.3.1.1).
    """

    validity: int
    uid: int
    read_at: datetime
    """When it was read to its end: what came before that, or LOOK_BACK before it, is known."""

    def is_of(self, validity: int, next_uid: int) -> bool:
        """Does it hold for a folder of that UIDVALIDITY and UIDNEXT (0: not told)? One whose next
        number was read already was put back from a backup, whatever it says."""
        return self.validity == validity and (not next_uid or self.uid < next_uid)


def looks_back_to(mark: Mark | None, now: datetime) -> datetime:
    """From which day on a folder is read whose numbers say nothing."""
    return now - FIRST_LOOK if mark is None else mark.read_at - LOOK_BACK


class News(Struct, frozen=True, kw_only=True):
    """What is in a folder behind a mark."""

    validity: int
    uids: tuple[int, ...] = ()
    """Ascending; at most as many as were asked for."""
    left: int = 0
    """New ones beyond those: for the next time."""
    upto: int = 0
    """The last number that was given out when it was looked at."""


class Message(Struct, frozen=True, kw_only=True):
    """A message in a folder, as it is there, or its first part."""

    uid: int
    raw: bytes
    size: int
    """Of the whole message, in bytes."""
    received_at: datetime | None = None
    """When the server took it (INTERNALDATE)."""

    @property
    def is_whole(self) -> bool:
        """Was all of it fetched?"""
        return len(self.raw) >= self.size
