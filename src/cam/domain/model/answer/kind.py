"""The classes of replies."""

from enum import StrEnum

from msgspec import Struct


class AnswerKind(StrEnum):
    """What a reply says."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    """A question, a postponement, or nothing that tells: a person answers."""
    NEGATIVE = "negative"
    OUT_OF_OFFICE = "out_of_office"
    AUTO = "auto"
    """A machine's receipt or notice."""
    UNSUBSCRIBE = "unsubscribe"
    """The writer wants no more mail, or their data erased."""
    WRONG_PERSON = "wrong_person"
    """Somebody else decides, or the addressee has left."""


class Classified(Struct, frozen=True, kw_only=True):
    """A reply's class, and why."""

    kind: AnswerKind
    words: tuple[str, ...] = ()
    """The very words that decided, as they were written."""
    certain: bool = False
    """Only what is certain moves a lead by itself; the rest waits for a person."""
    referred_to: tuple[str, ...] = ()
    """Of WRONG_PERSON: canonical addresses named in the text. A hint for a person, never mailed by
    itself."""
