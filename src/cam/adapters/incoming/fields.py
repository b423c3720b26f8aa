"""Header fields into values: addresses, ids, dates. What is malformed is left out, not guessed."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from cam.adapters.incoming.coding import decoded_words
from cam.adapters.incoming.part import Part
from cam.domain.model import address
from cam.domain.model.errors import InvalidInput

MAX_LINE = 1_000
"""Characters of a subject or a name."""
MAX_ADDRESSES = 50
MAX_IDS = 50
_MAX_SCANNED = 8_192
"""Characters of one field of addresses that are looked at."""

_PIECE = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)(?:"|\Z)|\((?P<comment>[^()]*)\)|<(?P<angle>[^<>]*)>|(?P<end>[,;])|'
    r'(?P<word>[^",;<>()]+)|.',
    re.DOTALL,
)
_ID = re.compile(r"<([^<>@]{1,400}@[^<>]{1,400})>")
_BARE_ID = re.compile(r"[^\s<>@,;()\"]{1,400}@[^\s<>@,;()\"]{1,400}")
_SPACE = re.compile(r"\s+")
_ESCAPED = re.compile(r"\\(.)")
_FOR = re.compile(r"\bfor\s+<?([^\s<>;]{3,320}@[^\s<>;]{1,255})>?")

DELIVERED = (
    *("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"),
    *("x-original-recipient", "x-rcpt-to", "x-forwarded-to", "apparently-to"),
)
"""Fields in which servers note the recipient of the envelope."""


def line(part: Part, name: str) -> str:
    """A field's text, decoded, on one line."""
    return decoded_words(part.field(name))[:MAX_LINE]


def canonical(written: str) -> str:
    """The canonical address; "" when it is none."""
    if len(written) > 320:
        return ""
    try:
        return address.canonical(written.strip())
    except InvalidInput:
        return ""


def mailboxes(value: str) -> Iterator[tuple[str, str]]:
    """The name and the canonical address of each mailbox in a field (RFC 5322 3.4)."""
    name: list[str] = []
    angle = ""
    for piece in _PIECE.finditer(value[:_MAX_SCANNED] + ","):
        if piece["end"] is not None:
            bare = "".join(name).rpartition(":")[2]  # a group's name goes
            if found := canonical(angle or bare):
                yield (decoded_words(" ".join(name)).strip(" '") if angle else ""), found
            name, angle = [], ""
        elif piece["angle"] is not None:
            angle = piece["angle"]
        elif piece["quoted"] is not None:
            name.append(_ESCAPED.sub(r"\1", piece["quoted"]))
        elif piece["word"] is not None:
            name.append(piece["word"].strip())


def addresses(values: Iterable[str]) -> tuple[str, ...]:
    """The canonical addresses in fields, each once, in their order."""
    found: dict[str, None] = {}
    for value in values:
        for _, each in mailboxes(value):
            found[each] = None
            if len(found) >= MAX_ADDRESSES:
                return tuple(found)
    return tuple(found)


def sender(part: Part) -> tuple[str, str]:
    """The name and the address in From, else in Sender; empty where there is none."""
    for name in ("from", "sender"):
        for shown, found in mailboxes(part.field(name)):
            return shown[:MAX_LINE], found
    return decoded_words(part.field("from"))[:MAX_LINE], ""


def delivered_to(part: Part) -> tuple[str, ...]:
    """Where it was delivered to: what servers noted, then To and Cc."""
    noted = [value for name in DELIVERED for value in part.fields.get(name, ())]
    traced = [
        found[1] for value in part.fields.get("received", ()) for found in _FOR.finditer(value)
    ]
    told = [value for name in ("to", "cc") for value in part.fields.get(name, ())]
    return addresses([*noted, *traced[:3], *told])


def ids(value: str) -> list[str]:
    """The message ids in a field (RFC 5322 3.6.4), without `<>`, in their order."""
    found = _ID.findall(value) or _BARE_ID.findall(value)
    return [_SPACE.sub("", each) for each in found]


def message_id(part: Part) -> str:
    """Its own id; "" if it has none."""
    return next(iter(ids(part.field("message-id"))), "")


def references(part: Part) -> list[str]:
    """In-Reply-To, then References from the newest to the oldest."""
    answered = [each for value in part.fields.get("in-reply-to", ()) for each in ids(value)]
    thread = [each for value in part.fields.get("references", ()) for each in ids(value)]
    return [*answered, *reversed(thread)]


def once(values: Iterable[str], limit: int = MAX_IDS) -> tuple[str, ...]:
    """The values that are not empty, each once, in their order, bounded."""
    return tuple(dict.fromkeys(value for value in values if value))[:limit]


def sent_at(part: Part) -> datetime | None:
    """Date, in UTC; None when there is none that a calendar has (RFC 5322 3.3)."""
    try:
        date = parsedate_to_datetime(part.field("date")[:100])
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
