"""Which mailbox writes to whom: a lead stays with the mailbox that wrote to it first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from cam.domain.model.attempt import Refusal
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.quota import UNBOUNDED, Quota
from cam.domain.model.rhythm import NO_REST

PATIENCE = timedelta(seconds=20)
"""So long a cycle waits, in all, for the turns of its mailboxes; the rest is the next cycle's."""


class Turn(Struct, kw_only=True):
    """What one mailbox may still send in this cycle. It is counted down as mails are begun."""

    mailbox: Mailbox
    quota: Quota | None = None
    """Today's; None where nothing counts."""
    held: str = ""
    """Why it is left alone."""
    rest: timedelta = NO_REST
    """How long until its next mail may leave."""
    queued: int = 0
    """Attempts that wait for it, and could be claimed."""
    taken: int = 0

    free_at: datetime | None = None
    """When its next mail may be begun, by the clock of who sends; None: at once."""
    shut: bool = False
    """Was it found, in this cycle, that nothing leaves through it?"""

    @property
    def is_open(self) -> bool:
        """May mails of its queue be begun, once it has rested?"""
        return not self.held and not self.shut and self.of_today > 0

    def rests(self, now: datetime) -> timedelta:
        """How long until its next mail may be begun."""
        return max(NO_REST, self.free_at - now) if self.free_at else NO_REST

    @property
    def is_paced(self) -> bool:
        """Does it pause between two mails?"""
        return not self.mailbox.pause.is_none

    @property
    def of_today(self) -> int:
        """The mails that its quota leaves."""
        left = UNBOUNDED if self.quota is None else self.quota.remaining
        return max(0, left - self.taken)

    @property
    def room(self) -> int:
        """How many further mails may be planned for it in this cycle."""
        if self.held:
            return 0
        if not self.is_paced:
            return self.of_today
        turns = self.mailbox.pause.turns(self.rest, PATIENCE)
        return max(0, min(self.of_today, turns - self.queued - self.taken))

    @property
    def why_not(self) -> str:
        """Why nothing more is planned for it now; empty while there is room."""
        if self.room:
            return ""
        if self.held:
            return f"{self.mailbox.called} is left alone"
        return f"{Refusal.MAILBOX} for today" if not self.of_today else Refusal.PACED.value


class Rotation:
    """The mailboxes of a campaign in one cycle; `for_new` names those of new leads, none: all."""

    def __init__(self, turns: Sequence[Turn], for_new: Collection[str] = ()) -> None:
        self.turns = tuple(turns)
        self.stranded: dict[str, int] = {}
        """Attempts whose mailbox is no more, by the reason why they wait."""
        self._new = [each for each in turns if not for_new or each.mailbox.name in for_new]

    def queue(self, queued: Mapping[str, int]) -> None:
        """So many attempts wait, by their mailbox."""
        for name, number in queued.items():
            turn = self.turn_of(name) if name else self.turns[0]
            if turn is None:
                self.stranded[self.why_not(name)] = number
            else:
                turn.queued += number

    def begin(self, now: datetime) -> None:
        """Planning is over: what was planned is queued, and from now on mails are begun."""
        for each in self.turns:
            each.queued, each.taken = each.queued + each.taken, 0
            each.free_at = now + each.rest

    def turn_of(self, mailbox: str) -> Turn | None:
        """The mailbox of a lead that has one; of one that has none, the one with most room left.

        None when that mailbox is no more.
        """
        if mailbox:
            return next((each for each in self.turns if each.mailbox.sends_for(mailbox)), None)
        return max(self._new, key=lambda each: (each.room, each.of_today), default=None)

    def why_not(self, mailbox: str) -> str:
        """Why a lead with this mailbox, or without one, is not written to now."""
        turn = self.turn_of(mailbox)
        if turn is not None:
            return turn.why_not
        return f"mailbox {mailbox or 'of the campaign'} is not configured"

    @property
    def room(self) -> int:
        """How many further mails may be planned in this cycle, of all mailboxes."""
        return min(UNBOUNDED, sum(each.room for each in self.turns))

    @property
    def reachable(self) -> frozenset[str] | None:
        """The mailboxes, empty for none, whose leads can be written to now; None: everybody's."""
        if any(each.mailbox.takes_all and each.room for each in self.turns):
            return None
        named = _names(each for each in self.turns if each.room)
        return named | {""} if any(each.room for each in self._new) else named

    @property
    def why_waiting(self) -> str:
        """Why those wait whom their mailboxes do not reach now."""
        waits = "waits for its mailbox"
        return waits if any(each.room for each in self.turns) else self.why_not("") or waits

    def claimable(self, now: datetime) -> list[Turn]:
        """Those from whose queue mails may be taken now."""
        return [each for each in self.turns if each.is_open and not each.rests(now)]

    def queue_of(self, turn: Turn) -> frozenset[str] | None:
        """The mailboxes, as attempts name them, whose queue is that one's; None: all of them.
        Attempts without any are the first one's."""
        if turn.mailbox.takes_all:
            return None
        return turn.mailbox.names | ({""} if turn is self.turns[0] else frozenset())

    @property
    def resting(self) -> int:
        """Mails that wait in the queue of mailboxes that pause."""
        return sum(each.queued for each in self.turns if each.is_paced and each.is_open)

    def next_rest(self, now: datetime) -> timedelta | None:
        """How long until one that rests, and for which something waits, has its turn."""
        waiting = (each.rests(now) for each in self.turns if each.is_open and each.queued > 0)
        return min((rest for rest in waiting if rest), default=None)


def _names(turns: Iterable[Turn]) -> frozenset[str]:
    return frozenset().union(*(each.mailbox.names for each in turns))


def rest_of(quota: Quota | None, now: datetime) -> timedelta:
    """How long until the mailbox of this quota may send."""
    if quota is None or quota.next_send_at is None:
        return NO_REST
    return max(NO_REST, quota.next_send_at - now)
