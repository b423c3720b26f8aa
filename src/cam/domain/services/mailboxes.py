"""The mailboxes of this deployment: whose is which mail, who writes it, and what speaks against."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime, timedelta
from itertools import chain

import anyio

from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import NotConfigured
from cam.domain.model.lead import Lead
from cam.domain.model.mail import Sender
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.quota import Allowance
from cam.domain.model.rotation import Rotation, Turn, rest_of
from cam.domain.model.way_out import is_unread, reachable
from cam.domain.services.holding import Holding
from cam.ports.mailer import Mailer
from cam.ports.repository import Repository, Room

_SETTINGS = {"smtp": "SMTP_HOST", "make": "MAKE_MAILER_URL"}
_ANY = Mailbox(name="", is_counted=False, takes_all=True)
"""In whose place a plan is made when there is none yet."""


class Outlet:
    """A mailbox, and the mailer through which its mails leave."""

    def __init__(self, mailbox: Mailbox, mailer: Mailer) -> None:
        self.mailbox = mailbox
        self.mailer = mailer
        self._one_at_a_time = anyio.Lock()
        self._free_at: datetime | None = None

    def rests(self, now: datetime, rest: timedelta) -> None:
        """It rests so long from now on."""
        self._free_at = now + rest

    def is_free(self, now: datetime) -> bool:
        """Is it worth asking for a turn? Not while another mail of this process has it."""
        if self.mailbox.pause.is_none:
            return True
        return not self._one_at_a_time.locked() and (not self._free_at or self._free_at <= now)

    def turn(self) -> AbstractAsyncContextManager[object]:
        """The time of one mail; those of a mailbox that pauses go one by one."""
        return nullcontext() if self.mailbox.pause.is_none else self._one_at_a_time


class Mailboxes:
    """Knows them all, by the mailer that a campaign chooses: `smtp` or `make`."""

    def __init__(
        self,
        outlets: Mapping[str, Sequence[Outlet]],
        *,
        sender: Sender,
        holding: Holding,
        allowances: Sequence[Allowance] = (),
        public_url: str = "",
        consent_countries: tuple[str, ...] = (),
    ) -> None:
        self.public_url = public_url
        self.consent_countries = consent_countries
        self._outlets = outlets
        self._sender = sender
        self._allowances = tuple(allowances)
        self.holding = holding

    @property
    def all(self) -> list[Mailbox]:
        """Every mailbox."""
        return [outlet.mailbox for some in self._outlets.values() for outlet in some]

    def check(self, campaign: Campaign) -> None:
        """Raises NotConfigured unless its mails can leave, it is known who writes them, and whoever
        gets one can end it: by a link, or by an answer that somebody reads."""
        outlets = self._outlets.get(campaign.mailer)
        if not outlets:
            raise NotConfigured(_SETTINGS[campaign.mailer])
        for outlet in outlets:
            sender = self.sender(campaign, outlet.mailbox)
            if sender.missing:
                raise NotConfigured(*sender.missing)
            if is_unread(sender.reply_to or sender.email) and not reachable(self.public_url):
                raise NotConfigured("CAM_PUBLIC_URL")

    def consent_needed_in(self, campaign: Campaign) -> tuple[str, ...]:
        """The countries in which it writes to nobody without consent."""
        return campaign.consent_needed_in(self.consent_countries)

    def sender(self, campaign: Campaign, mailbox: Mailbox | None) -> Sender:
        """Who writes: the mailbox's own sender, then the campaign's, then the deployment's."""
        own = mailbox.sender if mailbox else Sender()
        return own.or_else(campaign.sender).or_else(self._sender)

    def for_lead(self, campaign: Campaign, lead: Lead) -> Mailbox:
        """Through which a mail to this lead is tried: its own, else the campaign's first."""
        found = self._of(campaign)
        its_own = (each for each in found if lead.mailbox and each.sends_for(lead.mailbox))
        chosen = (each for each in found if each.name in campaign.mailboxes)
        return next(chain(its_own, chosen, found))

    def sender_for(self, campaign: Campaign, lead: Lead) -> Sender:
        """Who would write to this lead."""
        return self.sender(campaign, self.for_lead(campaign, lead))

    def outlet(self, campaign: Campaign, name: str) -> Outlet:
        """The mailbox of that name, of those that `check` found."""
        return next(each for each in self._outlets[campaign.mailer] if each.mailbox.name == name)

    def allowances(self, mailbox: Mailbox) -> tuple[Allowance, ...]:
        """What each of its mails counts against, beside the campaign's own quota."""
        return (*self._allowances, *mailbox.allowances)

    async def left_alone(self, campaign: Campaign) -> dict[str, str]:
        """Which of the campaign's mailboxes are held, and why; may look at one."""
        return await self.holding.left_alone([each.scope for each in self._of(campaign)])

    async def rotation(
        self,
        repo: Repository,
        campaign: Campaign,
        held: Mapping[str, str],
        *,
        beside_queue: bool = True,
    ) -> tuple[Rotation, Room]:
        """What each mailbox may send in this cycle, and what the campaign may; with `beside_queue`
        a mailbox that pauses has its turns for its queue first."""
        found = self._of(campaign)
        limits = [limit for each in found for limit in each.allowances]
        room = await repo.quotas.room(campaign, self._allowances, limits)
        turns = [
            Turn(
                mailbox=each,
                quota=room.mailboxes.get(each.scope),
                held=held.get(each.scope, ""),
                rest=rest_of(room.mailboxes.get(each.scope), repo.now()),
            )
            for each in found
        ]
        rotation = Rotation(turns, campaign.mailboxes)
        if beside_queue and (len(turns) > 1 or any(turn.is_paced for turn in turns)):
            rotation.queue(await repo.attempts.queued(campaign.id))
        return rotation, room

    def _of(self, campaign: Campaign) -> list[Mailbox]:
        return [each.mailbox for each in self._outlets.get(campaign.mailer, ())] or [_ANY]
