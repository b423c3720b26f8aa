"""A machine without DNS does not wait for each of a thousand domains."""

from datetime import datetime, timedelta

from cam.ports.clock import Clock

SILENCES = 3
"""Questions on end without a word from any name server."""
REST = timedelta(seconds=60)


class Resting:
    """Leaves the name servers alone for a while when they say nothing at all.

    A question that timed out while others were answered blames its domain, not the servers.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._answers = 0
        self._silences = 0
        self._until: datetime | None = None

    @property
    def left(self) -> timedelta:
        """For how long it is no use to ask."""
        return max(self._until - self._clock.now(), timedelta(0)) if self._until else timedelta(0)

    def begun(self) -> int:
        """A question begins; hand this to `silent` if it ends in silence."""
        return self._answers

    def answered(self) -> None:
        """A name server said something, whatever it was."""
        self._answers += 1
        self._silences = 0
        self._until = None

    def silent(self, begun: int) -> None:
        """That question was not answered."""
        if begun != self._answers:
            return
        self._silences += 1
        if self._silences >= SILENCES:
            self._until = self._clock.now() + REST
