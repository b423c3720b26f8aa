"""People found by Apollo's people search (docs.apollo.io, People API Search; no credits)."""

import msgspec
from msgspec import structs

from cam.adapters.apollo.api import NAME, ApolloApi, accepted
from cam.adapters.apollo.wire import FoundPerson, SearchAnswer
from cam.adapters.decoding import decoded
from cam.domain.model.audience import Audience
from cam.domain.model.errors import ProviderUnavailable
from cam.domain.model.prospect import Page, Prospect

LARGEST_PAGE = 100
LAST_PAGE = 500
_LONGEST_QUERY = 6_000
"""Characters. A longer list of terms does not fit into a URL everywhere."""

Query = tuple[tuple[str, str], ...]


class ApolloSource:
    """Apollo as a LeadSource."""

    name = NAME

    def __init__(self, api: ApolloApi) -> None:
        self._api = api

    async def search(self, audience: Audience, *, page: int, per_page: int) -> Page:
        """One page of the people who fit; at most 100 a page and 500 pages."""
        if page > LAST_PAGE:
            return Page(prospects=(), last=True)
        size = min(max(per_page, 1), LARGEST_PAGE)
        query, body = search_form(audience, page, size)
        answer = await self._api.http.request(
            "POST", "/mixed_people/api_search", params=query, json_body=body, retry=True
        )
        found = decoded(accepted(answer).body, SearchAnswer)
        if found is None:
            raise ProviderUnavailable(NAME, f"no people in its answer: {answer.excerpt[:80]}")
        last = not found.people or page == LAST_PAGE
        if found.total is not None:
            last = last or page * size >= found.total
        return Page(prospects=_prospects(found.people), last=last, total=found.total)


def _prospects(people: list[msgspec.Raw]) -> tuple[Prospect, ...]:
    """Each person once; one that cannot be read is dropped, the others stay."""
    found: dict[str, Prospect] = {}
    for raw in people:
        person = decoded(raw, FoundPerson)
        if person is not None and 0 < len(person.id) <= 100:
            found.setdefault(person.id, person.prospect(NAME))
    return tuple(found.values())


def search_form(audience: Audience, page: int, per_page: int) -> tuple[Query, bytes | None]:
    """The search as query and body.

    The official OpenAPI declares query parameters, arrays as `name[]`. What is too long for a URL
    goes as the JSON body that Apollo's own client sends (apolloio/apollo-io-cli).
    """
    filters = {k: v for k, v in structs.asdict(audience).items() if v not in ((), "")}
    if not audience.person_titles:
        del filters["include_similar_titles"]
    query: list[tuple[str, str]] = []
    for name, value in filters.items():
        if isinstance(value, tuple):
            query += ((f"{name}[]", term) for term in value)
        else:
            query.append((name, str(value).lower() if isinstance(value, bool) else value))
    if sum(len(name) + 2 + 3 * len(value) for name, value in query) > _LONGEST_QUERY:
        return (), msgspec.json.encode({**filters, "page": page, "per_page": per_page})
    return (*query, ("page", str(page)), ("per_page", str(per_page))), None
