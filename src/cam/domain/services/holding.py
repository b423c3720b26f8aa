"""The circuit that leaves providers and mailboxes alone: a key is denied, credits are used up, a
sender's mails are refused, or a person said so."""

from collections.abc import Collection, Mapping
from datetime import datetime

import structlog
from msgspec import structs

from cam.domain.model.errors import InvalidInput, OutOfCredits, ProviderDenied, ProviderError
from cam.domain.model.event import EventType, announcement
from cam.domain.model.hold import Hold, HoldKind, mailbox_of
from cam.domain.model.text import one_line
from cam.ports.clock import Clock
from cam.ports.probe import Probe, Probed
from cam.ports.repository import Repository, UnitOfWork

LOOK_AGAIN = HoldKind.DENIED.looked_at_after
log = structlog.get_logger()


class Holding:
    """Holds providers and mailboxes, and lifts a hold when a free look or a new key says that it is
    over.

    `keys` are the fingerprints of the present keys, `probed` those that can be looked at for free,
    both by provider. One that cannot is tried again after a while.
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
        return (await self.left_alone([provider])).get(provider, "")

    async def left_alone(self, providers: Collection[str]) -> dict[str, str]:
        """Which of these are left alone now, and why; each whose time has come is looked at."""
        async with self._unit_of_work.reading() as repo:
            holds = await repo.holds.all()
            now = repo.now()
        words = {name: await self._why(holds[name], now) for name in providers if name in holds}
        return {name: why for name, why in words.items() if why}

    def seen(self, holds: Mapping[str, Hold], now: datetime) -> dict[str, str]:
        """The same without looking at anybody: who a run would begin without, and why."""
        return {
            name: hold.words
            for name, hold in holds.items()
            if now < hold.look_again_at and not hold.is_ended_by(self._keys.get(name, ""))
        }

    async def note(self, error: ProviderError, campaign_id: int) -> bool:
        """Holds the provider when its word says that asking on is of no use; was it so?"""
        kind = _kind(error)
        if kind is not None:
            await self.hold(error.provider, kind, error.reason, campaign_id)
        return kind is not None

    async def hold(self, provider: str, kind: HoldKind, reason: str, campaign_id: int) -> None:
        """Leaves it alone from now on, in every process.

        A hold is announced once, in the transaction that keeps it; `campaign_id` is whose mail or
        question it was that met it.
        """
        async with self._unit_of_work() as repo:
            await self.hold_within(repo, provider, kind, reason, campaign_id)

    async def hold_within(
        self, repo: Repository, provider: str, kind: HoldKind, reason: str, campaign_id: int
    ) -> None:
        """The same, in a unit of work that has locked no person, mail or lead yet."""
        hold = self._new(provider, kind, reason, repo.now())
        is_new = await repo.holds.put(hold)
        event = announcement(
            self._clock.new_id(),
            EventType.MAILBOX_HELD if mailbox_of(provider) else EventType.PROVIDER_HELD,
            campaign_id=campaign_id,
            at=hold.since,
            data={**_who(provider), "kind": kind, "reason": reason},
        )
        await repo.events.add([event] if is_new else [], deliver=self._announce)
        if is_new:
            log.warning("held", provider=provider, kind=kind, reason=reason)

    async def hold_by_hand(self, provider: str, *, because: str, by: str) -> None:
        """Leaves it alone until a person lifts it: once this returns nothing more leaves through a
        mailbox. Raises InvalidInput."""
        if not one_line(because):
            raise InvalidInput("because", "say why it is held")
        async with self._unit_of_work() as repo:
            reason = f"{by}: {one_line(because)}"
            await repo.holds.put(self._new(provider, HoldKind.BY_HAND, reason, repo.now()))
        log.warning("held", provider=provider, kind=HoldKind.BY_HAND, reason=reason)

    async def release(self, provider: str) -> None:
        """Lifts whatever hold there is, by a person's word."""
        async with self._unit_of_work() as repo:
            await repo.holds.lift(provider, by_hand=True)
        log.info("no longer held", provider=provider, because="a person said so")

    def _new(self, provider: str, kind: HoldKind, reason: str, now: datetime) -> Hold:
        return Hold(
            provider=provider,
            kind=kind,
            reason=reason,
            key=self._keys.get(provider, ""),
            since=now,
            look_again_at=now + kind.looked_at_after,
        )

    async def _why(self, hold: Hold, now: datetime) -> str:
        if hold.is_ended_by(self._keys.get(hold.provider, "")):
            await self._lift(hold, "the key was replaced")
            return ""
        return hold.words if now < hold.look_again_at else await self._look(hold)

    async def _look(self, hold: Hold) -> str:
        """One free look: over, or again in a while."""
        probed = self._probed.get(hold.provider)
        probe = await probed.probe() if probed else None
        if probe is None or _is_over(hold, probe):
            await self._lift(hold, "it may be asked again")
            return ""
        async with self._unit_of_work() as repo:
            again = repo.now() + hold.kind.looked_at_after
            await repo.holds.put(structs.replace(hold, look_again_at=again))
        return hold.words

    async def _lift(self, hold: Hold, because: str) -> None:
        async with self._unit_of_work() as repo:
            await repo.holds.lift(hold.provider)
        log.info("no longer held", provider=hold.provider, because=because)


def _who(provider: str) -> dict[str, str]:
    name = mailbox_of(provider)
    return {"mailbox": name} if name else {"provider": provider}


def _kind(error: ProviderError) -> HoldKind | None:
    if isinstance(error, ProviderDenied):
        return HoldKind.DENIED
    return HoldKind.OUT_OF_CREDITS if isinstance(error, OutOfCredits) else None


def _is_over(hold: Hold, probe: Probe) -> bool:
    if not (probe.reachable and probe.accepted):
        return False
    refilled = probe.credits_left is None or probe.credits_left > 0
    return refilled or hold.kind is not HoldKind.OUT_OF_CREDITS
