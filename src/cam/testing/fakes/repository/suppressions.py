"""Suppressions in memory."""

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec import structs

from cam.domain.model.suppression import (
    Suppression,
    SuppressionKind,
    covering_keys,
    erased_value,
    suppression,
)
from cam.testing.fakes.repository.state import State

HASH_KEY = b"the fake's own"


def is_suppressed(state: State, email: str) -> bool:
    """Must nobody write to this address?"""
    return any(key in state.suppressions for key in covering_keys(email, HASH_KEY))


class FakeSuppressions:
    """Keeps `ports.repository.Suppressions`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def add(self, suppressions: Iterable[Suppression]) -> None:
        """Adds entries; the first reason stays."""
        for each in suppressions:
            if each.kind is SuppressionKind.ADDRESS and await self.erased([each.value]):
                continue
            if each.value not in self._state.suppressions:
                self._state.suppressions[each.value] = each

    async def covering(self, addresses: Collection[str]) -> frozenset[str]:
        """Those addresses that are covered."""
        return frozenset(each for each in addresses if is_suppressed(self._state, each))

    async def erase(self, email: str, reason: str) -> Suppression:
        """The keyed hash in place of the address."""
        named = suppression(email, reason, self._now)
        value = erased_value(email, HASH_KEY)
        erased = structs.replace(named, kind=SuppressionKind.ERASED, value=value)
        await self.add([erased])
        self._state.suppressions.pop(named.value, None)
        return erased

    async def erased(self, addresses: Collection[str]) -> frozenset[str]:
        """Those whose person was erased."""
        known = self._state.suppressions
        return frozenset(each for each in addresses if erased_value(each, HASH_KEY) in known)

    async def page(self, *, after: str, limit: int) -> list[Suppression]:
        """Entries in the order of their values."""
        values = sorted(value for value in self._state.suppressions if value > after)
        return [self._state.suppressions[value] for value in values[:limit]]
