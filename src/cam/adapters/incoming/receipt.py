"""Receipts: disposition notifications (MDN, RFC 8098): a mail was shown, or deleted unread."""

import re

from cam.adapters.incoming.fields import ids
from cam.adapters.incoming.header import header
from cam.adapters.incoming.part import Part
from cam.domain.model.text import many_lines

MAX_BYTES = 64 * 1024

_PARTS = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_SUBJECT = re.compile(
    r"(?:read(?: receipt)?|return receipt|lu|gelesen|lesebestätigung|accusé de lecture|letto|"
    r"conferma di lettura|leído|confirmación de lectura|lida|lido|gelezen|leesbevestiging|開封済み|"
    r"nicht gelesen|non lu|not read|gelöscht|deleted)(?: \(.{0,20}\))?[ \xa0]?: ",
    re.IGNORECASE,
)


def receipt(part: Part, subject: str) -> tuple[str, list[str]] | None:
    """The sign that it is a receipt, and the ids of the mail that it is about; None if none."""
    for each in part.own():
        if each.kind in _PARTS:
            fields = header(many_lines(each.text(MAX_BYTES)).strip().encode())
            about = ids(fields.get("original-message-id", ("",))[0])
            return "a disposition notification (RFC 8098)", about
    if part.params.get("report-type", "").lower() == "disposition-notification":
        return "a disposition notification (RFC 8098)", []
    if _SUBJECT.match(subject) and "ipm.note.ipnrn" in part.field("x-ms-tnef-correlator").lower():
        return "a read receipt of Exchange", []
    return None
