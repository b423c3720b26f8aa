"""Prospects from a JSON array, or from a file with a JSON object a line."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import msgspec

from cam.adapters import cells, columns, lines
from cam.adapters.decoding import decoded
from cam.domain.model.errors import InvalidInput
from cam.ports.prospect_file import RefusedRow, Rows

LARGEST_ARRAY = 64 * 1024 * 1024


def read_json_prospects(stream: BinaryIO, *, name: str) -> Rows:
    """Each object of a JSON array, or of a file with a JSON object a line; keys as CSV headers.

    An object is told by its line, one of an array by its place in it. An array is read whole, up to
    64 MB; lines may be any number. Raises InvalidInput when it is no JSON array.
    """
    first = lines.first_line(stream, name)
    blank = b""
    while first and not first.strip():
        blank, first = blank + first, stream.readline(lines.LONGEST_LINE)
        if len(blank) > lines.LONGEST_LINE:
            raise InvalidInput(name, "begins with a megabyte of nothing", kind="no_people")
    if first.lstrip().startswith(b"["):
        return _told(enumerate(_array(first, stream, name), start=1))
    skipped = blank.count(b"\n")
    numbered = lines.numbered(stream, first)
    return _told((skipped + number, line) for number, line in numbered if line.strip())


def _array(first: bytes, stream: BinaryIO, name: str) -> list[msgspec.Raw]:
    body = first + stream.read(LARGEST_ARRAY - len(first) + 1)
    if len(body) > LARGEST_ARRAY:
        raise InvalidInput(name, "is larger than 64 MB; write one JSON object a line")
    found = decoded(body, list[msgspec.Raw])
    if found is None:
        raise InvalidInput(name, "is not a JSON array")
    return found


def _told(raws: Iterable[tuple[int, bytes | msgspec.Raw]]) -> Rows:
    for line, raw in raws:
        found = decoded(raw, dict[str, Any])
        if found is None:
            yield RefusedRow(line, "is not a JSON object")
        else:
            yield cells.told(line, columns.flattened(found))
