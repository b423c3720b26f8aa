"""Have addresses judged before anybody writes to them: a step of its own, after enriching."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import anyio

from cam.domain.model import cadence
from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import Purpose
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.learning import learned, verdict
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import MOST_MAILS_PER_DAY
from cam.domain.model.suppression import Suppression, suppression
from cam.domain.services.bought import Bought
from cam.domain.services.checking import Checking
from cam.domain.services.enrichment import Enriched, keep, reach
from cam.domain.services.next_step import Means, after_verifying, next_midnight, verifies
from cam.domain.services.purchasing import Purchasing
from cam.ports.enricher import Enricher
from cam.ports.repository import Fence, Repository, UnitOfWork

UNVERIFIABLE = "the address could not be verified"


class Verification:
    """Asks a verifier about addresses, as the campaign's policy wants it.

    Who waits for a verdict is not written to, however long the verifier fails or the budget has no
    room: that is what the policy asks for. Only `never` is a promise to write without one.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        enrichers: Sequence[Enricher],
        purchasing: Purchasing,
        checking: Checking,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._verifier = next((e for e in enrichers if e.purpose is Purpose.VERIFY), None)
        self._purchasing = purchasing
        self._checking = checking

    async def verify(
        self, campaign: Campaign, fence: Fence, done: Enriched, stop: anyio.Event | None = None
    ) -> None:
        """Asks about at most `max_enriched_per_cycle` leads; what was done is told in `done`.

        CAM's own look comes first, and costs nothing. Raises Superseded.
        """
        async with self._unit_of_work.reading() as repo:
            due = await to_verify(repo, campaign)
            covered = await repo.suppressions.covering({*map(reach, due)} - {""})
            now = repo.now()
        if not due:
            return
        leads = {lead.id: lead for lead in due} | await self._checking.looked_at(due, now)
        for lead in due:
            if reach(lead) in covered:
                leads[lead.id] = lead.closed("suppressed", now)
                done.suppressed += 1
        bought = await self._ask(campaign, fence, leads, stop)
        done.count(self._name, bought)
        for lead_id, lead in leads.items():
            leads[lead_id] = self._judged(lead, bought, campaign, now)
        await keep(self._unit_of_work, fence, leads, self._unwanted(leads, bought, now))
        _count(done, leads.values(), bought)
        if bought.error is not None:
            raise bought.error

    async def _ask(
        self, campaign: Campaign, fence: Fence, leads: dict[int, Lead], stop: anyio.Event | None
    ) -> Bought:
        """The verdicts; out of `leads` go those who wait for another cycle to be asked about."""
        if self._verifier is None:
            return Bought()
        means = Means(verifier=self._verifier)
        wanted = [lead for lead in leads.values() if verifies(lead, campaign, means)]
        asked = wanted[: campaign.max_enriched_per_cycle]
        for lead in wanted[len(asked) :]:
            del leads[lead.id]
        return await self._purchasing.ask(campaign, fence, self._verifier, asked, stop=stop)

    def _unwanted(
        self, leads: Mapping[int, Lead], bought: Bought, now: datetime
    ) -> list[Suppression]:
        """Those who do not want to be written to."""
        return [
            suppression(leads[lead_id].email, f"{self._name}: objected", now)
            for lead_id, finding in bought.findings.items()
            if finding.do_not_contact and leads[lead_id].email
        ]

    @property
    def _name(self) -> str:
        return self._verifier.name if self._verifier is not None else ""

    def _judged(self, lead: Lead, bought: Bought, campaign: Campaign, now: datetime) -> Lead:
        """The lead with the verdict on its address, and what it does next."""
        if lead.is_stopped:
            return lead
        if lead.id in bought.findings:
            said = verdict(lead, bought.findings[lead.id])
            lead = learned(lead, said, self._name, campaign, now)
        elif lead.id in bought.unaffordable:
            return lead.later(next_midnight(campaign, now))
        elif lead.id in bought.waiting or lead.id in bought.unasked:
            return lead.later(now + cadence.ASK_AGAIN)
        elif lead.id in bought.failed or lead.id in bought.lost:
            if lead.enrich_tries + 1 >= cadence.MAX_ENRICH_TRIES:
                return lead.closed(UNVERIFIABLE, now)
            return lead.later(now + cadence.ENRICH_AGAIN, tried=True)
        return after_verifying(lead, campaign, now)


async def to_verify(repo: Repository, campaign: Campaign) -> list[Lead]:
    """Those whose address is due to be judged."""
    return await repo.leads.due(campaign.id, NextAction.VERIFY, limit=MOST_MAILS_PER_DAY)


def _count(done: Enriched, leads: Collection[Lead], bought: Bought) -> None:
    judged = [lead for lead in leads if lead.id in bought.findings]
    done.verified += sum(lead.email_status is EmailStatus.VERIFIED for lead in judged)
    done.invalid += sum(e.email_status is EmailStatus.INVALID and e.is_stopped for e in leads)
