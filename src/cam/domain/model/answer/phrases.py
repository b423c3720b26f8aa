"""The notation in which a language's phrases are written.

A phrase is one line of words. `(a|b c|)` is one of these, the last of them nothing; `..` is up to
three words more, none of which denies; `^` in front: a clause begins there, polite words aside;
`$` behind: a line or a sentence ends there. An indented line goes on with the one above it.
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct


class Sign(StrEnum):
    """What a phrase tells."""

    UNSUBSCRIBE = "unsubscribe"
    COMMAND = "command"
    """One word that asks to be left alone when it stands alone: stop."""
    UNSUBSCRIBE_HINT = "unsubscribe_hint"
    FOOTER = "footer"
    """How a mail tells its reader the way out: nobody's request."""
    HARMLESS = "harmless"
    """Takes the words in it away from every other phrase: stop by, no problem."""
    POSITIVE = "positive"
    INVITE = "invite"
    """Call me: of a person a yes, of a vacation notice the usual."""
    POSITIVE_HINT = "positive_hint"
    NEGATIVE = "negative"
    NEGATIVE_HINT = "negative_hint"
    NEUTRAL = "neutral"
    OUT_OF_OFFICE = "out_of_office"
    AUTO = "auto"
    WRONG_PERSON = "wrong_person"
    WRONG_PERSON_HINT = "wrong_person_hint"
    MAILING = "mailing"
    """Mails, lists, data: beside a refusal they may be a request that no phrase foresaw."""
    DOUBT = "doubt"
    """Sarcasm, threats, conditions, and what only a person should answer."""


class Phrases(Struct, frozen=True, kw_only=True):
    """One language. Signs have a phrase a line; the words below are separated by spaces."""

    unsubscribe: str
    command: str
    unsubscribe_hint: str
    footer: str
    harmless: str
    positive: str
    invite: str
    positive_hint: str
    negative: str
    negative_hint: str
    neutral: str
    out_of_office: str
    auto: str
    wrong_person: str
    wrong_person_hint: str
    mailing: str
    doubt: str
    negators: str
    """Words that deny what stands near them."""
    contrasts: str
    """But: what follows may take back what was said."""
    polite: str
    """Words that may stand before a request, or behind it, without changing it."""


def lines(block: str) -> Iterator[str]:
    """The phrases of one sign, each on one line."""
    whole = ""
    for line in block.strip().splitlines():
        if line.startswith(" "):
            whole += line.strip() if whole.endswith("|") else f" {line.strip()}"
            continue
        yield from filter(None, [whole])
        whole = line.strip()
    yield from filter(None, [whole])
