"""Erasing in memory."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime

from msgspec import structs

from cam.domain.model import address
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.credit import person_keys
from cam.domain.model.dossier import Known
from cam.domain.model.erasure import (
    Mentions,
    Person,
    Traces,
    bases,
    erased_arrival,
    erased_attempt,
    erased_event,
    erased_lead,
    erased_reports,
)
from cam.domain.model.errors import LeadNotFound
from cam.domain.model.lead import ERASED, Lead
from cam.domain.model.prospect import Identity
from cam.domain.model.recognition import Key, keys_of
from cam.domain.model.suppression import covering_keys, erased_value
from cam.testing.fakes.repository.state import Rows, State, Waiting
from cam.testing.fakes.repository.suppressions import HASH_KEY


class FakeErasures:
    """Keeps `ports.repository.Erasures`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def of_address(self, email: str) -> Person:
        """The person with that address."""
        return self._person({("email_key", address.base(email))}, set())

    async def of_lead(self, lead_id: int) -> Person:
        """The person of that lead."""
        if lead_id not in self._state.leads:
            raise LeadNotFound(lead_id)
        return self._person(set(), {lead_id})

    async def known(self, person: Person) -> Known:
        """The rows that are about the person."""
        state = self._state
        values = {v for each in person.addresses for v in covering_keys(each, HASH_KEY)}
        calls = {each.call_id for (*_, key), each in state.purchases.items() if key in person.keys}
        events = (each.event for each in state.events.values())
        return Known(
            leads=tuple(state.leads[number] for number in sorted(person.leads)),
            attempts=tuple(self._attempts(person.leads)),
            events=tuple(
                sorted((e for e in events if e.lead_id in person.leads), key=lambda e: e.id)
            ),
            arrivals=tuple(
                sorted(
                    (each for each in state.arrivals.values() if each.lead_id in person.leads),
                    key=lambda each: each.id,
                )
            ),
            calls=tuple(state.calls[each] for each in sorted(calls)),
            suppressions=tuple(
                state.suppressions[each] for each in sorted(values & state.suppressions.keys())
            ),
        )

    async def erase(self, person: Person) -> Traces:
        """Takes the person out of every row."""
        leads = [self._state.leads[number] for number in person.leads]
        fresh = [lead for lead in leads if lead.closed_because != ERASED]
        for lead in fresh:
            self._state.leads[lead.id] = erased_lead(lead, self._now)
            self._state.keys[lead.id] = Identity()
        attempts = self._attempts(person.leads)
        for each in attempts:
            if each.recipient:
                value = erased_value(each.recipient, HASH_KEY)
                self._state.attempts[each.id] = erased_attempt(each, value, self._now)
        self._blank(person.leads)
        self._blank_arrivals(person)
        self._sweep(Mentions(person.addresses))
        return Traces(
            leads=len(fresh),
            attempts=sum(bool(each.recipient) for each in attempts),
            in_flight=tuple(a for a in attempts if a.state is AttemptState.AUTHORIZED),
        )

    def _blank(self, leads: Collection[int]) -> None:
        for event_id, waiting in list(self._state.events.items()):
            if waiting.event.lead_id in leads:
                event = erased_event(waiting.event)
                self._state.events[event_id] = Waiting(event, waiting.due_at)
        for run_id, run in list(self._state.runs.items()):
            reports = erased_reports(run.reports, leads)
            self._state.runs[run_id] = structs.replace(run, reports=reports)

    def _blank_arrivals(self, person: Person) -> None:
        mentions = Mentions(person.addresses)
        for each in list(self._state.arrivals.values()):
            if each.lead_id in person.leads or mentions.within(each.sender):
                self._state.arrivals[each.id] = erased_arrival(each)

    def _sweep(self, mentions: Mentions) -> None:
        for table in fields(self._state):
            rows: Rows[object, object] = getattr(self._state, table.name)
            for key, value in list(rows.items()):
                if mentions.out_of(key) != key:
                    del rows[key]
                elif (clean := mentions.out_of(value)) != value:
                    rows[key] = clean

    def _person(self, keys: set[Key], ids: set[int]) -> Person:
        known = -1
        while known != len(keys) + len(ids):
            known = len(keys) + len(ids)
            ids |= {each.lead_id for each in self._attempts(ids, _addresses(keys))}
            ids |= self._bought(_addresses(keys))
            ids |= {lead.id for lead in self._state.leads.values() if _is_theirs(lead, keys)}
            for number in ids:
                keys |= set(keys_of(self._state.leads[number].identity))
            written = bases(each.recipient for each in self._attempts(ids))
            keys |= {("email_key", each) for each in written}
        mentions = Mentions(_addresses(keys))
        senders = [str(each.sender) for each in self._state.campaigns.values()]
        scopes = [scope for scope, _ in self._state.quotas]
        singles = [Identity(**{kind: key}) for kind, key in keys]
        return Person(
            leads=frozenset(ids),
            addresses=frozenset(_addresses(keys)),
            keys=frozenset(key for each in singles for key in person_keys(each)),
            writes_for_us=any(map(mentions.within, [*senders, *scopes])),
        )

    def _attempts(self, ids: Collection[int], addresses: Collection[str] = ()) -> list[Attempt]:
        values = {*addresses, *(erased_value(each, HASH_KEY) for each in addresses)}
        found = self._state.attempts.values()
        mine = (each for each in found if each.lead_id in ids or each.recipient_key in values)
        return sorted(mine, key=lambda each: each.id)

    def _bought(self, addresses: Collection[str]) -> set[int]:
        wanted = {key for each in addresses for key in person_keys(Identity(email_key=each))}
        leads, calls = self._state.leads, self._state.calls
        return {
            question.lead_id
            for (_, _, key), purchase in self._state.purchases.items()
            if key in wanted
            for question in calls[purchase.call_id].questions
            if question.subject == purchase.subject
            and question.lead_id in leads
            and leads[question.lead_id].campaign_id == calls[purchase.call_id].campaign_id
        }


def _addresses(keys: Collection[Key]) -> set[str]:
    return {key for kind, key in keys if kind == "email_key"}


def _is_theirs(lead: Lead, keys: Collection[Key]) -> bool:
    mine = keys_of(lead.identity)
    nameless = not (lead.email or lead.provider_id or lead.linkedin_url)
    return any(key in keys and (nameless or key[0] != "name_key") for key in mine)
