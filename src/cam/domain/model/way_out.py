"""How somebody who gets our mails ends them: a link, an address to write to, a header of both."""

from ipaddress import ip_address
from urllib.parse import quote, urlsplit
from uuid import UUID

from msgspec import Struct

from cam.domain.model.token import TokenPurpose, plus_address, signed

PATH = "/u/"
"""Under the public address, before the token."""
_UNREAD = frozenset({"noreply", "donotreply", "nepasrepondre", "nichtantworten", "noresponder"})


class WayOut(Struct, frozen=True):
    """The ways out that one deployment offers. Without a public address there is no link."""

    public_url: str = ""
    key: bytes = b""
    """The key of tokens."""

    def link(self, attempt_id: UUID) -> str:
        """Where one press of a button ends it (RFC 8058); empty when there is no such place."""
        base = reachable(self.public_url)
        return f"{base}{PATH}{self._token(attempt_id)}" if base else ""

    def header(self, attempt_id: UUID, mailbox: str) -> str:
        """The URIs of List-Unsubscribe (RFC 2369), the link first."""
        link = self.link(attempt_id)
        subject = quote(f"unsubscribe {self._token(attempt_id)}")
        mailto = f"<mailto:{mailbox}?subject={subject}>"
        return f"<{link}>, {mailto}" if link else mailto

    def return_path(self, attempt_id: UUID, mailbox: str) -> str:
        """Where a bounce of that very mail goes; empty when the mailbox has no room for it."""
        return plus_address(mailbox, signed(self.key, TokenPurpose.REPLY, attempt_id))

    def _token(self, attempt_id: UUID) -> str:
        return signed(self.key, TokenPurpose.UNSUBSCRIBE, attempt_id)


def reachable(public_url: str) -> str:
    """The public address as links begin with it; empty unless it is https, as RFC 8058 asks, or
    this very machine, for tests and the sandbox."""
    parts = urlsplit(public_url)
    https = parts.scheme == "https" and bool(parts.hostname)
    here = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    plain = not (parts.query or parts.fragment or parts.username)
    return public_url.rstrip("/") if plain and (https or here) else ""


def is_unread(mailbox: str) -> bool:
    """Does the address itself say that nobody reads what is sent there?"""
    local = mailbox.rpartition("@")[0].lower()
    return "".join(filter(str.isalpha, local)) in _UNREAD


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
