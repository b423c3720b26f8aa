"""Applies what others tell us of our mails: each event once, in whatever order they come.

An event is a message that somebody else has read. So it becomes one, and is matched, judged, kept
and applied as what arrives in the mailbox is; an unsubscribe as a press of the button.
"""

from collections.abc import Callable

from msgspec import Struct, structs

from cam.domain.model import address
from cam.domain.model.arrival import Arrival, ArrivalKind, MatchedBy
from cam.domain.model.errors import InvalidInput
from cam.domain.model.event_in import EventIn, EventInKind
from cam.domain.model.incoming import Incoming
from cam.domain.services.applying import Applying, colleagues
from cam.domain.services.matching import Match, matched
from cam.domain.services.unsubscribing import COMPLAINED, UNSUBSCRIBED, Unsubscribing
from cam.domain.services.weighing import Found, Judged, as_judged
from cam.ports.clock import Clock
from cam.ports.repository import Repository, UnitOfWork

HOOK = "hook"
"""The mailbox of what was told, in the list of what arrived."""
_BY_ADDRESS = {EventInKind.COMPLAINT: COMPLAINED, EventInKind.UNSUBSCRIBE: UNSUBSCRIBED}
"""What somebody may say without naming a mail: the one who is right then is the one who says no."""


class EventTaken(Struct, frozen=True, kw_only=True):
    """What became of an event."""

    applied: bool
    """False for one that was told before, or that is about no mail of ours."""


class EventsIn:
    """Takes events. `stripped`: a text without what it quotes."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        applying: Applying,
        unsubscribing: Unsubscribing,
        clock: Clock,
        stripped: Callable[[str], str],
    ) -> None:
        self._unit_of_work = unit_of_work
        self._applying = applying
        self._unsubscribing = unsubscribing
        self._clock = clock
        self._stripped = stripped

    async def take(self, event_id: str, event: EventIn) -> EventTaken:
        """Applies the event, and remembers it by its id, in one transaction. Raises InvalidInput
        for an address that is none."""
        if event.email:
            address.parsed(event.email)
        incoming = event.incoming(self._stripped)
        async with self._unit_of_work.reading() as repo:
            match = await _matched(repo, event, incoming)
            others = await colleagues(repo, match)
            arrival = self._arrival(event_id, event, repo)
        async with self._unit_of_work() as repo:
            if not await repo.arrivals.add(arrival):
                return EventTaken(applied=False)
            if event.type is EventInKind.UNSUBSCRIBE and match.attempt is not None:
                await self._unsubscribing.ended(repo, match.attempt, UNSUBSCRIBED)
            elif event.type is EventInKind.COMPLAINT and match.by.is_weak:
                await self._complained(repo, arrival, Found(incoming=incoming, match=match))
            else:
                found = Found(incoming=incoming, match=match, colleagues=others)
                await self._applying.apply(repo, arrival, found)
                if match.attempt is None and event.type in _BY_ADDRESS and event.email:
                    ending = _BY_ADDRESS[event.type]
                    await self._unsubscribing.by_address(repo, event.email, ending)
                    return EventTaken(applied=True)
        return EventTaken(applied=match.attempt is not None or bool(match.departed))

    async def _complained(self, repo: Repository, arrival: Arrival, found: Found) -> None:
        """An address alone names the mail: of a no that is enough, and no person need look.

        People are locked before attempts and leads, as `authorize` does.
        """
        if (attempt := found.match.attempt) is None:
            return
        await self._unsubscribing.ended(repo, attempt, COMPLAINED)
        lead = (await repo.leads.get([attempt.lead_id]))[attempt.lead_id]
        arrival = as_judged(arrival, found.match.by, attempt, Judged(verdict="complaint"))
        arrival = structs.replace(arrival, effects=("suppressed", f"lead {lead.status}"))
        await self._applying.keep(repo, arrival, found.incoming, lead)

    def _arrival(self, event_id: str, event: EventIn, repo: Repository) -> Arrival:
        now = repo.now()
        told_at = event.occurred_at
        return Arrival(
            id=self._clock.new_id(),
            key=f"{HOOK}:{event_id}",
            mailbox=HOOK,
            folder="",
            uid=0,
            kind=ArrivalKind(event.incoming(str).kind.value),
            received_at=min(told_at, now) if told_at and told_at.tzinfo else now,
            created_at=now,
        )


async def _matched(repo: Repository, event: EventIn, incoming: Incoming) -> Match:
    """By what names our mail; else by the weaker signs, as of a message."""
    named = event.attempt_named(await repo.deployment.signing_key())
    if named is None:
        return await matched(repo, incoming)
    by = MatchedBy.TOKEN if event.token else MatchedBy.MESSAGE_ID
    if attempt := (await repo.attempts.get([named])).get(named):
        return Match(by=by, attempt=attempt)
    if event.type in _BY_ADDRESS and (key := await repo.attempts.departed(named)):
        return Match(by=by, departed=key)
    return await matched(repo, incoming)


def event_id_of(header: str, event: EventIn) -> str:
    """The event's id, from the header or its own. Raises InvalidInput when there is none."""
    if not (header or event.id):
        raise InvalidInput("id", "is missing, and there is no webhook-id", kind="missing_field")
    return header or event.id
