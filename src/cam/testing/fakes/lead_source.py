"""A source whose people a test names."""

from collections.abc import Sequence

import msgspec

from cam.domain.model.audience import Audience
from cam.domain.model.errors import ProviderError
from cam.domain.model.prospect import Page, Prospect


class FakeLeadSource:
    """Gives the same people, in order, whatever the audience; remembers what it was asked."""

    def __init__(self, people: Sequence[Prospect] = (), *, name: str = "fake") -> None:
        self.name = name
        self.people = list(people)
        self.asked: list[tuple[Audience, int, int]] = []
        """Audience, page, per_page of each search."""
        self.failure: ProviderError | None = None
        """Raised by every search while it is set."""

    async def search(self, audience: Audience, *, page: int, per_page: int) -> Page:
        """That slice of the people; each carries this source's name and an id."""
        self.asked.append((audience, page, per_page))
        if self.failure is not None:
            raise self.failure
        start = (page - 1) * per_page
        here = [
            self._known(number, person)
            for number, person in enumerate(self.people)
            if start <= number < start + per_page
        ]
        total = len(self.people)
        return Page(prospects=tuple(here), last=start + per_page >= total, total=total)

    def _known(self, number: int, person: Prospect) -> Prospect:
        provider_id = person.provider_id or f"p{number}"
        return msgspec.structs.replace(person, provider=self.name, provider_id=provider_id)
