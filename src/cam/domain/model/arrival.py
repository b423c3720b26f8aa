"""A message that arrived, as it is kept: whose it is, what it says, and what was done about it."""

import hashlib
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct, structs

from cam.domain.model.incoming import Incoming
from cam.domain.model.text import many_lines, one_line

MOST_TEXT = 10_000
"""Characters that are kept of what somebody wrote."""
MOST_LINE = 500
NEEDS_REVIEW = "needs_review"
SOFT_ELSEWHERE = "soft_elsewhere"
"""The verdict of a soft bounce that names another recipient (a forward): it is not held against the
one whom we wrote to."""
MOST_REASONS = 10


class ArrivalKind(StrEnum):
    """What arrived: `incoming.IncomingKind`, and what nobody could read."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    RECEIPT = "receipt"
    AUTO_REPLY = "auto_reply"
    REPLY = "reply"
    UNREADABLE = "unreadable"


class MatchedBy(StrEnum):
    """By which sign it was known which mail of ours a message is about, the strongest first."""

    MESSAGE_ID = "message_id"
    TOKEN = "token"  # noqa: S105 - a word
    ENVELOPE_ID = "envelope_id"
    SENDER_AND_SUBJECT = "sender_and_subject"
    SENDER = "sender"
    RECIPIENT = "recipient"
    NOTHING = "nothing"

    @property
    def is_weak(self) -> bool:
        """Can anybody forge it who knows nothing but whom we wrote to?"""
        return self in (self.SENDER, self.RECIPIENT)

    @property
    def is_proof(self) -> bool:
        """Does only who has our mail know it? Then the mail was delivered."""
        return self in (self.MESSAGE_ID, self.TOKEN, self.ENVELOPE_ID)


PROVING = tuple(each for each in MatchedBy if each.is_proof)


class Ruling(StrEnum):
    """What a person says of an arrival: a class of replies, a bounce for good, or nothing."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNSUBSCRIBE = "unsubscribe"
    WRONG_PERSON = "wrong_person"
    OUT_OF_OFFICE = "out_of_office"
    AUTO = "auto"
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    NOTHING = "nothing"
    """It means nothing for the lead: the sequence goes on."""


_KINDS = {
    Ruling.HARD_BOUNCE: (ArrivalKind.BOUNCE, "hard"),
    Ruling.COMPLAINT: (ArrivalKind.COMPLAINT, "complaint"),
    Ruling.OUT_OF_OFFICE: (ArrivalKind.AUTO_REPLY, "out_of_office"),
    Ruling.AUTO: (ArrivalKind.AUTO_REPLY, "auto"),
}


class Arrival(Struct, frozen=True, kw_only=True):
    """One message, kept once: `key` is unique."""

    id: UUID
    key: str
    mailbox: str
    folder: str
    uid: int
    kind: ArrivalKind
    matched_by: MatchedBy = MatchedBy.NOTHING
    campaign_id: int | None = None
    lead_id: int | None = None
    attempt_id: UUID | None = None
    """The mail of ours that it is about."""
    verdict: str = ""
    """Of a reply its class, of a bounce its kind."""
    needs_review: bool = False
    """Nothing certain is known: a person's word decides."""
    ruled_by: str = ""
    """Who gave the verdict; empty when CAM did."""
    sender: str = ""
    subject: str = ""
    text: str = ""
    reasons: tuple[str, ...] = ()
    """The signs that decided, in words."""
    effects: tuple[str, ...] = ()
    """What was done about it, in words."""
    received_at: datetime
    created_at: datetime

    @property
    def counts_as(self) -> str:
        """The word under which it is counted."""
        return NEEDS_REVIEW if self.needs_review else self.verdict


def ruled(arrival: Arrival, ruling: Ruling, by: str) -> Arrival:
    """The arrival as a person says that it is."""
    kind, verdict = _KINDS.get(ruling, (ArrivalKind.REPLY, ruling.value))
    if ruling is Ruling.NOTHING:
        kind = arrival.kind
    return structs.replace(
        arrival, kind=kind, verdict=verdict, needs_review=False, ruled_by=_line(by)
    )


def key_of(message_id: str, raw: bytes) -> str:
    """What a message is known by wherever it lies: the hash of its Message-ID, else of its content.

    Some servers write the recipient's address into a Message-ID: the id itself is not kept.
    """
    named = one_line(message_id)
    said, of = ("id", _storable(named).encode()) if named else ("content", raw)
    return f"{said}:{hashlib.sha256(of).hexdigest()}"


def told(arrival: Arrival, incoming: Incoming) -> Arrival:
    """The arrival with what its sender wrote, bounded."""
    return structs.replace(
        arrival,
        sender=_line(incoming.sender),
        subject=_line(incoming.subject),
        text=_storable(many_lines(incoming.text))[:MOST_TEXT],
        reasons=lines((*arrival.reasons, *incoming.reasons)),
    )


def lines(words: tuple[str, ...]) -> tuple[str, ...]:
    """These words as they are kept: one line each, bounded, without repetition."""
    return tuple(dict.fromkeys(map(_line, words)))[:MOST_REASONS]


def _line(text: str) -> str:
    return _storable(one_line(text))[:MOST_LINE]


def _storable(text: str) -> str:
    """Without lone surrogates: no database keeps them."""
    return text.encode("utf-8", "replace").decode()
