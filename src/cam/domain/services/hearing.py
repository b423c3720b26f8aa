"""Applies what others tell us of our mails: each event once, in whatever order they come."""

from collections.abc import Awaitable, Callable, Mapping

from msgspec import Struct

from cam.domain.model.attempt import Attempt
from cam.domain.model.errors import InvalidInput
from cam.domain.model.heard import HeardEvent, HeardKind
from cam.domain.model.lead import LeadEvent
from cam.domain.services.unsubscribing import (
    BOUNCED,
    COMPLAINED,
    UNSUBSCRIBED,
    Ending,
    Unsubscribing,
)
from cam.ports.repository import Repository, UnitOfWork

Applied = Callable[[Repository, HeardEvent, Attempt], Awaitable[None]]
_BY_ADDRESS = {HeardKind.COMPLAINT: COMPLAINED, HeardKind.UNSUBSCRIBE: UNSUBSCRIBED}
"""What somebody may say without naming a mail: the one who is right then is the one who says no."""


class Heard(Struct, frozen=True, kw_only=True):
    """What became of an event."""

    applied: bool
    """False for one that was told before, or that is about no mail of ours."""


class Hearing:
    """Takes events, and applies them by their kind."""

    def __init__(self, unit_of_work: UnitOfWork, unsubscribing: Unsubscribing) -> None:
        self._unit_of_work = unit_of_work
        self._unsubscribing = unsubscribing
        self._kinds: Mapping[HeardKind, Applied] = {
            HeardKind.UNSUBSCRIBE: self._ended(UNSUBSCRIBED),
            HeardKind.COMPLAINT: self._ended(COMPLAINED),
            HeardKind.BOUNCE: self._bounced,
            HeardKind.REPLY: self._replied,
        }

    async def hear(self, event_id: str, event: HeardEvent) -> Heard:
        """Applies the event, and remembers it by its id, in one transaction. Raises InvalidInput
        for an address that is none."""
        async with self._unit_of_work() as repo:
            if not await repo.heard.add(event_id):
                return Heard(applied=False)
            attempt = await self._matched(repo, event)
            if attempt is not None:
                await self._kinds[event.type](repo, event, attempt)
                return Heard(applied=True)
            if event.email and event.type in _BY_ADDRESS:
                await self._unsubscribing.by_address(repo, event.email, _BY_ADDRESS[event.type])
                return Heard(applied=True)
        return Heard(applied=False)

    async def _matched(self, repo: Repository, event: HeardEvent) -> Attempt | None:
        attempt_id = event.attempt_named(await repo.deployment.signing_key())
        if attempt_id is None:
            return None
        return (await repo.attempts.get([attempt_id])).get(attempt_id)

    def _ended(self, ending: Ending) -> Applied:
        async def apply(repo: Repository, event: HeardEvent, attempt: Attempt) -> None:
            del event
            await self._unsubscribing.ended(repo, attempt, ending)

        return apply

    async def _bounced(self, repo: Repository, event: HeardEvent, attempt: Attempt) -> None:
        """A hard one ends it; any other says nothing about the address."""
        if event.is_hard:
            await self._unsubscribing.ended(repo, attempt, BOUNCED)

    async def _replied(self, repo: Repository, event: HeardEvent, attempt: Attempt) -> None:
        """A person reads what it says: automation stops."""
        del event
        for lead in (await repo.leads.get([attempt.lead_id])).values():
            await repo.leads.advance([lead.moved(LeadEvent.NEUTRAL_REPLY, repo.now())])


def event_id_of(header: str, event: HeardEvent) -> str:
    """The event's id, from the header or its own. Raises InvalidInput when there is none."""
    if not (header or event.id):
        raise InvalidInput("id", "is missing, and there is no webhook-id", kind="missing_field")
    return header or event.id
