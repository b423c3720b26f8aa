"""What a bounce says of one recipient, before it is judged; and the judgement."""

import re

from msgspec import Struct

from cam.adapters.incoming.fields import canonical
from cam.domain.model.bounce import reply_in, stage_of, verdict
from cam.domain.model.incoming import Bounce, BounceKind
from cam.domain.model.text import one_line

MAX_DIAGNOSTIC = 1_000

ARRIVED = frozenset({"delivered", "relayed", "expanded", "deliverable"})
"""Actions that are no failure (RFC 3464 2.3.3); the last one is a probe's, and in no RFC."""


_ANSWER = re.compile(r"^[ \t]*<<<[ \t]*([45]\d\d.*)", re.MULTILINE)


class Refusal(Struct, frozen=True, kw_only=True):
    """What is told of one recipient; all of it as it was written."""

    recipient: str = ""
    original_recipient: str = ""
    action: str = ""
    """Lower case; "" when it is not told."""
    status: str = ""
    """An enhanced code, or ""."""
    said: str = ""
    """The server's own words."""


def bounce_of(refusal: Refusal, notice: str) -> Bounce:
    """The refusal, judged: by the server's words, else by what the notice says around them."""
    kind, code, rule = _judged(refusal, notice)
    return Bounce(
        kind=kind,
        code=code,
        smtp_code=reply_in(refusal.said),
        diagnostic=one_line(refusal.said)[:MAX_DIAGNOSTIC],
        recipient=canonical(refusal.recipient),
        original_recipient=canonical(refusal.original_recipient),
        rule=rule,
    )


def _judged(refusal: Refusal, notice: str) -> tuple[BounceKind, str, str]:
    if refusal.action in ARRIVED:
        return BounceKind.DELIVERED, refusal.status, f"Action: {refusal.action} (RFC 3464)"
    if refusal.action == "delayed":
        return BounceKind.DELAYED, refusal.status, "Action: delayed (RFC 3464)"
    if not refusal.action and refusal.status.startswith("2"):
        return BounceKind.DELIVERED, refusal.status, f"{refusal.status}: class 2 (RFC 3463)"
    stage = stage_of(f"{refusal.said}\n{notice}")
    for said in (_answers(refusal.said), refusal.said, _answers(notice), notice):
        found = verdict(refusal.status, None, said, stage)
        if said and found.certain:
            break
    return found.kind, found.code, found.rule


def _answers(transcript: str) -> str:
    """What the next server said, in a transcript of the session."""
    return "\n".join(_ANSWER.findall(transcript))
