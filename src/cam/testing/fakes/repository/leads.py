"""Leads in memory."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from msgspec import structs

from cam.domain.model.lead import STANDING, Lead, NextAction
from cam.domain.model.prospect import EmailStatus, Identity, Profile, Prospect
from cam.domain.model.score import given
from cam.ports.repository import Kept, Scheduled
from cam.testing.fakes.repository.people import People, keys_of, without
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
        """Keeps those who are new."""
        people = People(self._state)
        kept: list[int] = []
        duplicates = elsewhere = suppressed = 0
        for person in prospects:
            if limit is not None and len(kept) >= limit:
                break
            identity = Identity.of(person, person.provider, person.provider_id)
            keys = keys_of(identity)
            if person.email and is_suppressed(self._state, person.email):
                suppressed += 1
            elif people.in_campaign(campaign_id, keys):
                duplicates += 1
            elif not imported and people.in_other_active(campaign_id, keys):
                elsewhere += 1
            else:
                lead = self._new_lead(campaign_id, person, imported=imported)
                self._state.leads[lead.id] = lead
                self._state.keys[lead.id] = identity
                people.holds(lead.id, campaign_id, keys)
                kept.append(lead.id)
        return Kept(
            leads=tuple(kept), duplicates=duplicates, elsewhere=elsewhere, suppressed=suppressed
        )

    async def get(self, lead_ids: Collection[int]) -> dict[int, Lead]:
        """Those leads that exist."""
        leads = self._state.leads
        return {lead_id: leads[lead_id] for lead_id in lead_ids if lead_id in leads}

    async def due(
        self, campaign_id: int, action: NextAction, *, limit: int | None = None
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

        A double keeps the keys that are its own, so that it is recognised when it is found again.
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
                doubles[lead.id] = min(taken.values())
                kept = lead.closed(f"duplicate of lead {doubles[lead.id]}", lead.updated_at)
                identity = without(identity, set(taken))
            self._state.leads[lead.id] = kept
            self._state.keys[lead.id] = identity
            people.holds(lead.id, lead.campaign_id, keys_of(identity))
        return doubles

    def _is_held_elsewhere(self, lead: Lead, people: People) -> bool:
        keys = keys_of(self._state.keys[lead.id])
        others = people.in_other_active(lead.campaign_id, keys)
        older = (self._state.leads[other] for other in others if other < lead.id)
        return any(not each.closed_because or each.first_contacted_at for each in older)

    def _new_lead(self, campaign_id: int, person: Prospect, *, imported: bool) -> Lead:
        profile = {name: getattr(person, name) for name in Profile.__struct_fields__}
        if imported and person.email and person.email_status is EmailStatus.NONE:
            profile["email_status"] = EmailStatus.GIVEN
        scored = None if person.score is None else given(person.score)
        return Lead(
            **profile,
            id=len(self._state.leads) + 1,
            campaign_id=campaign_id,
            provider=person.provider,
            provider_id=person.provider_id,
            score=scored.value if scored else 0.0,
            score_lines=scored.lines if scored else (),
            tags=person.tags,
            custom=person.custom,
            next_action_at=self._now,
            created_at=self._now,
            updated_at=self._now,
        )


def _best(leads: Iterable[Lead]) -> list[Lead]:
    return sorted(leads, key=lambda lead: (-lead.score, lead.id))
