"""Who a campaign looks for, in the words of Apollo's people search."""

import hashlib
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from cam.domain.model.errors import InvalidInput

Term = Annotated[str, Meta(min_length=1, max_length=200)]
Terms = Annotated[tuple[Term, ...], Meta(max_length=200)]
EmployeeRange = Annotated[
    str, Meta(pattern=r"^\d{1,7},\d{1,7}$", description="`min,max`, e.g. `11,50`")
]


class Audience(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters; an empty one does not restrict (docs.apollo.io, People API Search)."""

    person_titles: Terms = ()
    include_similar_titles: bool = True
    person_seniorities: Terms = ()
    person_locations: Terms = ()
    organization_locations: Terms = ()
    organization_num_employees_ranges: Annotated[
        tuple[EmployeeRange, ...], Meta(max_length=50)
    ] = ()
    q_organization_domains_list: Annotated[tuple[Term, ...], Meta(max_length=1000)] = ()
    q_organization_keyword_tags: Terms = ()
    q_keywords: Annotated[str, Meta(max_length=500)] = ""
    contact_email_status: Terms = ()

    def __post_init__(self) -> None:
        for each in self.organization_num_employees_ranges:
            low, _, high = each.partition(",")
            if not (low.isdecimal() and high.isdecimal() and int(low) <= int(high)):
                raise InvalidInput(
                    "audience.organization_num_employees_ranges",
                    f'"{each}" is not MIN,MAX, e.g. 11,50',
                    kind="out_of_range",
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
