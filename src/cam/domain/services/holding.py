"""The circuit that leaves a provider alone: its key is denied, or its credits are used up."""

from collections.abc import Mapping
from datetime import timedelta

import structlog
from msgspec import structs

from cam.domain.model.credit import Hold, HoldKind
from cam.domain.model.errors import OutOfCredits, ProviderDenied, ProviderError
from cam.domain.model.event import EventType, announcement
from cam.ports.clock import Clock
from cam.ports.probe import Probe, Probed
from cam.ports.repository import UnitOfWork

LOOK_AGAIN = timedelta(hours=1)
log = structlog.get_logger()


class Holding:
    """Holds providers, and lifts a hold when a free look or a new key says that it is over.

    `keys` are the fingerprints of the present keys, `probed` the providers that can be looked at
    for free, both by provider. One that cannot is tried again after each LOOK_AGAIN.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        *,
        keys: Mapping[str, str] = {},
        probed: Mapping[str, Probed] = {},
        announce: bool = False,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._keys = keys
        self._probed = probed
        self._announce = announce

    async def why_not(self, provider: str) -> str:
        """Why this provider is not asked now; empty when it may be."""
        async with self._unit_of_work.reading() as repo:
            hold = (await repo.holds.all()).get(provider)
            now = repo.now()
        if hold is None:
            return ""
        if hold.key != self._keys.get(provider, ""):
            await self._lift(hold, "the key was replaced")
            return ""
        if now < hold.look_again_at:
            return _words(hold)
        return await self._look(hold)

    async def note(self, error: ProviderError, campaign_id: int) -> bool:
        """Holds the provider when its word says that asking on is of no use; was it so?

        A hold is announced once, in the transaction that keeps it.
        """
        kind = _kind(error)
        if kind is None:
            return False
        now = self._clock.now()
        hold = Hold(
            provider=error.provider,
            kind=kind,
            reason=error.reason,
            key=self._keys.get(error.provider, ""),
            since=now,
            look_again_at=now + LOOK_AGAIN,
        )
        event = announcement(
            self._clock.new_id(),
            EventType.PROVIDER_HELD,
            campaign_id=campaign_id,
            at=now,
            data={"provider": hold.provider, "kind": hold.kind, "reason": hold.reason},
        )
        async with self._unit_of_work() as repo:
            is_new = await repo.holds.put(hold)
            if is_new:
                await repo.events.add([event], deliver=self._announce)
        if is_new:
            log.warning("provider held", provider=hold.provider, kind=kind, reason=hold.reason)
        return True

    async def _look(self, hold: Hold) -> str:
        """One free look: over, or again in a while."""
        probed = self._probed.get(hold.provider)
        probe = await probed.probe() if probed else None
        if probe is None or _is_over(hold, probe):
            await self._lift(hold, "it may be asked again")
            return ""
        async with self._unit_of_work() as repo:
            await repo.holds.put(structs.replace(hold, look_again_at=repo.now() + LOOK_AGAIN))
        return _words(hold)

    async def _lift(self, hold: Hold, because: str) -> None:
        async with self._unit_of_work() as repo:
            await repo.holds.lift(hold.provider)
        log.info("provider no longer held", provider=hold.provider, because=because)


def _kind(error: ProviderError) -> HoldKind | None:
    if isinstance(error, ProviderDenied):
        return HoldKind.DENIED
    return HoldKind.OUT_OF_CREDITS if isinstance(error, OutOfCredits) else None


def _is_over(hold: Hold, probe: Probe) -> bool:
    if not (probe.reachable and probe.accepted):
        return False
    refilled = probe.credits_left is None or probe.credits_left > 0
    return refilled or hold.kind is not HoldKind.OUT_OF_CREDITS


def _words(hold: Hold) -> str:
    why = "has no credits left" if hold.kind is HoldKind.OUT_OF_CREDITS else "denied the key"
    return f"{hold.provider} is left alone: it {why} ({hold.reason})"
