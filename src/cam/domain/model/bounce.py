"""What a refusal says of the address: gone, not now, or our own fault.

Decided in this order: what the server says in words; the enhanced code (RFC 3463), of which the one
inside the server's own words counts before the one in Status; the reply code (RFC 5321); else SOFT.
Two things no word can change: what may pass (class 4) is not HARD, and what is a matter of security
or policy (x.7.x) is not HARD.
"""

import re
from collections.abc import Iterable

from msgspec import Struct, structs

from cam.domain.model.bounce_codes import CODES, RANGES, REPLIES
from cam.domain.model.bounce_notation import Wording, plain
from cam.domain.model.bounce_wordings import FAINT, WORDINGS
from cam.domain.model.incoming import BounceKind
from cam.domain.model.stage import Stage
from cam.domain.model.text import many_lines

MAX_SAID = 2_000
"""Characters of a server's words that are looked at."""

_ENHANCED = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,3})(?!\.?\d)")
_REPLY = re.compile(r"(?<![\w.:/@=+-])([245][0-5]\d)(?=[ \-#;,)\]]|$)", re.MULTILINE)
_QUOTING = re.compile(r"[245]\.\d\.\d - [\w ]{3,60} (?=[245]\d\d-')")
"""How a gateway (Cisco's) files a reply before it quotes it: the reply itself counts."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What a refusal means, by which code and which rule."""

    kind: BounceKind
    code: str = ""
    rule: str
    faint: bool = False
    """Is it a word that needs more behind it?"""
    certain: bool = True
    """Is there a word or a code that says so? Without one, a refusal is SOFT."""


def judged(code: str, smtp_code: int | None, text: str) -> BounceKind:
    """The verdict on a refusal, synchronous (an SMTP reply) or in a bounce."""
    return verdict(code, smtp_code, text).kind


def verdict(code: str, smtp_code: int | None, text: str, stage: Stage = Stage.RCPT) -> Verdict:
    """The verdict, with the rule that decided.

    `code` is the enhanced code of the reply or, in a bounce, of Status ("" if there is none); one
    that stands in `text`, the server's own words, counts before it.
    """
    words = _QUOTING.sub("", many_lines(text[:MAX_SAID]))
    code = enhanced_in(words) or code
    smtp_code = smtp_code or reply_in(words)
    said = plain(words)
    found = (
        _by_words(said, WORDINGS)
        or _by_code(code)
        or _by_words(said, FAINT)
        or _by_reply(smtp_code)
        or _UNKNOWN
    )
    found = structs.replace(found, code=code)
    return _held_back(found, smtp_code, stage) if found.kind is BounceKind.HARD else found


def enhanced_in(words: str) -> str:
    """The first enhanced code that says why not (class 4 or 5); "" if there is none."""
    return next((code for code in _ENHANCED.findall(words) if code[0] != "2"), "")


def reply_in(words: str) -> int | None:
    """The first SMTP reply code that says why not; None if there is none."""
    return next((int(code) for code in _REPLY.findall(words) if code[0] != "2"), None)


def _by_words(said: str, wordings: Iterable[Wording]) -> Verdict | None:
    for wording in wordings:
        if wording.is_in(said):
            return Verdict(
                kind=wording.kind, rule=f"the server says: {wording.says}", faint=wording.faint
            )
    return None


def _by_code(code: str) -> Verdict | None:
    subject, _, detail = code[2:].partition(".")
    row = CODES.get(code[2:])
    if row is None and detail:
        row = next((row for at, of, row in RANGES if at == subject and int(detail) in of), None)
    return Verdict(kind=row.kind, rule=f"{code}: {row.means} ({row.source})") if row else None


def _by_reply(smtp_code: int | None) -> Verdict | None:
    row = REPLIES.get(smtp_code or 0)
    return Verdict(kind=row.kind, rule=f"{smtp_code}: {row.means} ({row.source})") if row else None


def _held_back(found: Verdict, smtp_code: int | None, stage: Stage) -> Verdict:
    """A HARD verdict, unless its code or the command that it answers speaks against that."""
    kind = BounceKind.SOFT
    if stage is Stage.MAIL:
        kind, why = BounceKind.OURS, "but of us: it answers MAIL (RFC 5321 4.1.1.2)"
    elif found.code.startswith("4") or (not found.code and smtp_code and smtp_code < 500):
        why = "but the code says that it may pass (class 4, RFC 3463)"
    elif found.code[2:].startswith("7."):
        why = "but x.7.x is a matter of policy (RFC 3463)"
    elif found.faint and stage is not Stage.RCPT and found.code[2:] not in _SURE:
        why = "but it may be a filter's word: nothing says that RCPT was refused"
    else:
        return found
    return structs.replace(found, kind=kind, rule=f"{found.rule}, {why}")


_SURE = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10"})
"""Codes that say of the address what a faint word says."""
_UNKNOWN = Verdict(kind=BounceKind.SOFT, rule="no word and no code says why", certain=False)
