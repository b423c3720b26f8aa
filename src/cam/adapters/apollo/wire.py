"""The parts of Apollo's answers that CAM reads; all else is ignored (official OpenAPI 2026-08)."""

from typing import Any

import msgspec
import structlog
from msgspec import Struct

from cam.adapters.decoding import address_or_none, amount, clean, decoded, whole
from cam.domain.model.prospect import EmailStatus, Profile, Prospect

log = structlog.get_logger()

_STATUSES = {
    "verified": EmailStatus.VERIFIED,
    "unavailable": EmailStatus.NONE,
    "": EmailStatus.NONE,
    "bounced": EmailStatus.INVALID,
    "unverified": EmailStatus.UNVERIFIED,
    "likely to engage": EmailStatus.UNVERIFIED,
    "guessed": EmailStatus.UNVERIFIED,
    "extrapolated": EmailStatus.UNVERIFIED,
    "pending manual fulfillment": EmailStatus.UNVERIFIED,
    "update required": EmailStatus.UNVERIFIED,
    "user managed": EmailStatus.UNVERIFIED,
    "needs verification": EmailStatus.UNVERIFIED,
}
"""`email_status` in lower case, with spaces; every other word means: not to be mailed before
verification."""
_strange: set[str] = set()
_MOST_STRANGE = 100
"""Words that are remembered as logged."""


class FoundOrganization(Struct):
    """The employer of a person found."""

    name: str | None = None


class FoundPerson(Struct):
    """A person of the search: little more than an id to ask about."""

    id: str
    first_name: str | None = None
    title: str | None = None
    has_email: bool | None = None
    organization: FoundOrganization | None = None

    def prospect(self, provider: str) -> Prospect:
        """The prospect that this person is; the last name is obfuscated and so left out."""
        organization = self.organization or FoundOrganization()
        return Prospect(
            provider=provider,
            provider_id=self.id,
            first_name=clean(self.first_name),
            title=clean(self.title),
            company=clean(organization.name),
            has_email=self.has_email is not False,
        )


class SearchAnswer(Struct):
    """`POST /mixed_people/api_search`; old answers keep the total in `pagination`."""

    people: list[msgspec.Raw]
    total_entries: Any = None
    pagination: Any = None

    @property
    def total(self) -> int | None:
        """How many people fit in all."""
        total = whole(self.total_entries)
        if total is None and isinstance(self.pagination, dict):
            return whole(self.pagination.get("total_entries"))
        return total


class Organization(Struct):
    """A person's employer."""

    name: str | None = None
    primary_domain: str | None = None
    industry: str | None = None
    keywords: list[str] | None = None
    estimated_num_employees: int | float | None = None


class Contact(Struct):
    """The person as one's own team has saved them."""

    email_unsubscribed: Any = None


class Person(Struct):
    """A person enriched."""

    id: str | None = None
    match_confidence: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    seniority: str | None = None
    email: str | None = None
    email_status: str | None = None
    linkedin_url: str | None = None
    city: str | None = None
    country: str | None = None
    organization: Organization | None = None
    contact: Contact | None = None

    @classmethod
    def of(cls, raw: msgspec.Raw) -> "Person | None":
        """A match; a Person without id is nobody, None cannot be read."""
        return cls() if bytes(raw).strip() == b"null" else decoded(raw, cls)

    @property
    def is_somebody(self) -> bool:
        """Was anybody matched?"""
        return bool(self.id) and (self.match_confidence or "").lower() != "none"

    @property
    def has_objected(self) -> bool:
        """Has this person unsubscribed from the team's mail?"""
        return self.contact is not None and self.contact.email_unsubscribed in (True, "true")

    @property
    def profile(self) -> Profile:
        """What Apollo knows; an address that is none, or a placeholder, is left out."""
        employer = self.organization or Organization()
        status = email_status(self.email_status)
        email = address_or_none(self.email) if status is not EmailStatus.NONE else ""
        return Profile(
            email=email,
            email_status=status if email else EmailStatus.NONE,
            first_name=clean(self.first_name),
            last_name=clean(self.last_name),
            title=clean(self.title),
            seniority=clean(self.seniority),
            company=clean(employer.name),
            domain=clean(employer.primary_domain).lower().removeprefix("www."),
            industry=clean(employer.industry),
            keywords=tuple(filter(None, map(clean, (employer.keywords or ())[:100]))),
            employees=whole(employer.estimated_num_employees),
            city=clean(self.city),
            country=clean(self.country),
            linkedin_url=clean(self.linkedin_url),
        )


class BulkAnswer(Struct):
    """`POST /people/bulk_match`."""

    matches: list[msgspec.Raw]
    credits_consumed: Any = None
    unique_enriched_records: Any = None
    waterfall: Any = None
    request_id: Any = None

    @property
    def credits(self) -> float | None:
        """What it cost; may be a fraction. None when it does not tell."""
        consumed = amount(self.credits_consumed)
        return amount(self.unique_enriched_records) if consumed is None else consumed

    @property
    def reference(self) -> str:
        """The id under which its result comes later, a signed 64-bit number; empty when all is
        here."""
        promised = isinstance(self.waterfall, dict) and self.waterfall.get("status") == "accepted"
        return request_id(self.request_id) if promised else ""


def request_id(value: object) -> str:
    """The id as text, never by way of a float; empty when it is none."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    number = text.removeprefix("-")
    return text if number.isascii() and number.isdecimal() and len(number) < 20 else ""


def email_status(word: str | None) -> EmailStatus:
    """What Apollo's word means (knowledge.apollo.io, e-mail statuses)."""
    plain = (word or "").strip().lower().replace("_", " ")
    if plain not in _STATUSES and plain not in _strange and len(_strange) < _MOST_STRANGE:
        _strange.add(plain)
        log.warning("apollo.unknown_email_status", status=clean(word)[:50])
    return _STATUSES.get(plain, EmailStatus.UNVERIFIED)
