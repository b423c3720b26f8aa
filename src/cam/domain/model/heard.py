"""What others tell us of our mails: a reply, a bounce, a complaint, an unsubscribe."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from cam.domain.model.errors import InvalidInput
from cam.domain.model.token import TokenPurpose, subject_of

EventId = Annotated[str, Meta(max_length=200)]
Short = Annotated[str, Meta(max_length=998)]
_HARD = re.compile(r"5\.1\.(?:1|2|3|6|10)")
"""Nobody is there (RFC 3463): of all else the address is not to blame."""
_OURS = re.compile(r"<?([0-9a-f]{32})@[^<>\s]+>?")


class HeardKind(StrEnum):
    """What happened, as the sender of the event says."""

    REPLY = "reply"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


class HeardEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event. It names our mail by one of `attempt_id`, `token` and `message_id`."""

    type: HeardKind
    id: EventId = ""
    """The event's own, the same each time it is told; not needed beside a `webhook-id` header."""
    attempt_id: UUID | None = None
    """As in our announcements."""
    token: Annotated[str, Meta(max_length=100)] = ""
    """From our link, or from the address that was written to."""
    message_id: Short = ""
    """Of our mail, with or without angle brackets."""
    email: Annotated[str, Meta(max_length=320)] = ""
    """Whom it is about. Alone it is enough for a complaint or an unsubscribe, and for nothing
    else: anybody can claim that an address bounced."""
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

    @property
    def is_hard(self) -> bool:
        """Does this bounce say that nobody is at the address, now and later?"""
        return _HARD.fullmatch(self.code) is not None

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
