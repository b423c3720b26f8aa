"""Where prospects are found."""

from typing import Protocol

from cam.domain.model.audience import Audience
from cam.domain.model.prospect import Page


class LeadSource(Protocol):
    """A place in which people who fit an audience are found, page by page."""

    @property
    def name(self) -> str:
        """The provider's name, as in a prospect's `provider`."""
        ...

    @property
    def last_page(self) -> int | None:
        """The last page of one search that it shows; None when it shows all."""
        ...

    async def search(self, audience: Audience, *, page: int, per_page: int) -> Page:
        """One page of the people who fit, `page` counted from 1.

        A page past the end is empty and `last`. So is `last_page`, whoever may follow: then
        `total` tells that there are more. Each prospect carries `provider` and `provider_id` and
        stands on the page once. Costs no credits. Raises only ProviderError.
        """
        ...
