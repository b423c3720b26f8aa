"""A message that arrived, as what it means: of what kind, from whom, about which mail of ours.

Plain values, read from the raw message (RFC 5322) once; whoever applies them reads no mail. No text
in them holds a NUL, another control character (but line feed and tab) or a lone surrogate.
"""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class IncomingKind(StrEnum):
    """What arrived, in the order of the tests: the first that fits decides."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    RECEIPT = "receipt"
    AUTO_REPLY = "auto_reply"
    REPLY = "reply"


class BounceKind(StrEnum):
    """What a delivery status says of the address (RFC 3463, RFC 3464)."""

    HARD = "hard"
    """Nobody reads there, and nobody will: never write again."""
    SOFT = "soft"
    """Not this time: full, greylisted, filtered, expired, or nobody knows why."""
    OURS = "ours"
    """Our own fault: authentication, reputation, a limit. Hold the mailbox, not the lead."""
    DELAYED = "delayed"
    """The server still tries; nothing is lost yet."""
    DELIVERED = "delivered"
    """It arrived, was relayed or expanded."""


class Bounce(Struct, frozen=True, kw_only=True):
    """What became of our mail for one recipient."""

    kind: BounceKind
    code: str
    """The enhanced status code that decided (RFC 3463), e.g. "5.1.1"; "" if none."""
    smtp_code: int | None
    diagnostic: str
    """What the server said, on one line, bounded."""
    recipient: str
    """Final-Recipient, canonical; "" if it is not told or no address."""
    original_recipient: str = ""
    """Original-Recipient: whom we addressed, before a forward; "" if not told."""
    rule: str
    """Which rule decided, in words."""


class Incoming(Struct, frozen=True, kw_only=True):
    """One message, read. Addresses are canonical; ids are without `<>` and as they were written."""

    kind: IncomingKind
    message_id: str = ""
    """Its own; "" if it has none."""
    sender: str = ""
    """The address in From; "" if there is none."""
    sender_name: str = ""
    to: tuple[str, ...] = ()
    """Where it was delivered to: Delivered-To, X-Original-To and their like, then To and Cc."""
    subject: str = ""
    sent_at: datetime | None = None
    """Date, in UTC."""
    references: tuple[str, ...] = ()
    """In-Reply-To, then References from the newest to the oldest. Of a bounce, complaint or receipt
    first the Message-ID of the mail that it is about."""
    envelope_id: str = ""
    """Original-Envelope-Id (RFC 3464), the ENVID that we gave; "" if none."""
    bounces: tuple[Bounce, ...] = ()
    """Of a BOUNCE, one a recipient."""
    recipients: tuple[str, ...] = ()
    """Of a BOUNCE or COMPLAINT: whom it is about, final and original recipients."""
    text: str = ""
    """What a person or a responder wrote, without quotes and signature; of a bounce its readable
    part. Bounded."""
    back_on: date | None = None
    """Of an AUTO_REPLY: the day on which the person is back, when it says so."""
    reasons: tuple[str, ...] = ()
    """The signs that decided the kind, in words."""
