"""The people search in both forms that are in use.

The official OpenAPI declares query parameters: lists as `name[]`, ranges as `name[min]`. Apollo's
own client (apolloio/apollo-io-cli) sends the same names without brackets as a JSON body, ranges as
`{"min": .., "max": ..}`; some filters are known from it alone.
"""

from typing import Any

import msgspec
from msgspec import structs

from cam.domain.model.audience import Audience

Query = tuple[tuple[str, str], ...]
_LONGEST = 6_000
"""Characters. A longer list of terms does not fit into a URL everywhere."""
CLIENT_ONLY = frozenset(
    {
        "person_departments",
        "organization_industry_tag_ids",
        "q_organization_keyword_tags",
        "latest_funding_amount_range",
        "total_funding_range",
        "q_organization_name",
        "organization_linkedin_url",
    }
)
"""Filters that the official OpenAPI does not declare."""


def search_form(audience: Audience, page: int, per_page: int) -> tuple[Query, bytes | None]:
    """The search as query and body: the official form wherever it can say it."""
    query = as_query(audience, page, per_page)
    length = sum(len(name) + 2 + 3 * len(value) for name, value in query)
    if length > _LONGEST or CLIENT_ONLY & filters(audience).keys():
        return (), as_body(audience, page, per_page)
    return query, None


def as_query(audience: Audience, page: int, per_page: int) -> Query:
    """The form of the OpenAPI file."""
    query: list[tuple[str, str]] = []
    for name, value in filters(audience).items():
        if isinstance(value, list):
            query += ((f"{name}[]", term) for term in value)
        elif isinstance(value, dict):
            query += ((f"{name}[{end}]", str(bound)) for end, bound in value.items())
        else:
            query.append((name, str(value).lower() if isinstance(value, bool) else value))
    return (*query, ("page", str(page)), ("per_page", str(per_page)))


def as_body(audience: Audience, page: int, per_page: int) -> bytes:
    """The form of Apollo's own client."""
    return msgspec.json.encode({**filters(audience), "page": page, "per_page": per_page})


def filters(audience: Audience) -> dict[str, Any]:
    """What restricts, by name: lists, ranges without open ends, text; and the strictness of titles
    when there are any."""
    named = {name: getattr(audience, name) for name in structs.asdict(audience)}
    told: dict[str, Any] = {}
    for name, value in named.items():
        plain = msgspec.to_builtins(value)
        if isinstance(plain, dict):
            plain = {end: bound for end, bound in plain.items() if bound is not None}
        if plain not in ([], (), {}, ""):
            told[name] = list(plain) if isinstance(plain, tuple) else plain
    if not audience.person_titles:
        del told["include_similar_titles"]
    return told
