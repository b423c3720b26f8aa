"""Apollo's waterfall: accepted at once, its result posted and polled later (API, section 5)."""

import math
import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from cam.sandbox.books import Books, whole
from cam.sandbox.callbacks import Callbacks, Letter
from cam.sandbox.exchange import Answer, json_answer
from cam.sandbox.settings import Dials
from cam.sandbox.world import Person

PREFIX: Final = "/webhook_result/"
KEPT: Final = 30 * 86_400.0
"""Seconds that a result can be polled."""
ACCEPTED: Final = {
    "status": "accepted",
    "message": "Waterfall enrichment request accepted. Results will be sent to the provided "
    "webhook URL.",
}
_INTEGER: Final = re.compile(r"-?[0-9]{1,19}")
_FOUND: Final = 0.6
"""The share of people without a verified address whom some vendor knows."""


class Enquiry(msgspec.Struct, kw_only=True):
    """One accepted request; times in the sandbox's monotonic and wall seconds."""

    people: tuple[Person, ...]
    asked: int
    url: str
    ready_at: float
    began_at: float
    result: dict[str, Any] | None = None


class Waterfall:
    """Looks for addresses that Apollo itself may lack; books them when the result is made."""

    def __init__(self, dials: Dials, books: Books, callbacks: Callbacks) -> None:
        self._dials = dials
        self._books = books
        self._callbacks = callbacks
        self._enquiries: dict[int, Enquiry] = {}

    def reset(self) -> None:
        self._enquiries.clear()

    def begin(self, request_id: int, people: list[Person | None], url: str) -> None:
        """Take up the search for these people's addresses."""
        ready_at = self._dials.monotonic() + self._dials.now.apollo_waterfall_delay
        self._enquiries[request_id] = Enquiry(
            people=tuple({p.id: p for p in people if p is not None}.values()),
            asked=len(people),
            url=url,
            ready_at=ready_at,
            began_at=self._dials.wall(),
        )
        self._callbacks.order(ready_at, lambda: self._letter(request_id))

    def poll(self, text: str) -> Answer:
        """The answer to `GET /webhook_result/{text}`."""
        if not _INTEGER.fullmatch(text) or not -(2**63) <= int(text) < 2**63:
            return json_answer({"error_code": "invalid_request_id"}, status=400)
        self.settle()
        enquiry = self._enquiries.get(int(text))
        if enquiry is None:
            return json_answer({"error_code": "request_id_unknown"}, status=404)
        left = enquiry.ready_at - self._dials.monotonic()
        if left < -KEPT:
            return json_answer({"error_code": "request_id_expired"}, status=410)
        if enquiry.result is None or self._dials.now.apollo_callback == "only":
            seconds = max(1, math.ceil(left))
            pending = {"error_code": "result_pending", "retry_after_seconds": seconds}
            return json_answer(pending, status=404)
        return json_answer(self._told(text, enquiry.result))

    def settle(self) -> None:
        """Make the results whose time has come, and book them."""
        now = self._dials.monotonic()
        for request_id, enquiry in self._enquiries.items():
            if enquiry.result is None and now >= enquiry.ready_at:
                enquiry.result = self._made(request_id, enquiry)

    def _told(self, request_id: str, result: dict[str, Any]) -> dict[str, Any]:
        post = self._callbacks.last("apollo", request_id)
        failed = post is not None and not 200 <= post.status < 300
        reason = (post.error or f"HTTP {post.status}") if post and failed else None
        return {
            "request_id": request_id,
            "webhook_status": "failed" if failed else "success",
            "request_type": "waterfall",
            "last_dispatched_at": post and _instant(post.sent_at),
            "failure_reason": reason,
            "webhook_result": result,
        }

    def _letter(self, request_id: int) -> Letter | None:
        self.settle()
        enquiry = self._enquiries.get(request_id)
        how = self._dials.now.apollo_callback
        if enquiry is None or how == "never":
            return None
        return Letter(
            provider="apollo",
            request_id=str(request_id),
            url=enquiry.url,
            body=msgspec.json.encode(enquiry.result),
            copies=2 if how == "twice" else 1,
        )

    def _made(self, request_id: int, enquiry: Enquiry) -> dict[str, Any]:
        found = [p for p in enquiry.people if p.email_status == "verified" or p.luck < _FOUND]
        price = self._dials.now.apollo_waterfall_price * len(found)
        self._books.spend("apollo", price)
        for person in found:
            self._books.buy("apollo.waterfall", person.id)
        return {
            "status": "success",
            "total_requested_enrichments": enquiry.asked,
            "target_fields": ["emails"],
            "records_enriched": len(found),
            "email_records_enriched": len(found),
            "mobile_records_enriched": 0,
            "enrichment_not_found": enquiry.asked - len(found),
            "email_records_not_found": enquiry.asked - len(found),
            "mobile_records_not_found": 0,
            "credits_consumed": whole(price),
            "request_id": str(request_id),
            "request_initiated": _instant(enquiry.began_at),
            "request_completed": _instant(self._dials.wall()),
            "people": [_person(p, found=p in found) for p in enquiry.people],
        }


def _person(person: Person, *, found: bool) -> dict[str, Any]:
    addresses = [person.email] if found else []
    vendor = {
        "id": "sandbox_email_search-1",
        "name": "Sandbox",
        "status": "VERIFIED" if found else "NOT_FOUND",
        "emails": addresses,
        "usedForVerification": False,
        "statusCode": None,
        "statusMessage": None,
        "authMechanism": "native",
    }
    emails: list[dict[str, Any]] = [
        {
            "email": address,
            "email_source_cd": None,
            "position": 0,
            "email_status_cd": "Verified",
            "extrapolated_email_confidence": None,
            "third_party_data_provider_id": "sandbox_email_search",
            "waterfall_enriched_at": "2026-10-01T08:05:50.241Z",
            "vendor_validation_statuses": [],
        }
        for address in addresses
    ]
    return {"id": person.id, "waterfall": {"emails": [{"vendors": [vendor]}]}, "emails": emails}


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
