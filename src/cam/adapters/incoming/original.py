"""The mail that a bounce or a complaint is about: attached, headers only, or quoted in the text."""

import re

from msgspec import Struct

from cam.adapters.incoming.dsn import STATUS_PARTS
from cam.adapters.incoming.fields import addresses, message_id, references
from cam.adapters.incoming.header import header
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.servers import MAX_NOTICE, one_of

MAX_HEADERS = 64 * 1024

_MESSAGES = frozenset({"message/rfc822", "message/global", "message/partial"})
_HEADERS = frozenset(
    {
        "text/rfc822-headers",
        "text/rfc822-header",
        "message/global-headers",
        "message/rfc822-headers",
    }
)
_A_MAIL = frozenset({"message-id", "from"})
_FIRST = re.compile(
    r"^[ \t>|]*(?:Return-Path|Received|Message-ID|DKIM-Signature|MIME-Version|X-[\w-]+|From|Date|"
    r"Subject|To|Content-Type|Reply-To):[ \t]*\S",
    re.IGNORECASE | re.MULTILINE,
)
_SURE = re.compile(
    r"^[ \t>|]*(?:Return-Path|Received|Message-ID|DKIM-Signature|MIME-Version):[ \t]*\S",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES = {
    "RULE ": r"^[ \t]*[-=*_#|]*[ \t]*",
    "SENT": "(?:original|unsent|undelivered|returned|bounced|rejected)",
    "MAIL": "(?:message|mail)",
    "WHAT": "(?:text|body|contents?|headers?)",
    "FOLLOWS": "(?:(?:is |are )?(?:follow(?:s|ing)?|attached|below))",
    "END": r"[ \t]*[-:.=*_#|]*[ \t]*$",
}


def _marks(lines: str) -> re.Pattern[str]:
    for name, pattern in _NAMES.items():
        lines = lines.replace(name, pattern)
    return one_of(lines)


_MARK = _marks(r"""
    RULE below this line is a copy of the message
    RULE (?:(?:this|below|included|enclosed|attached) )?(?:(?:is|are) )?a copy of (?:the|your)
    RULE (?:the |your )?(?:headers? of the |start of )?SENT MAIL(?: WHAT)?(?: FOLLOWS)?END
    RULE (?:the )?message (?:headers?|text|body|contents?|details)(?: (?:follows?|below)|:)
    RULE (?:the )?headers? (?:of the (?:original )?message )?follows?
    RULE begin(?:ning of)? (?:original )?message
""")
_QUOTED = re.compile(r"^[ \t]*[>|][ \t>|]*", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+(?=[A-Za-z][\w-]*:[ \t])", re.MULTILINE)
_SPREAD = 15
"""Lines above the first sure sign among which the quoted header may begin."""

Fields = dict[str, tuple[str, ...]]


class Original(Struct, frozen=True):
    """What is known of the mail that came back."""

    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    """To and Cc."""
    complainants: tuple[str, ...] = ()
    """Whom Microsoft's complaint is from."""
    senders: tuple[str, ...] = ()
    """From, Sender, Reply-To."""
    carriers: tuple[str, ...] = ()
    """Return-Path and its like: an address of ours that may carry a token."""


def original(part: Part, text: str) -> Original:
    """The original of the message, whose readable text is `text`."""
    fields = _attached(part) or _quoted(text) or _filed(part)
    return _read(Part(fields, "text/plain", {}, b"", 0, 0)) if fields else Original()


def notice(text: str) -> str:
    """The text as far as it is the server's own, without the original that it quotes."""
    mark, quoted = _MARK.search(text), _quoted_at(text)
    ends = [mark.start() if mark else len(text), len(text) if quoted is None else quoted]
    return text[: min(*ends, MAX_NOTICE)].strip()


def _attached(part: Part) -> Fields:
    for each in part.walk():
        if each is not part and each.kind in _MESSAGES and each.parts:
            return each.parts[0].fields
        if each.kind in _HEADERS:
            return header(each.text(MAX_HEADERS).lstrip().encode())
        if each is not part and each.fields.keys() >= _A_MAIL:
            return each.fields  # it was put in as a part, without a type of its own
    return {}


def _filed(part: Part) -> Fields:
    """A header that is attached as a text file, or has run into another part."""
    texts = (each for each in part.own() if each.is_attached or each.kind in STATUS_PARTS)
    return next((found for each in texts if (found := _quoted(each.text(MAX_HEADERS)))), {})


def _quoted(text: str) -> Fields:
    """The header that is quoted in a text: what follows a mark, else what surely is one."""
    mark, at = _MARK.search(text), _quoted_at(text)
    if mark is not None and (at is None or mark.end() < at):
        behind = _FIRST.search(text, mark.end())
        at = (
            behind.start()
            if behind and not text[mark.end() : behind.start()].strip("-=*_# |\n")
            else at
        )
    if at is None:
        return {}
    block = _QUOTED.sub("", text[at : at + MAX_HEADERS].lstrip("\n"))
    return header(_INDENT.sub("", block.split("\n\n", 1)[0]).encode())


def _quoted_at(text: str) -> int | None:
    """Where a quoted header begins: the topmost field of the lines around the first sure one."""
    sure = _SURE.search(text)
    if sure is None:
        return None
    at = sure.start()
    for row in reversed(text[:at].split("\n")[-_SPREAD:-1]):
        if not (_FIRST.match(row) or (row[:1] in (" ", "\t", ">") and row.strip())):
            break
        at -= len(row) + 1
    return max(0, at)


def _read(part: Part) -> Original:
    def every(*names: str) -> tuple[str, ...]:
        return addresses(value for name in names for value in part.fields.get(name, ()))

    return Original(
        references=tuple(each for each in (message_id(part), *references(part)) if each),
        recipients=every("to", "cc"),
        complainants=every("x-hmxmroriginalrecipient"),
        senders=every("from", "sender", "reply-to"),
        carriers=every("return-path", "x-original-sender", "envelope-from", "x-envelope-from"),
    )
