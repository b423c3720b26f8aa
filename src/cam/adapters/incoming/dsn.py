"""Delivery status notifications (RFC 3464), and those of internationalised mail (RFC 6533)."""

import re

from msgspec import Struct

from cam.adapters.incoming.coding import decoded_words
from cam.adapters.incoming.header import header
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.refusal import Refusal
from cam.domain.model.text import many_lines

STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
MAX_BYTES = 256 * 1024
MAX_RECIPIENTS = 100

_BLANK = re.compile(r"\n[ \t]*\n")
_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_FLAT = re.compile(
    r"^(?:Reporting-MTA|(?:Final|Original)-Recipient):", re.IGNORECASE | re.MULTILINE
)
_COMMENT = re.compile(r"\((.{3,500})\)")
_SAID = ("diagnostic-code", "x-powermta-bouncecategory")
"""Fields with the server's words, or a relay's reading of them."""
_TYPE = re.compile(r"^[\w-]+[ \t]*;[ \t]*")


class Notification(Struct, frozen=True):
    """The machine-readable part of a notification."""

    envelope_id: str
    refusals: tuple[Refusal, ...]


def notification(part: Part, *, inside: bool = False) -> Notification | None:
    """What the delivery-status part tells; None if there is no such part, or nothing in it.

    `inside`: look into embedded messages, too. Servers pass bounces on so, and persons theirs.
    """
    for each in part.walk() if inside else part.own():
        if each.kind in STATUS_PARTS:
            told = _told(many_lines(each.text(MAX_BYTES)).strip())
            if told.refusals:
                return told
    return None


def flattened(text: str) -> Notification | None:
    """What a status tells that a gateway has put into the text; None if there is none."""
    begun = _FLAT.search(text)
    told = _told(text[begun.start() :]) if begun else None
    return told if told and told.refusals else None


def _told(text: str) -> Notification:
    groups = [header(group.strip("\n").encode()) for group in _BLANK.split(text)]
    envelope = next((group for group in groups if "original-envelope-id" in group), {})
    about = [group for group in groups if _is_recipient(group)][:MAX_RECIPIENTS]
    return Notification(_first(envelope, "original-envelope-id"), tuple(map(_refusal, about)))


def _is_recipient(group: dict[str, tuple[str, ...]]) -> bool:
    """Final-Recipient is required; servers that leave it out tell at least one of the others."""
    return not group.keys().isdisjoint(
        {"final-recipient", "original-recipient", "action", "status"}
    )


def _refusal(group: dict[str, tuple[str, ...]]) -> Refusal:
    status = _CODE.search(_first(group, "status"))
    return Refusal(
        recipient=_address(_first(group, "final-recipient")),
        original_recipient=_address(_first(group, "original-recipient")),
        action=_first(group, "action").lower().partition(" ")[0].strip("();"),
        status=status[0] if status else "",
        said=_said(group),
        in_a_status=True,
    )


def _said(group: dict[str, tuple[str, ...]]) -> str:
    """The server's words; without any, the comment that some put into Status."""
    said = " ".join(_words(each) for name in _SAID for each in group.get(name, ()))
    comment = _COMMENT.search(_first(group, "status"))
    return said or (comment[1] if comment else "")


def _first(group: dict[str, tuple[str, ...]], name: str) -> str:
    return decoded_words(group.get(name, ("",))[0])


def _words(value: str) -> str:
    return _TYPE.sub("", decoded_words(value))


def _address(value: str) -> str:
    """The address behind `rfc822;`, without brackets and what else servers put around it."""
    return _TYPE.sub("", value).strip().strip("<>'\"")
