"""The fields of a header (RFC 5322, RFC 2045), read by the standard library, within bounds."""

import re
from email.message import Message
from email.parser import BytesHeaderParser

from cam.adapters.incoming.coding import decoded_text
from cam.domain.model.text import one_line

MAX_FIELD = 16 * 1024
"""Characters of one field that are kept."""
TEXT = "text/plain"
"""The type of what tells none."""

_FIELD = re.compile(rb"(?:>?From [^\n]*\n)?[!-9;-~]+[ \t]*:")
_UNFOLDED = re.compile(rb"\n(?![!-9;-~]+[ \t]*:|[ \t\r\n])")
_KIND = re.compile(r"[\w.+-]+/[\w.+-]+")
_UNSAFE = re.compile(r"[^ -~]")
_HEADERS = BytesHeaderParser()


def header(block: bytes) -> dict[str, tuple[str, ...]]:
    """The fields of a header, by lower-case name; 8-bit text in them is taken as UTF-8 (RFC 6532).

    A line that is neither a field nor indented goes on where the last one ended: it is meant so.
    """
    if not _FIELD.match(block):
        return {}
    fields: dict[str, list[str]] = {}
    block = _UNFOLDED.sub(b"\n ", block)
    for name, value in _HEADERS.parsebytes(block).raw_items():
        fields.setdefault(name.lower(), []).append(_unfolded(value))
    return {name: tuple(values) for name, values in fields.items()}


def _unfolded(value: str) -> str:
    value = value[:MAX_FIELD]
    if not value.isascii():
        value = decoded_text(value.encode("ascii", "surrogateescape"), "utf-8")
    return one_line(value)


def content_type(value: str) -> tuple[str, dict[str, str]]:
    """The media type and its parameters (RFC 2045 5.1, RFC 2231)."""
    message: Message = Message()
    message["Content-Type"] = _UNSAFE.sub("?", value[:1_000]) or TEXT
    params = {name: message.get_param(name) for name in ("boundary", "charset", "report-type")}
    told = {name: value[2] if isinstance(value, tuple) else value for name, value in params.items()}
    kind = _KIND.match(message.get_content_type())
    return kind[0] if kind else TEXT, {name: str(value) for name, value in told.items() if value}
