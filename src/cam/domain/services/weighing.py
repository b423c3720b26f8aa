"""Weigh a message: what it says, about which mail, and what follows from it. Nothing is written."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, structs

from cam.domain.model import address, consequence
from cam.domain.model.answer import AnswerKind, classified
from cam.domain.model.arrival import SOFT_ELSEWHERE, Arrival, MatchedBy, lines, told
from cam.domain.model.attempt import Attempt
from cam.domain.model.campaign import Campaign
from cam.domain.model.consequence import Consequence
from cam.domain.model.errors import InvalidInput
from cam.domain.model.incoming import Bounce, BounceKind, Incoming, IncomingKind
from cam.domain.services.matching import Match
from cam.ports.repository import Repository


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


async def looked_at(repo: Repository, arrival: Arrival, found: Found) -> Arrival:
    """The arrival as it would be judged now; nothing is written."""
    incoming, attempt = found.incoming, found.match.attempt
    if attempt is None:
        return unmatched(arrival, incoming)
    campaign = await repo.campaigns.get(attempt.campaign_id)
    says = await judged(repo, campaign, found, attempt, arrival.received_at)
    return told(as_judged(arrival, found.match.by, attempt, says), incoming)


def as_judged(arrival: Arrival, by: MatchedBy, attempt: Attempt, says: Judged) -> Arrival:
    """The arrival with what it is about, and what it says of that."""
    return structs.replace(
        arrival,
        matched_by=by,
        campaign_id=attempt.campaign_id,
        lead_id=attempt.lead_id,
        attempt_id=attempt.id,
        verdict=says.verdict,
        needs_review=says.follows.needs_review,
        reasons=says.reasons,
    )


def unmatched(arrival: Arrival, incoming: Incoming) -> Arrival:
    """About no mail of ours: it changes nothing, and nothing that it says is kept, but of a bounce
    the verdict and the rule. People write to each other in this mailbox, and a bounce may be about
    somebody who was erased."""
    bounce = next(iter(incoming.bounces), None)
    rule = (bounce.rule,) if bounce else ()
    return structs.replace(
        arrival,
        verdict=bounce.kind.value if bounce else "",
        reasons=lines((*arrival.reasons, *rule, "about no mail of ours")),
    )


async def judged(
    repo: Repository, campaign: Campaign, found: Found, attempt: Attempt, received_at: datetime
) -> Judged:
    """What the message says of that mail."""
    incoming, by = found.incoming, found.match.by
    if found.match.unsubscribes:
        return Judged(
            verdict=AnswerKind.UNSUBSCRIBE.value,
            follows=consequence.UNSUBSCRIBED,
            reasons=("sent by the way out of the mail",),
        )
    match incoming.kind:
        case IncomingKind.BOUNCE:
            before = await repo.arrivals.soft_bounces(attempt.lead_id, besides=attempt.id)
            says = _bounced(incoming, by, attempt, before, campaign.max_soft_bounces)
            return await _believed(repo, attempt, says, received_at)
        case IncomingKind.COMPLAINT:
            return Judged(verdict="complaint", follows=consequence.of_complaint(by))
        case IncomingKind.RECEIPT:
            return Judged(verdict="receipt")
        case _:
            return _answered(incoming, by, repo.now())


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
    elsewhere = bounce.kind is BounceKind.SOFT and not named
    verdict = SOFT_ELSEWHERE if elsewhere else bounce.kind.value
    return Judged(verdict=verdict, follows=follows, reasons=reasons)


async def _believed(
    repo: Repository, attempt: Attempt, says: Judged, received_at: datetime
) -> Judged:
    """Is our mailbox held for what the bounce says? Each recipient can write such a one: only when
    those at two domains have done so lately; the first one waits for a person."""
    kind = says.follows.holds
    if kind is None or not attempt.recipient:
        return says
    since = repo.now() - kind.looked_at_after
    if received_at < since:
        return structs.replace(says, follows=consequence.NOTHING)
    blaming = await repo.arrivals.blaming(attempt.campaign_id, attempt.mailbox, since=since)
    domains = {address.domain_of(each) for each in (attempt.recipient, *blaming)}
    return says if len(domains) > 1 else structs.replace(says, follows=consequence.BLAMED)


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
    if said.certain and said.kind in consequence.ENDING:
        return Judged(
            verdict=said.kind.value,
            follows=consequence.of_responders_end(said.kind, by),
            reasons=said.words,
        )
    away = said.kind is AnswerKind.OUT_OF_OFFICE or incoming.back_on is not None
    answer = AnswerKind.OUT_OF_OFFICE if away else AnswerKind.AUTO
    return Judged(
        verdict=answer.value,
        follows=consequence.of_auto_reply(answer, incoming.back_on, now),
        reasons=said.words if away else (),
    )
