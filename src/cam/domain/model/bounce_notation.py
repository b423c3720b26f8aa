"""How the usual ways of saying one thing are written down: a line for each.

A line is a regular expression. ` ~ ` stands for up to forty characters of the same sentence, WHO
for a mailbox, WHERE for a mail domain and MORE for any small words, as servers put it. Lines begin
at a word and may end inside one (`reject` is also `rejected`). They are matched with what `plain`
makes of a text.
"""

import re
from functools import cache

from msgspec import Struct

from cam.domain.model.incoming import BounceKind

_NAMES = {
    " ~ ": r"\b[^.;!?]{0,40}?\b",
    " MORE ": (
        r" (?:(?:a|an|and|any|active|delivery|destination|dns|email|existing|final|illegal|"
        r"intended|invalid|known|local|mail|matching|or|our|real|recipient|registered|remote|specified|"
        r"such|target|that|the|this|unknown|valid|virtual) )*"
    ),
    "WHO": (
        r"(?:(?<!ip )(?<!from )(?:users?|recipients?|mailbox(?:es)?|address(?:es|ees?)?|accounts?|"
        r"customer|subscriber|alias|inbox|person|usernames?|user ?ids?|maildrop|login|"
        r"local[- ]?part))"
    ),
    "WHERE": r"(?:domain(?: name)?|hosts?(?: ?name)?|mail exchangers?|mx(?: records?| hosts?)?)",
}
_URL = re.compile(r"\b(?:https?://|www\.)(?!\S*(?:ipcheck|spamhaus))[^\s<>\"')\]]*")
"""Addresses of help pages hold any words; those of blocklists say what it is about."""
_ADDRESS = re.compile(r"[^\s<>()\[\]\"':;,=]{1,128}@[^\s<>()\[\]\"':;,]{1,255}")
_CONTINUED = re.compile(r"\s*\b[245][0-5]\d[- ](?:[245]\.[0-7]\.\d{1,3}[ -])?")
_SAID_BY = re.compile(
    r"(?:\b(?:remote )?(?:host|server|mta|site)\b[^:;]{0,100}?\b(?:said|returned|responded|replied|"
    r"answered)\b[^:;<\d]{0,30}:?)|"
    r"\bsmtp error from remote (?:mail server|mailer) after [^\n]{1,200}?: |"
    r"\bhost \S+ ?\[[^\]]*\]:?",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"please (?:check|verify|correct|visit|see|refer|include|do not)\b[^.!;]{0,120}|"
    r"giving up on \S+",
    re.IGNORECASE,
)
_DOT = re.compile(r"(?<=\w)\.(?=\w)")
_SPACE = re.compile(r"[\s_]+")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "`": "'"})
_SPELT = (
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\be-?mail\b"), "email"),
    (re.compile(r"\bmail[ -]box"), "mailbox"),
    (re.compile(r"\bunrouteable"), "unroutable"),
)


class Wording(Struct, frozen=True):
    """One reason that servers give, and how they say it."""

    kind: BounceKind
    says: str
    expression: str
    faint: bool = False
    """Is it a word that needs more behind it?"""

    def is_in(self, said: str) -> bool:
        """Is it said in what `plain` has made of a text?"""
        return _compiled(self.expression).search(said) is not None


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed: all of them take a tenth of a second."""
    return re.compile(expression)


def said(kind: BounceKind, says: str, ways: str, *, faint: bool = False) -> Wording:
    """The wording of `ways`, one a line."""
    for name, pattern in _NAMES.items():
        ways = ways.replace(name, pattern)
    lines = (line.strip() for line in ways.splitlines())
    either = "|".join(_anchored(line) for line in lines if line)
    return Wording(kind, says, either, faint)


def _anchored(line: str) -> str:
    return line if line.startswith(("^", ".*")) else rf"\b(?:{line})"


def plain(text: str) -> str:
    """The text as wordings are written for.

    Lower case and on one line, without URLs, reply codes, short forms (`can't`) and the names of
    the hosts that spoke; an address is `@`, and a dot inside a word (a domain's) no full stop.
    """
    text = _URL.sub(" ", text.translate(_QUOTES))
    text = _ADVICE.sub(" ", text)
    text = _CONTINUED.sub(" ", _ADDRESS.sub("@", _SAID_BY.sub(" ", text)))
    text = _SPACE.sub(" ", _DOT.sub("\u00b7", text)).strip().lower()
    for pattern, spelling in _SPELT:
        text = pattern.sub(spelling, text)
    return text
