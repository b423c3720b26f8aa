"""Which mail of ours a message is about. The strongest sign that names one wins.

Anybody can write a message that looks like a bounce. What only who has our mail can know (its
Message-ID, a token that we signed, its envelope's id) is a proof; an address is a sign, and a
bounce that names another mail than ours is about none of ours, whomever it says it is about.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from cam.domain.model import subject
from cam.domain.model.arrival import MatchedBy
from cam.domain.model.attempt import Attempt
from cam.domain.model.erasure import bases
from cam.domain.model.errors import InvalidInput
from cam.domain.model.incoming import Incoming, IncomingKind
from cam.domain.model.token import TokenPurpose, subject_of, token_in
from cam.ports.repository import Repository

WITHIN = timedelta(days=30)
"""The weaker signs count for mails of so many days only."""
MOST_IDS = 50
"""Of a message's references the first are looked for; somebody may write thousands."""
_ABOUT_DELIVERY = (IncomingKind.BOUNCE, IncomingKind.COMPLAINT, IncomingKind.RECEIPT)


class Match(Struct, frozen=True, kw_only=True):
    """The mail that a message is about, and how that is known."""

    by: MatchedBy = MatchedBy.NOTHING
    attempt: Attempt | None = None
    unsubscribes: bool = False
    """It was sent by the way out of that mail."""
    departed: str = ""
    """Whose mail it was that went with its campaign, of who says no: `Attempts.departed`."""


NO_MATCH = Match()


async def matched(repo: Repository, incoming: Incoming, ours: Collection[str] = ()) -> Match:
    """By Message-ID, by token, by the envelope's id, then by the weaker signs.

    What we wrote ourselves answers nobody: a copy of a mail of ours, or of an operator's answer to
    a lead, names our mails, too. `ours` are base addresses, beside the campaign's own.
    """
    match = await _matched(repo, incoming)
    if match.attempt is None or incoming.kind in _ABOUT_DELIVERY:
        return match
    sender = (await repo.campaigns.get(match.attempt.campaign_id)).sender
    we = {*ours, *bases((sender.email, sender.reply_to))}
    return NO_MATCH if bases([incoming.sender]) & we else match


async def _matched(repo: Repository, incoming: Incoming) -> Match:
    if incoming.kind not in _ABOUT_DELIVERY and (way_out := await _by_way_out(repo, incoming)):
        return way_out
    if found := await _by_message_id(repo, incoming):
        return Match(by=MatchedBy.MESSAGE_ID, attempt=found)
    if found := await _by_token(repo, incoming, TokenPurpose.REPLY):
        return Match(by=MatchedBy.TOKEN, attempt=found)
    if found := await _by_envelope_id(repo, incoming):
        return Match(by=MatchedBy.ENVELOPE_ID, attempt=found)
    since = repo.now() - WITHIN
    if incoming.kind in _ABOUT_DELIVERY:
        return NO_MATCH if incoming.references else await _by_recipient(repo, incoming, since)
    return await _by_sender(repo, incoming, since)


async def _by_message_id(repo: Repository, incoming: Incoming) -> Attempt | None:
    wanted = [*dict.fromkeys(incoming.references)][:MOST_IDS]
    found = await repo.attempts.by_message_id(wanted) if wanted else {}
    return next((found[each] for each in wanted if each in found), None)


async def _by_way_out(repo: Repository, incoming: Incoming) -> Match | None:
    """Also when the campaign is gone: a no holds for ever."""
    named = await _named(repo, incoming, TokenPurpose.UNSUBSCRIBE)
    if named is None:
        return None
    if attempt := (await repo.attempts.get([named])).get(named):
        return Match(by=MatchedBy.TOKEN, attempt=attempt, unsubscribes=True)
    key = await repo.attempts.departed(named)
    return Match(by=MatchedBy.TOKEN, departed=key, unsubscribes=True) if key else None


async def _by_token(repo: Repository, incoming: Incoming, purpose: TokenPurpose) -> Attempt | None:
    named = await _named(repo, incoming, purpose)
    return None if named is None else (await repo.attempts.get([named])).get(named)


async def _named(repo: Repository, incoming: Incoming, purpose: TokenPurpose) -> UUID | None:
    """The mail whose token it carries."""
    token = token_in(incoming.subject, incoming.to)
    return subject_of(await repo.deployment.signing_key(), purpose, token) if token else None


async def _by_envelope_id(repo: Repository, incoming: Incoming) -> Attempt | None:
    """The ENVID is the attempt's id, or its token (RFC 3461 4.4)."""
    told = incoming.envelope_id
    named = subject_of(await repo.deployment.signing_key(), TokenPurpose.REPLY, told)
    try:
        named = named or UUID(told)
    except ValueError:
        return None
    return (await repo.attempts.get([named])).get(named)


async def _by_recipient(repo: Repository, incoming: Incoming, since: datetime) -> Match:
    """Whom it is about; the newest mail to them."""
    for address in incoming.recipients[:MOST_IDS]:
        if written := await _written_to(repo, address, since):
            return Match(by=MatchedBy.RECIPIENT, attempt=written[0])
    return NO_MATCH


async def _by_sender(repo: Repository, incoming: Incoming, since: datetime) -> Match:
    """Somebody whom we wrote to; with the subject of one of these mails it is an answer to it."""
    written = await _written_to(repo, incoming.sender, since)
    if not written:
        return NO_MATCH
    told = _folded(incoming.subject)
    for each in written if told else ():
        if told == _folded(each.subject):
            return Match(by=MatchedBy.SENDER_AND_SUBJECT, attempt=each)
    return Match(by=MatchedBy.SENDER, attempt=written[0])


async def _written_to(repo: Repository, address: str, since: datetime) -> list[Attempt]:
    try:
        return await repo.attempts.written_to(address, since=since)
    except InvalidInput:
        return []


def _folded(words: str) -> str:
    return " ".join(subject.bare(words).casefold().split())
