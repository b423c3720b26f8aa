"""Asks a provider about many leads, in batches that do not spoil each other."""

from collections.abc import Awaitable, Callable, Sequence

import anyio

from cam.adapters.http import OutcomeUnknown
from cam.domain.model.errors import OutOfCredits, ProviderDenied, ProviderError
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Enrichment, Finding

Batch = Sequence[Lead]
Ask = Callable[[Batch], Awaitable[Enrichment]]


async def asked_in_batches(
    leads: Batch, ask: Ask, *, size: int, credits_per_lead: float
) -> Enrichment:
    """All batches' answers as one, a failed batch's leads with its reason.

    A batch whose outcome is unknown counts as paid and is told, not raised: nobody shall buy it
    again unaware. Otherwise the first error is raised when no batch was answered. Once a key is
    denied or the credits are gone, the batches that wait are not sent.
    """
    asking = _Asking(ask, credits_per_lead)
    batches = [leads[start : start + size] for start in range(0, len(leads), size)]
    async with anyio.create_task_group() as group:
        for batch in batches:
            group.start_soon(asking.one, batch)
    if asking.error is not None and not asking.told:
        raise asking.error
    return Enrichment(
        findings=tuple(asking.findings),
        failed=asking.failed,
        perhaps_paid=frozenset(asking.perhaps_paid),
        credits=asking.credits,
    )


class _Asking:
    """What has been answered so far."""

    def __init__(self, ask: Ask, credits_per_lead: float) -> None:
        self._ask = ask
        self._credits_per_lead = credits_per_lead
        self._shut: ProviderError | None = None
        self.error: ProviderError | None = None
        self.told = False
        self.findings: list[Finding] = []
        self.failed: dict[int, str] = {}
        self.perhaps_paid: set[int] = set()
        self.credits = 0.0

    async def one(self, batch: Batch) -> None:
        """Asks about one batch and writes down what came of it."""
        try:
            if self._shut is not None:
                raise self._shut
            answer = await self._ask(batch)
        except ProviderError as error:
            self._note(error, batch)
        else:
            self.told = True
            self.findings += answer.findings
            self.failed |= answer.failed
            self.perhaps_paid |= answer.perhaps_paid
            self.credits += answer.credits

    def _note(self, error: ProviderError, batch: Batch) -> None:
        self.error = self.error or error
        if isinstance(error, ProviderDenied | OutOfCredits):
            self._shut = error
            self.error = error
        if isinstance(error, OutcomeUnknown):
            self.told = True
            self.credits += self._credits_per_lead * len(batch)
            self.perhaps_paid |= {lead.id for lead in batch}
        self.failed |= {lead.id: str(error) for lead in batch}
