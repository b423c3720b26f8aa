"""What others tell us of our mails: a reply, a bounce, a complaint, an unsubscribe."""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from cam.domain.model import address
from cam.domain.model.bounce import verdict
from cam.domain.model.errors import InvalidInput
from cam.domain.model.incoming import Bounce, Incoming, IncomingKind
from cam.domain.model.token import TokenPurpose, subject_of

EventId = Annotated[str, Meta(max_length=200)]
Short = Annotated[str, Meta(max_length=998)]
_OURS = re.compile(r"<?([0-9a-f]{32})@[^<>\s]+>?")


class EventInKind(StrEnum):
    """What happened, as the sender of the event says."""

    REPLY = "reply"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


class EventIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event. It names our mail by one of `attempt_id`, `token` and `message_id`."""

    type: EventInKind
    id: EventId = ""
    """The event's own, the same each time it is told; not needed beside a `webhook-id` header."""
    attempt_id: UUID | None = None
    """As in our announcements."""
    token: Annotated[str, Meta(max_length=100)] = ""
    """From our link, or from the address that was written to."""
    message_id: Short = ""
    """Of our mail, with or without angle brackets."""
    email: Annotated[str, Meta(max_length=320)] = ""
    """Whom it is about. Alone it is enough for a complaint or an unsubscribe; of a reply or a
    bounce it makes a person look."""
    subject: Short = ""
    text: Annotated[str, Meta(max_length=50_000)] = ""
    code: Annotated[str, Meta(max_length=20)] = ""
    """Of a bounce: the enhanced status code, e.g. `5.1.1` (RFC 3463)."""
    diagnostic: Short = ""
    """Of a bounce: what the server said."""
    occurred_at: datetime | None = None

    def __post_init__(self) -> None:
        named = (self.attempt_id, self.token, self.message_id, self.email)
        if not any(named):
            raise InvalidInput(
                "message_id", "one of attempt_id, token, message_id or email is needed",
                kind="missing_field",
            )  # fmt: skip

    def attempt_named(self, key: bytes) -> UUID | None:
        """The attempt whose mail it is about, as far as it says; whether there is one, the
        database tells. `key`: that of tokens."""
        if self.attempt_id is not None:
            return self.attempt_id
        for purpose in TokenPurpose:
            if found := subject_of(key, purpose, self.token):
                return found
        ours = _OURS.fullmatch(self.message_id.strip())
        return UUID(hex=ours[1]) if ours else None

    def incoming(self, stripped: Callable[[str], str]) -> Incoming:
        """The event as the message that tells the same. `stripped`: a text without its quotes."""
        email = address.canonical(self.email) if self.email else ""
        ours = self.message_id.strip().strip("<>")
        is_bounce = self.type is EventInKind.BOUNCE
        about = (email,) if email and self.type in _ABOUT_DELIVERY else ()
        return Incoming(
            kind=_KINDS[self.type],
            sender="" if about else email,
            subject=self.subject,
            sent_at=self.occurred_at,
            references=(ours,) if ours else (),
            bounces=(self._bounce(email),) if is_bounce else (),
            recipients=about,
            text=self.diagnostic if is_bounce else stripped(self.text),
            reasons=("told by a hook",),
        )

    def _bounce(self, email: str) -> Bounce:
        judged = verdict(self.code, None, self.diagnostic)
        return Bounce(
            kind=judged.kind,
            code=judged.code,
            smtp_code=None,
            diagnostic=self.diagnostic,
            recipient=email,
            rule=judged.rule,
        )


_ABOUT_DELIVERY = (EventInKind.BOUNCE, EventInKind.COMPLAINT)
_KINDS = {
    EventInKind.REPLY: IncomingKind.REPLY,
    EventInKind.UNSUBSCRIBE: IncomingKind.REPLY,
    EventInKind.BOUNCE: IncomingKind.BOUNCE,
    EventInKind.COMPLAINT: IncomingKind.COMPLAINT,
}
