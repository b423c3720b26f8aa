"""Whose mailbox is read, where, and how it is protected."""

from hashlib import sha256
from typing import Literal

from msgspec import Struct

from cam.adapters.loopback import is_loopback
from cam.domain.model.errors import InvalidInput
from cam.domain.model.text import has_control

Tls = Literal["implicit", "starttls", "none"]
_IMPLICIT_ONLY = 993


class ImapAccount(Struct, frozen=True, kw_only=True):
    """One mailbox. Clear text is for loopback only; certificates are verified always."""

    host: str
    port: int = _IMPLICIT_ONLY
    username: str
    password: str
    tls: Tls = "implicit"

    def __post_init__(self) -> None:
        if self.tls not in ("implicit", "starttls", "none"):
            raise InvalidInput("IMAP_TLS", "is implicit, starttls or none")
        if self.tls == "none" and not is_loopback(self.host):
            raise InvalidInput("IMAP_TLS", "may be none for a loopback host only")
        if self.tls != "implicit" and self.port == _IMPLICIT_ONLY:
            raise InvalidInput("IMAP_PORT", f"{_IMPLICIT_ONLY} is for implicit TLS only")
        if not self.username:
            raise InvalidInput("IMAP_USERNAME", "is needed to read a mailbox")
        for name in ("host", "username", "password"):
            value = getattr(self, name)
            if has_control(value) or "\n" in value or "\r" in value:
                raise InvalidInput(f"IMAP_{name.upper()}", "must be plain text")

    def __repr__(self) -> str:
        return f"ImapAccount({self.place})"

    @property
    def place(self) -> str:
        """For people: where it is."""
        return f"{self.host}:{self.port}"

    @property
    def name(self) -> str:
        """Under which it is remembered how far it was read."""
        return f"{self.username}@{self.host}"

    @property
    def key(self) -> str:
        """A fingerprint of the password."""
        return sha256(f"{self.name}\0{self.password}".encode()).hexdigest()[:16]

    def without_secrets(self, text: str) -> str:
        """The text without the password; servers echo commands."""
        return text.replace(self.password, "***") if self.password else text
