"""What is read of a message: its best text part, decoded, bounded."""

from cam.adapters.incoming.html_text import text_of
from cam.adapters.incoming.part import Part
from cam.domain.model.text import many_lines

MAX_BYTES = 256 * 1024
"""Bytes of one part that are decoded."""
MAX_TEXT = 20_000
"""Characters of a text that is kept."""


def readable(part: Part) -> str:
    """The first text/plain part that says something, else the first text/html one as text.

    Attached files and embedded messages are not looked into.
    """
    shown = [each for each in part.own() if not each.is_attached]
    for kind, read in (("text/plain", str), ("text/html", text_of)):
        for each in shown:
            if each.kind == kind and (text := read(many_lines(each.text(MAX_BYTES))).strip()):
                return text
    return ""


def all_readable(part: Part) -> str:
    """All text/plain parts that are no attachments, one after the other; else as `readable`."""
    plain = [each for each in part.own() if each.kind == "text/plain" and not each.is_attached]
    texts = [many_lines(each.text(MAX_BYTES)).strip() for each in plain[:8]]
    return "\n\n".join(text for text in texts if text)[:MAX_BYTES] or readable(part)
