"""People found by Apollo's people search (docs.apollo.io, People API Search; no credits)."""

import msgspec

from cam.adapters.apollo.api import NAME, ApolloApi, accepted
from cam.adapters.apollo.query import search_form
from cam.adapters.apollo.wire import FoundPerson, SearchAnswer
from cam.adapters.decoding import decoded
from cam.domain.model.audience import Audience
from cam.domain.model.errors import ProviderUnavailable
from cam.domain.model.prospect import Page, Prospect

LARGEST_PAGE = 100
LAST_PAGE = 500
PATH = "/mixed_people/api_search"


class ApolloSource:
    """Apollo as a LeadSource."""

    name = NAME
    last_page: int | None = LAST_PAGE

    def __init__(self, api: ApolloApi) -> None:
        self._api = api

    async def search(self, audience: Audience, *, page: int, per_page: int) -> Page:
        """One page of the people who fit; at most 100 a page and 500 pages."""
        if page > LAST_PAGE:
            return Page(prospects=(), last=True)
        size = min(max(per_page, 1), LARGEST_PAGE)
        query, body = search_form(audience, page, size)
        answer = await self._api.http.request(
            "POST", PATH, params=query, json_body=body, retry=True, group=PATH
        )
        found = decoded(accepted(answer).body, SearchAnswer)
        if found is None:
            raise ProviderUnavailable(NAME, answer.unread)
        return Page(
            prospects=_prospects(found.people),
            last=page == LAST_PAGE or _ends(found, page * size, size),
            total=found.total,
        )


def _ends(found: SearchAnswer, reached: int, size: int) -> bool:
    """Is nobody left? A total that is too small does not end a search whose page is full, nor does
    an empty page end one whose total promises more."""
    if found.total is None:
        return not found.people
    return reached >= found.total and len(found.people) < size


def _prospects(people: list[msgspec.Raw]) -> tuple[Prospect, ...]:
    """Each person once; one that cannot be read is dropped, the others stay."""
    found: dict[str, Prospect] = {}
    for raw in people:
        person = decoded(raw, FoundPerson)
        if person is not None and 0 < len(person.id) <= 100:
            found.setdefault(person.id, person.prospect(NAME))
    return tuple(found.values())
