"""From the phrases of a reply to its class."""

import re
from functools import lru_cache

from cam.domain.model import address
from cam.domain.model.answer.evidence import Evidence, evidence
from cam.domain.model.answer.kind import AnswerKind, Classified
from cam.domain.model.answer.languages import LANGUAGES
from cam.domain.model.answer.phrasebook import Phrasebook
from cam.domain.model.answer.phrases import Sign
from cam.domain.model.answer.wording import LONGEST, worded
from cam.domain.model.errors import InvalidInput

_SUBJECT = 400
"""Characters that are read of a subject; tokens and dates in it are not."""
_REPLY = re.compile(
    r"\s*(?:re|aw|sv|antw|antwort|rif|ris|res|r|tr|wg|fw|fwd|rv|enc)\s*(?:\[\d+\])?\s*:", re.I
)
"""Behind it stands a subject of ours."""
_AUTOMATIC = frozenset({Sign.OUT_OF_OFFICE, Sign.AUTO})
_ASKING = frozenset({Sign.UNSUBSCRIBE, Sign.COMMAND})
_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MOST_REFERRED = 5
_LONG = 120
"""Words. One phrase does not tell what so long a text means."""
_CONFLICTS = {
    AnswerKind.POSITIVE: frozenset(
        {Sign.NEGATIVE, Sign.NEGATIVE_HINT, Sign.NEUTRAL, Sign.UNSUBSCRIBE_HINT}
    ),
    AnswerKind.NEGATIVE: frozenset(
        {Sign.POSITIVE, Sign.INVITE, Sign.POSITIVE_HINT, Sign.NEUTRAL, Sign.MAILING}
    ),
    AnswerKind.NEUTRAL: frozenset({Sign.NEGATIVE, Sign.NEGATIVE_HINT, Sign.POSITIVE, Sign.MAILING}),
    AnswerKind.WRONG_PERSON: frozenset({Sign.NEGATIVE, Sign.POSITIVE}),
    AnswerKind.OUT_OF_OFFICE: frozenset({Sign.POSITIVE, Sign.NEGATIVE}),
    AnswerKind.AUTO: frozenset({Sign.POSITIVE, Sign.NEGATIVE}),
}
"""Signs beside which a class is no longer certain."""
_OF = {
    AnswerKind.POSITIVE: (Sign.POSITIVE, Sign.INVITE),
    AnswerKind.NEGATIVE: (Sign.NEGATIVE,),
    AnswerKind.NEUTRAL: (Sign.NEUTRAL,),
}
_HINTS = (
    (AnswerKind.WRONG_PERSON, Sign.WRONG_PERSON_HINT),
    (AnswerKind.NEGATIVE, Sign.NEGATIVE_HINT),
    (AnswerKind.POSITIVE, Sign.POSITIVE_HINT),
)


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """Built when the first reply is read."""
    return Phrasebook(LANGUAGES)


def classified(subject: str, text: str) -> Classified:
    """What a person, or their machine, says in a reply without its quotes. Never raises.

    A request to be left alone is UNSUBSCRIBE whatever else is said, and certain unless the same
    text says yes or is a machine's. Lines that begin with `>`
    and the way out that a mail offers its reader decide nothing.
    """
    read = _read(subject, text)
    verdict = _unsubscribe(read) or _automatic(read) or _personal(read)
    if verdict.kind is not AnswerKind.WRONG_PERSON:
        return verdict
    return Classified(
        kind=verdict.kind,
        words=verdict.words,
        certain=verdict.certain,
        referred_to=_referred_to(text),
    )


def _read(subject: str, text: str) -> Evidence:
    found = evidence(worded(text), phrasebook())
    about = subject[:_SUBJECT]
    if _REPLY.match(about):
        return found
    about = " ".join(word for word in about.split() if not any(map(str.isdigit, word)))
    heading = evidence(worded(about), phrasebook())
    return found.under(heading.opening(_AUTOMATIC | _ASKING))


def _unsubscribe(read: Evidence) -> Classified | None:
    asked = read.words(Sign.UNSUBSCRIBE)
    told = read.words(Sign.COMMAND)
    hinted = read.words(Sign.UNSUBSCRIBE_HINT)
    if not asked and not told and not hinted:
        return None
    machine = read.has(Sign.AUTO) or read.has(Sign.OUT_OF_OFFICE)
    if not asked and not told and (machine or read.has(Sign.POSITIVE)):
        return None
    is_clear = bool(asked or told) and not machine and not read.has(Sign.POSITIVE)
    return Classified(kind=AnswerKind.UNSUBSCRIBE, words=asked or told or hinted, certain=is_clear)


def _automatic(read: Evidence) -> Classified | None:
    if not (read.has(Sign.AUTO) or read.has(Sign.OUT_OF_OFFICE)):
        return None
    for kind, sign in (
        (AnswerKind.WRONG_PERSON, Sign.WRONG_PERSON),
        (AnswerKind.OUT_OF_OFFICE, Sign.OUT_OF_OFFICE),
        (AnswerKind.AUTO, Sign.AUTO),
    ):
        if read.has(sign):
            return _weighed(kind, read.words(sign), read)
    return None


def _personal(read: Evidence) -> Classified:
    if read.has(Sign.WRONG_PERSON):
        return _weighed(AnswerKind.WRONG_PERSON, read.words(Sign.WRONG_PERSON), read)
    last = read.last(Sign.POSITIVE, Sign.INVITE, Sign.NEGATIVE) or read.last(Sign.NEUTRAL)
    for kind, signs in _OF.items():
        if last in signs:
            return _weighed(kind, read.words(*signs), read)
    for kind, hint in _HINTS:
        if read.has(hint):
            return Classified(kind=kind, words=read.words(hint))
    return Classified(kind=AnswerKind.NEUTRAL, words=read.words(Sign.DOUBT))


def _weighed(kind: AnswerKind, words: tuple[str, ...], read: Evidence) -> Classified:
    certain = (
        not read.has(*_CONFLICTS[kind])
        and not read.has(Sign.DOUBT)
        and not (kind in _OF and _is_qualified(kind, read))
    )
    return Classified(kind=kind, words=words, certain=certain)


def _is_qualified(kind: AnswerKind, read: Evidence) -> bool:
    """Does something beside the phrases take back what they say?"""
    if read.length > _LONG or read.has_denial:
        return True
    if kind is AnswerKind.POSITIVE:
        return read.has_contrast
    return kind is AnswerKind.NEGATIVE and (read.has_late_contrast or read.has_question)


def _referred_to(text: str) -> tuple[str, ...]:
    named: dict[str, None] = {}
    for found in _ADDRESS.finditer(text[:LONGEST]):
        try:
            named[address.canonical(found[0].rstrip(".-"))] = None
        except InvalidInput:
            continue
        if len(named) == _MOST_REFERRED:
            break
    return tuple(named)
