"""Stand-in until the branch of answers is merged."""

from enum import StrEnum

from msgspec import Struct


class AnswerClass(StrEnum):
    """What a person's reply says."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNSUBSCRIBE = "unsubscribe"
    WRONG_PERSON = "wrong_person"
    OUT_OF_OFFICE = "out_of_office"
    AUTO = "auto"


class Classified(Struct, frozen=True, kw_only=True):
    """What a reply says, and by which words."""

    answer: AnswerClass
    certain: bool
    words: tuple[str, ...] = ()


def classified(subject: str, text: str) -> Classified:
    """By one word."""
    for each in AnswerClass:
        if each.value in text:
            return Classified(answer=each, certain=True, words=(each.value,))
    return Classified(answer=AnswerClass.NEUTRAL, certain=False)
