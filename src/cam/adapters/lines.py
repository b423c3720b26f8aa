"""The lines of a file of people: their numbers, and their text in the encodings that people use."""

from collections.abc import Iterator
from typing import BinaryIO

from cam.domain.model.errors import InvalidInput

LONGEST_LINE = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def first_line(stream: BinaryIO, name: str) -> bytes:
    """The first line, at most 1 MB of it, without its BOM.

    Raises InvalidInput for UTF-16 and UTF-32, and for line ends that are carriage returns alone.
    """
    line = stream.readline(LONGEST_LINE)
    if line.startswith(_UTF_16) or b"\0" in line[:64]:
        raise InvalidInput(name, "is UTF-16 or binary; save it as UTF-8", kind="encoding")
    if b"\r" in line.rstrip(b"\r\n") and b"\n" not in line:
        raise InvalidInput(name, "ends its lines with CR alone; save it with LF", kind="line_ends")
    return line.removeprefix(_BOM)


def numbered(stream: BinaryIO, first: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, from 1; of one that is longer than 1 MB, only the beginning."""
    number, line = 1, first
    if not line:  # a BOM alone, or nothing
        line = stream.readline(LONGEST_LINE)
    while line:
        yield number, line
        while len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)
        number, line = number + 1, stream.readline(LONGEST_LINE)


def text(line: bytes) -> str:
    """A line that is not UTF-8 is Windows-1252, or else Latin-1."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")
