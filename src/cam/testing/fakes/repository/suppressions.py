"""Suppressions in memory."""

from collections.abc import Collection, Iterable

from cam.domain.model.suppression import Suppression, covering_keys
from cam.testing.fakes.repository.state import State


def is_suppressed(state: State, email: str) -> bool:
    """Must nobody write to this address?"""
    return any(key in state.suppressions for key in covering_keys(email))


class FakeSuppressions:
    """Keeps `ports.repository.Suppressions`."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def add(self, suppressions: Iterable[Suppression]) -> None:
        """Adds entries; the first reason stays."""
        for each in suppressions:
            if each.value not in self._state.suppressions:
                self._state.suppressions[each.value] = each

    async def covering(self, addresses: Collection[str]) -> frozenset[str]:
        """Those addresses that are covered."""
        return frozenset(each for each in addresses if is_suppressed(self._state, each))
