"""Reading a People API Search, in both documented forms, refusing what is not documented.

The query form (`person_titles[]=a`, `revenue_range[min]=1`) is that of Apollo's OpenAPI file; the
JSON form (the same names without brackets) is that of Apollo's own command-line client. The real
service may ignore a misspelt filter and search wider; here it is refused, so that it is noticed.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

import msgspec

from cam.sandbox.catalogue import SENIORITIES
from cam.sandbox.exchange import Answer, Malformed, Request, json_answer

MAX_PER_PAGE: Final = 100
MAX_PAGE: Final = 500
DEFAULT_PER_PAGE: Final = 10
MAX_DOMAINS: Final = 1_000


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    min: int | None = None
    max: int | None = None


class DateRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Days as YYYY-MM-DD."""

    min: str | None = None
    max: str | None = None


class Filters(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Everything a search can ask; the last seven are checked but not applied.

    `person_departments`, `q_organization_keyword_tags`, `q_organization_name`,
    `organization_industry_tag_ids`, both funding ranges and `organization_linkedin_url` are not
    in the OpenAPI file: Apollo's own command-line client sends them.
    """

    person_titles: tuple[str, ...] = ()
    include_similar_titles: bool = True
    q_keywords: str = ""
    person_locations: tuple[str, ...] = ()
    person_seniorities: tuple[str, ...] = ()
    person_departments: tuple[str, ...] = ()
    organization_locations: tuple[str, ...] = ()
    q_organization_domains_list: tuple[str, ...] = ()
    contact_email_status: tuple[str, ...] = ()
    organization_ids: tuple[str, ...] = ()
    organization_num_employees_ranges: tuple[str, ...] = ()
    currently_using_all_of_technology_uids: tuple[str, ...] = ()
    currently_using_any_of_technology_uids: tuple[str, ...] = ()
    currently_not_using_any_of_technology_uids: tuple[str, ...] = ()
    q_organization_keyword_tags: tuple[str, ...] = ()
    q_organization_name: str = ""
    organization_linkedin_url: str = ""
    revenue_range: Range = Range()
    q_organization_job_titles: tuple[str, ...] = ()
    organization_job_locations: tuple[str, ...] = ()
    organization_num_jobs_range: Range = Range()
    organization_job_posted_at_range: DateRange = DateRange()
    organization_industry_tag_ids: tuple[str, ...] = ()
    latest_funding_amount_range: Range = Range()
    total_funding_range: Range = Range()


class Search(msgspec.Struct, frozen=True):
    """A search that was understood."""

    filters: Filters
    page: int
    per_page: int


class Refused(Exception):
    """The search is not one that Apollo would run."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body.decode())
        self.answer = answer


_KINDS: Final = {field.name: field.type for field in msgspec.structs.fields(Filters)}
_STATUSES: Final = {"verified", "unverified", "likely to engage", "likely_to_engage", "unavailable"}
_BAD: Final = json_answer({"error": "Invalid parameters"}, status=422)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def _unsupported(what: str) -> Answer:
    code = "SEARCH_VALIDATION_SEARCH_PARAMS_INVALID"
    body = {"error": f"{what} not supported", "error_details": {"code": code}}
    return json_answer(body, status=422)


def read_search(request: Request) -> Search:
    """The search asked for; raises Refused with the answer to give."""
    asked = _from_query(request.query)
    if request.body:
        asked = {**asked, **_from_body(request)}
    page, per_page = asked.pop("page", 1), asked.pop("per_page", DEFAULT_PER_PAGE)
    if type(page) is not int or type(per_page) is not int:
        raise Refused(_BAD)
    if not 1 <= per_page <= MAX_PER_PAGE:
        raise Refused(_unsupported("Per page"))
    if not 1 <= page <= MAX_PAGE:
        raise Refused(_unsupported("Page"))
    try:
        filters = msgspec.convert(asked, Filters)
    except msgspec.ValidationError as error:
        raise Refused(_BAD) from error
    if not _plausible(filters):
        raise Refused(_BAD)
    return Search(filters, page, per_page)


def _from_body(request: Request) -> dict[str, Any]:
    if not request.is_json:
        raise Refused(_BAD)
    try:
        return request.json_object()
    except Malformed as error:
        raise Refused(_BAD) from error


def _from_query(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for key, value in pairs:
        name, bracket, inside = key.partition("[")
        kind = int if name in ("page", "per_page") else _KINDS.get(name)
        if bracket and inside == "]" and kind == tuple[str, ...]:
            asked.setdefault(name, []).append(value)
        elif bracket and inside in ("min]", "max]") and kind in (Range, DateRange):
            bound = int(value) if kind is Range and value.isdecimal() else value
            asked.setdefault(name, {})[inside[:-1]] = bound
        elif not bracket and kind in _PARSE:
            asked[name] = _PARSE[kind](value)
        else:
            raise Refused(_BAD)
    return asked


def _boolean(value: str) -> object:
    return {"true": True, "false": False}.get(value, value)


_PARSE: Final[dict[object, Callable[[str], object]]] = {
    int: lambda value: int(value) if value.isdecimal() else value,
    bool: _boolean,
    str: str,
}


def _plausible(filters: Filters) -> bool:
    """Whether values that come from a fixed set or shape are of it."""
    days = filters.organization_job_posted_at_range
    domains = filters.q_organization_domains_list
    return (
        set(filters.person_seniorities) <= SENIORITIES
        and set(filters.contact_email_status) <= _STATUSES
        and all(map(headcount, filters.organization_num_employees_ranges))
        and len(domains) <= MAX_DOMAINS
        and not any("@" in domain or domain.startswith("www.") for domain in domains)
        and all(map(_is_day, filter(None, (days.min, days.max))))
    )


def _is_day(text: str) -> bool:
    """Whether it is a day of the calendar as YYYY-MM-DD."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DAY.fullmatch(text))


def headcount(text: str) -> tuple[int, int] | None:
    """`11,50` as two numbers; None when it is not of that shape."""
    low, _, high = text.partition(",")
    if not (low.isdecimal() and high.isdecimal() and int(low) <= int(high)):
        return None
    return int(low), int(high)
