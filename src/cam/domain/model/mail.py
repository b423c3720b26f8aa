"""One mail, ready to be sent: values, not bytes."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from cam.domain.model import address
from cam.domain.model.errors import InvalidInput
from cam.domain.model.text import has_control

Line = Annotated[str, Meta(max_length=200)]


class Sender(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who writes. All but `reply_to` and `company` must be known before a live mail goes out."""

    name: Line = ""
    email: Annotated[str, Meta(max_length=254)] = ""
    postal_address: Annotated[str, Meta(max_length=500)] = ""
    reply_to: Annotated[str, Meta(max_length=254)] = ""
    company: Line = ""

    def __post_init__(self) -> None:
        for field in ("name", "postal_address", "company"):
            value = getattr(self, field)
            lines = field != "postal_address" and ("\n" in value or "\r" in value)
            if has_control(value) or "=?" in value or lines:
                raise InvalidInput(
                    f"sender.{field}", "must be plain text", kind="control_character"
                )
        for field in ("email", "reply_to"):
            if value := getattr(self, field):
                address.parsed(value)

    def or_else(self, other: "Sender") -> "Sender":
        """This sender, what it leaves open taken from the other."""
        mine, theirs = self, other
        return Sender(
            name=mine.name or theirs.name,
            email=mine.email or theirs.email,
            postal_address=mine.postal_address or theirs.postal_address,
            reply_to=mine.reply_to or theirs.reply_to,
            company=mine.company or theirs.company,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The settings that are still needed before a live mail goes out."""
        wanted = {
            "CAM_SENDER_NAME": self.name,
            "CAM_SENDER_EMAIL": self.email,
            "CAM_POSTAL_ADDRESS": self.postal_address,
        }
        return tuple(name for name, value in wanted.items() if not value)


ONE_CLICK = "List-Unsubscribe=One-Click"
"""The value of List-Unsubscribe-Post, and the body of that POST (RFC 8058 3.1)."""


class Mail(Struct, frozen=True, kw_only=True):
    """One personal mail to one recipient (RFC 5322). `message_id` has no angle brackets."""

    message_id: str
    date: datetime
    sender: Sender
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str = ""
    """The same in HTML; empty for a mail that is text only."""
    unsubscribe: str
    """The URIs of List-Unsubscribe (RFC 2369), as the header carries them."""
    one_click: bool = False
    """Does a POST to the first of them end it (RFC 8058)?"""
    return_path: str = ""
    """Where its bounces go (RFC 5321 4.4); empty: to the sender."""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
