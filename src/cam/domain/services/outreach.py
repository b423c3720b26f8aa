"""Contact what is due: plan, claim, and send each mail by 354, authorize, body, record."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import anyio
from msgspec import Struct, structs

from cam.domain.model import cadence, consent
from cam.domain.model.attempt import Attempt, AttemptState, Claim, Go, Outcome, Refusal, planned
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import NotArmed, NotConfigured
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.mail import Sender
from cam.domain.model.personalisation import MissingField
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import Allowance
from cam.domain.model.sequence import variant_for
from cam.domain.model.way_out import WayOut, is_unread, reachable
from cam.domain.services import letters
from cam.domain.services.doors import is_for_us
from cam.domain.services.progress import Progress, silent
from cam.domain.services.send_ledger import Ended, SendLedger
from cam.ports.clock import Clock
from cam.ports.failpoints import Failpoints, Point
from cam.ports.mailer import Mailer, SendResult, SendStatus
from cam.ports.repository import Fence, Repository, UnitOfWork

LOT = 100
"""Attempts claimed at once; a lot is sent well within its lease."""
LEASE = timedelta(minutes=15)
MAX_TRIES = 5
"""A mail that servers put off so often is given up."""
ASK_FOR_CONSENT = timedelta(days=1)
"""So long somebody without consent waits when there are so many that others would not be seen."""
AT_ONCE = 10
"""Mails of one campaign under way at the same time."""

_STATES = {
    SendStatus.SENT: AttemptState.SENT,
    SendStatus.REJECTED: AttemptState.REJECTED,
    SendStatus.DEFERRED: AttemptState.QUEUED,
    SendStatus.HELD: AttemptState.QUEUED,
    SendStatus.UNKNOWN: AttemptState.UNKNOWN,
    SendStatus.FAILED: AttemptState.FAILED,
}


_SETTINGS = {"smtp": "SMTP_HOST", "make": "MAKE_MAILER_URL"}

_FINAL = (
    Refusal.NOT_ARMED,
    Refusal.PAUSED,
    Refusal.QUOTA,
    Refusal.MAILBOX,
    Refusal.DEPLOYMENT,
    Refusal.LOST_CLAIM,
)
"""After one of these verdicts every further attempt of this run would get it, too."""


_MOVED = (
    "the database is not where it was armed any more: a copy, a restore or a failover while this "
    "ran. Nothing is sent until a person arms it: see `cam arm --help`"
)


class Contacted(Struct, kw_only=True):
    """What one contacting did, counted as it goes."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: Counter[str]
    country_unknown: int = 0
    """To whom mails were queued, though nothing tells whether they live where consent is needed."""
    held: str = ""
    """The server's word, when the mailbox itself does not work: nothing more is tried."""

    error: BaseException | None = None
    """What kept a mail from being sent or recorded: nothing more is tried; raised at the end."""

    @property
    def stops(self) -> bool:
        """Is there no use in going on?"""
        broken = bool(self.held) or self.error is not None
        return broken or any(why.value in self.skipped for why in _FINAL)


class NotMailable(Exception):
    """Nobody writes to an address of that standing."""


class Outreach:
    """Writes to leads."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        mailers: Mapping[str, Mailer],
        ledger: SendLedger,
        clock: Clock,
        failpoints: Failpoints,
        *,
        sender: Sender,
        public_url: str = "",
        consent_countries: tuple[str, ...] = (),
        allowances: Mapping[str, tuple[Allowance, ...]] | None = None,
        at_once: int = AT_ONCE,
        progress: Progress = silent,
    ) -> None:
        self._way_out = WayOut(public_url)
        self._consent_countries = consent_countries
        self._allowances = allowances or {}
        self._at_once = at_once
        self._progress = progress
        self._unit_of_work = unit_of_work
        self._mailers = mailers
        self._ledger = ledger
        self._clock = clock
        self._failpoints = failpoints
        self._sender = sender

    def sender_of(self, campaign: Campaign) -> Sender:
        """Who writes for this campaign. Raises NotConfigured when it is not known well enough, or
        when nobody could end it: answers go where nobody reads, and there is no link."""
        sender = self.sender_known(campaign)
        if sender.missing:
            raise NotConfigured(*sender.missing)
        if is_unread(sender.reply_to or sender.email) and not reachable(self._way_out.public_url):
            raise NotConfigured("CAM_PUBLIC_URL")
        return sender

    def sender_known(self, campaign: Campaign) -> Sender:
        """What is known of who writes: the campaign's sender, then the deployment's."""
        return campaign.sender.or_else(self._sender)

    def mailer_of(self, campaign: Campaign) -> Mailer:
        """How this campaign's mails leave. Raises NotConfigured."""
        if campaign.mailer not in self._mailers:
            raise NotConfigured(_SETTINGS[campaign.mailer])
        return self._mailers[campaign.mailer]

    def allowances_of(self, campaign: Campaign) -> tuple[Allowance, ...]:
        """What each of its mails counts against, beside the campaign's own quota."""
        return self._allowances.get(campaign.mailer, ())

    def consent_needed_in(self, campaign: Campaign) -> tuple[str, ...]:
        """The countries in which it writes to nobody without consent."""
        return campaign.consent_needed_in(self._consent_countries)

    async def contact(
        self, campaign: Campaign, fence: Fence, done: Contacted, stop: anyio.Event | None = None
    ) -> None:
        """Sends what is due, at most what is left of the quota, and counts in `done` as it goes.

        Raises NotConfigured without a mailer or a complete sender. After `stop`, a failure or a
        cancellation no further mail is begun; those under way end, and what was only claimed is
        given back.
        """
        self.mailer_of(campaign)
        sender = self.sender_of(campaign)
        room = await self._plan(campaign, fence, sender, done)
        self._failpoints.reached(Point.PLANNED)
        while room > 0 and not done.stops and not (stop and stop.is_set()):
            token = str(self._clock.new_id())
            all_sent = False
            try:
                claims = await self._claim(campaign, fence, token, min(LOT, room))
                if not claims:
                    return
                room -= len(claims)
                await self._send_lot(campaign, sender, claims, done, stop)
                all_sent = not done.stops and not (stop and stop.is_set())
            finally:
                if not all_sent:
                    await self._release(campaign, token)
        if done.error is not None:
            raise done.error

    async def _release(self, campaign: Campaign, token: str) -> None:
        """Gives back what was only claimed, also while this task is being cancelled."""
        with anyio.CancelScope(shield=True):
            async with self._unit_of_work() as repo:
                await repo.attempts.release(campaign.id, token=token)

    async def _plan(self, campaign: Campaign, fence: Fence, sender: Sender, done: Contacted) -> int:
        """Queues attempts for the best due leads; returns how many mails may go out today."""
        async with self._unit_of_work(fence) as repo:
            now = repo.now()
            if not campaign.window.is_open(now):
                done.skipped["outside the sending window"] += 1
                return 0
            left = await repo.quotas.room(campaign, self.allowances_of(campaign))
            room, risky = left.mails, left.risky
            due = await repo.leads.due(campaign.id, NextAction.CONTACT, limit=room + LOT)
            covered = await repo.suppressions.covering({each.email for each in due if each.email})
            self._way_out = WayOut(self._way_out.public_url, await repo.deployment.signing_key())
            countries, may_starve = self.consent_needed_in(campaign), len(due) == room + LOT
            wanted: list[Lead] = []
            changed: list[Lead] = []
            for lead in due:
                why_not = (
                    "suppressed"
                    if lead.email in covered
                    else lead.why_not_mailable(now, risky_too=campaign.mail_risky_addresses)
                    or letters.why_unwritable(campaign, lead, sender)
                )
                if why_not:
                    done.skipped[why_not] += 1
                    changed.append(lead.closed(why_not, now))
                elif no_consent := consent.why_not(lead, countries):
                    done.skipped[no_consent] += 1
                    changed += [lead.later(now + ASK_FOR_CONSENT)] if may_starve else []
                elif lead.email_status is EmailStatus.RISKY and risky <= 0:
                    done.skipped[Refusal.RISKY_SHARE.value] += 1
                elif len(wanted) < room:
                    risky -= lead.email_status is EmailStatus.RISKY
                    done.country_unknown += consent.is_unplaced(lead, countries)
                    wanted.append(lead)
                else:
                    done.skipped[Refusal.QUOTA.value + " for today"] += 1
            if len(due) == room + LOT:
                more = await repo.leads.count_due(campaign.id, NextAction.CONTACT) - len(due)
                done.skipped[Refusal.QUOTA.value + " for today"] += more
            changed += await self._queue(repo, campaign, wanted, sender)
            await repo.leads.advance(changed)
        return room

    async def _queue(
        self, repo: Repository, campaign: Campaign, leads: Sequence[Lead], sender: Sender
    ) -> list[Lead]:
        now = repo.now()
        attempts = {lead.id: self._attempt(campaign, lead, sender, now) for lead in leads}
        new = await repo.attempts.plan(list(attempts.values()))
        return [
            lead.awaiting(now)
            if attempts[lead.id].id in new
            else lead.closed(f"step {lead.next_step + 1} was already written to this person", now)
            for lead in leads
        ]

    def _attempt(self, campaign: Campaign, lead: Lead, sender: Sender, now: datetime) -> Attempt:
        step = lead.next_step
        return planned(
            lead,
            step,
            attempt_id=self._clock.new_id(),
            sender=sender.email,
            at=now,
            variant=variant_for(campaign.sequence, step, campaign.id, lead.id),
        )

    async def _claim(self, campaign: Campaign, fence: Fence, token: str, limit: int) -> list[Claim]:
        async with self._unit_of_work(fence) as repo:
            claims = await repo.attempts.claim(
                campaign.id, epoch=fence.epoch, token=token, lease=LEASE, limit=limit
            )
        self._failpoints.reached(Point.CLAIMED)
        return claims

    async def _send_lot(
        self,
        campaign: Campaign,
        sender: Sender,
        claims: list[Claim],
        done: Contacted,
        stop: anyio.Event | None,
    ) -> None:
        todo = iter(claims)

        async def worker() -> None:
            for claim in todo:
                if done.stops or (stop and stop.is_set()):
                    return
                await self._send(campaign, sender, claim, done)

        async with anyio.create_task_group() as tasks:
            for _ in range(min(self._at_once, len(claims))):
                tasks.start_soon(worker)

    async def _send(
        self, campaign: Campaign, sender: Sender, claim: Claim, done: Contacted
    ) -> None:
        """One mail, from its text to its recorded outcome. A failure lets the others' mails end."""
        try:
            await self._tried(campaign, sender, claim, done)
        except BaseException as error:  # raised once the mails under way are recorded
            if is_for_us(error):
                raise
            done.error = done.error or error

    async def _tried(
        self, campaign: Campaign, sender: Sender, claim: Claim, done: Contacted
    ) -> None:
        try:
            _check_address(claim.lead, campaign)
            mail = letters.mail(claim, campaign.sequence, sender, self._clock.now(), self._way_out)
        except (MissingField, IndexError, NotMailable) as unwritable:
            result = SendResult(status=SendStatus.FAILED, reply=str(unwritable))
        else:
            asked = Go(
                attempt_id=claim.attempt.id,
                token=claim.attempt.token,
                mime_sha256="",
                subject=mail.subject,
                allowances=self.allowances_of(campaign),
                consent_countries=self._consent_countries,
            )
            leave = _Authorizer(self._ledger, asked, done)
            result = await self.mailer_of(campaign).send(mail, leave)
            if result.status is SendStatus.NOT_AUTHORIZED:
                return
            if result.status is SendStatus.HELD:
                done.held = done.held or _held(campaign, result)
                if not leave.given:  # else it goes back to the queue
                    return
        outcome = self._outcome(claim, result)
        await self._ledger.record(Ended(outcome, campaign))
        self._failpoints.reached(Point.RECORDED)
        _count(done, outcome)
        self._progress(campaign.id, "mails", done.sent + done.failed + done.unknown)

    def _outcome(self, claim: Claim, result: SendResult) -> Outcome:
        now = self._clock.now()
        attempt = claim.attempt
        state, again, reason = _STATES[result.status], None, ""
        if state is AttemptState.QUEUED:
            again = now + cadence.try_again_delay(attempt.tries + 1)
            if attempt.tries + 1 >= MAX_TRIES and result.status is not SendStatus.HELD:
                state, again = AttemptState.REJECTED, None
                reason = f"gave up after {MAX_TRIES} tries"
        elif state is not AttemptState.SENT:
            reason = result.reply
        return Outcome(
            attempt_id=attempt.id,
            token=attempt.token,
            lead_id=attempt.lead_id,
            campaign_id=attempt.campaign_id,
            step=attempt.step,
            state=state,
            at=now,
            smtp_code=result.code,
            smtp_reply=result.reply,
            reason=reason,
            next_try=again,
        )


class _Authorizer:
    """Asks the ledger for one attempt, and counts a refusal by its reason."""

    def __init__(self, ledger: SendLedger, asked: Go, done: Contacted) -> None:
        self._ledger, self._asked, self._done = ledger, asked, done
        self.given = False

    async def __call__(self, sha256: str) -> bool:
        verdict = await self._ledger.authorize(structs.replace(self._asked, mime_sha256=sha256))
        if verdict.refusal is not None:
            self._done.skipped[verdict.refusal.value] += 1
        if verdict.refusal is Refusal.NOT_ARMED:
            self._done.error = self._done.error or NotArmed(_MOVED)
        self.given = verdict.refusal is None
        return self.given


def _check_address(lead: Lead, campaign: Campaign) -> None:
    """An attempt that a person put back in the queue may be of a lead that was not verified yet."""
    if not lead.email_status.mailable(risky_too=campaign.mail_risky_addresses):
        raise NotMailable(f"address is {lead.email_status}")


def _held(campaign: Campaign, result: SendResult) -> str:
    """Who takes no mails at all, and why, with its code once."""
    code = str(result.code or "")
    word = result.reply if result.reply.startswith(code) else f"{code} {result.reply}"
    return f"{campaign.mailer}: {word}"


def _count(done: Contacted, outcome: Outcome) -> None:
    match outcome.state:
        case AttemptState.SENT:
            done.sent += 1
        case AttemptState.UNKNOWN:
            done.unknown += 1
        case AttemptState.QUEUED:
            done.skipped["put off by the mail server"] += 1
        case _:
            done.failed += 1
