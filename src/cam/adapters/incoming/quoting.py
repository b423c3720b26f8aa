"""What a person wrote in a reply: their lines, without the mail they answer and their signature.

Clients mark the two in their user's language, so the words of the usual ones are in
`quoting_words.py`. Every rule looks at a bounded number of lines: the time grows with the length.
"""

import re
from itertools import takewhile

from cam.adapters.incoming import quoting_words as words

LONGEST = 100_000
"""Characters that are read."""
_SPAN = 4
"""Lines over which a client wraps the line that introduces a quote."""
_WIDE = 500
"""Characters of such a line, or of a header block's."""
_BLOCK = 8
"""Lines in which a header block shows that it is one."""
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_SPACES = re.compile(r"[ \t\xa0\u202f]+")
_SEPARATOR = re.compile(r"[-_=*\s]{2,}(.{3,80}?)[-_=*\s]{2,}")
_RULE = re.compile(r"[_\u2500\u2014]{10,}|-{20,}")
_SIGNATURE = re.compile(r"--[ \xa0]?")
_LABEL = re.compile(r"[*\s]*([^\W\d_][^:*]{0,24}?)[*\s]*:[*\s]*(\S?)")
_POSTSCRIPT = re.compile(r"p\.? ?s\.?[ :.-]", re.IGNORECASE)


def stripped(text: str) -> str:
    """The lines of the person who answers; "" when there are none. Never raises.

    Lines that begin with `>` are another's wherever they stand; what stands between and below them
    is kept. Where a client quotes without marks, the mail ends at the line that introduces it.
    """
    lines = _unquoted(_lines(text[:LONGEST]))
    return "\n".join(_unsigned(lines)).strip()


def _lines(text: str) -> list[str]:
    plain = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    return [line.rstrip() for line in plain.split("\n")]


def _unquoted(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _is_marked(lines[at]):
            at += 1
            continue
        introduced = _introduction(lines, at)
        if introduced:
            at += introduced
            if _is_marked(_next(lines, at)):
                continue
            break
        if _ends_the_mail(lines, at):
            break
        kept.append(lines[at])
        at += 1
    return kept


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">")


def _next(lines: list[str], at: int) -> str:
    """The next line that is not empty, a few lines on at most."""
    return next(filter(None, lines[at : at + _SPAN]), "")


def _ends_the_mail(lines: list[str], at: int) -> bool:
    line = lines[at].strip()
    if not line:
        return False
    separator = _SEPARATOR.fullmatch(line[:_WIDE])
    if separator and _folded(separator[1]) in words.ORIGINAL:
        return True
    if _RULE.fullmatch(line):
        return _is_header_block(lines, at + 1)
    return _is_header_block(lines, at)


def _is_header_block(lines: list[str], at: int) -> bool:
    """From, and at least two of Sent, To and Subject, near each other and in one language."""
    first = next((line for line in lines[at : at + _SPAN] if line.strip()), "")
    languages = [each for each in words.HEADERS if _label(first) in each.first]
    if not languages:
        return False
    labels = {_label(line) for line in lines[at : at + _BLOCK] if line is not first}
    return any(len(labels & each.rest) >= words.ENOUGH for each in languages)


def _label(line: str) -> str:
    found = _LABEL.match(line[:_WIDE])
    return _folded(found[1]) if found else ""


def _introduction(lines: list[str], at: int) -> int:
    """How many lines, from this one on, say who wrote what follows; 0 when they do not."""
    if not lines[at].strip():
        return 0
    said = ""
    for count in range(1, min(_SPAN, len(lines) - at) + 1):
        line = lines[at + count - 1]
        if _is_marked(line) or not line.strip():
            return 0
        said = f"{said} {line}"[:_WIDE]
        if said.endswith(":"):
            return count if _introduces(said, _next(lines, at + count)) else 0
    return 0


def _introduces(said: str, following: str) -> bool:
    """On Monday, Jane wrote: with a date or an address, or right above lines that are marked."""
    told = f" {_folded(said[:-1])} "
    is_before_marks = _is_marked(following)
    has_origin = "@" in told or any(each.isdigit() for each in told)
    if not (has_origin or is_before_marks):
        return False
    if any(f" {verb} " in told for verb in words.WROTE):
        return told.startswith(words.ON) or is_before_marks or "@" in told
    return "@" in told and told.rstrip().endswith((">", ")", "]")) and is_before_marks


def _unsigned(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for at, line in enumerate(lines):
        if _SIGNATURE.fullmatch(line):
            break
        if _folded(line).startswith(words.SENT_FROM) and len(line) <= words.LONGEST_SENT_FROM:
            continue
        if _is_closing(line) and any(each.strip() for each in kept):
            return kept + _postscript(lines[at + 1 :])
        kept.append(line)
    return kept


def _is_closing(line: str) -> bool:
    told = _folded(line).rstrip(" ,.!;-")
    return told in words.CLOSINGS or (
        len(told) <= words.LONGEST_CLOSING and told.startswith(words.CLOSINGS_BEGIN)
    )


def _postscript(lines: list[str]) -> list[str]:
    """What people add below their name."""
    for at, line in enumerate(lines):
        if _POSTSCRIPT.match(line):
            return list(takewhile(lambda each: not _SIGNATURE.fullmatch(each), lines[at:]))
    return []


def _folded(line: str) -> str:
    """As it is compared: lower case, single spaces, straight apostrophes."""
    return _SPACES.sub(" ", line.casefold().replace("\u2019", "'")).strip(" *")
