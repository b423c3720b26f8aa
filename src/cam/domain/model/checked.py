"""What CAM finds out about an address by itself, for free, before anybody is paid to look."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from cam.domain.model import address
from cam.domain.model.errors import InvalidInput
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.role import is_role


class Verdict(StrEnum):
    """How an address stands, the worst that is known of it."""

    OK = "ok"
    """Its domain takes mail and nothing speaks against it; that the mailbox exists is not known."""
    ROLE = "role"
    """Its domain takes mail, or did not say; the mailbox is a function's: `info@`, `noreply@`."""
    DISPOSABLE = "disposable"
    """Its domain lends mailboxes for an hour."""
    NO_MAIL = "no_mail"
    """Its domain does not exist, or says that it takes no mail."""
    MALFORMED = "malformed"
    """Nobody can write to it: its syntax, a provider's placeholder, a name that is nowhere."""
    UNKNOWN = "unknown"
    """DNS did not say. It never counts against the address."""


class Checked(Struct, frozen=True):
    """A verdict, and in one line what it rests on."""

    verdict: Verdict
    reason: str


_UNTOLD = frozenset({"test", "example"})
"""Reserved for trying things out (RFC 6761). The public DNS does not know them, so that its answer
tells nothing: they are not asked about, and do not fail. `example.com` and its like are in the
DNS, with a null MX, and are asked about like any other domain. The other reserved names
(`.invalid`, `.localhost`, `.onion`, `.local`) are no addresses for anybody: see `address.parsed`.
"""


def at_sight(email: str, is_disposable: Callable[[str], bool]) -> Checked | None:
    """What the address tells without asking the DNS; None when its domain is to be asked about."""
    try:
        domain = address.domain_of(email)
    except InvalidInput as refused:
        return Checked(Verdict.MALFORMED, refused.reason)
    top = domain.rpartition(".")[2]
    if is_disposable(domain):
        return Checked(Verdict.DISPOSABLE, f"{domain} lends mailboxes for a short while")
    if top in _UNTOLD:
        untold = f".{top} is reserved for trials (RFC 6761), the DNS says nothing of it"
        return in_domain(email, Checked(Verdict.UNKNOWN, untold))
    return None


def in_domain(email: str, domain: Checked) -> Checked:
    """The verdict on an address, of what is known of its domain. Raises InvalidInput."""
    local = address.parsed(email).rpartition("@")[0]
    if domain.verdict is not Verdict.NO_MAIL and is_role(local):
        return Checked(Verdict.ROLE, f"{local}@ is a function's mailbox, not a person's")
    return domain


def judged(status: EmailStatus, verdict: Verdict) -> EmailStatus:
    """The standing of an address after this verdict: never one that may sooner be mailed.

    A function's mailbox is risky, unless the operator gave it; one that is unverified stays so,
    because risky ones may be mailed.
    """
    if status is EmailStatus.NONE:
        return status
    if verdict in (Verdict.NO_MAIL, Verdict.MALFORMED, Verdict.DISPOSABLE):
        return EmailStatus.INVALID
    if verdict is Verdict.ROLE and status is EmailStatus.VERIFIED:
        return EmailStatus.RISKY
    return status
