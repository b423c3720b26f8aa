"""Addresses found and verified by Dropcontact: submit a batch, poll for its result.

A batch is submitted once. A submission whose answer got lost may have been charged, and there is no
idempotency key: it is never repeated.
"""

from datetime import timedelta
from typing import Any

import msgspec

from cam.adapters.decoding import decoded
from cam.adapters.dropcontact import records
from cam.adapters.dropcontact.answers import Polled, Row, Submitted, rows_by_reference
from cam.adapters.dropcontact.api import NAME, DropcontactApi, accepted, refusal, submitted
from cam.domain.model import address
from cam.domain.model.credit import Call, Finding, Purpose, Question, Reading, person_keys
from cam.domain.model.errors import OutcomeUnknown, ProviderUnavailable
from cam.domain.model.lead import Lead
from cam.ports.enricher import Reply

BATCH = 250
SOONEST = timedelta(seconds=5)
LATEST = timedelta(seconds=30)
"""What the vendor suggests between two looks; most results are there within seconds."""
PATIENCE = timedelta(days=1)
"""An unknown request is answered like one that is not ready: without an end it is asked for ever.
A look is free, the result is paid for and kept for 30 days, and most are there within 2 minutes:
after an outage of the vendor's, or of ours, it is still worth looking."""


class _Dropcontact:
    """One request in two parts: the submission, and its result some seconds or minutes later."""

    name = NAME
    purpose: Purpose
    credits_per_lead = 1.0
    batch = BATCH
    patience = PATIENCE

    def __init__(self, api: DropcontactApi) -> None:
        self._api = api

    @property
    def key(self) -> str:
        """A fingerprint of the API key."""
        return self._api.fingerprint

    async def ask(self, call: Call, *, callback_url: str = "") -> Reply:
        """Submits the batch, once. `custom_callback_url` wins over the account's own."""
        body: dict[str, Any] = {
            "data": [question.details for question in call.questions],
            "siren": False,
            "language": "en",
        }
        if callback_url:
            body["custom_callback_url"] = callback_url
        answer = await self._api.http.request(
            "POST", "/enrich/all", json_body=msgspec.json.encode(body), retry=False
        )
        taken = decoded(submitted(answer).body, Submitted)
        if taken is None:
            raise OutcomeUnknown(NAME, "its answer cannot be read; it may have been taken")
        if taken.error is True:
            raise refusal(taken.reason)
        if not taken.reference:
            raise OutcomeUnknown(NAME, "no request_id in its answer; it may have been taken")
        if _rejects_all(call, taken):
            return Reply(answer=answer.body)
        return Reply(answer=answer.body, reference=taken.reference, look_after=SOONEST)

    async def collect(self, call: Call) -> bytes | timedelta:
        """The result as it is, or the wait: half the call's age, from 5 to 30 seconds.

        Trouble on the way (5xx, 429, no or an unreadable answer) is raised; the result is still
        there the next time, for 30 days.
        """
        answer = await self._api.http.request("GET", f"/enrich/all/{call.reference}", retry=True)
        polled = decoded(accepted(answer).body, Polled)
        if polled is None:
            raise ProviderUnavailable(NAME, answer.unread)
        if polled.is_done:
            return answer.body
        if polled.error is True:
            raise refusal(polled.reason)
        if polled.success not in (False, None):
            raise ProviderUnavailable(NAME, answer.unread)
        age = self._api.clock.now() - call.created_at
        return min(max(age / 2, SOONEST), LATEST)

    def read(self, call: Call) -> Reading:
        """Each record's result by its `custom_fields` alone, and what Dropcontact takes for it.

        A verification costs a credit whatever comes of it. Otherwise the credit is given back
        unless a verified address came; a record whose result is missing counts as paid.
        """
        taken = decoded(call.answer, Submitted) if call.answer else None
        rejected = taken.rejected if taken is not None else {}
        told = decoded(call.result, Polled) if call.result else None
        if (told is None or not told.is_done) and not (taken and _rejects_all(call, taken)):
            raise ProviderUnavailable(NAME, "its result cannot be read")
        rows = rows_by_reference(told.data) if told is not None else {}
        findings: dict[str, Finding] = {}
        failed: dict[str, str] = {}
        spent = 0.0
        for number, question in enumerate(call.questions):
            row = rows.get(records.reference(question.lead_id))
            if number in rejected and not (row and row.is_enriched):
                failed[question.subject] = f"refused: {rejected[number]}"
                continue
            spent += _costs(question, row)
            if row is None:
                failed[question.subject] = "not in its result"
            else:
                findings[question.subject] = row.finding(question.details.get("email", ""))
        return Reading(findings=findings, failed=failed, credits=spent)


class DropcontactEnricher(_Dropcontact):
    """Finds addresses, and facts, of people without one that can be used."""

    purpose = Purpose.ENRICH

    def question(self, lead: Lead) -> Question | None:
        """By LinkedIn profile, or full name and employer. No address is ever sent."""
        if lead.email and lead.email_status.mailable(risky_too=True):
            return None
        keys, details = person_keys(lead.identity), records.sought(lead)
        if details is None or not keys:
            return None
        return Question(lead_id=lead.id, keys=keys, details=details)


class DropcontactVerifier(_Dropcontact):
    """Tells whether an address may be written to."""

    purpose = Purpose.VERIFY

    def question(self, lead: Lead) -> Question | None:
        """By the address. It alone is the key: another address of that person is another question,
        and the same address of whomever was verified already."""
        details = records.verified(lead)
        if details is None:
            return None
        key = f"email:{address.canonical(details['email'])}"
        return Question(lead_id=lead.id, keys=(key,), details=details)


def _rejects_all(call: Call, taken: Submitted) -> bool:
    """Is there nothing to wait for?"""
    return set(range(len(call.questions))) <= set(taken.rejected)


def _costs(question: Question, row: Row | None) -> bool:
    return "email" in question.details or row is None or row.is_charged
