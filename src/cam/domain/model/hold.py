"""Who is left alone, across runs and processes: a provider, a receiver, a mailbox."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

_MAILBOX = "mailbox:"
FOR_EVER = timedelta(days=36_500)
"""A hold that only a person ends is looked at again after this."""


class HoldKind(StrEnum):
    """Why somebody is left alone."""

    DENIED = "denied"
    """It does not accept the key, the password or its scope (401, 403; SMTP 530, 534, 535)."""
    OUT_OF_CREDITS = "out_of_credits"
    GONE = "gone"
    """The receiver is no more (410)."""
    CERTIFICATE = "certificate"
    """Its certificate is not to be trusted."""
    POLICY = "policy"
    """Mails of this sender are refused for what the sender is: authentication, reputation."""
    LIMIT = "limit"
    """Its own daily limit is reached."""
    BY_HAND = "by_hand"
    """A person said so, and only a person ends it."""

    @property
    def looked_at_after(self) -> timedelta:
        """How long until a look may end it. A login tells nothing of a limit or a reputation: these
        end by time, and the next mail tells."""
        match self:
            case HoldKind.BY_HAND:
                return FOR_EVER
            case HoldKind.LIMIT | HoldKind.POLICY:
                return timedelta(hours=12)
            case _:
                return timedelta(hours=1)


_OF_PROVIDERS = {
    HoldKind.DENIED: "it denied the key",
    HoldKind.OUT_OF_CREDITS: "it has no credits left",
}
_OF_MAILBOXES = {
    HoldKind.DENIED: "its server does not let us in",
    HoldKind.CERTIFICATE: "its server's certificate is not to be trusted",
    HoldKind.POLICY: "its mails are refused for who sends them",
    HoldKind.LIMIT: "its server's own limit is reached",
    HoldKind.BY_HAND: "a person held it",
}


class Hold(Struct, frozen=True, kw_only=True):
    """Somebody who is left alone until a person, or a free look, says otherwise."""

    provider: str
    """A provider's or receiver's name, or `mailbox:NAME`."""
    kind: HoldKind
    reason: str
    key: str
    """A fingerprint of the key or address that was refused: another one ends the hold."""
    since: datetime
    look_again_at: datetime
    """When a free look may end it."""

    @property
    def words(self) -> str:
        """That it is left alone, and why."""
        words = _OF_MAILBOXES if self.provider.startswith(_MAILBOX) else _OF_PROVIDERS
        why = words.get(self.kind, f"it is {self.kind}")
        return f"{self.provider.replace(':', ' ')} is left alone: {why} ({self.reason})"

    def is_ended_by(self, key: str) -> bool:
        """Does this other key, or password, end it?"""
        return self.kind is not HoldKind.BY_HAND and self.key != key


def is_mailbox(provider: str) -> bool:
    """Is it a mailbox that is held under this name?"""
    return provider.startswith(_MAILBOX)
