"""How many mails a day. The count is taken when a mail is authorized and never given back."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

DEFAULT_MAILS_PER_DAY = 20
MOST_MAILS_PER_DAY = 10_000

MailsPerDay = Annotated[int, Meta(ge=0, le=MOST_MAILS_PER_DAY)]

DEPLOYMENT = "deployment"
"""The scope under which all mails of this database are counted."""


class Quota(Struct, frozen=True, kw_only=True):
    """One day's allowance of one scope, and what is used of it."""

    day: date
    limit: int
    used: int = 0

    @property
    def remaining(self) -> int:
        """Mails that may still go out today; a limit lowered below the use leaves none."""
        return max(0, self.limit - self.used)


class Allowance(Struct, frozen=True, kw_only=True):
    """A daily limit that a mail counts against; the day is the zone's, and only moves forward."""

    scope: str
    most: int
    zone: str = "UTC"


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
