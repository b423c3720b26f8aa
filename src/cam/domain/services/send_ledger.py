"""Where a send is decided and where its outcome is written, for all campaigns of this process."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from cam.domain.model.attempt import Attempt, AttemptState, Go, Outcome, Refusal, Verdict
from cam.domain.model.campaign import Campaign, OnUnknown
from cam.domain.model.errors import DatabaseUnavailable
from cam.domain.model.event import Event, EventType, announcement
from cam.domain.model.lead import Lead, LeadStatus
from cam.domain.services.coalescing import Coalescer
from cam.domain.services.resolving import NOT_KNOWN
from cam.ports.clock import Clock
from cam.ports.repository import Fence, Repository, UnitOfWork

RETRY_SECONDS = 1.0


class Ended(Struct, frozen=True):
    """An outcome, and the campaign whose sequence says what follows."""

    outcome: Outcome
    campaign: Campaign


class SendLedger:
    """Authorizes and records, many at a time.

    `authorize`: the answer comes after the commit, or an error: then nothing may be written.
    `record`: does not return before the outcome is kept, however long the database is away.
    """

    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, *, announce: bool) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._announce = announce
        self.authorize: Coalescer[Go, Verdict] = Coalescer(self._authorize)
        self.record: Coalescer[Ended, None] = Coalescer(self._record)

    async def reap(self, campaign_id: int, fence: Fence) -> int:
        """Settles what older runs left behind; the number of attempts whose fate is unknown now.

        Raises Superseded.
        """
        async with self._unit_of_work(fence) as repo:
            reaped = await repo.attempts.reap(campaign_id, epoch=fence.epoch)
            attempts = await repo.attempts.get(reaped.unknown)
            await self._follow(repo, campaign_id, list(attempts.values()))
            events = [
                announcement(
                    self._clock.new_id(),
                    EventType.ATTEMPT_UNKNOWN,
                    campaign_id=campaign_id,
                    lead_id=each.lead_id,
                    at=repo.now(),
                    data={"attempt_id": each.id, "step": each.step, "email": each.recipient},
                )
                for each in attempts.values()
            ]
            await repo.events.add(events, deliver=self._announce)
        return len(reaped.unknown)

    async def _follow(self, repo: Repository, campaign_id: int, attempts: list[Attempt]) -> None:
        """What becomes of the leads of attempts that are unknown now."""
        if attempts:
            campaign = await repo.campaigns.get(campaign_id)
            leads = await repo.leads.get({each.lead_id for each in attempts})
            after = [
                unknown(leads[each.lead_id], campaign, each.step, repo.now())
                for each in attempts
                if each.lead_id in leads
            ]
            await repo.leads.advance(after)

    async def _authorize(self, asked: Sequence[Go]) -> Sequence[Verdict]:
        async with self._unit_of_work() as repo:
            verdicts = await repo.attempts.authorize(asked)
            covered = [v.attempt_id for v in verdicts if v.refusal is Refusal.SUPPRESSED]
            if covered:
                await self._close_suppressed(repo, covered)
        return verdicts

    async def _close_suppressed(self, repo: Repository, attempt_ids: Sequence[UUID]) -> None:
        attempts = await repo.attempts.get(attempt_ids)
        leads = await repo.leads.get({each.lead_id for each in attempts.values()})
        now = repo.now()
        going_on = [lead for lead in leads.values() if not lead.is_stopped]
        await repo.leads.advance([lead.closed("suppressed", now) for lead in going_on])

    async def _record(self, ended: Sequence[Ended]) -> Sequence[None]:
        while True:
            try:
                await self._write(ended)
                break
            except DatabaseUnavailable:
                await self._clock.sleep(RETRY_SECONDS)
        return [None] * len(ended)

    async def _write(self, ended: Sequence[Ended]) -> None:
        async with self._unit_of_work() as repo:
            told = [
                Ended(_by_the_database(each.outcome, repo.now()), each.campaign) for each in ended
            ]
            written = set(await repo.attempts.record([each.outcome for each in told]))
            kept = [each for each in told if each.outcome.attempt_id in written]
            leads = await repo.leads.get({each.outcome.lead_id for each in kept})
            changed: list[Lead] = []
            events: list[Event] = []
            for each in kept:
                if (lead := leads.get(each.outcome.lead_id)) is not None:
                    after = _after(lead, each.outcome, each.campaign)
                    changed += [after] if after is not lead else []
                    events += self._events(lead, after, each.outcome)
            await repo.leads.advance(changed)
            await repo.events.add(events, deliver=self._announce)

    def _events(self, before: Lead, after: Lead, outcome: Outcome) -> list[Event]:
        kinds: list[EventType] = []
        if outcome.state is AttemptState.SENT:
            kinds.append(EventType.LEAD_CONTACTED)
        if outcome.state is AttemptState.UNKNOWN:
            kinds.append(EventType.ATTEMPT_UNKNOWN)
        if after.status is LeadStatus.QUALIFIED and before.status is not LeadStatus.QUALIFIED:
            kinds.append(EventType.LEAD_QUALIFIED)
        data = {
            "attempt_id": outcome.attempt_id,
            "step": outcome.step,
            "email": after.email,
            "status": after.status,
            "score": after.score,
        }
        return [
            announcement(
                self._clock.new_id(),
                kind,
                campaign_id=outcome.campaign_id,
                lead_id=outcome.lead_id,
                at=outcome.at,
                data=data,
            )
            for kind in kinds
        ]


def unknown(lead: Lead, campaign: Campaign, step: int, at: datetime) -> Lead:
    """The lead when nobody knows whether a step was sent, by its campaign's `on_unknown`."""
    match campaign.on_unknown:
        case OnUnknown.ASSUME_SENT:
            return lead.contacted(at, step, campaign.sequence)
        case OnUnknown.STOP:
            return lead.closed(NOT_KNOWN.format(step=step + 1), at)
        case OnUnknown.ASK:
            return lead


def _by_the_database(outcome: Outcome, now: datetime) -> Outcome:
    """The outcome at the database's moment: schedules go by its clock, not by this machine's."""
    again = outcome.next_try and now + (outcome.next_try - outcome.at)
    return structs.replace(outcome, at=now, next_try=again)


def _after(lead: Lead, outcome: Outcome, campaign: Campaign) -> Lead:
    """The lead after its attempt ended so."""
    match outcome.state:
        case AttemptState.SENT if lead.next_step > outcome.step:
            return lead  # it was assumed before it was known
        case AttemptState.SENT:
            return lead.contacted(outcome.at, outcome.step, campaign.sequence)
        case AttemptState.REJECTED:
            return lead.closed(f"refused: {outcome.smtp_code} {outcome.smtp_reply}", outcome.at)
        case AttemptState.FAILED:
            return lead.closed(outcome.reason, outcome.at)
        case AttemptState.UNKNOWN:
            return unknown(lead, campaign, outcome.step, outcome.at)
        case _:
            return lead
