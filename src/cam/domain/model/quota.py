"""How many mails a day. The count is taken when a mail is authorized and never given back."""

from datetime import date, datetime
from typing import Annotated, Self

from msgspec import Meta, Struct, structs

from cam.domain.model.rhythm import NO_PAUSE, Paces, Pause, RampUp
from cam.domain.model.window import local_day

DEFAULT_MAILS_PER_DAY = 20
MOST_MAILS_PER_DAY = 10_000

UNBOUNDED = 1_000_000_000
"""What is left where no limit is set."""

MailsPerDay = Annotated[int, Meta(ge=0, le=MOST_MAILS_PER_DAY)]

DEPLOYMENT = "deployment"
"""The scope under which all mails of this database are counted."""


class Quota(Struct, frozen=True, kw_only=True):
    """One day's allowance of one scope, and what is used of it."""

    day: date
    limit: int | None
    """None: counted, not limited."""
    used: int = 0
    next_send_at: datetime | None = None
    """When the next mail may leave, where there are pauses."""

    @property
    def remaining(self) -> int:
        """Mails that may still go out today; a limit lowered below the use leaves none."""
        return max(0, (UNBOUNDED if self.limit is None else self.limit) - self.used)


class Allowance(Struct, frozen=True, kw_only=True):
    """A daily limit that a mail counts against; the day is the zone's, and only moves forward."""

    scope: str
    most: int | None
    """None: counted, not limited."""
    zone: str = "UTC"
    ramp_up: RampUp | None = None
    pause: Pause = NO_PAUSE
    """Between two mails that count against it."""

    @property
    def has_pace(self) -> bool:
        """Does it depend on when its first or its last mail left?"""
        return self.ramp_up is not None or not self.pause.is_none

    def risen(self, first_day: date, today: date) -> Self:
        """The limit of today: as far as the ramp-up has come, never above `most`."""
        if self.ramp_up is None:
            return self
        risen = self.ramp_up.most(first_day, today)
        return structs.replace(self, most=risen if self.most is None else min(self.most, risen))

    def shared(self, scope: str, share: float) -> "Allowance":
        """A limit within this one: never more than the share, rounded down."""
        most = None if self.most is None else risky_most(self.most, share)
        return Allowance(scope=scope, most=most, zone=self.zone)


def in_force(allowance: Allowance, paces: Paces, now: datetime) -> Allowance:
    """The allowance with the limit of today."""
    today = local_day(now, allowance.zone)
    return allowance.risen(paces.first_day(allowance.scope, today), today)


def campaign_scope(campaign_id: int) -> str:
    """The scope under which a campaign's mails are counted."""
    return f"campaign:{campaign_id}"


def risky_scope(campaign_id: int) -> str:
    """The scope under which a campaign's mails to risky addresses are counted."""
    return f"risky:{campaign_id}"


def mailbox_scope(mailbox: str) -> str:
    """The scope under which the mails of one mailbox are counted, whatever the campaign."""
    return f"mailbox:{mailbox}"


def risky_most(limit: int, share: float) -> int:
    """The mails to risky addresses that a day allows; never more than the share, rounded down."""
    return int(limit * share)
