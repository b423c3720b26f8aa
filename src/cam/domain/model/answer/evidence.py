"""The signs in a text that count: not denied, not a footer's, not asked of somebody else."""

from collections.abc import Collection, Iterator

from msgspec import Struct, structs

from cam.domain.model.answer.phrasebook import Found, Phrasebook
from cam.domain.model.answer.phrases import Sign
from cam.domain.model.answer.wording import Break, Wording

_BEFORE, _BEHIND = 4, 3
"""Words of the same clause in which a denial is looked for."""
_NEAR_THE_TOP = 8
"""Words. A command further down is a word of the text, not a request."""
_OUTRIGHT = frozenset({"no", "non", "nao"})
"""No, which denies what was asked before; a request it denies only from right in front of it."""
_ASKS = frozenset({Sign.UNSUBSCRIBE, Sign.COMMAND, Sign.UNSUBSCRIBE_HINT})
_DENIED = {
    Sign.POSITIVE: (Sign.NEGATIVE_HINT,),
    Sign.INVITE: (Sign.NEGATIVE_HINT,),
    Sign.NEGATIVE: (Sign.DOUBT,),
    Sign.NEUTRAL: (),
    Sign.UNSUBSCRIBE: (Sign.UNSUBSCRIBE_HINT,),
    Sign.WRONG_PERSON: (),
}
"""What can be denied, and what it is a sign of then."""
_QUESTIONED = {
    Sign.POSITIVE: Sign.POSITIVE_HINT,
    Sign.NEGATIVE: Sign.NEGATIVE_HINT,
    Sign.COMMAND: Sign.UNSUBSCRIBE_HINT,
}
"""What a question is a sign of instead: it states nothing."""
_PUT_BEFORE = frozenset({Sign.POSITIVE, Sign.INVITE})
"""Of these a denial may stand behind: interessiert mich nicht."""


class Evidence(Struct, frozen=True):
    """What was found, in the order of the text."""

    signs: tuple[tuple[Sign, str], ...] = ()
    """Each with its words."""
    starts_with: tuple[Sign, ...] = ()
    """Those with which the text begins."""
    length: int = 0
    """Words."""
    has_question: bool = False
    has_contrast: bool = False
    has_late_contrast: bool = False
    """Is there a but behind the last NEGATIVE?"""
    has_denial: bool = False
    """Was a phrase denied, so that the text says something else than its phrases do?"""

    def has(self, *signs: Sign) -> bool:
        """Is one of them there?"""
        return any(sign in signs for sign, _ in self.signs)

    def words(self, *signs: Sign) -> tuple[str, ...]:
        """The words of these signs, each once."""
        return tuple(dict.fromkeys(words for sign, words in self.signs if sign in signs))

    def last(self, *signs: Sign) -> Sign | None:
        """Which of them comes last?"""
        return next((sign for sign, _ in reversed(self.signs) if sign in signs), None)

    def opening(self, signs: Collection[Sign]) -> tuple[tuple[Sign, str], ...]:
        """Of these signs, those with which the text begins."""
        return tuple(
            each for each in self.signs if each[0] in signs and each[0] in self.starts_with
        )

    def under(self, heading: tuple[tuple[Sign, str], ...]) -> "Evidence":
        """With the signs of a subject in front."""
        return structs.replace(self, signs=heading + self.signs)


def evidence(wording: Wording, phrasebook: Phrasebook) -> Evidence:
    """The signs of a text."""
    phrases = phrasebook.found(wording)
    clause = _clauses(wording)
    free = _free_words(wording, phrases)
    counted: list[tuple[Found, Sign]] = []
    denied = False
    for each in _weighty(phrases, clause):
        if _is_denied(each, clause, free, phrasebook.negators[each.language]):
            denied = True
            counted += ((each, sign) for sign in _DENIED[each.sign])
        else:
            counted.append((each, _in_place(each, wording)))
    buts = _contrasts(wording, {each.language for each, _ in counted}, phrasebook)
    refusals = [each.end for each, sign in counted if sign is Sign.NEGATIVE]
    return Evidence(
        signs=tuple((sign, wording.quoted(each.start, each.end)) for each, sign in counted),
        starts_with=tuple(sign for each, sign in counted if each.start == 0),
        length=len(wording.words),
        has_question=any(wording.asked),
        has_contrast=bool(buts),
        has_late_contrast=bool(buts and refusals) and buts[-1] >= refusals[-1],
        has_denial=denied,
    )


def _weighty(phrases: list[Found], clause: list[int]) -> Iterator[Found]:
    """Without requests that a footer offers its reader, or that a harmless phrase takes back."""
    offered = {clause[each.start] for each in phrases if each.sign is Sign.FOOTER}
    harmless = {
        at for each in phrases if each.sign is Sign.HARMLESS for at in range(each.start, each.end)
    }
    for each in phrases:
        if each.sign in (Sign.HARMLESS, Sign.FOOTER):
            continue
        is_void = clause[each.start] in offered or harmless & {*range(each.start, each.end)}
        if not (each.sign in _ASKS and is_void):
            yield each


def _in_place(found: Found, wording: Wording) -> Sign:
    """The sign as it counts where it stands."""
    if found.sign is Sign.COMMAND and found.start > _NEAR_THE_TOP:
        return Sign.UNSUBSCRIBE_HINT
    if wording.asked[found.start]:
        return _QUESTIONED.get(found.sign, found.sign)
    return found.sign


def _clauses(wording: Wording) -> list[int]:
    numbers: list[int] = []
    for each in wording.breaks[:-1]:
        numbers.append((numbers[-1] if numbers else 0) + (each > Break.NONE))
    return numbers


def _contrasts(wording: Wording, languages: set[int], phrasebook: Phrasebook) -> list[int]:
    buts = frozenset().union(*(phrasebook.contrasts[each] for each in languages))
    return [at for at, word in enumerate(wording.words) if word in buts]


def _free_words(wording: Wording, phrases: list[Found]) -> list[str]:
    """The words, without those of phrases: a not that is part of one denies no other."""
    free = list(wording.words)
    for each in phrases:
        free[each.start : each.end] = [""] * (each.end - each.start)
    return free


def _is_denied(found: Found, clause: list[int], free: list[str], negators: frozenset[str]) -> bool:
    if found.sign not in _DENIED:
        return False
    own = clause[found.start]
    asks = found.sign is Sign.UNSUBSCRIBE
    for at in range(max(0, found.start - _BEFORE), found.start):
        is_near = not asks or free[at] not in _OUTRIGHT or at == found.start - 1
        if free[at] in negators and clause[at] == own and is_near:
            return True
    if found.sign not in _PUT_BEFORE:
        return False
    behind = range(found.end, min(found.end + _BEHIND, len(free)))
    return any(free[at] in negators and clause[at] == clause[found.end - 1] for at in behind)
