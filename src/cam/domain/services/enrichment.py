"""Learn more of new leads: the campaign's enrichers in order, each asked for what is missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import anyio
from msgspec import Struct, field, structs

from cam.domain.model import address, cadence
from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import Purpose
from cam.domain.model.errors import InvalidInput
from cam.domain.model.lead import Lead, LeadStatus, NextAction
from cam.domain.model.learning import learned, with_origin
from cam.domain.model.merging import caught_up
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import MOST_MAILS_PER_DAY
from cam.domain.model.suppression import Suppression, suppression
from cam.domain.services.bought import Bought
from cam.domain.services.checking import Checking
from cam.domain.services.erasing import refuse_erased
from cam.domain.services.next_step import Means, after_enriching, asks, next_midnight, turns
from cam.domain.services.purchasing import Purchasing
from cam.ports.enricher import Enricher
from cam.ports.repository import Fence, Repository, UnitOfWork


class Enriched(Struct, kw_only=True):
    """What one enrichment, or one verification, did."""

    enriched: int = 0
    verified: int = 0
    invalid: int = 0
    """Leads that were closed because their address is invalid."""
    credits: float = 0.0
    suppressed: int = 0
    """Leads that were closed, unasked, because a suppression covers them."""
    failures: dict[str, str] = field(default_factory=dict)
    """Provider to what it said."""
    held_back: dict[str, str] = field(default_factory=dict)
    """Provider to why it told nothing: it is held, a budget has no room, its answer is to come."""

    def count(self, name: str, bought: Bought) -> None:
        """Takes in what was bought at one provider, and what went wrong there."""
        self.credits += bought.credits
        if troubles := bought.troubles:
            before = [self.failures[name]] if name in self.failures else []
            self.failures[name] = "; ".join([*before, *troubles])
        if whys := [why for why in (bought.held_back, bought.to_come(name)) if why]:
            self.held_back[name] = "; ".join(whys)


class Enrichments:
    """Asks enrichers about leads that are due, and says what each lead does next."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        enrichers: Sequence[Enricher],
        purchasing: Purchasing,
        checking: Checking,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._enrichers = {e.name: e for e in enrichers if e.purpose is Purpose.ENRICH}
        self._verifier = next((e for e in enrichers if e.purpose is Purpose.VERIFY), None)
        self._purchasing = purchasing
        self._checking = checking

    def of(self, campaign: Campaign) -> list[Enricher]:
        """The campaign's enrichers that are configured, in its order."""
        return [self._enrichers[name] for name in campaign.enrichers if name in self._enrichers]

    def means(self, campaign: Campaign) -> Means:
        """By what the campaign learns of its leads."""
        return Means(enrichers=self.of(campaign), verifier=self._verifier)

    async def enrich(
        self, campaign: Campaign, fence: Fence, done: Enriched, stop: anyio.Event | None = None
    ) -> None:
        """Asks about at most `max_enriched_per_cycle` leads; what was done is told in `done`.

        Nothing is asked, or paid, about a person whom a suppression covers, or whose address is
        found to be invalid by CAM's own look. What an enricher answered is kept before the next one
        is asked. One that fails is told of in `failures`; the next ones, and leads that can be
        mailed anyway, go on. Raises Superseded.
        """
        await self._resume(campaign, fence, done, stop)
        round_ = _Round(campaign, self.means(campaign))
        async with self._unit_of_work.reading() as repo:
            due = await to_enrich(repo, campaign)
            covered = await repo.suppressions.covering({*map(reach, due)} - {""})
            round_.now = repo.now()
        if not due:
            return
        known = [with_origin(lead) for lead in due]
        looked_at = await self._checking.looked_at(known, round_.now)
        round_.begin([looked_at.get(lead.id, lead) for lead in known], covered, done)
        error: BaseException | None = None
        for enricher in self.of(campaign):
            wanted = round_.wanted(enricher)
            if wanted and round_.is_dirty:
                await self._keep(fence, round_)
                wanted = round_.wanted(enricher)
            bought = await self._purchasing.ask(campaign, fence, enricher, wanted, stop=stop)
            round_.learn(enricher, bought)
            done.count(enricher.name, bought)
            error = error or bought.error
        new = await self._checking.looked_at(round_.changed_addresses(due), round_.now)
        round_.leads |= new
        round_.settle()
        await self._keep(fence, round_)
        _count(done, round_.leads, due)
        if error is not None:
            raise error

    async def _resume(
        self, campaign: Campaign, fence: Fence, done: Enriched, stop: anyio.Event | None
    ) -> None:
        resumed = await self._purchasing.resume(campaign, fence, stop=stop)
        for name, bought in resumed:
            done.count(name, bought)
        for _, bought in resumed:
            if bought.error is not None:
                raise bought.error

    async def _keep(self, fence: Fence, round_: "_Round") -> None:
        await keep(self._unit_of_work, fence, round_.leads, round_.unwanted)
        round_.is_dirty = False


class _Round:
    """The leads of one enrichment, and what is known of them so far."""

    now: datetime

    def __init__(self, campaign: Campaign, means: Means) -> None:
        self._campaign = campaign
        self._means = means
        self._waiting: set[int] = set()
        self._unaffordable: set[int] = set()
        self.leads: dict[int, Lead] = {}
        self.unwanted: list[Suppression] = []
        self.is_dirty = False
        """Was something learned that is not kept yet?"""

    def begin(self, due: Sequence[Lead], covered: frozenset[str], done: Enriched) -> None:
        """Takes those whose turn it is: all of whom nothing is asked, and of the others as many as
        the campaign pays for in a cycle."""
        for lead in due:
            if reach(lead) in covered and not lead.is_stopped:
                self.leads[lead.id] = lead.closed("suppressed", self.now)
                done.suppressed += 1
        others = [lead for lead in due if lead.id not in self.leads]
        told = turns(others, self._campaign, self._means)
        self.leads |= {lead.id: lead for lead in (*told.rest, *told.asked)}

    def wanted(self, enricher: Enricher) -> list[Lead]:
        """Those about whom this enricher is asked. Whose answer is still to come waits for it."""
        return [
            lead
            for lead in self.leads.values()
            if lead.id not in self._waiting and asks(enricher, lead, self._campaign, self._means)
        ]

    def learn(self, enricher: Enricher, bought: Bought) -> None:
        """Takes in what an enricher said, and of whom it will not be asked again in this round."""
        self._waiting |= bought.waiting
        self._unaffordable |= bought.unaffordable.keys()
        for lead_id in (*bought.findings, *bought.failed, *bought.lost):
            lead = self.leads[lead_id]
            asked_of = (*lead.asked_of, enricher.name)
            self.leads[lead_id] = structs.replace(lead, asked_of=asked_of)
            self.is_dirty = True
        for lead_id, finding in bought.findings.items():
            before = self.leads[lead_id]
            lead = learned(before, finding, enricher.name, self._campaign, self.now)
            self.leads[lead_id] = lead
            if finding.do_not_contact and lead.email:
                reason = f"{enricher.name}: objected"
                self.unwanted.append(suppression(lead.email, reason, self.now))

    def changed_addresses(self, due: Sequence[Lead]) -> list[Lead]:
        """Those who have another address than before."""
        before = {lead.id: lead.email for lead in due}
        return [lead for lead in self.leads.values() if lead.email != before[lead.id]]

    def settle(self) -> None:
        """Gives each lead what it does next."""
        for lead_id, lead in self.leads.items():
            if lead_id in self._waiting and not lead.is_stopped:
                self.leads[lead_id] = lead.later(self.now + cadence.ASK_AGAIN)
                continue
            after = after_enriching(lead, self._campaign, self._means, self.now)
            if after.next_action is NextAction.ENRICH and lead_id in self._unaffordable:
                after = after.later(next_midnight(self._campaign, self.now))
            self.leads[lead_id] = after


async def keep(
    unit_of_work: UnitOfWork,
    fence: Fence,
    leads: dict[int, Lead],
    unwanted: Sequence[Suppression],
) -> None:
    """Keeps what was learned. Out of `leads` go those who were stopped or erased while a provider
    was asked (a person's word stands), and those who turn out to be doubles.
    """
    async with unit_of_work(fence) as repo:
        standing = await repo.leads.get(leads)
        for lead_id in tuple(leads):
            if lead_id not in standing or standing[lead_id].is_stopped:
                del leads[lead_id]
            else:
                leads[lead_id] = caught_up(leads[lead_id], standing[lead_id])
        await refuse_erased(repo, leads)
        doubles = await repo.leads.save(list(leads.values()))
        await repo.suppressions.add(unwanted)
    for lead_id in doubles:
        del leads[lead_id]


async def to_enrich(repo: Repository, campaign: Campaign) -> list[Lead]:
    """Those who are due. `max_enriched_per_cycle` bounds what is paid for, not who goes on."""
    return await repo.leads.due(campaign.id, NextAction.ENRICH, limit=MOST_MAILS_PER_DAY)


def reach(lead: Lead) -> str:
    """An address by which suppressions know the lead: its own, or any at its company's domain."""
    if lead.email or not lead.domain:
        return lead.email
    try:
        return address.parsed(f"postmaster@{lead.domain}")
    except InvalidInput:
        return ""


def _count(done: Enriched, leads: Mapping[int, Lead], due: Sequence[Lead]) -> None:
    was_new = {lead.id for lead in due if lead.status is LeadStatus.NEW}
    after = leads.values()
    done.enriched += sum(e.status is LeadStatus.ENRICHED and e.id in was_new for e in after)
    done.invalid += sum(e.email_status is EmailStatus.INVALID and e.is_stopped for e in after)
