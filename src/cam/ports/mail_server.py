"""The server to which mails are handed, as seen from outside."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class Flaw(StrEnum):
    """Why a connection is not secure."""

    UNREACHABLE = "unreachable"
    NO_STARTTLS = "no STARTTLS is offered"
    NO_TLS = "it speaks no TLS"
    EXPIRED = "its certificate has expired"
    NOT_YET = "its certificate is not valid yet"
    SELF_SIGNED = "its certificate is self-signed"
    OTHER_NAME = "its certificate is for another name"
    UNTRUSTED = "its certificate is signed by nobody whom this machine trusts"


class Certificate(Struct, frozen=True, kw_only=True):
    """What the server showed."""

    names: tuple[str, ...]
    issuer: str
    expires_at: datetime


class Secured(Struct, frozen=True, kw_only=True):
    """How a connection to it is secured."""

    flaw: Flaw | None = None
    detail: str = ""
    protocol: str = ""
    """`TLSv1.3`"""
    certificate: Certificate | None = None


class MailServer(Protocol):
    """Can be looked at."""

    async def look(self) -> Secured:
        """Connects as the mailer does, and says goodbye: nobody logs in, no mail is offered.

        Raises only cancellation.
        """
        ...
