"""An enricher whose knowledge a test names."""

from collections.abc import Callable, Sequence

from cam.domain.model.errors import ProviderError
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Enrichment, Finding, Profile


class FakeEnricher:
    """Knows what `knows` says of a lead (None: nobody); remembers whom it was asked about."""

    def __init__(
        self,
        knows: Callable[[Lead], Profile | None] = lambda _: None,
        *,
        name: str = "fake",
        credits_per_lead: float = 1.0,
    ) -> None:
        self.name = name
        self.credits_per_lead = credits_per_lead
        self.knows = knows
        self.asked: list[int] = []
        """Ids of the leads asked about, in order."""
        self.unaskable: set[int] = set()
        self.fails: dict[int, str] = {}
        """Lead id to the reason with which it fails."""
        self.objectors: set[int] = set()
        self.failure: ProviderError | None = None
        """Raised by every call while it is set."""

    def can_ask(self, lead: Lead) -> bool:
        """All but the unaskable."""
        return lead.id not in self.unaskable

    async def enrich(self, leads: Sequence[Lead]) -> Enrichment:
        """A finding for each lead, but for those that fail; a credit for each profile."""
        if self.failure is not None:
            raise self.failure
        known = [lead for lead in leads if self.can_ask(lead)]
        self.asked += [lead.id for lead in known]
        findings = tuple(self._finding(lead) for lead in known if lead.id not in self.fails)
        return Enrichment(
            findings=findings,
            failed={lead.id: self.fails[lead.id] for lead in known if lead.id in self.fails},
            credits=self.credits_per_lead * sum(f.profile is not None for f in findings),
        )

    def _finding(self, lead: Lead) -> Finding:
        objects = lead.id in self.objectors
        return Finding(lead_id=lead.id, profile=self.knows(lead), do_not_contact=objects)
