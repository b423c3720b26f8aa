"""Where a fake database was armed, and where it is."""

from datetime import datetime

from msgspec import structs

from cam.domain.model.deployment import Standing
from cam.domain.model.token import signing_key
from cam.testing.fakes.repository.state import State
from cam.testing.fakes.repository.suppressions import HASH_KEY

_ROW = 1
_NEW = Standing(place="", here="here")


def standing(state: State) -> Standing:
    """Where it was armed, and where it is."""
    return state.deployment.get(_ROW, _NEW)


def at(state: State, here: str) -> State:
    """The same rows in another place."""
    kept = standing(state)
    differs = f"armed {kept.place}, is {here}" if kept.place not in ("", here) else ""
    state.deployment[_ROW] = structs.replace(kept, here=here, differs=differs)
    return state


class FakeDeployment:
    """Keeps `ports.repository.Deployment`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def standing(self) -> Standing:
        """Where it was armed, and where it is."""
        return standing(self._state)

    async def begin(self) -> None:
        """A live cycle begins."""
        kept = standing(self._state)
        kept.check()
        if not kept.place:
            await self.arm(by="its first live run")

    async def arm(self, *, by: str) -> None:
        """From now on it may send from here."""
        kept = standing(self._state)
        self._state.deployment[_ROW] = structs.replace(
            kept, place=kept.here, differs="", armed_by=by, armed_at=self._now
        )

    async def signing_key(self) -> bytes:
        """The key of tokens."""
        return signing_key(HASH_KEY)
