"""A search that fits more people than can be read is read in halves, and these in halves.

A part is named by the halves that lead to it: `` is the whole audience, `0` and `1` its halves,
`01` the second half of the first. Together two halves fit whoever the whole fits; who fits both
is met twice.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import structs

from cam.domain.model.audience import Audience, DateRange, NumberRange

_LISTS = (
    "person_titles",
    "person_seniorities",
    "person_departments",
    "person_locations",
    "organization_locations",
    "organization_num_employees_ranges",
    "q_organization_domains_list",
    "organization_ids",
    "organization_industry_tag_ids",
    "q_organization_keyword_tags",
    "currently_using_any_of_technology_uids",
    "q_organization_job_titles",
    "organization_job_locations",
    "contact_email_status",
)
"""One matching term is enough in each of these; where all have to match, halves would fit more."""

_NUMBERS = ("revenue_range", "latest_funding_amount_range", "total_funding_range")
_HIGHEST = 10**12

Halves = tuple[Audience, Audience]


def part_of(audience: Audience, part: str) -> Audience:
    """The audience of that part; the whole one where it cannot be told."""
    for half in part:
        halves = halved(audience)
        if halves is None:
            return audience
        audience = halves[half == "1"]
    return audience


def part_after(part: str) -> str | None:
    """The part that is read after this one; None after the last."""
    stem = part.rstrip("1")
    return f"{stem[:-1]}1" if stem else None


def halved(audience: Audience) -> Halves | None:
    """Both halves by the first filter that can be split; None when there is none."""
    return next(_halves(audience), None)


def _halves(audience: Audience) -> Iterator[Halves]:
    for name in _LISTS:
        terms = tuple(dict.fromkeys(getattr(audience, name)))
        if len(terms) > 1:
            middle = (len(terms) + 1) // 2
            yield _with(audience, name, terms[:middle], terms[middle:])
    if len(audience.organization_num_employees_ranges) == 1:
        low, high = map(int, audience.organization_num_employees_ranges[0].split(","))
        if low < high:
            middle = (low + high) // 2
            ranges = (f"{low},{middle}",), (f"{middle + 1},{high}",)
            yield _with(audience, "organization_num_employees_ranges", *ranges)
    for name in _NUMBERS:
        numbers = _halved_numbers(getattr(audience, name))
        if numbers is not None:
            yield _with(audience, name, *numbers)
    days = audience.organization_job_posted_at_range
    if days.min and days.max and days.min < days.max:
        at = date.fromordinal((days.min.toordinal() + days.max.toordinal()) // 2)
        later = DateRange(min=date.fromordinal(at.toordinal() + 1), max=days.max)
        yield _with(
            audience, "organization_job_posted_at_range", DateRange(min=days.min, max=at), later
        )


def _halved_numbers(whole: NumberRange) -> tuple[NumberRange, NumberRange] | None:
    """A range without upper end is cut where it has doubled; one without any end is not, as it
    fits companies of which nothing is known."""
    if whole.min is None and whole.max is None:
        return None
    low = whole.min or 0
    high = 2 * low + 1 if whole.max is None else whole.max
    if low >= high or low > _HIGHEST:
        return None
    middle = (low + high) // 2 if whole.max is not None else high
    return NumberRange(min=whole.min, max=middle), NumberRange(min=middle + 1, max=whole.max)


def _with(audience: Audience, name: str, first: object, second: object) -> Halves:
    return (
        structs.replace(audience, **{name: first}),
        structs.replace(audience, **{name: second}),
    )
