"""People enriched by Apollo, ten at a time (docs.apollo.io, Bulk People Enrichment)."""

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from cam.adapters.apollo.api import NAME, ApolloApi, accepted
from cam.adapters.apollo.wire import BulkAnswer, Person
from cam.adapters.batches import asked_in_batches
from cam.adapters.decoding import decoded
from cam.adapters.http import OutcomeUnknown
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Enrichment, Finding, linkedin_key

BATCH = 10
_FLAGS = (("reveal_personal_emails", "false"), ("reveal_phone_number", "false"))
_WORD = re.compile(r"\w+")


class ApolloEnricher:
    """Apollo as an Enricher: one credit for each person with data."""

    name = NAME
    credits_per_lead = 1.0

    def __init__(self, api: ApolloApi) -> None:
        self._api = api

    def can_ask(self, lead: Lead) -> bool:
        """By Apollo's id, an address, a LinkedIn profile, or a full name and the employer."""
        return bool(details(lead))

    async def enrich(self, leads: Sequence[Lead]) -> Enrichment:
        """What Apollo knows of these leads. A call is not repeated once it may be charged."""
        known = [lead for lead in leads if self.can_ask(lead)]
        return await asked_in_batches(
            known, self._ask, size=BATCH, credits_per_lead=self.credits_per_lead
        )

    async def _ask(self, leads: Sequence[Lead]) -> Enrichment:
        body = msgspec.json.encode({"details": [details(lead) for lead in leads]})
        answer = await self._api.http.request(
            "POST", "/people/bulk_match", params=_FLAGS, json_body=body, retry=False
        )
        bulk = decoded(accepted(answer).body, BulkAnswer)
        if bulk is None:
            raise OutcomeUnknown(NAME, "its answer cannot be read; it may have been charged")
        people = [_person(raw) for raw in bulk.matches]
        return _assigned(leads, people, bulk.credits)


def details(lead: Lead) -> dict[str, str]:
    """The keys by which Apollo is asked about this lead; empty when too little is known."""
    if lead.provider == NAME and lead.provider_id:
        return {"id": lead.provider_id}
    employer = {"domain": lead.domain.removeprefix("www."), "organization_name": lead.company}
    keys = {"email": lead.email, "linkedin_url": lead.linkedin_url}
    if lead.first_name and lead.last_name and any(employer.values()):
        keys |= {"first_name": lead.first_name, "last_name": lead.last_name, **employer}
    return {name: value for name, value in keys.items() if value}


def _person(raw: msgspec.Raw) -> Person | None:
    """A match; a Person without id is nobody, None cannot be read."""
    return Person() if bytes(raw).strip() == b"null" else decoded(raw, Person)


def _assigned(leads: Sequence[Lead], people: list[Person | None], spent: float) -> Enrichment:
    findings: list[Finding] = []
    failed: dict[int, str] = {}
    matches = _Matches(leads, people)
    for place, lead in enumerate(leads):
        found = matches.of(lead, place)
        if isinstance(found, str):
            failed[lead.id] = f"{NAME}: {found}"
        else:
            findings.append(_finding(lead, found))
    return Enrichment(findings=tuple(findings), failed=failed, credits=spent)


def _finding(lead: Lead, person: Person) -> Finding:
    return Finding(
        lead_id=lead.id,
        profile=person.profile if person.is_somebody else None,
        do_not_contact=person.has_objected,
    )


class _Matches:
    """Whose match is whose: by id, and by place only for leads that were asked about without.

    Docs say one entry for each detail, null when missing; one report says entries may be dropped
    or reordered (fact sheet, section 4).
    """

    def __init__(self, leads: Sequence[Lead], people: list[Person | None]) -> None:
        self._people = people
        self._in_place = len(people) == len(leads)
        self._asked = {details(lead).get("id") for lead in leads} - {None}
        self._by_id = {person.id: person for person in people if person and person.is_somebody}

    def of(self, lead: Lead, place: int) -> Person | str:
        """The person matched, a Person without id for nobody, or why that cannot be told."""
        wanted = details(lead).get("id")
        if wanted in self._by_id:
            return self._by_id[wanted]
        if not self._in_place:
            return self._elsewhere(lead, wanted)
        here = self._people[place]
        if here is None:
            return "its answer about this person cannot be read"
        if not here.is_somebody:
            return here
        if here.id in self._asked:
            return Person() if wanted else "it answered about another person"
        if wanted or _contradicts(lead, here):
            return "it answered about another person"
        return here

    def _elsewhere(self, lead: Lead, wanted: str | None) -> Person | str:
        """Entries were dropped: an id or a key of the person itself must tell."""
        if None in self._people:
            return "its answer about this person cannot be read"
        if wanted:
            return Person()
        for person in self._by_id.values():
            if person.id not in self._asked and _agrees(lead, person):
                return person
        return "its answer does not tell who is meant"


def _agrees(lead: Lead, person: Person) -> bool:
    link = linkedin_key(lead.linkedin_url)
    same_link = link is not None and link == linkedin_key(person.linkedin_url or "")
    return same_link or bool(lead.email and lead.email.lower() == (person.email or "").lower())


def _contradicts(lead: Lead, person: Person) -> bool:
    """Do both have a LinkedIn profile, or else both a last name, and not the same?"""
    ours, theirs = linkedin_key(lead.linkedin_url), linkedin_key(person.linkedin_url or "")
    if ours and theirs:
        return ours != theirs
    if not (lead.last_name and person.last_name):
        return False
    return not _words(lead.last_name) & _words(person.last_name)


def _words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return set(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
