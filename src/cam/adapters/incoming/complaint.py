"""Complaints: feedback reports (ARF, RFC 5965), and what came before there were any."""

import re

from msgspec import Struct

from cam.adapters.incoming.fields import addresses, line, once, sender
from cam.adapters.incoming.header import header
from cam.adapters.incoming.original import Original, original
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.text import all_readable
from cam.domain.model.text import many_lines

MAX_BYTES = 64 * 1024
COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "miscategorized", "other"})
"""Feedback-Types of a person who does not want it. `not-spam`, `auth-failure` (RFC 6591), `virus`
and `dmarc` are none."""

_JMRP = re.compile(r"complaint about message from", re.IGNORECASE)
_RECIPIENTS = ("original-rcpt-to", "removal-recipient", "redacted-address")


class Complaint(Struct, frozen=True, kw_only=True):
    """What a feedback report tells."""

    type: str
    """Feedback-Type, lower case."""
    recipients: tuple[str, ...]
    envelope_id: str
    original: Original
    text: str

    @property
    def is_one(self) -> bool:
        """Does a person complain, rather than a machine report?"""
        return self.type in COMPLAINTS


def complaint(part: Part) -> Complaint | None:
    """What the feedback report tells; None if it is none."""
    report = next((each for each in part.own() if each.kind == "message/feedback-report"), None)
    if report is None and not _is_jmrp(part):
        return None
    text = all_readable(part)
    fields = header(many_lines(report.text(MAX_BYTES)).strip().encode()) if report else {}
    mail = original(part, text)
    told = addresses(value for name in _RECIPIENTS for value in fields.get(name, ()))
    return Complaint(
        type=fields.get("feedback-type", ("abuse",))[0].lower().strip(),
        recipients=told or once((*mail.complainants, *mail.recipients)),
        envelope_id=fields.get("original-envelope-id", ("",))[0],
        original=mail,
        text=text,
    )


def _is_jmrp(part: Part) -> bool:
    """Is it Microsoft's report, which is the mail itself, attached?"""
    from_microsoft = sender(part)[1].startswith("staff@")
    return from_microsoft and _JMRP.match(line(part, "subject")) is not None
