"""Who is left alone, across runs and processes: a provider, a receiver, a mailbox."""

import re
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


_ENHANCED = re.compile(r"5\.(\d{1,3})\.(\d{1,3})\b")
_OURS: dict[HoldKind, frozenset[tuple[int, int]]] = {
    HoldKind.DENIED: frozenset((7, detail) for detail in (8, 9, 11, 13, 14)),
    HoldKind.LIMIT: frozenset({(4, 5), (7, 28)}),
    HoldKind.POLICY: frozenset(
        {(1, 7), (1, 8), (1, 9)}
        | {(7, detail) for detail in (*range(20, 28), 29, 30, 31, 32, 509, 515, *range(606, 650))}
    ),
}
"""Enhanced codes of class 5 (RFC 3463, 5248, 7372; Gmail's and Microsoft's own) for faults of ours:
credentials; a daily limit or a flood; the sender's address, authentication or reputation."""
_OUR_CODES = frozenset({530, 534, 535, 538})
"""Our credentials or our TLS are not what the server wants (RFC 4954 4, RFC 3207 4)."""


def ours(smtp_code: int | None, text: str) -> HoldKind | None:
    """Why a mailbox is to be left alone after this reply; None when it speaks of the recipient or
    of the mail. `text` begins with the enhanced code, where there is one; what may pass by itself
    (4yz) is no reason."""
    if smtp_code in _OUR_CODES:
        return HoldKind.DENIED
    if smtp_code is not None and smtp_code < 500:
        return None
    told = _ENHANCED.match(text)
    code = (int(told[1]), int(told[2])) if told else (0, 0)
    return next((kind for kind, codes in _OURS.items() if code in codes), None)


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


def mailbox_of(provider: str) -> str:
    """The mailbox that is held under this name; empty when it is a provider."""
    return provider.removeprefix(_MAILBOX) if provider.startswith(_MAILBOX) else ""
