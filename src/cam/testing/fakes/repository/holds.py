"""Holds in memory."""

from msgspec import structs

from cam.domain.model.credit import Hold
from cam.testing.fakes.repository.state import State


class FakeHolds:
    """Keeps `ports.repository.Holds`."""

    def __init__(self, state: State) -> None:
        self._holds = state.holds

    async def all(self) -> dict[str, Hold]:
        """Every hold, by provider."""
        return dict(self._holds)

    async def put(self, hold: Hold) -> bool:
        """Holds a provider, or moves its next look."""
        held = self._holds.get(hold.provider)
        since = hold.since if held is None else held.since
        self._holds[hold.provider] = structs.replace(hold, since=since)
        return held is None

    async def lift(self, provider: str) -> None:
        """The provider is asked again."""
        if provider in self._holds:
            del self._holds[provider]
