"""Who matches a search: each filter value is a set of people kept as the bits of one integer."""

import functools
from collections.abc import Callable, Iterable, Set
from itertools import compress

from cam.sandbox.apollo_query import Filters, Range, headcount
from cam.sandbox.catalogue import PLACES, TITLES, Title
from cam.sandbox.names import plain
from cam.sandbox.world import EMAIL_STATUSES, Company, World

_BITS = bytes.maketrans(b"01", b"\x00\x01")
_WORDS = {
    "vice": "vp",
    "president": "vp",
    "cofounder": "co founder",
    "of": "",
    "the": "",
    "and": "",
}


class Directory:
    """Answers searches over one world; a query is worked out once and then remembered."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._everyone = (1 << world.scale.people) - 1
        self._employed = functools.lru_cache(maxsize=512)(self._select_employed)
        self._keyword = functools.lru_cache(maxsize=256)(self._select_keyword)
        self._status = functools.lru_cache(maxsize=8)(self._select_status)
        self.find = functools.lru_cache(maxsize=64)(self._find)
        """The numbers of all people who match, in the directory's order."""

    def _find(self, filters: Filters) -> tuple[int, ...]:
        mask = self._everyone
        for part in (self._people(filters), self._companies(filters)):
            for selected in part:
                mask &= selected
                if not mask:
                    return ()
        bits = bin(mask)[:1:-1].encode().translate(_BITS)
        return tuple(compress(range(self._world.scale.people), bits))

    def _people(self, filters: Filters) -> Iterable[int]:
        if filters.person_titles or filters.person_seniorities or filters.person_departments:
            yield self._by_column(self._world.title_of, _titles(filters))
        if filters.person_locations:
            wanted = [place.casefold().strip() for place in filters.person_locations]
            places = (i for i, place in enumerate(PLACES) if any(map(place.is_called, wanted)))
            yield self._by_column(self._world.place_of, set(places))
        if filters.contact_email_status:
            yield self._status(frozenset(filters.contact_email_status))
        if filters.q_keywords.strip():
            yield self._keyword(filters.q_keywords.casefold().strip())

    def _companies(self, filters: Filters) -> Iterable[int]:
        for name in _COMPANY_FILTERS:
            value = getattr(filters, name)
            if value != getattr(_NO_FILTERS, name):
                yield self._employed(name, value)

    def _select_employed(self, name: str, value: object) -> int:
        """People whose company passes the filter of that name."""
        return self._staff(_COMPANY_FILTERS[name](value))

    def _staff(self, passes: Callable[[Company], bool]) -> int:
        flags = bytes(49 if passes(company) else 48 for company in self._world.companies)
        return _mask(bytes(map(flags.__getitem__, self._world.company_of)))

    def _by_column(self, column: bytes, wanted: Set[int]) -> int:
        return _mask(column.translate(bytes(49 if i in wanted else 48 for i in range(256))))

    def _select_status(self, wanted: frozenset[str]) -> int:
        codes = {i for i, status in enumerate(EMAIL_STATUSES) if status in wanted}
        mask = self._by_column(self._world.status_of, codes)
        if wanted & {"likely to engage", "likely_to_engage"}:
            mask |= _mask(bytes(49 if is_likely(luck) else 48 for luck in self._world.luck_of))
        return mask

    def _select_keyword(self, phrase: str) -> int:
        """People in whose name, title or company the phrase stands literally."""
        titles = {i for i, title in enumerate(TITLES) if phrase in title.name.casefold()}
        mask = self._by_column(self._world.title_of, titles)
        mask |= self._staff(_mentions(phrase))
        names = (f"{first} {last}".casefold() for first, last in self._world.names)
        return mask | _mask(bytes(49 if phrase in name else 48 for name in names))


def is_likely(luck: float) -> bool:
    """Whether Apollo calls the person likely to engage: one in five."""
    return luck % 0.1 < 0.02


def _mask(digits: bytes) -> int:
    """b"011" -> person 1 and person 2."""
    return int(digits[::-1], 2)


def _titles(filters: Filters) -> set[int]:
    return {
        i
        for i, title in enumerate(TITLES)
        if (not filters.person_seniorities or title.seniority in filters.person_seniorities)
        and (not filters.person_departments or title.department in filters.person_departments)
        and (
            not filters.person_titles
            or any(
                _is(title, t, similar=filters.include_similar_titles) for t in filters.person_titles
            )
        )
    }


def _is(title: Title, wanted: str, *, similar: bool) -> bool:
    """Strictly the same title; or also one of its family, or one that has all its words."""
    if title.name.casefold() == wanted.casefold().strip():
        return True
    if not similar:
        return False
    words = _title_words(wanted)
    return bool(words) and (words <= _title_words(title.name) or title.family in _families(wanted))


@functools.lru_cache(maxsize=1024)
def _title_words(text: str) -> frozenset[str]:
    return frozenset(" ".join(_WORDS.get(word, word) for word in plain(text).split()).split())


@functools.lru_cache(maxsize=1024)
def _families(wanted: str) -> frozenset[str]:
    words = _title_words(wanted)
    return frozenset(title.family for title in TITLES if _title_words(title.name) == words)


Passes = Callable[[Company], bool]


def _mentions(phrase: str) -> Passes:
    def passes(company: Company) -> bool:
        texts = (company.name.casefold(), company.industry, *company.keywords)
        return any(phrase in text for text in texts)

    return passes


def _is_located(wanted: tuple[str, ...]) -> Passes:
    names = [name.casefold().strip() for name in wanted]
    places = {place for place in PLACES if any(map(place.is_called, names))}
    return lambda company: company.place in places


def _has_size(ranges: tuple[str, ...]) -> Passes:
    bounds = tuple(filter(None, map(headcount, ranges)))
    return lambda company: any(low <= company.employees <= high for low, high in bounds)


def _has_tag(tags: tuple[str, ...]) -> Passes:
    wanted = {tag.casefold().strip() for tag in tags}
    return lambda company: company.industry in wanted or not wanted.isdisjoint(company.keywords)


def _has_domain(domains: tuple[str, ...]) -> Passes:
    wanted = {domain.casefold() for domain in domains}
    return lambda company: company.domain in wanted


def _is_named(text: str) -> Passes:
    wanted = text.casefold().strip()
    return lambda company: wanted in company.name.casefold()


def _has_profile(url: str) -> Passes:
    slug = url.strip().rstrip("/").rpartition("/")[2].casefold()
    return lambda company: company.domain.partition(".")[0] == slug


def _earns(revenue: Range) -> Passes:
    low, high = revenue.min or 0, float("inf") if revenue.max is None else revenue.max
    return lambda company: low <= company.revenue <= high


_NO_FILTERS = Filters()
_COMPANY_FILTERS: dict[str, Callable[..., Passes]] = {
    "organization_locations": _is_located,
    "organization_num_employees_ranges": _has_size,
    "q_organization_keyword_tags": _has_tag,
    "q_organization_domains_list": _has_domain,
    "organization_ids": lambda wanted: lambda c: c.id in wanted,
    "q_organization_name": _is_named,
    "organization_linkedin_url": _has_profile,
    "revenue_range": _earns,
    "currently_using_all_of_technology_uids": lambda uids: (
        lambda c: c.technologies.issuperset(uids)
    ),
    "currently_using_any_of_technology_uids": lambda uids: (
        lambda c: not c.technologies.isdisjoint(uids)
    ),
    "currently_not_using_any_of_technology_uids": lambda uids: (
        lambda c: c.technologies.isdisjoint(uids)
    ),
}
