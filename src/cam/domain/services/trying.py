"""A test mail to oneself: really sent, counted as any mail is, and no lead's attempt."""

from collections.abc import Sequence

from msgspec import Struct

from cam.domain.model import address
from cam.domain.model.attempt import Refusal
from cam.domain.model.errors import NotSent
from cam.domain.model.mail import Mail
from cam.domain.model.preview import Preview, Sample, as_test
from cam.domain.model.quota import Allowance
from cam.domain.services.mailboxes import Mailboxes
from cam.domain.services.previewing import Previewed, Previewing
from cam.ports.mailer import SendResult, SendStatus
from cam.ports.repository import UnitOfWork


class Tried(Struct, frozen=True, kw_only=True):
    """What became of a test mail, and what it says."""

    to: str
    dry_run: bool
    status: SendStatus | None
    """None in a dry run: nothing was sent."""
    reply: str
    """The mail server's word."""
    preview: Preview


class Trying:
    """Sends test mails."""

    def __init__(
        self, unit_of_work: UnitOfWork, previewing: Previewing, mailboxes: Mailboxes
    ) -> None:
        self._unit_of_work = unit_of_work
        self._previewing = previewing
        self._mailboxes = mailboxes

    async def send(self, campaign_id: int, sample: Sample, to: str, *, dry_run: bool) -> Tried:
        """Sends the previewed mail to `to`, through the mailbox that would write to the lead.

        Raises CampaignNotFound, LeadNotFound, InvalidInput, NotConfigured, NotArmed, and
        NotSent when the mail cannot be written, or must not be.
        """
        to = address.parsed(to)
        shown = await self._previewing.preview(campaign_id, sample)
        await self._check(shown, to, dry_run=dry_run)
        result = None
        if shown.mail is not None and not dry_run:
            result = await self._sent(as_test(shown.mail, to), shown)
        return Tried(
            to=to,
            dry_run=dry_run,
            status=result.status if result else None,
            reply=result.reply if result else "",
            preview=shown.preview,
        )

    async def _check(self, shown: Previewed, to: str, *, dry_run: bool) -> None:
        """Raises what a live mail would be refused for, as far as it can be seen beforehand."""
        self._mailboxes.check(shown.campaign)
        if shown.preview.why_not:
            raise NotSent("; ".join(shown.preview.why_not))
        scope = self._mailboxes.for_lead(shown.campaign, shown.lead).scope
        async with self._unit_of_work.reading() as repo:
            (await repo.deployment.standing()).check()
            if await repo.suppressions.covering([to]):
                raise NotSent(Refusal.SUPPRESSED.value)
            held = self._mailboxes.holding.seen(await repo.holds.all(), repo.now())
        if not dry_run:
            held = await self._mailboxes.holding.left_alone([scope])
        if scope in held:
            raise NotSent(held[scope])

    async def _sent(self, mail: Mail, shown: Previewed) -> SendResult:
        mailbox = self._mailboxes.for_lead(shown.campaign, shown.lead)
        allowances = self._mailboxes.allowances(mailbox)
        leave = _Leave(self._unit_of_work, mail.recipient, mailbox.name, allowances)
        outlet = self._mailboxes.outlet(shown.campaign, mailbox.name)
        result = await outlet.mailer.send(mail, leave)
        if leave.refusal is not None:
            raise NotSent(leave.refusal.value)
        return result


class _Leave:
    """Asks at the last moment, as for any mail; remembers a refusal."""

    def __init__(
        self, unit_of_work: UnitOfWork, to: str, mailbox: str, allowances: Sequence[Allowance]
    ) -> None:
        self._unit_of_work = unit_of_work
        self._to, self._mailbox, self._allowances = to, mailbox, allowances
        self.refusal: Refusal | None = None

    async def __call__(self, _: str) -> bool:
        async with self._unit_of_work() as repo:
            self.refusal = await repo.attempts.authorize_test(
                self._to, self._allowances, mailbox=self._mailbox
            )
        return self.refusal is None
