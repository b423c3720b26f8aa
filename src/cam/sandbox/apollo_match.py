"""Apollo's people/match and people/bulk_match: who is meant, and what they cost."""

import hashlib
from typing import Any, Final

import msgspec

from cam.sandbox.apollo_asked import FLAGS, Detail, Flags, flags_of, json_of
from cam.sandbox.apollo_shapes import outline, record
from cam.sandbox.apollo_waterfall import ACCEPTED, Waterfall
from cam.sandbox.books import Books, whole
from cam.sandbox.exchange import Answer, Malformed, Request, json_answer
from cam.sandbox.registry import Registry
from cam.sandbox.settings import Dials
from cam.sandbox.world import Person

MAX_DETAILS: Final = 10
_NO_RECEIVER: Final = "Please add a valid 'webhook_url' parameter when using 'run_waterfall_email'."
"""The refusal is documented, its wording is not."""


def failed(status: int, code: str, message: str) -> Answer:
    body = {"status": "failed", "error_code": code, "error_message": message}
    return json_answer(body, status=status)


class Matching:
    """Sells people. `apollo_price` each if an address is given; nothing found costs nothing."""

    insufficient: Final = json_answer(
        {"error": "Insufficient credits. Please upgrade your plan."}, status=422
    )

    def __init__(
        self, registry: Registry, dials: Dials, books: Books, waterfall: Waterfall
    ) -> None:
        self._registry = registry
        self._dials = dials
        self._books = books
        self._waterfall = waterfall

    def match(self, request: Request) -> Answer:
        """One person, from query parameters or a JSON body."""
        asked: dict[str, Any] = dict(request.query)
        try:
            if request.body:
                asked |= json_of(request)
            flags = flags_of({key: asked.pop(key) for key in FLAGS if key in asked})
            detail = msgspec.convert(asked, Detail)
        except (Malformed, msgspec.ValidationError):
            return json_answer({"error": "Invalid parameters"}, status=422)
        if flags.lacks_receiver:
            return json_answer({"error": _NO_RECEIVER}, status=422)
        people = [self._registry.identify(detail.clues())]
        if flags.run_waterfall_email:
            begun = self._begun("match", people, flags)
            return begun or json_answer(
                {
                    "request_id": self._request_id("match"),
                    "person": outline(people[0]),
                    "waterfall": ACCEPTED,
                }
            )
        if self._sell(people) is None:
            return self.insufficient
        return json_answer({"person": people[0] and record(people[0])})

    def bulk_match(self, request: Request) -> Answer:
        """Up to ten people, from a JSON body; flags in the query."""
        try:
            body = json_of(request)
        except Malformed:
            return failed(400, "INVALID_REQUEST", "invalid request, missing details")
        details = body.pop("details", None)
        if not details:
            return failed(400, "INVALID_REQUEST", "invalid request, missing details")
        if body.keys() - {"reveal_personal_emails"}:
            return failed(422, "UNKNOWN_ERROR", "found unpermitted parameters")
        try:
            flags = flags_of(dict(request.query) | body)
        except msgspec.ValidationError:
            return failed(422, "UNKNOWN_ERROR", "found unpermitted parameters")
        if isinstance(details, list) and len(details) > MAX_DETAILS:
            message = f"cannot enrich more than {MAX_DETAILS} in a single request"
            return failed(400, "RECORD_LIMIT_EXCEEDED", message)
        if flags.lacks_receiver:
            return failed(422, "UNKNOWN_ERROR", _NO_RECEIVER)
        try:
            known = msgspec.convert(details, list[Detail])
        except msgspec.ValidationError:
            message = "no implicit conversion of Symbol into Integer"
            return failed(422, "UNKNOWN_ERROR", message)
        return self._bulk(known, flags)

    def _bulk(self, known: list[Detail], flags: Flags) -> Answer:
        people = [self._registry.identify(detail.clues()) for detail in known]
        told: dict[str, Any] = {
            "status": "success",
            "error_code": None,
            "error_message": None,
            "total_requested_enrichments": len(known),
            "request_id": self._request_id("bulk_match"),
        }
        if flags.run_waterfall_email:
            matches = [outline(person) for person in people]
            begun = self._begun("bulk_match", people, flags)
            return begun or json_answer({**told, "matches": matches, "waterfall": ACCEPTED})
        sold = self._sell(people)
        if sold is None:
            return self.insufficient
        return json_answer(
            {
                **told,
                "unique_enriched_records": sold,
                "missing_records": people.count(None),
                "credits_consumed": whole(sold * self._dials.now.apollo_price),
                "matches": [person and record(person) for person in people],
            }
        )

    def _begun(self, route: str, people: list[Person | None], flags: Flags) -> Answer | None:
        """None once the waterfall has begun; else the refusal."""
        if self._left < self._dials.now.apollo_price:
            return self.insufficient
        self._waterfall.begin(self._request_id(route), people, flags.webhook_url)
        return None

    @property
    def _left(self) -> float:
        return self._dials.now.apollo_credits - self._books.credits_spent["apollo"]

    def _sell(self, people: list[Person | None]) -> int | None:
        """Charge for those with an address, each once, and tell how many were charged for.

        None and no effect if credits lack.
        """
        worth = {p.id for p in people if p is not None and p.email_status != "unavailable"}
        charged = worth if self._dials.now.charge_repeats else worth - self._books.bought.keys()
        price = self._dials.now.apollo_price
        if self._left < price * max(1, len(charged)):
            return None
        self._books.spend("apollo", price * len(charged))
        for person_id in worth:
            self._books.buy("apollo.enrichment", person_id)
        return len(charged)

    def _request_id(self, route: str) -> int:
        """A signed 64-bit integer, as often negative as not; its own for each request."""
        nth = self._books.requests[f"apollo.{route}"]
        digest = hashlib.sha256(f"{route}/{nth}".encode()).digest()
        return int.from_bytes(digest[:8], signed=True)
