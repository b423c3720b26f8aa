"""Text that came from outside: what may stand in a name, a subject, a header."""

import re

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_LINE = re.compile(r"[\t\r\n]+")
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]")


def has_control(text: str) -> bool:
    """Does it hold a control character other than tab and newline, or a bidi control?"""
    return _CONTROL.search(text) is not None


def one_line(text: str) -> str:
    """The text without control characters and on one line, as a header may carry it."""
    return _LINE.sub(" ", _CONTROL.sub("", text)).strip()


def many_lines(text: str) -> str:
    """The text without control characters, its line ends as \\n."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def printed(text: str) -> str:
    """One line without what nobody sees: what a mail may show of a value from outside.

    Direction marks and zero-width blanks come along when names are copied from a web page; the
    joiners that Persian and Indic names are written with stay.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return _UNSEEN.sub("", one_line(text)).strip()
