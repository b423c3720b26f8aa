"""Who is written to next, through which mailbox, and why others are not: in a run, in a plan."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from cam.domain.model import consent
from cam.domain.model.attempt import Refusal
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import Lead
from cam.domain.model.mail import Sender
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.rotation import Rotation, Turn
from cam.domain.services import letters
from cam.ports.repository import Room

NO_QUOTA = f"{Refusal.QUOTA} for today"


class Choice(NamedTuple):
    """The mailbox that writes, or why none does; `ends` when none ever will."""

    mailbox: Mailbox | None = None
    why_not: str = ""
    ends: bool = False


class Choosing:
    """Chooses one lead after the other, in the order in which they are offered.

    `variants` are those that are fixed already, by lead.
    """

    def __init__(
        self,
        campaign: Campaign,
        rotation: Rotation,
        room: Room,
        sender_of: Callable[[Campaign, Mailbox | None], Sender],
        *,
        covered: Collection[str],
        now: datetime,
        variants: Mapping[int, str] = {},
        consent_countries: Collection[str] = (),
    ) -> None:
        self._countries = consent_countries
        self.country_unknown = 0
        """To whom is written, though nothing tells whether they live where consent is needed."""
        self._variants = variants
        self._campaign, self._rotation, self._sender_of = campaign, rotation, sender_of
        self._covered, self._now = covered, now
        self._mails, self._risky = room.mails, room.risky

    @property
    def is_full(self) -> bool:
        """Is the campaign's quota of today given away?"""
        return self._mails <= 0

    def choose(self, lead: Lead) -> Choice:
        """The choice for this lead; what it needs is then taken."""
        turn = self._rotation.turn_of(lead.mailbox)
        if ended := self.why_never(lead, turn):
            return Choice(why_not=ended, ends=True)
        if no_consent := self.why_no_consent(lead):
            return Choice(why_not=no_consent)
        risky = lead.email_status is EmailStatus.RISKY
        if risky and self._risky <= 0:
            return Choice(why_not=Refusal.RISKY_SHARE)
        if self.is_full:
            return Choice(why_not=NO_QUOTA)
        if turn is None or turn.why_not:
            return Choice(why_not=self._rotation.why_not(lead.mailbox))
        self._mails -= 1
        self._risky -= risky
        turn.taken += 1
        self.country_unknown += consent.is_unplaced(lead, self._countries)
        return Choice(turn.mailbox)

    def why_no_consent(self, lead: Lead) -> str:
        """That consent is needed where this lead is, and none is recorded; it may come."""
        return consent.why_not(lead, self._countries)

    def why_never(self, lead: Lead, turn: Turn | None) -> str:
        """Why nobody writes to this lead, whatever the day."""
        if lead.email in self._covered:
            return "suppressed"
        sender = self._sender_of(self._campaign, turn.mailbox if turn else None)
        return lead.why_not_mailable(
            self._now, risky_too=self._campaign.mail_risky_addresses
        ) or letters.why_unwritable(self._campaign, lead, sender, self._variants.get(lead.id))
