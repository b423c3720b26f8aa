"""What a fake repository holds: rows by key, copied whole for each unit of work."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Self, TypeVar
from uuid import UUID

from msgspec import Struct

from cam.domain.model.arrival import Arrival
from cam.domain.model.attempt import Attempt
from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import Call, Purpose
from cam.domain.model.deployment import Standing
from cam.domain.model.errors import StorageError
from cam.domain.model.event import Event
from cam.domain.model.hold import Hold
from cam.domain.model.inbox import Mark
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Cursor, Identity
from cam.domain.model.report import Run
from cam.domain.model.reservation import Purchase
from cam.domain.model.rhythm import Pace
from cam.domain.model.suppression import Suppression

K = TypeVar("K")
V = TypeVar("V")


class Rows(dict[K, V]):
    """Frozen values by key. Rows are put in, replaced and deleted one by one only."""

    read_only = False

    def __setitem__(self, key: K, value: V) -> None:
        if self.read_only:
            raise StorageError("this unit of work is read-only")
        super().__setitem__(key, value)

    def __delitem__(self, key: K) -> None:
        if self.read_only:
            raise StorageError("this unit of work is read-only")
        super().__delitem__(key)


class Waiting(Struct, frozen=True):
    """An event in the outbox; nothing is left to deliver once `due_at` is None."""

    event: Event
    due_at: datetime | None


@dataclass
class State:
    """Every table."""

    campaigns: Rows[int, Campaign] = field(default_factory=Rows)
    cursors: Rows[tuple[int, str], Cursor] = field(default_factory=Rows)
    leads: Rows[int, Lead] = field(default_factory=Rows)
    keys: Rows[int, Identity] = field(default_factory=Rows)
    """Lead id to the keys by which it is recognised: each unique in its campaign."""
    attempts: Rows[UUID, Attempt] = field(default_factory=Rows)
    quotas: Rows[tuple[str, date], int] = field(default_factory=Rows)
    """(scope, day) to what is used."""
    paces: Rows[str, Pace] = field(default_factory=Rows)
    """Scope to where its ramp-up began, and until when it rests."""
    suppressions: Rows[str, Suppression] = field(default_factory=Rows)
    arrivals: Rows[UUID, Arrival] = field(default_factory=Rows)
    inbox_marks: Rows[tuple[str, str], Mark] = field(default_factory=Rows)
    """(mailbox, folder) to how far it was read."""
    runs: Rows[UUID, Run] = field(default_factory=Rows)
    events: Rows[UUID, Waiting] = field(default_factory=Rows)
    calls: Rows[UUID, Call] = field(default_factory=Rows)
    purchases: Rows[tuple[str, Purpose, str], Purchase] = field(default_factory=Rows)
    """(provider, purpose, key) to who was bought; the call's state is read from the call."""
    credits: Rows[tuple[str, str], int] = field(default_factory=Rows)
    """(scope, period) to the millionths that count."""
    holds: Rows[str, Hold] = field(default_factory=Rows)
    deployment: Rows[int, Standing] = field(default_factory=Rows)
    """Under 1: where it was armed, and where it is."""

    def copy(self, *, read_only: bool = False) -> Self:
        """The same rows, in tables of their own."""
        copied = type(self)()
        for table in fields(self):
            rows: Rows[object, object] = Rows(getattr(self, table.name))
            rows.read_only = read_only
            setattr(copied, table.name, rows)
        return copied
