"""A mailbox: one account through which mails leave, with its sender, its limits and its pace."""

from msgspec import Struct

from cam.domain.model.mail import Sender
from cam.domain.model.quota import Allowance, mailbox_scope
from cam.domain.model.rhythm import NO_PAUSE, Pause, RampUp


class Mailbox(Struct, frozen=True, kw_only=True):
    """One account. What `sender` leaves open is the campaign's or the deployment's."""

    name: str
    label: str = ""
    """How it is called in a report; by its name when empty."""
    sender: Sender = Sender()
    mails_per_day: int | None = None
    ramp_up: RampUp | None = None
    pause: Pause = NO_PAUSE
    zone: str = "UTC"
    is_counted: bool = True
    """Are its mails counted when nothing limits them?"""
    keeps_leads: bool = True
    """Does a lead stay with it?"""
    plus_tags: bool = False
    """Does what is sent to `name+tag@...` arrive in it? Then each mail's bounces come to an address
    of their own (VERP), and name their mail whatever is left of it."""
    takes_all: bool = False
    """Is it the only one, which writes to everybody, whatever mailbox they had?"""

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """What each of its mails counts against: its own limit, or nothing."""
        limit = Allowance(
            scope=self.scope,
            most=self.mails_per_day,
            zone=self.zone,
            ramp_up=self.ramp_up,
            pause=self.pause,
        )
        return (limit,) if self.is_counted or limit.most is not None or limit.has_pace else ()

    @property
    def scope(self) -> str:
        """Under which its mails are counted, and it is held."""
        return mailbox_scope(self.name)

    @property
    def called(self) -> str:
        """How a report calls it."""
        return self.label or f"mailbox {self.name}"

    @property
    def names(self) -> frozenset[str]:
        """What a lead's mailbox may be called for it to be this one: the name, or the address."""
        return frozenset({self.name, self.sender.email} - {""})

    def sends_for(self, mailbox: str) -> bool:
        """Does it write to a lead that has this mailbox?"""
        return self.takes_all or mailbox in self.names
