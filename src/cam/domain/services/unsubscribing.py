"""A person says no: nobody writes to them any more, whoever asks, and however often."""

from collections.abc import Callable
from uuid import UUID

from msgspec import Struct

from cam.domain.model import address
from cam.domain.model.attempt import Attempt
from cam.domain.model.errors import NotFound
from cam.domain.model.event import EventType, announcement
from cam.domain.model.lead import ERASED, Lead, LeadEvent, LeadStatus
from cam.domain.model.suppression import Suppression, SuppressionKind, suppression
from cam.domain.model.token import TokenPurpose, subject_of
from cam.domain.services.suppressing import InFlight, named
from cam.ports.repository import Repository, UnitOfWork

NewId = Callable[[], UUID]


class Ending(Struct, frozen=True, kw_only=True):
    """What ends it: how the lead moves, what is announced, and the word that is kept."""

    move: LeadEvent
    event: EventType
    reason: str


UNSUBSCRIBED = Ending(
    move=LeadEvent.UNSUBSCRIBE, event=EventType.LEAD_UNSUBSCRIBED, reason="unsubscribed"
)
COMPLAINED = Ending(move=LeadEvent.COMPLAINT, event=EventType.LEAD_LOST, reason="complained")


class TokenNotFound(NotFound):
    """No mail of ours has this link."""

    def __init__(self) -> None:
        super().__init__("no mail of ours has this link")


class Ended(Struct, frozen=True, kw_only=True):
    """What may still arrive; with `in_flight` empty, nothing does."""

    in_flight: tuple[InFlight, ...] = ()


class Unsubscribing:
    """Ends it for people on their own word."""

    def __init__(self, unit_of_work: UnitOfWork, new_id: NewId, *, announce: bool) -> None:
        self._unit_of_work = unit_of_work
        self._new_id = new_id
        self._announce = announce
        self._key = b""

    async def attempt_of(self, token: str) -> UUID:
        """Which mail the token is of; a forged one costs no look at any row. Raises TokenNotFound.

        It does not tell whether there still is such a mail: `by_token` does.
        """
        if not self._key:  # it never changes
            async with self._unit_of_work.reading() as repo:
                self._key = await repo.deployment.signing_key()
        attempt_id = subject_of(self._key, TokenPurpose.UNSUBSCRIBE, token)
        if attempt_id is None:
            raise TokenNotFound
        return attempt_id

    async def by_token(self, token: str) -> Ended:
        """Ends it for the person whose mail had that link, also when the campaign is paused or
        deleted, or the person erased; again is fine. Raises TokenNotFound."""
        attempt_id = await self.attempt_of(token)
        async with self._unit_of_work() as repo:
            attempt = (await repo.attempts.get([attempt_id])).get(attempt_id)
            if attempt is not None:
                return await self.ended(repo, attempt, UNSUBSCRIBED)
            key = await repo.attempts.departed(attempt_id)
            if not key:
                raise TokenNotFound
            return await ended_for(repo, key, UNSUBSCRIBED)

    async def by_address(self, repo: Repository, email: str, ending: Ending) -> Ended:
        """Ends it for who has that address, whatever mail it was. Raises InvalidInput."""
        address.parsed(email)
        entry = suppression(email, ending.reason, repo.now())
        return Ended(in_flight=await _silenced(repo, entry))

    async def ended(self, repo: Repository, attempt: Attempt, ending: Ending) -> Ended:
        """Ends it for the recipient of that mail, in this unit of work: the address is suppressed
        everywhere, what is not authorized is cancelled, the lead is LOST, and it is announced."""
        entry = _entry(repo, attempt.recipient or attempt.recipient_key, ending)
        covered = bool(await repo.suppressions.covering({attempt.recipient} - {""}))
        flying = await _silenced(repo, entry)
        leads = await repo.leads.get([attempt.lead_id])
        if (lead := leads.get(attempt.lead_id)) and not _is_over(lead, ending, covered=covered):
            after = lead.moved(ending.move, repo.now()).closed(ending.reason, repo.now())
            await repo.leads.advance([after])
            await self._tell(repo, after, attempt, ending)
        return Ended(in_flight=flying)

    async def _tell(self, repo: Repository, lead: Lead, attempt: Attempt, ending: Ending) -> None:
        event = announcement(
            self._new_id(),
            ending.event,
            campaign_id=lead.campaign_id,
            lead_id=lead.id,
            at=repo.now(),
            data={
                "attempt_id": attempt.id,
                "step": attempt.step,
                "email": lead.email,
                "status": lead.status,
                "score": lead.score,
                "reason": ending.reason,
            },
        )
        await repo.events.add([event], deliver=self._announce)


async def ended_for(repo: Repository, key: str, ending: Ending) -> Ended:
    """Ends it for the recipient of a mail that went with its campaign: `Attempts.departed`."""
    return Ended(in_flight=await _silenced(repo, _entry(repo, key, ending)))


async def _silenced(repo: Repository, entry: Suppression) -> tuple[InFlight, ...]:
    """On the list, and nothing waits any more; what may still arrive."""
    await repo.suppressions.add([entry])
    waited = {each.lead_id for each in await repo.attempts.call_off(entry)}
    leads = await repo.leads.get(waited)
    now = repo.now()
    closed = [lead.closed("suppressed", now) for lead in leads.values() if not lead.is_stopped]
    await repo.leads.advance(closed)
    return tuple(map(named, await repo.attempts.in_flight(entry)))


def _is_over(lead: Lead, ending: Ending, *, covered: bool) -> bool:
    """Was it ended already, in whatever way, or is there nobody left of whom to tell?"""
    told = covered or lead.closed_because == ending.reason
    return lead.closed_because == ERASED or (told and lead.status is LeadStatus.LOST)


def _entry(repo: Repository, whom: str, ending: Ending) -> Suppression:
    """The entry for an address, or for the keyed hash that is left of one."""
    if "@" in whom:
        return suppression(whom, ending.reason, repo.now())
    return Suppression(
        kind=SuppressionKind.ERASED, value=whom, reason=ending.reason, created_at=repo.now()
    )
