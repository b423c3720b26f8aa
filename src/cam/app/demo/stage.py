"""What the demo shows itself on, and how it checks what it says."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

from msgspec import Struct

from cam.domain.model.errors import CamError
from cam.domain.model.metrics import Metrics
from cam.domain.model.report import Run
from cam.domain.services.progress import Progress


class ClaimFailed(CamError):
    """The demo said something that turned out not to be so."""

    code: ClassVar[str] = "claim_failed"

    def __init__(self, claim: str) -> None:
        super().__init__(f"the demo's claim does not hold: {claim}")
        self.claim = claim


class Stage(Protocol):
    """Where the demo is seen."""

    def act(self, title: str, says: str) -> None:
        """A new part begins."""
        ...

    def run(self, run: Run) -> None:
        """A run is over; dry or live."""
        ...

    def counting(self) -> AbstractContextManager[Progress]:
        """How far the live run in this block is."""
        ...

    def standing(self, metrics: Metrics) -> None:
        """Where the campaign stands."""
        ...

    def mail(self, headers: Mapping[str, str], text: str) -> None:
        """One mail, as its recipient reads it."""
        ...

    def webhooks(self, counts: Mapping[str, int]) -> None:
        """What was announced: event to how often."""
        ...

    def held(self, claim: str) -> None:
        """A claim was checked, and holds."""
        ...


class Outcome(Struct, frozen=True, kw_only=True):
    """What the demo showed."""

    claims: tuple[str, ...]
    """Each was checked and holds."""
    mails: int
    webhooks: Mapping[str, int]
    paused: str
    seconds: float


class Claims:
    """The claims so far."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.held: list[str] = []

    def check(self, claim: str, *, holds: bool) -> None:
        """Raises ClaimFailed, naming the claim, unless it holds."""
        if not holds:
            raise ClaimFailed(claim)
        self.held.append(claim)
        self._stage.held(claim)
