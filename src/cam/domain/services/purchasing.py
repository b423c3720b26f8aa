"""Buys what providers know: reserve, ask, keep the raw answer, read it, settle.

Whatever happens in between, nobody is bought twice and no budget is passed: see
`domain.model.credit`.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import anyio
from msgspec import Struct, structs

from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import (
    Bound,
    Call,
    CallState,
    CreditBudget,
    Order,
    Purpose,
    Question,
    Reading,
    Reserved,
    bounds,
    provider_scope,
)
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.quota import campaign_scope
from cam.domain.model.window import local_day
from cam.domain.services.bought import Bought, people
from cam.domain.services.call_ledger import CallLedger, understood
from cam.domain.services.calling import Calling
from cam.domain.services.collecting import Collecting
from cam.domain.services.erasing import still_wanted
from cam.domain.services.holding import Holding
from cam.domain.services.jobs import Job, finish
from cam.ports.clock import Clock
from cam.ports.enricher import Enricher, Priced
from cam.ports.failpoints import Failpoints, Point
from cam.ports.repository import Fence, UnitOfWork

REMEMBERED_FOR = timedelta(days=90)
_ACTIONS = {Purpose.ENRICH: NextAction.ENRICH, Purpose.VERIFY: NextAction.VERIFY}


class Budgets(Struct, frozen=True, kw_only=True):
    """What may be spent at each provider by all campaigns together, and how long it lasts."""

    of_providers: Mapping[str, CreditBudget] = {}
    remembered_for: timedelta = REMEMBERED_FOR

    def bounds(self, campaign: Campaign, provider: str, now: datetime) -> tuple[Bound, ...]:
        """All that a call of this campaign to this provider counts against."""
        today = local_day(now, campaign.zone)
        theirs = self.of_providers.get(provider, CreditBudget())
        return (
            *bounds(campaign_scope(campaign.id), today, campaign.credit_budget),
            *bounds(provider_scope(provider), local_day(now, "UTC"), theirs),
        )

    def order(self, campaign: Campaign, epoch: int, priced: Priced, now: datetime) -> Order:
        """What a campaign buys at this provider, one person in a call."""
        return Order(
            campaign_id=campaign.id,
            epoch=epoch,
            provider=priced.name,
            purpose=priced.purpose,
            price=priced.credits_per_lead,
            batch=1,
            bounds=self.bounds(campaign, priced.name, now),
            remembered_for=self.remembered_for,
        )


UNBOUNDED = Budgets()


def no_callback(call: Call) -> str:
    """The world does not reach this service."""
    del call
    return ""


class Purchasing:
    """Asks providers about leads, for all campaigns of this process."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        holding: Holding,
        enrichers: Sequence[Enricher],
        failpoints: Failpoints,
        *,
        budgets: Budgets = UNBOUNDED,
        callback_url: Callable[[Call], str] = no_callback,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._holding = holding
        self._enrichers = {(each.name, each.purpose): each for each in enrichers}
        self._failpoints = failpoints
        self._budgets = budgets
        self._ledger = CallLedger(unit_of_work, clock)
        self._collecting = Collecting(self._ledger, holding, clock, failpoints)
        self._calling = Calling(
            self._ledger,
            self._collecting,
            holding,
            clock,
            failpoints,
            callback_url=callback_url,
        )

    async def ask(
        self,
        campaign: Campaign,
        fence: Fence,
        enricher: Enricher,
        leads: Sequence[Lead],
        *,
        stop: anyio.Event | None = None,
    ) -> Bought:
        """What the provider knows of these leads, as far as the budgets have room.

        An answer that was bought already, by whatever campaign, costs nothing. Raises Superseded
        and DatabaseUnavailable before anything is asked; afterwards what goes wrong is told in the
        answer (`error`).
        """
        bought = Bought()
        questions = [question for lead in leads if (question := enricher.question(lead))]
        if not questions:
            return bought
        bought.held = await self._holding.why_not(enricher.name)
        with anyio.CancelScope(shield=True):  # whose calls are reserved asks, or gives them back
            reserved, kept = await self._reserve(campaign, fence, enricher, questions, bought.held)
        if reserved.calls:
            self._failpoints.reached(Point.RESERVED)
        bought.waiting |= reserved.waiting
        bought.lost |= reserved.lost
        (bought.unasked if bought.held else bought.unaffordable).update(reserved.unaffordable)
        _read_kept(enricher, reserved, kept, bought)
        job = Job(campaign_id=campaign.id, enricher=enricher, bought=bought, stop=stop)
        await self._calling.make(job, reserved.calls)
        return bought

    async def resume(
        self, campaign: Campaign, fence: Fence, *, stop: anyio.Event | None = None
    ) -> list[tuple[str, Bought]]:
        """Ends what earlier runs began: answers that nobody read, results that were to come.

        What they say is kept as bought: `ask` finds it there. Leads that waited for it are due
        again. The answer: what came of it at each provider. Raises Superseded.
        """
        async with self._unit_of_work(fence) as repo:
            await repo.credits.reap(campaign.id, epoch=fence.epoch)
            unfinished = await repo.credits.unfinished(campaign.id)
        told: list[tuple[str, Bought]] = []
        for (provider, purpose), enricher in self._enrichers.items():
            mine = [c for c in unfinished if (c.provider, c.purpose) == (provider, purpose)]
            if mine:
                job = Job(campaign_id=campaign.id, enricher=enricher, bought=Bought(), stop=stop)
                await self._end(job, mine)
                over = {lead_id for call in mine for lead_id in people(call)}
                await self._due_again(over - job.bought.waiting, purpose, fence)
                told.append((provider, job.bought))
        return told

    async def _end(self, job: Job, calls: Sequence[Call]) -> None:
        for call in calls:
            if call.state is CallState.ANSWERED:
                await finish(self._ledger, job, call)
        pending = [call for call in calls if call.state is CallState.PENDING]
        await self._collecting.collect(job, pending)

    async def arrived(self, call_id: UUID, token: str, body: bytes, reference: str = "") -> bool:
        """Takes in what a provider called back with; False when it does not know the token.

        A body that the enricher can read is the result. Any other one is a word that the result
        may be asked for, which also finds again a call that was given up as lost.
        """
        async with self._unit_of_work.reading() as repo:
            call = (await repo.credits.get([call_id])).get(call_id)
        if call is None or not secrets.compare_digest(call.token.encode(), token.encode()):
            return False
        enricher = self._enrichers.get((call.provider, call.purpose))
        if enricher is None or call.state in (CallState.SETTLED, CallState.RELEASED):
            return True
        now = self._clock.now()
        with anyio.CancelScope(shield=True):
            if call.state is not CallState.ANSWERED and _is_result(enricher, call, body):
                kept = await self._ledger.keep(call.answered(now, result=body))
                await self._ledger.settle(enricher, kept)
            elif call.state is CallState.PENDING:
                await self._ledger.keep(call.postponed(now, now))
            elif reference and call.state is not CallState.ANSWERED:
                await self._ledger.keep(
                    call.pending(now, answer=call.answer, reference=reference, look_at=now)
                )
            await self._due_again(people(call), call.purpose)
        self._collecting.wake(call_id)
        return True

    async def _reserve(
        self,
        campaign: Campaign,
        fence: Fence,
        enricher: Enricher,
        questions: Sequence[Question],
        held: str,
    ) -> tuple[Reserved, Mapping[UUID, Call]]:
        """The calls to be made, and those that have an answer already. A provider that is held gets
        no budget at all, so that only what is bought already is found."""
        async with self._unit_of_work(fence) as repo:
            questions = await still_wanted(repo, questions)
            order = self._budgets.order(campaign, fence.epoch, enricher, repo.now())
            order = structs.replace(order, batch=enricher.batch)
            if held:
                none = tuple(structs.replace(bound, most=0.0) for bound in order.bounds)
                order = structs.replace(order, bounds=none)
            reserved = await repo.credits.reserve(order, questions)
            kept = await repo.credits.get(set(reserved.bought.values()))
        if held:
            unaffordable = dict.fromkeys(reserved.unaffordable, held)
            reserved = structs.replace(reserved, unaffordable=unaffordable)
        return reserved, kept

    async def _due_again(
        self, lead_ids: set[int], purpose: Purpose, fence: Fence | None = None
    ) -> None:
        """Leads that waited for an answer are due at once."""
        async with self._unit_of_work(fence) as repo:
            now = repo.now()
            leads = (await repo.leads.get(lead_ids)).values() if lead_ids else ()
            await repo.leads.advance(
                [
                    lead.later(now)
                    for lead in leads
                    if lead.next_action is _ACTIONS[purpose]
                    and lead.next_action_at is not None
                    and lead.next_action_at > now
                ]
            )


def _read_kept(
    enricher: Enricher, reserved: Reserved, kept: Mapping[UUID, Call], bought: Bought
) -> None:
    """What answers that were bought before say of these people."""
    readings = {call_id: understood(enricher, call)[0] for call_id, call in kept.items()}
    for lead_id, call_id in reserved.bought.items():
        reading, subject = readings.get(call_id, Reading()), reserved.subjects[lead_id]
        if subject in reading.findings:
            bought.findings[lead_id] = reading.findings[subject]
        else:
            bought.failed[lead_id] = reading.failed.get(subject, "its answer is no longer kept")


def _is_result(enricher: Enricher, call: Call, body: bytes) -> bool:
    """Can the enricher read it, and does it say something of somebody?"""
    trial = structs.replace(call, state=CallState.ANSWERED, result=body)
    reading, trouble = understood(enricher, trial)
    return not trouble and bool(reading.findings)
