"""How a mail leaves."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from cam.domain.model.hold import HoldKind
from cam.domain.model.mail import Mail

Authorize = Callable[[str], Awaitable[bool]]
"""Called with the SHA-256 (hex) of the very bytes to be written; True once it is committed that
the body goes out now."""


Compose = Callable[[Mail], bytes]
"""The very bytes of a mail (RFC 5322), ASCII. Raises InvalidInput when it is not safe to send."""


class SendStatus(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    """The server took it (250 after the dot)."""
    REJECTED = "rejected"
    """Definitely refused for good (5xx before the body or after the dot)."""
    DEFERRED = "deferred"
    """Definitely not taken now (4xx, no connection); may be tried again later."""
    NOT_AUTHORIZED = "not_authorized"
    """`authorize` said no; nothing was written."""
    UNKNOWN = "unknown"
    """It may or may not have been taken; nobody can tell, and nobody may retry (RFC 1047)."""
    FAILED = "failed"
    """This mail cannot be made into bytes; nothing was written."""
    HELD = "held"
    """The mailbox itself does not work (535, bad certificate, a policy or limit that is ours; 401,
    410 of a scenario): not this lead's fault. Surely not taken, whether or not leave was asked."""


class SendResult(Struct, frozen=True, kw_only=True):
    """What became of a mail, with the server's words."""

    status: SendStatus
    code: int | None = None
    reply: str = ""
    hold: HoldKind = HoldKind.DENIED
    """Why the mailbox is left alone, when it is HELD."""


class Mailer(Protocol):
    """A way for mails to leave, one recipient at a time."""

    async def send(self, mail: Mail, authorize: Authorize) -> SendResult:
        """Sends one mail, asking `authorize` at the last moment before anything could be delivered.

        SMTP: MAIL, RCPT and DATA come first; only after 354 is `authorize` awaited, exactly once,
        and only on True is the body written, once. What happens before that is definite (never
        UNKNOWN). When `authorize` raises, nothing is written, the connection is given up, and the
        error goes on to the caller. No other exception leaves.

        A scenario has no 354: leave is asked immediately before its one request, and what surely
        did not reach it, or surely was not taken, is definite all the same.
        """
        ...

    async def aclose(self) -> None:
        """Lets go of the connections, after the mails under way."""
        ...
