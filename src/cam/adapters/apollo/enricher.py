"""People enriched by Apollo, ten at a time (docs.apollo.io, Bulk People Enrichment)."""

from datetime import timedelta

import msgspec

from cam.adapters.answer import Answer
from cam.adapters.apollo.api import NAME, ApolloApi, accepted
from cam.adapters.apollo.matching import Matches
from cam.adapters.apollo.waterfall import Result
from cam.adapters.apollo.wire import BulkAnswer, Person
from cam.adapters.decoding import decoded, whole
from cam.domain.model.credit import Call, Finding, Purpose, Question, Reading, person_keys
from cam.domain.model.errors import ProviderRefused, ProviderUnavailable
from cam.domain.model.lead import Lead
from cam.ports.enricher import Reply

BATCH = 10
PATH, RESULT = "/people/bulk_match", "/webhook_result"
WATERFALL_PRICE = 20.0
"""Credits for an address that took several sources; at least one, where the first had it."""
_FIRST_LOOK = timedelta(seconds=10)
_LONGEST_LOOK = timedelta(hours=1)
_FLAGS = (("reveal_personal_emails", "false"), ("reveal_phone_number", "false"))


class ApolloEnricher:
    """Apollo as an Enricher: one credit for each person with data, more with its waterfall."""

    name = NAME
    purpose = Purpose.ENRICH
    batch = BATCH
    patience = timedelta(days=1)

    def __init__(self, api: ApolloApi, *, waterfall: bool = False) -> None:
        self._api = api
        self._waterfall = waterfall
        self.credits_per_lead = WATERFALL_PRICE if waterfall else 1.0

    @property
    def key(self) -> str:
        """A fingerprint of the API key."""
        return self._api.fingerprint

    def question(self, lead: Lead) -> Question | None:
        """By Apollo's id, an address, a LinkedIn profile, or a full name and the employer."""
        told = details(lead)
        keys = person_keys(lead.identity)
        return Question(lead_id=lead.id, keys=keys, details=dict(told)) if told and keys else None

    async def ask(self, call: Call, *, callback_url: str = "") -> Reply:
        """One bulk_match. What came with status 200 is kept as it is: it may have been charged."""
        body = msgspec.json.encode({"details": [each.details for each in call.questions]})
        params = (*_FLAGS, *self._waterfall_flags(callback_url))
        answer = await self._api.http.request(
            "POST", PATH, params=params, json_body=body, retry=False, group=PATH
        )
        raw = accepted(answer).body
        bulk = decoded(raw, BulkAnswer)
        reference = bulk.reference if bulk is not None else ""
        return Reply(
            answer=raw,
            reference=reference,
            look_after=_FIRST_LOOK if reference else timedelta(0),
        )

    def _waterfall_flags(self, callback_url: str) -> tuple[tuple[str, str], ...]:
        if not self._waterfall:
            return ()
        if not callback_url:
            raise ProviderRefused(NAME, "its waterfall needs an address to call back")
        return (("run_waterfall_email", "true"), ("webhook_url", callback_url))

    async def collect(self, call: Call) -> bytes | timedelta:
        """The waterfall's result, kept by Apollo for 30 days, or when to look again."""
        answer = await self._api.http.request(
            "GET", f"{RESULT}/{call.reference}", retry=True, group=RESULT
        )
        if (pending := _pending(answer)) is not None:
            return pending
        return accepted(answer).body

    def read(self, call: Call) -> Reading:
        """Who was matched, with the addresses that came later."""
        bulk = decoded(call.answer, BulkAnswer)
        if bulk is None:
            raise ProviderUnavailable(NAME, "its answer cannot be read")
        people = [Person.of(raw) for raw in bulk.matches]
        spent = bulk.credits
        if call.result:
            result = Result.of(call.result)
            if result is None:
                raise ProviderUnavailable(NAME, "its later result cannot be read")
            people = result.completed(people)
            spent = _sum(spent, result.credits)
        if spent is None:
            spent = _price(people, waterfall=bool(call.result))
        matches = Matches(
            call.questions, people, len(bulk.matches), charged=whole(bulk.unique_enriched_records)
        )
        return _reading(call, matches, spent)


def details(lead: Lead) -> dict[str, str]:
    """The keys by which Apollo is asked about this lead; empty when too little is known."""
    if lead.provider == NAME and lead.provider_id:
        return {"id": lead.provider_id}
    employer = {"domain": lead.domain.removeprefix("www."), "organization_name": lead.company}
    keys = {"email": lead.email, "linkedin_url": lead.linkedin_url}
    if lead.first_name and lead.last_name and any(employer.values()):
        keys |= {"first_name": lead.first_name, "last_name": lead.last_name, **employer}
    return {name: value for name, value in keys.items() if value}


def _pending(answer: Answer) -> timedelta | None:
    """How long to wait, when the result is not there yet."""
    if answer.status != 404:
        return None
    told = decoded(answer.body, dict[str, object]) or {}
    if told.get("error_code") != "result_pending":
        return None
    seconds = whole(told.get("retry_after_seconds"))
    asked = timedelta(seconds=seconds) if seconds else _FIRST_LOOK
    return min(asked, _LONGEST_LOOK)


def _price(people: list[Person | None], *, waterfall: bool) -> float:
    """The most it can have cost, where Apollo does not tell: for each with data, or of a waterfall
    for each with an address."""
    known = {each.id: each for each in people if each is not None and each.is_somebody}
    if not waterfall:
        return float(len(known))
    return WATERFALL_PRICE * sum(bool(each.profile.email) for each in known.values())


def _sum(first: float | None, second: float | None) -> float | None:
    return None if first is None and second is None else (first or 0.0) + (second or 0.0)


def _reading(call: Call, matches: Matches, spent: float) -> Reading:
    findings: dict[str, Finding] = {}
    failed: dict[str, str] = {}
    for place, question in enumerate(call.questions):
        found = matches.of(place)
        if isinstance(found, str):
            failed[question.subject] = found
        else:
            findings[question.subject] = Finding(
                profile=found.profile if found.is_somebody else None,
                do_not_contact=found.has_objected,
            )
    return Reading(findings=findings, failed=failed, credits=spent)
