"""What a person is called in a mail, from the name as a provider or a file has it.

Something may be left out; nothing is made up. What cannot be told for sure stays as it is.
"""

import re
import unicodedata
from functools import lru_cache

_TITLE = re.compile(
    r"(?:(?:prof|dr|dipl|ing|mag|mr|mrs|ms|mx|mme|mlle|sig|sr|sra)\.(?:-?ing\.)?\s*"
    r"|(?:prof|professor|dr|mr|mrs|ms|miss|mx|mme|mlle|monsieur|madame|herr|frau)(?:\s+|$))+",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r",\s*(?:ph\.?d|dr|mba|m\.?d|m\.?sc|b\.?sc|m\.?a|b\.?a|ll\.?m|j\.?d|jr|sr|esq|cpa|cfa|pmp|rn)\b.*",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|[(\[{|].*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r".{1,2}|[B-DF-HJ-NP-TV-XZ]+|.*\..*")
"""Short, or without any vowel: `AJ`, `JT`, `J.R.`"""
_MARKS = ' ,;:/|*"-_~\u201c\u201d'
_INITIAL = re.compile(r"[^\W\d_]\.?")


@lru_cache(maxsize=8192)  # a name is asked for when a mail is planned, and when it is written
def first_name(written: str) -> str:
    """How somebody is greeted: `JANE`, `jane`, `Jane (she/her)`, `Dr. Jane`, `Jane M.`: Jane.

    Empty when all that is known is an initial: nobody is greeted as `J.`. Names in mixed case
    (`DeShawn`, `Anne-Marie`) and short capitals (`AJ`, `J.R.`) stay as they are.
    """
    name = _plain(written)
    titled = _TITLE.match(name)
    words = [_cased(word) for word in name[titled.end() if titled else 0 :].split()]
    while len(words) > 1 and _is_initial(words[-1]):
        words.pop()
    called = " ".join(words).strip(_MARKS)
    return "" if _is_initial(called) or not _LETTERS.search(called) else called


@lru_cache(maxsize=8192)
def last_name(written: str) -> str:
    """A family name without remarks; its case is left alone, as nobody knows whether it is MacRae
    or Macrae."""
    return _plain(written)


def _plain(written: str) -> str:
    """Without remarks in brackets or behind a bar, degrees, pictures, and marks around it; empty
    for what is no name at all, such as an address."""
    line = unicodedata.normalize("NFC", " ".join(written.split()))
    name = _DEGREE.sub("", _REMARK.sub(" ", line))
    if "@" in name or "://" in name or not _LETTERS.search(name):
        return ""
    kept = "".join(" " if unicodedata.category(each)[0] == "S" else each for each in name)
    return " ".join(kept.split()).strip(_MARKS)


def _cased(word: str) -> str:
    """A word that is all small or all capital letters, as a name is written."""
    if word.isupper() and _INITIALS.fullmatch(word):
        return word
    if word.isupper() or word.islower():
        return _LETTERS.sub(lambda part: part[0].capitalize(), word)
    return word


def _is_initial(word: str) -> bool:
    """Marks at most, or one letter of a script that has capitals; in others that is a name."""
    bare = word.strip(_MARKS)
    return not bare or (bool(_INITIAL.fullmatch(bare)) and bare[0].lower() != bare[0].upper())
