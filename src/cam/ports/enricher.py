"""Who knows more about a lead."""

from collections.abc import Sequence
from typing import Protocol

from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Enrichment


class Priced(Protocol):
    """What may be known of an enricher without asking it: all that a dry run sees of one."""

    @property
    def name(self) -> str:
        """The provider's name, as in a campaign's `enrichers`."""
        ...

    @property
    def credits_per_lead(self) -> float:
        """What one found lead costs at most."""
        ...

    def can_ask(self, lead: Lead) -> bool:
        """Is enough known of this lead to ask about it?"""
        ...


class Enricher(Priced, Protocol):
    """A provider of addresses and facts about people."""

    async def enrich(self, leads: Sequence[Lead]) -> Enrichment:
        """What is known of these leads, each matched by its own id, never by position.

        Each lead asked about is in `findings` (with profile None when nobody is known) or in
        `failed` with the reason; one bad batch does not spoil the others. Raises ProviderError
        only when nothing at all was answered.
        """
        ...
