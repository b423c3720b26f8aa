"""Header fields, each made by a small function that refuses what could become another header.

Values come from providers, leads and models. Refuse, never repair (CVE-2024-6923: a value that
looks like an encoded word `=?...?=` may become a header of its own when it is parsed again).
"""

import re
from email.header import Header

from cam.domain.model import address
from cam.domain.model.errors import InvalidInput

MAX_LINE = 998
"""Octets in a line without its CRLF (RFC 5322 2.1.1)."""
FOLD_AT = 76

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]|=\\?"
)
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_MESSAGE_ID = re.compile(r"[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}")
_URIS = re.compile(r"<[!-;=?-~]+>(?:, *<[!-;=?-~]+>)*")


class UnsendableMail(ValueError):
    """This mail cannot be made into bytes that are safe to send."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def safe(field: str, value: str) -> str:
    """The value, which has no control or bidi character and nothing like an encoded word."""
    if _UNSAFE.search(value):
        raise UnsendableMail(field, "holds a control character or an encoded word")
    return value


def mailbox(field: str, written: str) -> str:
    """The address, which is exactly as `address.parsed` writes it: ASCII, checked (RFC 5321)."""
    try:
        if address.parsed(written) == written:
            return written
    except InvalidInput as refused:
        raise UnsendableMail(field, refused.reason) from None
    raise UnsendableMail(field, "is not written as it is mailed to")


def named(field: str, name: str, written: str) -> str:
    """`Name <address>`: an atom phrase, a quoted string, or encoded words (RFC 5322 3.4)."""
    bare = mailbox(field, written)
    name = safe(field, name).strip()
    if not name:
        return f"{field}: {bare}\r\n"
    if not name.isascii():
        phrase = _encoded(field, name)
    elif _PHRASE.fullmatch(name):
        phrase = name
    else:
        phrase = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    last = len(phrase) - phrase.rfind("\n") + (0 if "\n" in phrase else len(field) + 2)
    space = " " if last + len(bare) + 3 <= FOLD_AT + 2 else "\r\n "
    return f"{field}: {phrase}{space}<{bare}>\r\n"


def text(field: str, value: str) -> str:
    """Unstructured text: as it is when ASCII, else in encoded words (RFC 2047), folded."""
    value = safe(field, value).strip()
    if not value.isascii():
        return f"{field}: {_encoded(field, value)}\r\n"
    if len(field) + 2 + len(value) > FOLD_AT:
        value = _folded(value, FOLD_AT - len(field) - 2)
    return f"{field}: {value}\r\n"


def ids(field: str, *message_ids: str) -> str:
    """Message ids in angle brackets, one a line (RFC 5322 3.6.4)."""
    for one in message_ids:
        if not _MESSAGE_ID.fullmatch(safe(field, one)):
            raise UnsendableMail(field, "is not a message id")
    return f"{field}: <" + ">\r\n <".join(message_ids) + ">\r\n"


def uris(field: str, value: str) -> str:
    """URIs in angle brackets, separated by commas, one a line (RFC 2369 2)."""
    if not _URIS.fullmatch(safe(field, value)):
        raise UnsendableMail(field, "is not a list of <URI>")
    return f"{field}: " + re.sub(", *<", ",\r\n <", value) + "\r\n"


def _encoded(field: str, value: str) -> str:
    """Encoded words of at most 75 characters, the first line leaving room for the name."""
    return Header(value, "utf-8", maxlinelen=FOLD_AT - 1, header_name=field).encode(linesep="\r\n")


def _folded(value: str, room: int) -> str:
    """The value on several lines, broken before single spaces; unfolding gives it back."""
    lines, line = [], ""
    for word in re.split(r"(?<=[^ ]) (?=[^ ])", value):
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, FOLD_AT - 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])
