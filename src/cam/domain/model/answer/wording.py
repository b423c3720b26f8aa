"""A text as words and the breaks between them; blind to case, accents and the amount of space."""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

from msgspec import Struct

LONGEST = 8_000
"""Characters that are read of a reply. What a person wants stands at the beginning."""

URL, ADDRESS = "<url>", "<address>"
"""What a link and an address are read as: the words in them are nobody's."""

_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
"""Accents that stand behind their letter, and what cannot be seen."""
_TOKEN = re.compile(
    rf"(?P<url>https?://[^\s>\"]{{1,2000}}|www\.[^\s>\"]{{1,2000}})"
    r"|(?P<address>(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"
    rf"|(?P<word>[^\W_](?:[^\W_]|[{_MARKS}])*(?:['\u2019\u02bc`\u00b4](?:[tsmd]|re|ve|ll)(?![^\W_]))?"
    r"|[\U0001f600-\U0001f64f\U0001f900-\U0001f9ff])"
    r"|(?P<blank>\n[ \t\xa0]*(?=\n))"
    r"|(?P<line>\n)"
    r"|(?P<end>[.!?\u2026]+(?=[\s\"')\]\u00bb\u201d]|\Z)|;)"
    r"|(?P<pause>[,:()\u00a1\u00bf\u2013\u2014]|(?<=\s)-+(?=\s))",
    re.IGNORECASE,
)
"""One way to match at each place, every repetition bounded or of one class: linear time."""
_QUOTED = re.compile(r"^[ \t\xa0]*>.*$", re.MULTILINE)
_EMAIL = re.compile(r"\b([eE])[-\u2010\u2011]([mM][aA][iI][lL])")
_FOLDED = str.maketrans({"\u0131": "i", "'": "", "\u2019": "", "\u02bc": "", "`": "", "\u00b4": ""})
_SHORT = 40
"""Characters. A line that is shorter was ended by its writer, not by a mail program's wrapping."""


class Break(IntEnum):
    """How much stands between two words."""

    NONE = 0
    PAUSE = 1
    LINE = 2
    """A short line ends: a clause does, perhaps a sentence."""
    END = 3
    """A sentence ends; no phrase goes across."""


class Wording(Struct, frozen=True):
    """The words, with what is needed to quote them."""

    written: str
    words: list[str]
    places: list[tuple[int, int]]
    """Of each word in `written`."""
    breaks: list[Break]
    """Before each word, and behind the last: one more than words."""
    asked: list[bool]
    """For each word: does its sentence end with a question mark?"""

    def quoted(self, start: int, end: int) -> str:
        """The words from start to end as they were written, on one line."""
        if start == end:
            return ""
        return " ".join(self.written[self.places[start][0] : self.places[end - 1][1]].split())


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """The key of a word: no case, no accents, no apostrophe, nothing invisible."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    plain = "".join(each for each in plain.casefold() if unicodedata.category(each) != "Cf")
    return plain.translate(_FOLDED)


def worded(text: str) -> Wording:
    """The text, without lines that are marked as quoted."""
    written = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    written = _EMAIL.sub(r"\1\2", _QUOTED.sub("", written))
    words: list[str] = []
    places: list[tuple[int, int]] = []
    breaks = [Break.END]
    asked: list[bool] = []
    line_from = 0
    for token in _TOKEN.finditer(written):
        kind = token.lastgroup or ""
        if kind in _STANDS_FOR or kind == "word":
            words.append(_STANDS_FOR.get(kind) or folded(token[0]))
            places.append(token.span())
            breaks.append(Break.NONE)
            continue
        breaks[-1] = max(breaks[-1], _broken(kind, written[line_from : token.start()]))
        if kind in ("blank", "line"):
            line_from = token.end()
        if breaks[-1] is Break.END:
            asked += [token[0].count("?") > 0] * (len(words) - len(asked))
    asked += [False] * (len(words) - len(asked))
    breaks[-1] = Break.END
    return Wording(written, words, places, breaks, asked)


_STANDS_FOR = {"url": URL, "address": ADDRESS}


def _broken(kind: str, line: str) -> Break:
    if kind == "pause":
        return Break.PAUSE
    if kind == "line":
        return Break.LINE if len(" ".join(line.split())) < _SHORT else Break.NONE
    if kind == "end" and line.endswith(_ABBREVIATED):
        return Break.NONE
    return Break.END


_ABBREVIATED = (
    " Mr", " Mrs", " Ms", " Dr", " Hr", " Fr", " Sr", " Sra", " M", " St", " Nr", " No",
    " z.B", " bzw", " ca", " inkl", " a.u.b", " s.v.p", " dhr", " mevr", " Tel", " p.f", " d.h",
)  # fmt: skip
"""What a dot does not end."""
