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

    async def search(self, audience: Audience, *, page: int, per_page: int) -> Page:
        """One page of the people who fit, `page` counted from 1.

        A page past the end is empty and `last`. Each prospect carries `provider` and `provider_id`
        and stands on the page once. Costs no credits. Raises only ProviderError.
        """
        ...
