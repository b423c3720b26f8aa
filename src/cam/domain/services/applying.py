"""What arrived is applied to its lead: the move, the list, the events, in one unit of work.

The locks are taken in the order of `authorize`: people, attempts, leads. So a mail is either
authorized before its lead was stopped here, or never.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import structs

from cam.domain.model import address, consequence
from cam.domain.model.answer import AnswerKind
from cam.domain.model.arrival import Arrival, ArrivalKind, lines, told
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.consequence import Consequence
from cam.domain.model.erasure import without_addresses
from cam.domain.model.errors import InvalidInput
from cam.domain.model.event import Event, EventType, announcement
from cam.domain.model.free_mail import FREE_MAIL
from cam.domain.model.incoming import BounceKind, Incoming, IncomingKind
from cam.domain.model.lead import ERASED, Lead, LeadEvent, LeadStatus
from cam.domain.model.quota import mailbox_scope
from cam.domain.model.suppression import suppression
from cam.domain.services.holding import Holding
from cam.domain.services.matching import Match
from cam.domain.services.resolving import follow
from cam.domain.services.unsubscribing import COMPLAINED, UNSUBSCRIBED, ended_for
from cam.domain.services.weighing import Found, as_judged, judged, unmatched
from cam.ports.clock import Clock
from cam.ports.repository import Repository

_TOLD = {
    IncomingKind.REPLY: EventType.EMAIL_REPLIED,
    IncomingKind.AUTO_REPLY: EventType.EMAIL_AUTO_REPLIED,
    IncomingKind.BOUNCE: EventType.EMAIL_BOUNCED,
    IncomingKind.COMPLAINT: EventType.EMAIL_COMPLAINED,
}
_BECAME = {
    LeadStatus.LOST: EventType.LEAD_LOST,
    LeadStatus.QUALIFIED: EventType.LEAD_QUALIFIED,
}
_SAYS_NOTHING = frozenset({BounceKind.DELAYED.value, BounceKind.DELIVERED.value})


class Applying:
    """Applies what arrived, within its caller's unit of work."""

    def __init__(self, clock: Clock, holding: Holding, *, announce: bool) -> None:
        self._clock = clock
        self._holding = holding
        self._announce = announce

    async def apply(self, repo: Repository, arrival: Arrival, found: Found) -> Arrival:
        """The arrival with all that was done about it, which is kept already."""
        incoming, attempt = found.incoming, found.match.attempt
        if attempt is None:
            arrival = unmatched(arrival, incoming)
            if found.match.departed:
                arrival = await _departed(repo, arrival, found)
            await repo.arrivals.save(arrival)
            return arrival
        campaign = await repo.campaigns.get(attempt.campaign_id)
        says = await judged(repo, campaign, found, attempt, arrival.received_at)
        arrival = as_judged(arrival, found.match.by, attempt, says)
        lead, arrival = await self.follow(
            repo, campaign, arrival, attempt, says.follows, colleagues=found.colleagues
        )
        await count(repo, arrival)
        return await self.keep(repo, arrival, incoming, lead)

    async def keep(
        self, repo: Repository, arrival: Arrival, incoming: Incoming, lead: Lead
    ) -> Arrival:
        """Keeps the arrival as it is judged, and tells of it; of somebody erased nothing is told,
        nor what they wrote kept."""
        if lead.closed_because == ERASED or await _is_erased(repo, incoming.sender):
            arrival = structs.replace(arrival, reasons=(), needs_review=False)
        else:
            arrival = told(arrival, incoming)
            await self._announce_it(repo, arrival, incoming, lead)
        await repo.arrivals.save(arrival)
        return arrival

    async def follow(
        self,
        repo: Repository,
        campaign: Campaign,
        arrival: Arrival,
        attempt: Attempt,
        follows: Consequence,
        *,
        colleagues: Sequence[int] = (),
        by_hand: bool = False,
    ) -> tuple[Lead, Arrival]:
        """Does what follows; the lead as it stands then, and the arrival with the effects."""
        effects = await self._held(repo, attempt, follows)
        if follows.suppresses and attempt.recipient:
            entry = suppression(attempt.recipient, follows.because, repo.now())
            await repo.suppressions.add([entry])
            effects.append("suppressed")
        others = set(colleagues) - {attempt.lead_id} if follows.stops_company else set()
        concerned = {attempt.lead_id, *others}
        standing = {each.id: each for each in await repo.attempts.of_leads(concerned)}
        effects += await _proved(repo, campaign, arrival, standing.get(attempt.id, attempt))
        if follows.stops:
            cancelled = await repo.attempts.cancel_for(concerned, reason=follows.because)
            effects += [f"{len(cancelled)} not yet sent cancelled"] if cancelled else []
        leads = await repo.leads.get(concerned)
        before = leads[attempt.lead_id]
        if before.closed_because == ERASED:  # nobody is told of, or moved, who is forgotten
            return before, structs.replace(arrival, effects=lines((*arrival.effects, *effects)))
        move = consequence.ruled if by_hand else consequence.after
        lead = move(before, follows, repo.now())
        effects += await self._moved(repo, arrival, before, lead, follows)
        effects += await _company(repo, [leads[each] for each in sorted(others & leads.keys())])
        if follows.waits is not None:
            effects += await _postponed(repo, before, lead, follows)
        return lead, structs.replace(arrival, effects=lines((*arrival.effects, *effects)))

    async def _held(self, repo: Repository, attempt: Attempt, follows: Consequence) -> list[str]:
        """The mailbox through which it left is left alone from now on, in every process."""
        if follows.holds is None or not attempt.mailbox:
            return []
        scope, why = mailbox_scope(attempt.mailbox), without_addresses(follows.because)
        await self._holding.hold_within(repo, scope, follows.holds, why, attempt.campaign_id)
        return [f"mailbox {attempt.mailbox} held"]

    async def _moved(
        self, repo: Repository, arrival: Arrival, before: Lead, after: Lead, follows: Consequence
    ) -> list[str]:
        """Keeps the lead, and tells of its move."""
        if after == before:
            return []
        if after.score != before.score:
            await repo.leads.save([after])
        else:
            await repo.leads.advance([after])
        kinds = [_BECAME[after.status]] if _became(before, after) else []
        if follows.event is LeadEvent.UNSUBSCRIBE:
            kinds.append(EventType.LEAD_UNSUBSCRIBED)
        await self._tell(repo, [self._event(kind, arrival, after, repo.now()) for kind in kinds])
        if after.status is not before.status:
            return [f"lead {after.status}"]
        return [f"lead left alone: {after.closed_because}"] if follows.stops else []

    async def _announce_it(
        self, repo: Repository, arrival: Arrival, incoming: Incoming, lead: Lead
    ) -> None:
        kind = _TOLD.get(incoming.kind)
        if kind is not None and arrival.verdict not in _SAYS_NOTHING:
            await self._tell(repo, [self._event(kind, arrival, lead, repo.now())])

    async def _tell(self, repo: Repository, events: Sequence[Event]) -> None:
        await repo.events.add(events, deliver=self._announce)

    def _event(self, kind: EventType, arrival: Arrival, lead: Lead, at: datetime) -> Event:
        return announcement(
            self._clock.new_id(),
            kind,
            campaign_id=lead.campaign_id,
            lead_id=lead.id,
            at=at,
            data={
                "reply_id": arrival.id,
                "attempt_id": arrival.attempt_id,
                "email": lead.email,
                "class": arrival.verdict,
                "needs_review": arrival.needs_review,
                "status": lead.status,
                "score": lead.score,
            },
        )


def _became(before: Lead, after: Lead) -> bool:
    return after.status is not before.status and after.status in _BECAME


async def colleagues(repo: Repository, match: Match) -> tuple[int, ...]:
    """The leads at the company of whom the mail was written to, when it may matter."""
    attempt = match.attempt
    if attempt is None or not attempt.recipient:
        return ()
    domain = address.domain_of(attempt.recipient)
    if domain in FREE_MAIL:
        return ()
    campaign = await repo.campaigns.get(attempt.campaign_id)
    if not campaign.stop_company_on_reply:
        return ()
    return tuple(await repo.leads.of_company(campaign.id, domain))


async def _departed(repo: Repository, arrival: Arrival, found: Found) -> Arrival:
    """Somebody says no of whom only that is left; and more is not kept."""
    complains = found.incoming.kind is IncomingKind.COMPLAINT
    ending = COMPLAINED if complains else UNSUBSCRIBED
    await ended_for(repo, found.match.departed, ending)
    return structs.replace(
        arrival,
        matched_by=found.match.by,
        verdict="complaint" if complains else AnswerKind.UNSUBSCRIBE.value,
        reasons=("about a mail whose campaign is gone",),
        effects=("suppressed",),
    )


async def _is_erased(repo: Repository, sender: str) -> bool:
    try:
        return bool(sender) and bool(await repo.suppressions.erased([sender]))
    except InvalidInput:
        return False


async def _proved(
    repo: Repository, campaign: Campaign, arrival: Arrival, attempt: Attempt
) -> list[str]:
    """Of a mail of which nobody knew whether it went out, something came back: it did."""
    if attempt.state is not AttemptState.UNKNOWN or not arrival.matched_by.is_proof:
        return []
    kind = ArrivalKind(arrival.kind).value.replace("_", " ")
    settled = await repo.attempts.resolve(
        attempt.id, AttemptState.SENT, evidence=f"{kind} {arrival.id} arrived"
    )
    if settled is None:
        return []
    await follow(repo, campaign, [settled])
    return ["proved that the mail was sent"]


async def count(repo: Repository, arrival: Arrival) -> None:
    """Marks the mail as answered, or come back: by that the variants of a step are compared."""
    mails = [arrival.attempt_id] if arrival.attempt_id else []
    if arrival.kind is ArrivalKind.REPLY:
        await repo.attempts.replied(mails)
    if arrival.kind is ArrivalKind.BOUNCE and arrival.verdict == BounceKind.HARD:
        await repo.attempts.bounced(mails)


async def _company(repo: Repository, leads: Sequence[Lead]) -> list[str]:
    """The others at the company are left alone."""
    now = repo.now()
    others = [each for each in leads if not each.is_stopped]
    await repo.leads.advance([each.closed(consequence.COMPANY_REPLIED, now) for each in others])
    return [f"{len(others)} more at the company left alone"] if others else []


async def _postponed(
    repo: Repository, before: Lead, after: Lead, follows: Consequence
) -> list[str]:
    """Also what is queued already, and waits for its turn, waits for longer."""
    if after.next_action_at != before.next_action_at and after.next_action_at is not None:
        return [f"next action postponed to {after.next_action_at:%Y-%m-%d}"]
    until = max(repo.now() + (follows.waits or timedelta()), follows.until or repo.now())
    number = await repo.attempts.postpone([after.id], until=until)
    return [f"queued mail postponed to {until:%Y-%m-%d}"] if number else []
