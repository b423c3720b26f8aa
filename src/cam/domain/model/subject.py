"""Subjects that say "this answers" or "this was forwarded": true of a mail in a thread, else a lie.

Google and Yahoo count a false `Re:` or `Fwd:` as deceptive.
"""

import re

_ANSWERS = (
    "re", "aw", "antw", "antwort", "sv", "vs", "ant", "odp", "ynt", "vá", "res", "resp", "rif",
    "rép", "rep", "bls", "atb", "r", "απ", "ответ", "отв", "回复", "回覆", "答复", "返信", "답장",
    "תשובה", "השב", "رد",
)  # fmt: skip
_FORWARDS = (
    "fwd", "fw", "wg", "tr", "rv", "enc", "i", "doorst", "vb", "vl", "pd", "ilt", "i\u0307lt",
    "továbbítás", "tov", "πρθ", "пересл", "转发", "轉寄", "転送", "전달", "הועבר",
)  # fmt: skip
"""What mail programs write in English, German, Dutch, the Nordic and Romance languages, Polish,
Turkish, Hungarian, Indonesian, Greek, Russian, Chinese, Japanese, Korean, Hebrew and Arabic."""


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:{'|'.join(words)})\s*(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}})?\s*[:\uff1a]\s*",
        re.IGNORECASE,
    )


_ANSWER, _FORWARD = _pattern(_ANSWERS), _pattern(_FORWARDS)


def claims_to_answer(subject: str) -> bool:
    """Does it begin with `Re:`, in any language's form?"""
    return _ANSWER.match(subject) is not None


def claims_to_forward(subject: str) -> bool:
    """Does it begin with `Fwd:`, in any language's form?"""
    return _FORWARD.match(subject) is not None


def bare(subject: str) -> str:
    """The subject without any number of `Re:` before it."""
    while said := _ANSWER.match(subject):
        subject = subject[said.end() :]
    return subject.strip()


def answering(subject: str) -> str:
    """The subject of an answer to a mail with that subject: one `Re:` (RFC 5322 3.6.5)."""
    return f"Re: {bare(subject)}"
