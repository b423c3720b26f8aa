"""What arrived is applied to its lead: the move, the list, the events, in one unit of work.

The locks are taken in the order of `authorize`: people, attempts, leads. So a mail is either
authorized before its lead was stopped here, or never.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct, structs

from cam.domain.model import address, consequence
from cam.domain.model.answer import AnswerKind, classified
from cam.domain.model.arrival import Arrival, ArrivalKind, MatchedBy, lines, told
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.consequence import Consequence
from cam.domain.model.errors import InvalidInput
from cam.domain.model.event import Event, EventType, announcement
from cam.domain.model.free_mail import FREE_MAIL
from cam.domain.model.incoming import Bounce, BounceKind, Incoming, IncomingKind
from cam.domain.model.lead import ERASED, Lead, LeadEvent, LeadStatus
from cam.domain.model.suppression import suppression
from cam.domain.services.matching import Match
from cam.domain.services.resolving import follow
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


class Found(Struct, frozen=True, kw_only=True):
    """A message, the mail that it is about, and who else is concerned; looked up before anything
    is locked."""

    incoming: Incoming
    match: Match = Match()
    colleagues: tuple[int, ...] = ()
    """Leads at the same company."""


class Judged(Struct, frozen=True, kw_only=True):
    """What a message says, and what follows from it."""

    verdict: str = ""
    follows: Consequence = consequence.NOTHING
    reasons: tuple[str, ...] = ()


class Applying:
    """Applies what arrived, within its caller's unit of work."""

    def __init__(self, clock: Clock, *, announce: bool) -> None:
        self._clock = clock
        self._announce = announce

    async def apply(self, repo: Repository, arrival: Arrival, found: Found) -> Arrival:
        """The arrival with all that was done about it, which is kept already."""
        incoming, attempt = found.incoming, found.match.attempt
        if attempt is None:
            arrival = _unmatched(arrival, incoming)
            await repo.arrivals.save(arrival)
            return arrival
        campaign = await repo.campaigns.get(attempt.campaign_id)
        judged = await _judged(repo, campaign, found, attempt)
        arrival = _as_judged(arrival, found.match.by, attempt, judged)
        lead, arrival = await self.follow(
            repo, campaign, arrival, attempt, judged.follows, colleagues=found.colleagues
        )
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
        effects: list[str] = []
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
        move = consequence.ruled if by_hand else consequence.after
        lead = move(before, follows, repo.now())
        effects += await self._moved(repo, arrival, before, lead, follows)
        effects += await _company(repo, [leads[each] for each in sorted(others & leads.keys())])
        if follows.waits is not None:
            effects += await _postponed(repo, before, lead, follows)
        return lead, structs.replace(arrival, effects=lines((*arrival.effects, *effects)))

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
        if kind is EventType.EMAIL_BOUNCED and arrival.verdict == BounceKind.OURS:
            kind = EventType.MAILBOX_HELD
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


async def looked_at(repo: Repository, arrival: Arrival, found: Found) -> Arrival:
    """The arrival as it would be judged now; nothing is written."""
    incoming, attempt = found.incoming, found.match.attempt
    if attempt is None:
        return _unmatched(arrival, incoming)
    campaign = await repo.campaigns.get(attempt.campaign_id)
    judged = await _judged(repo, campaign, found, attempt)
    return told(_as_judged(arrival, found.match.by, attempt, judged), incoming)


def _as_judged(arrival: Arrival, by: MatchedBy, attempt: Attempt, judged: Judged) -> Arrival:
    return structs.replace(
        arrival,
        matched_by=by,
        campaign_id=attempt.campaign_id,
        lead_id=attempt.lead_id,
        attempt_id=attempt.id,
        verdict=judged.verdict,
        needs_review=judged.follows.needs_review,
        reasons=judged.reasons,
    )


def _unmatched(arrival: Arrival, incoming: Incoming) -> Arrival:
    """About no mail of ours: it changes nothing. Of what people write to each other in this
    mailbox nothing is kept."""
    if incoming.kind in (IncomingKind.BOUNCE, IncomingKind.COMPLAINT):
        verdict = incoming.bounces[0].kind.value if incoming.bounces else ""
        arrival = told(structs.replace(arrival, verdict=verdict), incoming)
    return structs.replace(arrival, reasons=lines((*arrival.reasons, "about no mail of ours")))


async def _judged(repo: Repository, campaign: Campaign, found: Found, attempt: Attempt) -> Judged:
    incoming, by = found.incoming, found.match.by
    if found.match.unsubscribes:
        return Judged(
            verdict=AnswerKind.UNSUBSCRIBE.value,
            follows=consequence.UNSUBSCRIBED,
            reasons=("sent by the way out of the mail",),
        )
    match incoming.kind:
        case IncomingKind.BOUNCE:
            before = await repo.arrivals.soft_bounces(attempt.lead_id)
            return _bounced(incoming, by, attempt, before, campaign.max_soft_bounces)
        case IncomingKind.COMPLAINT:
            return Judged(verdict="complaint", follows=consequence.of_complaint(by))
        case IncomingKind.RECEIPT:
            return Judged(verdict="receipt")
        case _:
            return _answered(incoming, by, repo.now())


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


def _bounced(
    incoming: Incoming, by: MatchedBy, attempt: Attempt, soft_before: int, most_soft: int
) -> Judged:
    bounce, named = _about(incoming.bounces, attempt)
    if bounce is None:
        return Judged()
    follows = consequence.of_bounce(
        bounce, by, names_recipient=named, soft_before=soft_before, most_soft=most_soft
    )
    said = " ".join(filter(None, (bounce.code, bounce.diagnostic)))
    reasons = tuple(filter(None, (bounce.rule, said)))
    return Judged(verdict=bounce.kind.value, follows=follows, reasons=reasons)


def _about(bounces: Sequence[Bounce], attempt: Attempt) -> tuple[Bounce | None, bool]:
    """The status of the recipient to whom the attempt was written, and whether it is about that
    one, or tells no other."""
    for each in bounces:
        if attempt.recipient_key in {_base(each.recipient), _base(each.original_recipient)}:
            return each, True
    nameless = [each for each in bounces if not each.recipient and not each.original_recipient]
    return (nameless[0], True) if nameless else (next(iter(bounces), None), False)


def _base(email: str) -> str:
    try:
        return address.base(email)
    except InvalidInput:
        return ""


def _answered(incoming: Incoming, by: MatchedBy, now: datetime) -> Judged:
    said = classified(incoming.subject, incoming.text)
    if incoming.kind is IncomingKind.REPLY:
        return Judged(
            verdict=said.kind.value,
            follows=consequence.of_reply(said, by, now),
            reasons=said.words,
        )
    away = said.kind is AnswerKind.OUT_OF_OFFICE or incoming.back_on is not None
    answer = AnswerKind.OUT_OF_OFFICE if away else AnswerKind.AUTO
    return Judged(
        verdict=answer.value,
        follows=consequence.of_auto_reply(answer, incoming.back_on, now),
        reasons=said.words if away else (),
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
