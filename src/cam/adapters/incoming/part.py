"""A message as a tree of parts (RFC 2045, RFC 2046), cut without copying, within bounds.

The standard library reads the header fields and decodes. It does not cut the body: its parser
recurses with the nesting of multiparts, and its time grows with nesting times lines.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from cam.adapters.incoming.coding import decoded_text, undone
from cam.adapters.incoming.header import TEXT, content_type, header

MAX_HEADER = 128 * 1024
"""Bytes of a message's header that are read; of a part's, an eighth."""
MAX_DEPTH = 8
MAX_PARTS = 64
"""Parts in all; what comes after them is not looked at."""
MAX_CUTS = 4_096
"""Lines that begin like a boundary, in all."""
MAX_EMBEDDED = 1024 * 1024
"""Bytes of an embedded message that had to be decoded first."""

_BLANK = (b"\n\n", b"\n\r\n")
_DELIMITER = re.compile(
    rb"^--([^\s-][^\r\n]{0,69}?)\r?\n(?=Content-)", re.MULTILINE | re.IGNORECASE
)
"""What looks like a delimiter, where the one that is told does not occur (a gateway's doing)."""
_SAYS = re.compile(rb"[^\r\n]")
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/partial"})


class Part(Struct, frozen=True):
    """One part: its fields by lower-case name, its type, where its body lies, its parts."""

    fields: dict[str, tuple[str, ...]]
    kind: str
    """The media type, lower case; text/plain when none is told."""
    params: dict[str, str]
    raw: bytes
    start: int
    end: int
    parts: tuple["Part", ...] = ()

    def field(self, name: str) -> str:
        """The first field of this name, unfolded, not decoded; "" if there is none."""
        return self.fields.get(name, ("",))[0]

    def walk(self) -> Iterator["Part"]:
        """This part, then those inside it, embedded messages included, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def own(self) -> Iterator["Part"]:
        """As `walk`, without what is inside embedded messages."""
        yield self
        if self.kind not in _MESSAGES:
            for part in self.parts:
                yield from part.own()

    def text(self, limit: int) -> str:
        """The body, its transfer coding and charset undone, no more than about `limit` bytes."""
        body = undone(self.raw, self.start, self.end, self.field(_CODING), limit)
        return decoded_text(body, self.params.get("charset", ""))

    @property
    def is_attached(self) -> bool:
        """Is it a file, rather than what is read?"""
        return self.field("content-disposition").lstrip().lower().startswith("attachment")


_CODING = "content-transfer-encoding"


def cut(raw: bytes) -> Part:
    """The message as a tree. Any bytes make one: what is malformed is text."""
    return _Cutter().part(raw, 0, len(raw), MAX_DEPTH)


class _Cutter:
    """Cuts one message, and counts what it may still do."""

    def __init__(self) -> None:
        self._parts = MAX_PARTS
        self._cuts = MAX_CUTS

    def part(self, raw: bytes, start: int, end: int, depth: int) -> Part:
        """The part between two offsets."""
        limit = MAX_HEADER if start == 0 else MAX_HEADER // 8
        body = _body(raw, start, end)
        fields = header(raw[start : min(body, start + limit)])
        body = body if fields else start
        kind, params = content_type(fields.get("content-type", ("",))[0])
        part = Part(fields, kind, params, raw, body, end)
        parts = tuple(self._inside(part, depth - 1)) if depth > 0 else ()
        if not parts and kind.startswith("multipart/"):
            kind = TEXT  # somebody took the delimiters out
        return Part(fields, kind, params, raw, body, end, parts)

    def _inside(self, part: Part, depth: int) -> Iterator[Part]:
        if part.kind.startswith("multipart/"):
            for start, end in self._between(part):
                yield self.part(part.raw, start, end, depth)
        elif part.kind in _MESSAGES:
            coding = part.field(_CODING).strip().lower()
            if coding in ("base64", "quoted-printable"):
                raw = undone(part.raw, part.start, part.end, coding, MAX_EMBEDDED)
                yield self.part(raw, 0, len(raw), depth)
            else:
                yield self.part(part.raw, _past_blank(part), part.end, depth)

    def _between(self, part: Part) -> Iterator[tuple[int, int]]:
        """From boundary to boundary; a last one that is missing is at the end (RFC 2046 5.1)."""
        boundary = part.params.get("boundary", "").encode("ascii", "replace")
        if not boundary or not self._found(part, boundary):
            guess = _DELIMITER.search(part.raw, part.start, part.end)
            boundary = guess[1] if guess else b""
        start = None
        for at, after, closing in self._delimiters(part, boundary) if boundary else ():
            if start is not None:
                yield start, max(start, at - 1)
                self._parts -= 1
            start = None if closing else after
            if closing or self._parts <= 0:
                return
        if start is not None and self._parts > 0:
            self._parts -= 1
            yield start, part.end

    def _found(self, part: Part, boundary: bytes) -> bool:
        return next(iter(self._delimiters(part, boundary)), None) is not None

    def _delimiters(self, part: Part, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
        """Where each delimiter line begins and ends, and whether it closes."""
        raw, end, mark = part.raw, part.end, b"--" + boundary
        line = re.compile(re.escape(mark) + rb"(--)?[ \t]{0,80}\r?(?:\n|\Z)")
        first = raw.startswith(mark, part.start, end)
        at = part.start if first else raw.find(b"\n" + mark, part.start, end) + 1
        while at and self._cuts > 0:
            self._cuts -= 1
            if found := line.match(raw, at, end):
                yield at, found.end(), found[1] is not None
            at = raw.find(b"\n" + mark, at, end) + 1


def _past_blank(part: Part) -> int:
    """Where the text begins, of which some servers put blank lines in front."""
    said = _SAYS.search(part.raw, part.start, part.end)
    return said.start() if said else part.end


def _body(raw: bytes, start: int, end: int) -> int:
    """Where the header ends and the body begins."""
    if raw.startswith((b"\n", b"\r\n"), start, end):
        return raw.index(b"\n", start) + 1
    found = [(at, at + len(mark)) for mark in _BLANK if (at := raw.find(mark, start, end)) >= 0]
    return min(found)[1] if found else end
