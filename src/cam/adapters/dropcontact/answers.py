"""What Dropcontact answers (developer.dropcontact.com, 2026).

Everything is read as it comes: one odd value spoils neither its row nor the others, all of which
are paid for.
"""

import re
from typing import Any

import msgspec
from msgspec import Struct

from cam.adapters.decoding import address_or_none, clean, whole
from cam.adapters.dropcontact.qualification import Qualification, Standing
from cam.domain.model.credit import Finding
from cam.domain.model.prospect import EmailStatus, Profile

REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_BEST_FIRST = (
    Standing.OBJECTED, Standing.SEND, Standing.RISKY, Standing.WITHHELD, Standing.INVALID,
)  # fmt: skip
"""The address of who objects comes first: it is the one to be suppressed."""
_FIRST_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


class Submitted(Struct):
    """`POST /enrich/all`; `data` names the rows that were rejected."""

    success: Any = None
    error: Any = None
    reason: Any = None
    request_id: Any = None
    data: Any = None

    @property
    def reference(self) -> str:
        """The request's id; empty when there is none."""
        told = self.request_id
        return told if isinstance(told, str) and REQUEST_ID.fullmatch(told) else ""

    @property
    def rejected(self) -> dict[int, str]:
        """Row number, from 0, to the words of its errors."""
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
    data: Any = None

    @property
    def is_done(self) -> bool:
        """Are its rows here?"""
        return self.success is True and isinstance(self.data, list)


class Row(Struct):
    """One record, enriched or as it was; only populated keys are present."""

    custom_fields: Any = None
    email: Any = None
    first_name: Any = None
    last_name: Any = None
    job: Any = None
    job_level: Any = None
    company: Any = None
    website: Any = None
    industry: Any = None
    employee_count: Any = None
    nb_employees: Any = None
    country: Any = None
    linkedin: Any = None
    phone: Any = None
    mobile_phone: Any = None

    @property
    def reference(self) -> str:
        """What was sent along to tell whose row this is; empty when it did not come back."""
        ref = self.custom_fields.get("ref") if isinstance(self.custom_fields, dict) else None
        return str(ref) if isinstance(ref, str | int) else ""

    @property
    def is_enriched(self) -> bool:
        """Was an address looked at?"""
        return bool(self._told())

    @property
    def is_charged(self) -> bool:
        """Is the credit kept, for a record sent without an address?"""
        return any(qualification.is_charged for _, qualification in self._told())

    def finding(self, asked: str) -> Finding:
        """What this row says; profile None unless an address was looked at.

        `asked` is the address that was sent, if one was: it is kept when another is no better.
        """
        told = sorted(
            self._told(), key=lambda each: (_BEST_FIRST.index(each[1].standing), each[0] != asked)
        )
        if not told:
            return Finding(profile=None)
        objected = told[0][1].standing is Standing.OBJECTED
        return Finding(profile=self._profile(told, objected=objected), do_not_contact=objected)

    def _told(self) -> list[tuple[str, Qualification]]:
        """The addresses with their qualifications; a string is what was sent, not found."""
        entries = self.email if isinstance(self.email, list) else []
        return [
            (address_or_none(entry.get("email")), Qualification.of(entry.get("qualification")))
            for entry in entries
            if isinstance(entry, dict)
        ]

    def _profile(self, told: list[tuple[str, Qualification]], *, objected: bool) -> Profile:
        email, status = "", EmailStatus.NONE
        best = next((each for each in told if each[0]), None)
        if best is not None:
            email = best[0]
            status = EmailStatus.UNVERIFIED if objected else best[1].standing.email_status
        return Profile(
            email=email,
            email_status=status,
            first_name=_text(self.first_name),
            last_name=_text(self.last_name),
            title=_text(self.job),
            seniority=_text(self.job_level).lower(),
            company=_text(self.company),
            domain=_host(_text(self.website)),
            industry=_text(self.industry),
            employees=_headcount(self.employee_count, self.nb_employees),
            country=_text(self.country),
            linkedin_url=_text(self.linkedin),
            phone=_text(self.mobile_phone) or _text(self.phone),
        )


def rows_by_reference(data: Any) -> dict[str, Row]:
    """Each row by what was sent along with its record: their order is not promised."""
    rows: dict[str, Row] = {}
    for each in data if isinstance(data, list) else []:
        if isinstance(each, dict):
            row = msgspec.convert(each, Row)
            rows.setdefault(row.reference, row)
    rows.pop("", None)
    return rows


def _errors(errors: Any) -> str:
    words = ", ".join(map(str, errors)) if isinstance(errors, dict | list) else str(errors)
    return clean(words) or "rejected"


def _text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def _host(website: str) -> str:
    host = website.lower().removeprefix("https://").removeprefix("http://")
    return host.partition("/")[0].removeprefix("www.")


def _headcount(count: Any, bracket: Any) -> int | None:
    """The count, or the lower end of a range such as `10-19`."""
    if whole(count) is not None:
        return whole(count)
    number = _FIRST_NUMBER.search(bracket) if isinstance(bracket, str) else None
    return int(number[0]) if number else None
