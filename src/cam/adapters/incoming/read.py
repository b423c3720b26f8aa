"""A raw message, read."""

from cam.adapters.incoming.bounce import bounce
from cam.adapters.incoming.part import cut
from cam.domain.model.incoming import IncomingKind, Incoming


def read(raw):
    part = cut(raw)
    b = bounce(part)
    if b:
        return Incoming(
            kind=IncomingKind.BOUNCE,
            bounces=b.bounces,
            recipients=b.recipients,
            text=b.text,
            reasons=(b.reason,),
            references=b.original.references,
        )
    return Incoming(kind=IncomingKind.REPLY)
