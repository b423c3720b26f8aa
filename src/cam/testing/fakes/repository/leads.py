"""Leads in memory."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from msgspec import structs

from cam.domain.model.lead import STANDING, Lead, NextAction
from cam.domain.model.merging import taken_over
from cam.domain.model.prospect import Identity, Prospect
from cam.domain.model.recognition import Offer, Recognition, keys_of, without
from cam.ports.repository import Kept, Scheduled
from cam.testing.fakes.repository.people import People
from cam.testing.fakes.repository.state import State
from cam.testing.fakes.repository.suppressions import is_suppressed


class FakeLeads:
    """Keeps `ports.repository.Leads`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def keep(
        self, campaign_id: int, prospects: Sequence[Prospect], *, imported: bool, limit: int | None
    ) -> Kept:
        """Keeps those who are new; who is known is merged."""
        people = People(self._state)
        offered = [(each, Identity.of(each, each.provider, each.provider_id)) for each in prospects]
        keys = {key for _, identity in offered for key in keys_of(identity)}
        addresses = {person.email for person in prospects if person.email}
        offer = Offer(
            campaign_id=campaign_id,
            people=offered,
            at=self._now,
            imported=imported,
            limit=limit,
            suppressed={each for each in addresses if is_suppressed(self._state, each)},
            elsewhere=() if imported else people.in_other_active(campaign_id, keys),
        )
        lot = Recognition(offer, people.in_campaign(campaign_id, keys), self._state.leads)
        lot.settle(people.in_campaign(campaign_id, lot.unasked()))
        new = [
            self._put(structs.replace(lead, id=len(self._state.leads) + 1), identity)
            for lead, identity in lot.newcomers()
        ]
        for lead, identity in lot.completed():
            self._put(lead, identity)
        return Kept(
            leads=tuple(new),
            merged=lot.merged,
            duplicates=lot.duplicates,
            elsewhere=lot.elsewhere,
            suppressed=lot.suppressed,
        )

    async def get(self, lead_ids: Collection[int]) -> dict[int, Lead]:
        """Those leads that exist."""
        leads = self._state.leads
        return {lead_id: leads[lead_id] for lead_id in lead_ids if lead_id in leads}

    async def due(
        self,
        campaign_id: int,
        action: NextAction,
        *,
        limit: int | None = None,
        mailboxes: Collection[str] | None = None,
    ) -> list[Lead]:
        """Leads whose next action is due now."""
        people = People(self._state)
        due = (
            lead
            for lead in self._state.leads.values()
            if lead.campaign_id == campaign_id
            and lead.next_action is action
            and lead.next_action_at is not None
            and lead.next_action_at <= self._now
            and (mailboxes is None or lead.mailbox in mailboxes)
        )
        return _best(each for each in due if not self._is_held_elsewhere(each, people))[:limit]

    async def count_due(self, campaign_id: int, action: NextAction) -> int:
        """How many leads are due now."""
        return len(await self.due(campaign_id, action))

    async def upcoming(self, campaign_id: int, *, limit: int) -> list[Lead]:
        """Leads with any next action."""
        return _best(
            lead
            for lead in self._state.leads.values()
            if lead.campaign_id == campaign_id and lead.next_action is not NextAction.NONE
        )[:limit]

    async def of_company(self, campaign_id: int, domain: str) -> list[int]:
        """Leads at that company, by id."""
        return sorted(
            lead.id
            for lead in self._state.leads.values()
            if lead.campaign_id == campaign_id
            and not lead.is_stopped
            and domain in (lead.domain, lead.email.rpartition("@")[2])
        )

    async def scheduled(self, campaign_id: int) -> Scheduled:
        """Who waits to be contacted later than now."""
        moments = [
            lead.next_action_at
            for lead in self._state.leads.values()
            if lead.campaign_id == campaign_id
            and lead.next_action is NextAction.CONTACT
            and lead.next_action_at
            and lead.next_action_at > self._now
        ]
        return Scheduled(count=len(moments), first_at=min(moments, default=None))

    async def advance(self, leads: Sequence[Lead]) -> None:
        """Keeps where leads stand now."""
        for lead in leads:
            if known := self._state.leads.get(lead.id):
                stands = {name: getattr(lead, name) for name in STANDING}
                self._state.leads[lead.id] = structs.replace(known, **stands)

    async def save(self, leads: Sequence[Lead]) -> dict[int, int]:
        """Keeps changed leads; those who are a known person's double are closed.

        A double keeps the keys that are its own, so that it is recognised when it is found again;
        its tags and custom fields go to the older lead.
        """
        people = People(self._state)
        doubles: dict[int, int] = {}
        for lead in leads:
            if lead.id not in self._state.leads:
                continue
            identity = lead.identity
            known = people.in_campaign(lead.campaign_id, keys_of(identity))
            taken = {key: holder for key, holder in known.items() if holder != lead.id}
            kept = lead
            if taken:
                first = min(taken.values())
                doubles[lead.id] = doubles.get(first, first)
                kept = lead.closed(f"duplicate of lead {doubles[lead.id]}", lead.updated_at)
            self._put(kept, without(identity, taken))
            people.holds(lead.id, lead.campaign_id, keys_of(self._state.keys[lead.id]))
        for double_id, older_id in doubles.items():
            double = self._state.leads[double_id]
            self._state.leads[older_id] = taken_over(
                self._state.leads[older_id], double, double.updated_at
            )
        return doubles

    async def page(self, campaign_id: int, *, after: int, limit: int) -> list[Lead]:
        """The next leads of a campaign."""
        mine = (lead for lead in self._state.leads.values() if lead.campaign_id == campaign_id)
        return sorted((lead for lead in mine if lead.id > after), key=lambda lead: lead.id)[:limit]

    def _put(self, lead: Lead, identity: Identity) -> int:
        """Keeps a lead with its keys; the first name key of somebody who has a name stays."""
        first = self._state.keys.get(lead.id, Identity()).name_key
        if first and (lead.first_name or lead.last_name):
            identity = structs.replace(identity, name_key=first)
        self._state.leads[lead.id] = lead
        self._state.keys[lead.id] = identity
        return lead.id

    def _is_held_elsewhere(self, lead: Lead, people: People) -> bool:
        keys = keys_of(self._state.keys[lead.id])
        others = set().union(*people.in_other_active(lead.campaign_id, keys).values())
        older = (self._state.leads[other] for other in others if other < lead.id)
        return any(not each.closed_because or each.first_contacted_at for each in older)


def _best(leads: Iterable[Lead]) -> list[Lead]:
    return sorted(leads, key=lambda lead: (-lead.score, lead.id))
