"""Is it a bounce, and what does it say of whom?"""

from msgspec import Struct

from cam.adapters.incoming import dsn, returned, ses
from cam.adapters.incoming.fields import once
from cam.adapters.incoming.original import Original, notice, original
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.refusal import Refusal, about, bounce_of
from cam.adapters.incoming.servers import is_from_a_server, says_that_it_came_back
from cam.adapters.incoming.text import all_readable
from cam.domain.model.incoming import Bounce


class Told(Struct, frozen=True, kw_only=True):
    """What a bounce tells of itself."""

    text: str
    """The server's own words for people."""
    reason: str
    """The sign that it is one."""
    envelope_id: str = ""


class Returned(Struct, frozen=True, kw_only=True):
    """What a bounce tells."""

    told: Told
    bounces: tuple[Bounce, ...]
    recipients: tuple[str, ...]
    original: Original


def bounce(part: Part) -> Returned | None:
    """What the bounce tells; None if it is none."""
    text = all_readable(part)
    if (told := dsn.notification(part, inside=is_from_a_server(part))) is not None:
        return _by_status(part, text, told)
    if (event := ses.event(part, text)) is not None and event.refusals:
        reason = "a notification of Amazon SES"
        return _judged(event.refusals, event.original, Told(text="", reason=reason))
    if not says_that_it_came_back(part, text):
        return None
    if (told := dsn.flattened(text)) is not None:
        return _by_status(part, text, told)
    around, mail = notice(text), original(part, text)
    refusals = returned.refusals(part, text, around, mail)
    return _judged(refusals, mail, Told(text=around, reason="a mail system says that it came back"))


def _by_status(part: Part, text: str, told: dsn.Notification) -> Returned:
    reason = "a delivery status (RFC 3464)"
    around = Told(text=notice(text), reason=reason, envelope_id=told.envelope_id)
    return _judged(told.refusals, original(part, text), around)


def _judged(refusals: tuple[Refusal, ...], mail: Original, told: Told) -> Returned:
    named = [refusal.recipient for refusal in refusals]
    bounces = tuple(
        bounce_of(refusal, about(told.text, refusal.recipient, named)) for refusal in refusals
    )
    whom = [who for each in bounces for who in (each.recipient, each.original_recipient)]
    return Returned(
        told=told, bounces=bounces, recipients=once(whom) or mail.recipients, original=mail
    )
