"""HTML into the text that a reader sees. Nothing is run, fetched or trusted; time is linear.

The standard library's parser takes quadratic time on malformed input, and this needs no tree.
"""

import re
from html import unescape

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})")
_HIDDEN = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _HIDDEN}
_LINES = """
address article aside blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6
header hr li main nav ol p pre section table tr ul
"""
_BLOCKS = frozenset(_LINES.split())
_QUOTE = "blockquote"
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def text_of(html: str) -> str:
    """The text, a line for each block, the lines of a quote behind `> `."""
    return _Reader(html).text()


class _Reader:
    """Reads once from left to right; what is never closed hides the rest."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0

    def text(self) -> str:
        """The text of it all."""
        at = 0
        while (opened := self._html.find("<", at)) >= 0:
            self._say(self._html[at:opened])
            at = self._markup(opened)
        self._say(self._html[at:])
        self._end_line()
        return _BLANK_LINES.sub("\n\n", "\n".join(self._lines)).strip()

    def _markup(self, at: int) -> int:
        """Takes in the markup that begins here; returns where it ends."""
        if self._html.startswith("<!--", at):
            return self._after("-->", at + 4)
        tag = _TAG.match(self._html, at)
        if tag is None:
            if self._html.startswith(("<!", "<?"), at):
                return self._after(">", at)
            self._line.append("<")
            return at + 1
        name, closing = tag[1].lower(), self._html.startswith("</", at)
        if name in _HIDDEN and not closing:
            at = self._closed(name, tag.end())
        elif name in _BLOCKS:
            self._block(name, closing=closing)
        return self._after(">", at)

    def _block(self, name: str, *, closing: bool) -> None:
        if not self._end_line() and name == "br":
            self._lines.append("")
        if name == _QUOTE:
            self._quotes = max(0, self._quotes + (-1 if closing else 1))
        if name == "p" and self._lines and self._lines[-1]:
            self._lines.append("")

    def _closed(self, name: str, at: int) -> int:
        """Where a hidden element's end tag begins; the end of all when there is none."""
        found = _ENDS[name].search(self._html, at)
        return found.start() if found else len(self._html)

    def _after(self, mark: str, at: int) -> int:
        found = self._html.find(mark, at)
        return found + len(mark) if found >= 0 else len(self._html)

    def _say(self, text: str) -> None:
        if text:
            self._line.append(_SPACE.sub(" ", unescape(text)))

    def _end_line(self) -> bool:
        """Ends a line, if one was begun."""
        line = "".join(self._line).replace("\xa0", " ").strip()
        self._line = []
        if line:
            self._lines.append("> " * min(self._quotes, 5) + line)
        return bool(line)
