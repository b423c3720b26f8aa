"""Who a campaign looks for, in the words of Apollo's people search."""

import hashlib
import re
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from cam.domain.model.errors import InvalidInput

Term = Annotated[str, Meta(min_length=1, max_length=200)]
Terms = Annotated[tuple[Term, ...], Meta(max_length=200)]
Amount = Annotated[int, Meta(ge=0, le=10**13)]
EmployeeRange = Annotated[
    str, Meta(pattern=r"^\d{1,7},\d{1,7}$", description="`min,max`, e.g. `11,50`")
]
Domain = Annotated[
    str, Meta(min_length=1, max_length=253, description="Without `www.` and `@`: `example.com`")
]
_DOMAIN = re.compile(r"(?!www\.)[^\s@/:,]+\.[^\s@/:,.]+", re.IGNORECASE)


Seniority = Literal[
    "owner",
    "founder",
    "c_suite",
    "partner",
    "vp",
    "head",
    "director",
    "manager",
    "senior",
    "entry",
    "intern",
]
AddressStatus = Literal[
    "verified", "unverified", "likely to engage", "likely_to_engage", "unavailable"
]
"""What Apollo knows of a person's address; some clients write the third with underscores."""


class NumberRange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whole numbers, both ends included; None is no bound."""

    min: Amount | None = None
    max: Amount | None = None

    def __post_init__(self) -> None:
        _in_order(self.min, self.max)


class DateRange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days, both ends included; None is no bound."""

    min: date | None = None
    max: date | None = None

    def __post_init__(self) -> None:
        _in_order(self.min, self.max)


def _in_order(low: int | date | None, high: int | date | None) -> None:
    if low is not None and high is not None and low > high:  # type: ignore[operator]
        raise InvalidInput("min", f"{low} is above max, {high}", kind="out_of_range")


class Audience(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters; an empty one does not restrict (docs.apollo.io, People API Search).

    A person has to match one term of each list, every one of the `..._all_of_...` list.
    """

    person_titles: Terms = ()
    include_similar_titles: bool = True
    person_seniorities: Annotated[tuple[Seniority, ...], Meta(max_length=20)] = ()
    person_departments: Terms = ()
    person_locations: Terms = ()
    organization_locations: Terms = ()
    organization_num_employees_ranges: Annotated[
        tuple[EmployeeRange, ...], Meta(max_length=50)
    ] = ()
    organization_ids: Terms = ()
    organization_industry_tag_ids: Terms = ()
    organization_linkedin_url: Annotated[str, Meta(max_length=500)] = ""
    q_organization_domains_list: Annotated[tuple[Domain, ...], Meta(max_length=1000)] = ()
    q_organization_name: Annotated[str, Meta(max_length=200)] = ""
    q_organization_keyword_tags: Terms = ()
    q_keywords: Annotated[str, Meta(max_length=500)] = ""
    contact_email_status: Annotated[tuple[AddressStatus, ...], Meta(max_length=5)] = ()
    revenue_range: NumberRange = NumberRange()
    latest_funding_amount_range: NumberRange = NumberRange()
    total_funding_range: NumberRange = NumberRange()
    currently_using_all_of_technology_uids: Terms = ()
    currently_using_any_of_technology_uids: Terms = ()
    currently_not_using_any_of_technology_uids: Terms = ()
    q_organization_job_titles: Terms = ()
    organization_job_locations: Terms = ()
    organization_num_jobs_range: NumberRange = NumberRange()
    organization_job_posted_at_range: DateRange = DateRange()

    def __post_init__(self) -> None:
        for each in self.organization_num_employees_ranges:
            low, _, high = each.partition(",")
            if not (low.isdecimal() and high.isdecimal() and int(low) <= int(high)):
                raise InvalidInput(
                    "audience.organization_num_employees_ranges",
                    f'"{each}" is not MIN,MAX, e.g. 11,50',
                    kind="out_of_range",
                )
        for domain in self.q_organization_domains_list:
            if not _DOMAIN.fullmatch(domain):
                raise InvalidInput(
                    "audience.q_organization_domains_list",
                    f'"{domain[:100]}" is not a domain like example.com (no www., no @, no URL)',
                )

    @property
    def is_empty(self) -> bool:
        """Does it restrict nothing? Then nobody is looked for."""
        return self == Audience(include_similar_titles=self.include_similar_titles)

    @property
    def fingerprint(self) -> str:
        """Equal for equal filters: paging goes on only in the same search."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]

    def fits_employees(self, employees: int | None) -> bool:
        """Does a company of this size lie in one of the ranges?"""
        if employees is None:
            return False
        bounds = (each.split(",") for each in self.organization_num_employees_ranges)
        return any(int(low) <= employees <= int(high) for low, high in bounds)
