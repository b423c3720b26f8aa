"""Leads enriched and verified by Dropcontact: submit, then poll (developer.dropcontact.com)."""

import re
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from cam.adapters.batches import asked_in_batches
from cam.adapters.decoding import clean, decoded
from cam.adapters.dropcontact.api import NAME, DropcontactApi, accepted
from cam.adapters.dropcontact.wire import Polled, Row, Submitted, record
from cam.adapters.http import OutcomeUnknown
from cam.domain.model.errors import (
    OutOfCredits,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Enrichment, Finding

BATCH = 250
LARGEST_RECORD = 15_000
"""Bytes."""
FIRST_POLL = 5.0
LONGEST_POLL = 30.0
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
DEADLINE = timedelta(seconds=180)
"""An unknown request is answered like one that is not ready: without this it is asked for ever."""


class DropcontactEnricher:
    """Dropcontact as an Enricher: one credit for each address found or verified."""

    name = NAME
    credits_per_lead = 1.0

    def __init__(
        self,
        api: DropcontactApi,
        *,
        first_poll: float = FIRST_POLL,
        longest_poll: float = LONGEST_POLL,
        deadline: timedelta = DEADLINE,
    ) -> None:
        self._api = api
        self._first_poll = first_poll
        self._longest_poll = longest_poll
        self._deadline = deadline

    def can_ask(self, lead: Lead) -> bool:
        """By an address, a LinkedIn profile, or a full name and the employer."""
        named = lead.first_name and lead.last_name and (lead.company or lead.domain)
        return bool(named or lead.email or lead.linkedin_url)

    async def enrich(self, leads: Sequence[Lead]) -> Enrichment:
        """What Dropcontact knows of these leads. What was submitted is never submitted again."""
        known = [lead for lead in leads if self.can_ask(lead)]
        fit = [lead for lead in known if _size(lead) <= LARGEST_RECORD]
        told = await asked_in_batches(
            fit, self._ask, size=BATCH, credits_per_lead=self.credits_per_lead
        )
        large = {lead.id: f"{NAME}: more than 15 kB" for lead in known if lead not in fit}
        return msgspec.structs.replace(told, failed={**told.failed, **large})

    async def _ask(self, leads: Sequence[Lead]) -> Enrichment:
        submitted = await self._submit(leads)
        rejected = {
            leads[row].id: f"{NAME}: {reason}"
            for row, reason in submitted.rejected.items()
            if 0 <= row < len(leads)
        }
        taken = [lead for lead in leads if lead.id not in rejected]
        if not taken:
            return Enrichment(failed=rejected)
        request_id = submitted.request_id or ""
        try:
            rows = await self._result(request_id)
        except ProviderError as error:
            reason = f"request {clean(request_id)[:40]}: {error.reason}"
            raise OutcomeUnknown(NAME, reason) from None
        return _read(taken, rows, rejected)

    async def _submit(self, leads: Sequence[Lead]) -> Submitted:
        body = msgspec.json.encode(
            {"data": [record(lead) for lead in leads], "siren": False, "language": "en"}
        )
        answer = await self._api.http.request("POST", "/enrich/all", json_body=body, retry=False)
        submitted = decoded(accepted(answer).body, Submitted)
        if submitted is None:
            raise OutcomeUnknown(NAME, "its answer cannot be read; it may have been taken")
        if submitted.error is True:
            raise _refusal(submitted.reason)
        if not _REQUEST_ID.fullmatch(submitted.request_id or ""):
            raise OutcomeUnknown(NAME, "no request_id in its answer; it may have been taken")
        return submitted

    async def _result(self, request_id: str) -> list[msgspec.Raw]:
        """The rows, when they are ready. Raises ProviderError when they are not in time."""
        clock = self._api.clock
        until = clock.now() + self._deadline
        pause = self._first_poll
        while clock.now() < until:
            left = (until - clock.now()).total_seconds()
            await clock.sleep(min(pause, left))
            rows = await self._poll(request_id)
            if rows is not None:
                return rows
            pause = min(pause * 1.5, self._longest_poll)
        raise ProviderUnavailable(NAME, f"not ready after {self._deadline.total_seconds():.0f} s")

    async def _poll(self, request_id: str) -> list[msgspec.Raw] | None:
        """The rows, None when they are not ready or the answer says nothing."""
        try:
            answer = await self._api.http.request("GET", f"/enrich/all/{request_id}", retry=True)
            polled = decoded(accepted(answer).body, Polled)
        except (ProviderUnavailable, RateLimited):
            return None
        if polled is not None and polled.error is True:
            raise _refusal(polled.reason)
        if polled is not None and polled.success is True and polled.data is not None:
            return polled.data
        return None


def _size(lead: Lead) -> int:
    return len(msgspec.json.encode(record(lead)))


def _refusal(reason: object) -> ProviderError:
    """An error that came with status 200."""
    said = clean(reason)[:300] if isinstance(reason, str) else "refused without a reason"
    return OutOfCredits(NAME, said) if "quota" in said.lower() else ProviderRefused(NAME, said)


def _read(leads: Sequence[Lead], rows: list[msgspec.Raw], rejected: dict[int, str]) -> Enrichment:
    """Each lead's row by its `ref` alone: the order of the rows is not promised."""
    by_ref: dict[str, Row] = {}
    for raw in rows:
        row = decoded(raw, Row)
        if row is not None:
            by_ref.setdefault(str(row.custom_fields.get("ref")), row)
    findings: list[Finding] = []
    failed = dict(rejected)
    spent = 0.0
    for lead in leads:
        found = by_ref.get(str(lead.id))
        if found is None:
            failed[lead.id] = f"{NAME}: not in its answer, or not readable"
            continue
        findings.append(found.finding(lead.id))
        spent += bool(lead.email) or found.is_charged
    return Enrichment(findings=tuple(findings), failed=failed, credits=spent)
