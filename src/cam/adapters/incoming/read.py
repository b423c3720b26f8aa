"""A raw message, read: which kind it is, from whom, and about which mail of ours.

The order of the tests is that of IncomingKind: a bounce carries the marks of an auto-reply, too.
"""

from collections.abc import Callable
from datetime import date

from msgspec import structs

from cam.adapters.incoming.auto_reply import signs
from cam.adapters.incoming.back_on import back_on
from cam.adapters.incoming.bounce import Returned, bounce
from cam.adapters.incoming.complaint import Complaint, complaint
from cam.adapters.incoming.fields import (
    delivered_to,
    line,
    message_id,
    once,
    references,
    sender,
    sent_at,
)
from cam.adapters.incoming.part import Part, cut
from cam.adapters.incoming.quoting import stripped
from cam.adapters.incoming.receipt import receipt
from cam.adapters.incoming.text import MAX_TEXT, readable
from cam.domain.model.errors import Unreadable
from cam.domain.model.incoming import Incoming, IncomingKind

MAX_SIZE = 32 * 1024 * 1024
"""Bytes of a message; a larger one is not looked at."""

Strip = Callable[[str], str]
"""Takes the quoted mail and the signature out of a text."""


def read(raw: bytes, *, strip: Strip = stripped) -> Incoming:
    """The message, read. Any bytes: what is malformed is read as far as it goes.

    Raises Unreadable, and nothing else, for what is larger than MAX_SIZE or has no header field.
    """
    if len(raw) > MAX_SIZE:
        raise Unreadable(f"{len(raw)} bytes are more than {MAX_SIZE}")
    part = cut(raw)
    if not part.fields:
        raise Unreadable("it has no header")
    return _judged(part, _envelope(part), strip)


def _envelope(part: Part) -> Incoming:
    """What every message has."""
    name, written = sender(part)
    return Incoming(
        kind=IncomingKind.REPLY,
        message_id=message_id(part),
        sender=written,
        sender_name=name,
        to=delivered_to(part),
        subject=line(part, "subject"),
        sent_at=sent_at(part),
        references=once(references(part)),
    )


def _judged(part: Part, message: Incoming, strip: Strip) -> Incoming:
    if (returned := bounce(part)) is not None:
        return _returned(message, returned)
    if (report := complaint(part)) is not None:
        return _complained(message, report)
    if (shown := receipt(part, message.subject)) is not None:
        reason, about = shown
        return structs.replace(
            message,
            kind=IncomingKind.RECEIPT,
            references=once((*about, *message.references)),
            text=readable(part)[:MAX_TEXT],
            reasons=(reason,),
        )
    return _written(part, message, strip)


def _returned(message: Incoming, returned: Returned) -> Incoming:
    return structs.replace(
        message,
        kind=IncomingKind.BOUNCE,
        to=once((*message.to, *returned.original.carriers)),
        references=once((*returned.original.references, *message.references)),
        envelope_id=returned.told.envelope_id,
        bounces=returned.bounces,
        recipients=returned.recipients,
        text=returned.told.text[:MAX_TEXT],
        reasons=(returned.told.reason,),
    )


def _complained(message: Incoming, report: Complaint) -> Incoming:
    """A complaint; a machine's report about authentication and the like is a receipt to us."""
    return structs.replace(
        message,
        kind=IncomingKind.COMPLAINT if report.is_one else IncomingKind.RECEIPT,
        to=once((*message.to, *report.original.carriers)),
        references=once((*report.original.references, *message.references)),
        envelope_id=report.envelope_id,
        recipients=report.recipients,
        text=report.text[:MAX_TEXT],
        reasons=(f"a feedback report: {report.type[:60]} (RFC 5965)",),
    )


def _written(part: Part, message: Incoming, strip: Strip) -> Incoming:
    """What a person or a responder wrote."""
    told, text = signs(part, message.subject), readable(part)
    sent_on: date | None = message.sent_at.date() if message.sent_at else None
    return structs.replace(
        message,
        kind=IncomingKind.AUTO_REPLY if told else IncomingKind.REPLY,
        text=strip(text)[:MAX_TEXT],
        back_on=back_on(text, sent_on) if told and sent_on else None,
        reasons=told or ("nothing says that a machine wrote it",),
    )
