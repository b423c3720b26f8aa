"""Put somebody on the list, and tell truthfully what may still reach them."""

from uuid import UUID

from msgspec import Struct

from cam.domain.model.attempt import Attempt
from cam.domain.model.suppression import Suppression, suppression
from cam.ports.repository import UnitOfWork


class InFlight(Struct, frozen=True, kw_only=True):
    """A mail that was authorized before: nobody can call it back."""

    attempt_id: UUID
    campaign_id: int
    lead_id: int
    step: int


class Suppressed(Struct, frozen=True, kw_only=True):
    """What is on the list now. With `in_flight` empty, no body goes to anybody that it covers."""

    suppression: Suppression
    in_flight: tuple[InFlight, ...] = ()


async def suppressed(unit_of_work: UnitOfWork, target: str, reason: str) -> Suppressed:
    """Nobody writes to that address, or that domain, from the commit on. Raises InvalidInput."""
    async with unit_of_work() as repo:
        entry = suppression(target, reason, repo.now())
        await repo.suppressions.add([entry])
        flying = await repo.attempts.in_flight(entry)
    return Suppressed(suppression=entry, in_flight=tuple(map(named, flying)))


def named(attempt: Attempt) -> InFlight:
    """What is told of a mail that is under way."""
    return InFlight(
        attempt_id=attempt.id,
        campaign_id=attempt.campaign_id,
        lead_id=attempt.lead_id,
        step=attempt.step,
    )
