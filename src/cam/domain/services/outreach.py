"""Contact what is due: plan, claim, and send each mail by 354, authorize, body, record."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import anyio
from msgspec import structs

from cam.domain.model import cadence
from cam.domain.model.attempt import AttemptState, Claim, Outcome, Refusal, planned
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.personalisation import MissingField
from cam.domain.model.rotation import Turn
from cam.domain.model.sequence import variant_for
from cam.domain.model.way_out import WayOut
from cam.domain.services import letters
from cam.domain.services.choosing import NO_QUOTA, Choosing
from cam.domain.services.doors import is_for_us
from cam.domain.services.mailboxes import Mailboxes, Outlet
from cam.domain.services.progress import Progress, silent
from cam.domain.services.round import LOT, Contacted, Leave, Round
from cam.domain.services.send_ledger import Ended, SendLedger
from cam.ports.clock import Clock
from cam.ports.failpoints import Failpoints, Point
from cam.ports.mailer import SendResult, SendStatus
from cam.ports.repository import Fence, Repository, UnitOfWork

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


_OF_ITS_MAILBOX = (Refusal.MAILBOX, Refusal.HELD)
"""After one of these every further attempt of the same mailbox would."""


class NotMailable(Exception):
    """Nobody writes to an address of that standing."""


class Outreach:
    """Writes to leads."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        mailboxes: Mailboxes,
        ledger: SendLedger,
        clock: Clock,
        failpoints: Failpoints,
        *,
        at_once: int = AT_ONCE,
        progress: Progress = silent,
    ) -> None:
        self._at_once = at_once
        self._progress = progress
        self._unit_of_work = unit_of_work
        self.mailboxes = mailboxes
        self._ledger = ledger
        self._clock = clock
        self._failpoints = failpoints

    async def contact(
        self, campaign: Campaign, fence: Fence, done: Contacted, stop: anyio.Event | None = None
    ) -> None:
        """Sends what is due, at most what is left of the quotas, and counts in `done` as it goes.

        Raises NotConfigured without a mailer or a complete sender. After `stop`, a failure or a
        cancellation no further mail is begun; those under way end, and what was only claimed is
        given back. A mailbox that rests is waited for, but no longer than PATIENCE in all.
        """
        stop = stop or anyio.Event()
        self.mailboxes.check(campaign)
        done.left_alone |= await self.mailboxes.left_alone(campaign)
        round_ = Round(campaign, done, stop)
        await self._plan(round_, fence)
        self._failpoints.reached(Point.PLANNED)
        while round_.goes_on:
            token = str(self._clock.new_id())
            all_sent = False
            try:
                claims = await self._claim(round_, fence, token)
                if claims:
                    all_sent = await self._send_lot(round_, claims)
                elif not await self._rested(round_):
                    done.skipped += Counter({Refusal.PACED.value: round_.rotation.resting})
                    return
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

    async def _plan(self, round_: Round, fence: Fence) -> None:
        """Queues attempts for the best due leads, each for its mailbox."""
        campaign, done = round_.campaign, round_.done
        async with self._unit_of_work(fence) as repo:
            now = repo.now()
            if not campaign.window.is_open(now):
                done.skipped[Refusal.WINDOW.value] += 1
                return
            rotation, room = await self.mailboxes.rotation(repo, campaign, done.left_alone)
            done.skipped += Counter(rotation.stranded)
            most = min(room.mails, rotation.room) + LOT
            due = await repo.leads.due(
                campaign.id, NextAction.CONTACT, limit=most, mailboxes=rotation.reachable
            )
            covered = await repo.suppressions.covering({each.email for each in due if each.email})
            round_.way_out = WayOut(self.mailboxes.public_url, await repo.deployment.signing_key())
            choosing = Choosing(
                campaign,
                rotation,
                room,
                self.mailboxes.sender,
                covered=covered,
                now=now,
                consent_countries=self.mailboxes.consent_needed_in(campaign),
            )
            wanted: list[tuple[Lead, Mailbox]] = []
            changed: list[Lead] = []
            for lead in due:
                mailbox, why_not, ends = choosing.choose(lead)
                if mailbox is not None:
                    wanted.append((lead, mailbox))
                    continue
                done.skipped[why_not] += 1
                changed += [lead.closed(why_not, now)] if ends else []
                if len(due) == most and choosing.why_no_consent(lead):
                    changed.append(lead.later(now + ASK_FOR_CONSENT))
            if len(due) == most or rotation.reachable is not None:
                more = await repo.leads.count_due(campaign.id, NextAction.CONTACT) - len(due)
                waits = NO_QUOTA if choosing.is_full else rotation.why_waiting
                done.skipped += Counter({waits: more})
            done.country_unknown += choosing.country_unknown
            changed += await self._queue(repo, campaign, wanted)
            await repo.leads.advance(changed)
        rotation.begin(self._clock.now())
        round_.room, round_.rotation = room.mails, rotation

    async def _queue(
        self, repo: Repository, campaign: Campaign, wanted: Sequence[tuple[Lead, Mailbox]]
    ) -> list[Lead]:
        now = repo.now()
        attempts = {
            lead.id: planned(
                lead,
                lead.next_step,
                attempt_id=self._clock.new_id(),
                sender=self.mailboxes.sender(campaign, mailbox).email,
                at=now,
                mailbox=mailbox.name,
                variant=variant_for(campaign.sequence, lead.next_step, campaign.id, lead.id),
            )
            for lead, mailbox in wanted
        }
        new = await repo.attempts.plan(list(attempts.values()))
        return [
            lead.awaiting(now, mailbox.name if mailbox.keeps_leads else "")
            if attempts[lead.id].id in new
            else lead.closed(f"step {lead.next_step + 1} was already written to this person", now)
            for lead, mailbox in wanted
        ]

    async def _claim(self, round_: Round, fence: Fence, token: str) -> list[Claim]:
        """A lot of what is queued, from each mailbox that may send now; of one that pauses, one."""
        turns, claims = round_.rotation.claimable(self._clock.now()), list[Claim]()
        if not turns:
            return []
        async with self._unit_of_work(fence) as repo:
            for turn in turns:
                claimed = await repo.attempts.claim(
                    round_.campaign.id,
                    epoch=fence.epoch,
                    token=token,
                    lease=LEASE,
                    limit=round_.limit_of(turn, len(turns)),
                    mailbox=turn.mailbox.name,
                    of=round_.rotation.queue_of(turn),
                )
                round_.begun(turn, len(claimed))
                claims += claimed
        self._failpoints.reached(Point.CLAIMED)
        return claims

    async def _rested(self, round_: Round) -> bool:
        """Waits for the next mailbox that has its turn soon; False when there is none, or no
        patience left, or it is time to stop."""
        rest = round_.rotation.next_rest(self._clock.now())
        if rest is None or rest > round_.patience:
            return False
        round_.patience -= rest
        async with anyio.create_task_group() as tasks:

            async def stopped() -> None:
                await round_.stop.wait()
                tasks.cancel_scope.cancel()

            tasks.start_soon(stopped)
            await self._clock.sleep(rest.total_seconds())
            tasks.cancel_scope.cancel()
        return not round_.stop.is_set()

    async def _send_lot(self, round_: Round, claims: list[Claim]) -> bool:
        """Was each of them tried?"""
        todo, left = iter(claims), list[Claim]()

        async def worker() -> None:
            for claim in todo:
                turn = round_.turn_of(claim)
                if round_.ends or turn.shut or not await self._send(round_, turn, claim):
                    left.append(claim)

        async with anyio.create_task_group() as tasks:
            for _ in range(min(self._at_once, len(claims))):
                tasks.start_soon(worker)
        return not left

    async def _send(self, round_: Round, turn: Turn, claim: Claim) -> bool:
        """One mail, from its text to its recorded outcome; False when it was not begun. A failure
        lets the others' mails end."""
        try:
            return await self._tried(round_, turn, claim)
        except BaseException as error:  # raised once the mails under way are recorded
            if is_for_us(error):
                raise
            round_.done.error = round_.done.error or error
            return False

    async def _tried(self, round_: Round, turn: Turn, claim: Claim) -> bool:
        campaign, done = round_.campaign, round_.done
        outlet = self.mailboxes.outlet(campaign, turn.mailbox.name)
        if not outlet.is_free(self._clock.now()):
            done.skipped[Refusal.PACED.value] += 1
            turn.shut = True
            return False
        allowances = self.mailboxes.allowances(turn.mailbox)
        leave = Leave(claim, allowances, done, self.mailboxes.consent_countries)
        try:
            _check_address(claim.lead, campaign)
            sender = self.mailboxes.sender(campaign, turn.mailbox)
            now, steps = self._clock.now(), campaign.sequence
            mail = letters.mail(claim, steps, sender, now, round_.way_out)
            if turn.mailbox.plus_tags:
                back = round_.way_out.return_path(claim.attempt.id, sender.email)
                mail = structs.replace(mail, return_path=back)
        except (MissingField, IndexError, NotMailable) as unwritable:
            result = SendResult(status=SendStatus.FAILED, reply=str(unwritable))
        else:
            async with outlet.turn():
                result = await outlet.mailer.send(mail, leave.asked_of(self._ledger, mail.subject))
            self._heard(leave, turn, outlet)
            if result.status is SendStatus.NOT_AUTHORIZED:
                return True
        is_held = result.status is SendStatus.HELD
        if leave.given or not is_held:  # else it was not begun
            await self._record(campaign, claim, result, done)
        if is_held:
            await self._hold(campaign, turn, result, done)
        return leave.given or not is_held

    def _heard(self, leave: Leave, turn: Turn, outlet: Outlet) -> None:
        """What the answer says of the whole mailbox."""
        if leave.verdict is None:
            return
        turn.shut = turn.shut or leave.verdict.refusal in _OF_ITS_MAILBOX
        if leave.verdict.rest:
            turn.free_at = self._clock.now() + leave.verdict.rest
            outlet.rests(self._clock.now(), leave.verdict.rest)

    async def _record(
        self, campaign: Campaign, claim: Claim, result: SendResult, done: Contacted
    ) -> None:
        outcome = self._outcome(claim, result)
        await self._ledger.record(Ended(outcome, campaign))
        self._failpoints.reached(Point.RECORDED)
        _count(done, outcome)
        self._progress(campaign.id, "mails", done.sent + done.failed + done.unknown)

    async def _hold(
        self, campaign: Campaign, turn: Turn, result: SendResult, done: Contacted
    ) -> None:
        """Nothing more leaves through that mailbox, in whatever process, until it works again."""
        turn.shut = True
        if turn.mailbox.name not in done.holds:
            word = _word(result)
            done.holds[turn.mailbox.name] = f"{turn.mailbox.called}: {word}"
            holding = self.mailboxes.holding
            await holding.hold(turn.mailbox.scope, result.hold, word, campaign.id)

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


def _check_address(lead: Lead, campaign: Campaign) -> None:
    """An attempt that a person put back in the queue may be of a lead that was not verified yet."""
    if not lead.email_status.mailable(risky_too=campaign.mail_risky_addresses):
        raise NotMailable(f"address is {lead.email_status}")


def _word(result: SendResult) -> str:
    """Why a mailbox takes no mails at all, with its code once."""
    code = str(result.code or "")
    return result.reply if result.reply.startswith(code) else f"{code} {result.reply}"


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
