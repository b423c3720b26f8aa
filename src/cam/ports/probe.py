"""Is a provider there, and does it accept the key?"""

from typing import Protocol

from msgspec import Struct


class Probe(Struct, frozen=True, kw_only=True):
    """What one look at a provider told; `credits_left` None when it did not say."""

    provider: str
    reachable: bool
    accepted: bool
    detail: str = ""
    credits_left: float | None = None
    limits: str = ""
    """The requests that it allows, in words; empty when it did not say."""


class Probed(Protocol):
    """A provider that can be looked at for free."""

    async def probe(self) -> Probe:
        """One look, without any credit. Raises only cancellation."""
        ...
