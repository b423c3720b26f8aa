"""What is sent to Dropcontact for a lead, and what is read of its answers (2026 docs)."""

import re
from typing import Any

import msgspec
from msgspec import Struct

from cam.adapters.decoding import address_or_none, clean, whole
from cam.adapters.dropcontact.qualification import Qualification, Standing
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Finding, Profile

_ORDER = tuple(Standing)
_FIRST_NUMBER = re.compile(r"\d{1,9}")


class Submitted(Struct):
    """`POST /enrich/all`; `data` names the rows that were rejected."""

    success: Any = None
    error: Any = None
    reason: Any = None
    request_id: str | None = None
    data: Any = None

    @property
    def rejected(self) -> dict[int, str]:
        """Row number to the words of its errors."""
        rows = self.data if isinstance(self.data, list) else []
        return {
            row["index"]: _errors(row.get("errors"))
            for row in rows
            if isinstance(row, dict) and type(row.get("index")) is int
        }


class Polled(Struct):
    """`GET /enrich/all/{request_id}`."""

    success: Any = None
    error: Any = None
    reason: Any = None
    data: list[msgspec.Raw] | None = None


class Row(Struct):
    """One record, enriched or as it was; only populated keys are present."""

    custom_fields: dict[str, Any]
    email: Any = None
    first_name: str | None = None
    last_name: str | None = None
    job: str | None = None
    job_level: str | None = None
    company: str | None = None
    website: str | None = None
    industry: str | None = None
    employee_count: Any = None
    nb_employees: Any = None
    country: str | None = None
    linkedin: str | None = None
    phone: str | None = None
    mobile_phone: str | None = None

    @property
    def _addresses(self) -> list[tuple[str, Qualification]]:
        """The addresses found, best first; a string is what was sent, not what was found."""
        entries = self.email if isinstance(self.email, list) else []
        found = [
            (address_or_none(entry.get("email")), Qualification.of(entry.get("qualification")))
            for entry in entries
            if isinstance(entry, dict)
        ]
        return sorted(found, key=lambda each: _ORDER.index(each[1].standing))

    @property
    def is_charged(self) -> bool:
        """Is the credit kept, for a record sent without an address?"""
        return any(qualification.is_charged for _, qualification in self._addresses)

    def finding(self, lead_id: int) -> Finding:
        """What this record says of the lead; profile None unless an address was looked at."""
        addresses = self._addresses
        if not addresses:
            return Finding(lead_id=lead_id, profile=None)
        return Finding(
            lead_id=lead_id,
            profile=self._profile(addresses),
            do_not_contact=any(q.standing is Standing.OBJECTED for _, q in addresses),
        )

    def _profile(self, addresses: list[tuple[str, Qualification]]) -> Profile:
        best = next((each for each in addresses if each[0]), None)
        known: dict[str, Any] = {}
        if best is not None:
            known = {"email": best[0], "email_status": best[1].standing.email_status}
        return Profile(
            **known,
            first_name=clean(self.first_name),
            last_name=clean(self.last_name),
            title=clean(self.job),
            seniority=clean(self.job_level).lower(),
            company=clean(self.company),
            domain=_host(self.website),
            industry=clean(self.industry),
            employees=_headcount(self.employee_count, self.nb_employees),
            country=clean(self.country),
            linkedin_url=clean(self.linkedin),
            phone=clean(self.mobile_phone) or clean(self.phone),
        )


def record(lead: Lead) -> dict[str, Any]:
    """The documented keys for this lead; `ref` comes back unchanged with the result."""
    facts = {
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "email": lead.email,
        "company": lead.company,
        "website": lead.domain,
        "linkedin": lead.linkedin_url,
        "job": lead.title,
        "country": lead.country,
    }
    filled: dict[str, Any] = {name: value for name, value in facts.items() if value}
    return {**filled, "custom_fields": {"ref": str(lead.id)}}


def _errors(errors: Any) -> str:
    words = ", ".join(map(str, errors)) if isinstance(errors, dict | list) else str(errors)
    return clean(words) or "rejected"


def _host(website: str | None) -> str:
    host = clean(website).lower().removeprefix("https://").removeprefix("http://")
    return host.partition("/")[0].removeprefix("www.")


def _headcount(count: Any, bracket: Any) -> int | None:
    """The count, or the lower end of a range such as `10-19`."""
    if whole(count) is not None:
        return whole(count)
    number = _FIRST_NUMBER.search(bracket) if isinstance(bracket, str) else None
    return int(number[0]) if number else None
