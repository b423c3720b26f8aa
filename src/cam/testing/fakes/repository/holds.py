"""Holds in memory."""

from msgspec import structs

from cam.domain.model.hold import Hold, HoldKind
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
        if not _is_by_hand(held) or _is_by_hand(hold):
            since = hold.since if held is None else held.since
            self._holds[hold.provider] = structs.replace(hold, since=since)
        return held is None

    async def lift(self, provider: str, *, by_hand: bool = False) -> None:
        """The provider is asked again."""
        held = self._holds.get(provider)
        if held is not None and (by_hand or not _is_by_hand(held)):
            del self._holds[provider]


def _is_by_hand(hold: Hold | None) -> bool:
    return hold is not None and hold.kind is HoldKind.BY_HAND
