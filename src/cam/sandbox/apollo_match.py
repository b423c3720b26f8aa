"""Apollo's people/match and people/bulk_match: who is meant, and what they cost."""

import hashlib
from typing import Any, Final

import msgspec

from cam.sandbox.apollo_shapes import record
from cam.sandbox.books import Books
from cam.sandbox.exchange import Answer, Malformed, Request, json_answer
from cam.sandbox.registry import Clues, Registry
from cam.sandbox.settings import Dials
from cam.sandbox.world import Person

MAX_DETAILS: Final = 10


class Detail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the caller knows of a person: the documented keys and no others."""

    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    email: str | None = None
    hashed_email: str | None = None
    organization_name: str | None = None
    domain: str | None = None
    id: str | None = None
    linkedin_url: str | None = None

    def clues(self) -> Clues:
        return Clues(
            id=self.id or "",
            name=self.name or " ".join(filter(None, (self.first_name, self.last_name))),
            email=self.email or "",
            hashed_email=self.hashed_email or "",
            linkedin=self.linkedin_url or "",
            company=self.organization_name or "",
            domain=self.domain or "",
        )


_FLAGS: Final = {
    "run_waterfall_email",
    "run_waterfall_phone",
    "reveal_personal_emails",
    "reveal_phone_number",
}
_UNSIMULATED: Final = _FLAGS - {"reveal_personal_emails"}


def _failed(status: int, code: str, message: str) -> Answer:
    body = {"status": "failed", "error_code": code, "error_message": message}
    return json_answer(body, status=status)


class Matching:
    """Sells people. One credit each if an address is given; nothing found costs nothing."""

    insufficient: Final = json_answer(
        {"error": "Insufficient credits. Please upgrade your plan."}, status=422
    )

    def __init__(self, registry: Registry, dials: Dials, books: Books) -> None:
        self._registry = registry
        self._dials = dials
        self._books = books

    def match(self, request: Request) -> Answer:
        """One person, from query parameters or a JSON body."""
        asked: dict[str, Any] = dict(request.query)
        try:
            if request.body:
                asked |= _json(request)
            flags = {key: asked.pop(key) for key in (*_FLAGS, "webhook_url") if key in asked}
            if not _harmless(flags):
                return json_answer({"error": "Invalid parameters"}, status=422)
            detail = msgspec.convert(asked, Detail)
        except (Malformed, msgspec.ValidationError):
            return json_answer({"error": "Invalid parameters"}, status=422)
        person = self._registry.identify(detail.clues())
        if self._sell([person]) is None:
            return self.insufficient
        return json_answer({"person": person and record(person)})

    def bulk_match(self, request: Request) -> Answer:
        """Up to ten people, from a JSON body; flags in the query."""
        try:
            body = _json(request)
        except Malformed:
            return _failed(400, "INVALID_REQUEST", "invalid request, missing details")
        details = body.pop("details", None)
        if not details:
            return _failed(400, "INVALID_REQUEST", "invalid request, missing details")
        if not _harmless(dict(request.query)) or body.keys() - {"reveal_personal_emails"}:
            return _failed(422, "UNKNOWN_ERROR", "found unpermitted parameters")
        if isinstance(details, list) and len(details) > MAX_DETAILS:
            message = f"cannot enrich more than {MAX_DETAILS} in a single request"
            return _failed(400, "RECORD_LIMIT_EXCEEDED", message)
        try:
            known = msgspec.convert(details, list[Detail])
        except msgspec.ValidationError:
            message = "no implicit conversion of Symbol into Integer"
            return _failed(422, "UNKNOWN_ERROR", message)
        return self._bulk(known)

    def _bulk(self, known: list[Detail]) -> Answer:
        people = [self._registry.identify(detail.clues()) for detail in known]
        sold = self._sell(people)
        if sold is None:
            return self.insufficient
        return json_answer(
            {
                "status": "success",
                "error_code": None,
                "error_message": None,
                "total_requested_enrichments": len(known),
                "unique_enriched_records": sold,
                "missing_records": people.count(None),
                "credits_consumed": sold,
                "matches": [person and record(person) for person in people],
                "request_id": self._request_id(),
            }
        )

    def _sell(self, people: list[Person | None]) -> int | None:
        """Charge for those with an address, each once; None and no effect if credits lack."""
        worth = {p.id for p in people if p is not None and p.email_status != "unavailable"}
        charged = worth if self._dials.now.charge_repeats else worth - self._books.bought.keys()
        left = self._dials.now.apollo_credits - self._books.credits_spent["apollo"]
        if left < max(1, len(charged)):
            return None
        self._books.spend("apollo", len(charged))
        for person_id in worth:
            self._books.buy(person_id)
        return len(charged)

    def _request_id(self) -> int:
        """A signed 64-bit integer, as often negative as not."""
        nth = self._books.requests["apollo.bulk_match"]
        return int.from_bytes(hashlib.sha256(b"%d" % nth).digest()[:8], signed=True)


def _json(request: Request) -> dict[str, Any]:
    if not request.is_json:
        raise Malformed("not application/json")
    return request.json_object()


def _harmless(flags: dict[str, Any]) -> bool:
    """Only documented flags, boolean, and none that asks for waterfall or phones."""
    booleans = {key: value for key, value in flags.items() if key != "webhook_url"}
    if booleans.keys() - _FLAGS:
        return False
    values = {str(value).lower() for value in booleans.values()}
    return values <= {"true", "false"} and not any(
        str(flags.get(key, "")).lower() == "true" for key in _UNSIMULATED
    )
