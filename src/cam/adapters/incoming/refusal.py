"""What a bounce says of one recipient, before it is judged; and the judgement."""

import re
from collections.abc import Collection

from msgspec import Struct

from cam.adapters.incoming.fields import canonical
from cam.adapters.incoming.servers import REJECTED
from cam.domain.model.bounce import enhanced_in, reply_in, verdict
from cam.domain.model.incoming import Bounce, BounceKind
from cam.domain.model.stage import Stage, stage_of
from cam.domain.model.text import one_line

MAX_DIAGNOSTIC = 1_000
"""Characters of the server's words that are kept."""
MAX_MENTIONS = 10

ARRIVED = frozenset({"delivered", "relayed", "expanded", "deliverable"})
"""Actions that are no failure (RFC 3464 2.3.3); the last one is a probe's, and in no RFC."""

_QUOTED = re.compile(r"(?<![\w.:/@=+-])[45][0-5]\d(?:[ -]|\Z)(?:.|\n(?![ \t]*\n)){5,1000}")
_ANSWER = re.compile(r"^[ \t]*(?:Received )?<<<[ \t]*([45]\d\d.*)", re.MULTILINE)


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
    in_a_status: bool = False
    """Are they told in a machine-readable status, which is about this recipient and no other?"""


def about(notice: str, who: str, named: Collection[str]) -> str:
    """What a notice says of one recipient among several: what follows its mentions.

    Of an only one it is all of it; another's reason must never become this one's.
    """
    if len(named) < 2:
        return notice
    lower, others = notice.lower(), [each.lower() for each in named if each.lower() != who.lower()]
    told: list[str] = []
    at = lower.find(who.lower()) if who else -1
    while at >= 0 and len(told) < MAX_MENTIONS:
        ends = [end for each in others if each and (end := lower.find(each, at)) >= 0]
        told.append(notice[at : min(ends, default=len(notice))])
        at = lower.find(who.lower(), at + len(told[-1])) if ends else -1
    return "\n".join(told)


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
    stage = _stage(refusal, notice)
    status = "" if _is_made_up(refusal) else refusal.status
    own = REJECTED.search(notice)
    words = (*_replies(refusal.said), refusal.said, *_replies(notice), notice)
    for said in (own[1], *words) if own else words:
        found = verdict(status, None, said, stage)
        if said and found.certain:
            break
    return found.kind, found.code or refusal.status, found.rule


def _stage(refusal: Refusal, notice: str) -> Stage:
    """The command that was refused.

    What a machine-readable status says is of the recipient, unless its code says that the mailbox
    exists (x.2.x, RFC 3463).
    """
    stage = stage_of(f"{refusal.said}\n{notice}")
    exists = (enhanced_in(refusal.said) or refusal.status)[2:4] == "2."
    if stage is Stage.UNTOLD and refusal.in_a_status and not exists:
        return Stage.RCPT
    return stage


def _is_made_up(refusal: Refusal) -> bool:
    """Is Status a policy's, though the server that refused gave no enhanced code at all?"""
    return (
        refusal.status[2:4] == "7."
        and reply_in(refusal.said) is not None
        and not enhanced_in(refusal.said)
    )


def _replies(text: str) -> list[str]:
    """The replies of the next server in a text: those of a transcript, then a quoted one."""
    transcript = "\n".join(_ANSWER.findall(text))
    quoted = _QUOTED.search(text)
    return [reply for reply in (transcript, quoted[0] if quoted else "") if reply]
