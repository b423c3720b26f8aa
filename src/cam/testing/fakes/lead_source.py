"""A source whose people a test names."""

from collections.abc import Callable, Sequence

import msgspec

from cam.domain.model.audience import Audience
from cam.domain.model.errors import ProviderError
from cam.domain.model.prospect import Page, Prospect


class FakeLeadSource:
    """Gives its people who fit, in order: all of them, unless `fits` says otherwise. Remembers what
    it was asked."""

    def __init__(
        self,
        people: Sequence[Prospect] = (),
        *,
        name: str = "fake",
        last_page: int | None = None,
        fits: Callable[[Audience, Prospect], bool] = lambda _audience, _person: True,
    ) -> None:
        self.name = name
        self.last_page = last_page
        self.fits = fits
        self.people = list(people)
        self.asked: list[tuple[Audience, int, int]] = []
        """Audience, page, per_page of each search."""
        self.failure: ProviderError | None = None
        """Raised by every search while it is set."""

    async def search(self, audience: Audience, *, page: int, per_page: int) -> Page:
        """That slice of those who fit; each carries this source's name and an id."""
        self.asked.append((audience, page, per_page))
        if self.failure is not None:
            raise self.failure
        start = (page - 1) * per_page
        fitting = [
            self._known(number, person)
            for number, person in enumerate(self.people)
            if self.fits(audience, person)
        ]
        total = len(fitting)
        if self.last_page is not None and page > self.last_page:
            return Page(prospects=(), last=True, total=total)
        last = start + per_page >= total or page == self.last_page
        here = tuple(fitting[start : start + per_page])
        return Page(prospects=here, last=last, total=total)

    def _known(self, number: int, person: Prospect) -> Prospect:
        provider_id = person.provider_id or f"p{number}"
        return msgspec.structs.replace(person, provider=self.name, provider_id=provider_id)
