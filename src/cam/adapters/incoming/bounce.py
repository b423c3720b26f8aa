"""Is it a bounce, and what does it say of whom?"""

from msgspec import Struct

from cam.adapters.incoming import dsn, returned
from cam.adapters.incoming.fields import once
from cam.adapters.incoming.original import Original, notice, original
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.refusal import bounce_of
from cam.adapters.incoming.text import all_readable
from cam.domain.model.incoming import Bounce


class Returned(Struct, frozen=True, kw_only=True):
    """What a bounce tells."""

    bounces: tuple[Bounce, ...]
    recipients: tuple[str, ...]
    original: Original
    envelope_id: str
    text: str
    reason: str


def bounce(part: Part) -> Returned | None:
    """What the bounce tells; None if it is none."""
    told, text = dsn.notification(part), all_readable(part)
    if told is None:
        if not _says_so(part, text):
            return None
        told = dsn.flattened(text)
    around, mail = notice(text), original(part, text)
    refusals = told.refusals if told else returned.refusals(part, text, around, mail)
    bounces = tuple(bounce_of(refusal, around) for refusal in refusals)
    about = [who for each in bounces for who in (each.recipient, each.original_recipient)]
    return Returned(
        bounces=bounces,
        recipients=once(about) or mail.recipients,
        original=mail,
        envelope_id=told.envelope_id if told else "",
        text=around,
        reason="a delivery status (RFC 3464)" if told else "a mail system says that it came back",
    )


def _says_so(part: Part, text: str) -> bool:
    """Does a mail system write that a mail came back?"""
    if not returned.is_from_a_server(part):
        return False
    if part.params.get("report-type", "").lower() == "delivery-status":
        return True
    return "x-failed-recipients" in part.fields or returned.announces(part, text)
