"""Prospects from a file that an operator has: CSV, a JSON array, or a JSON value a line."""

import csv
import itertools
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from cam.adapters import columns
from cam.adapters.decoding import decoded
from cam.domain.model.errors import InvalidInput
from cam.domain.model.prospect import Prospect
from cam.ports.prospect_file import RefusedRow, Rows

LONGEST_LINE = 1024 * 1024
LARGEST_ARRAY = 64 * 1024 * 1024
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def read_prospects(stream: BinaryIO, *, name: str) -> Rows:
    """Each row of a CSV file as a Prospect or as refused, read as it is asked for.

    UTF-8, else Windows-1252; the delimiter `,` `;` or tab of the header. Raises InvalidInput at
    once when the header is missing, doubled, or names nothing to recognise people by.
    """
    lines = _text_lines(stream, name)
    header = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=header.count)
    try:
        names = next(csv.reader([header], delimiter=delimiter, strict=True), [])
    except csv.Error:
        names = []
    fields = columns.recognised(names, name)
    return _rows(lines, fields, delimiter)


def _rows(lines: Iterator[str], fields: list[str], delimiter: str) -> Rows:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 2
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield RefusedRow(line, f"not CSV: {error}")
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(fields):
            yield RefusedRow(line, f"{len(row)} cells under {len(fields)} headers")
            continue
        yield _told(line, dict(zip(fields, row, strict=False)))


def read_json_prospects(stream: BinaryIO, *, name: str) -> Rows:
    """Each object of a JSON array, or of a file with a JSON object a line; keys as CSV headers.

    An array is read whole, up to 64 MB. Raises InvalidInput when it is no JSON array.
    """
    lines = _lines(stream)
    first = next((line for line in lines if line.strip()), b"").removeprefix(b"\xef\xbb\xbf")
    whole = itertools.chain([first], lines)
    if first.lstrip().startswith(b"["):
        return _told_objects(_array(whole, name))
    return _told_objects(line for line in whole if line.strip())


def _array(pieces: Iterable[bytes], name: str) -> list[msgspec.Raw]:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > LARGEST_ARRAY:
            raise InvalidInput(name, "is larger than 64 MB; write one JSON object a line")
    found = decoded(bytes(body), list[msgspec.Raw])
    if found is None:
        raise InvalidInput(name, "is not a JSON array")
    return found


def _told_objects(raws: Iterable[bytes | msgspec.Raw]) -> Rows:
    for line, raw in enumerate(raws, start=1):
        found = decoded(raw, dict[str, Any])
        if found is None:
            yield RefusedRow(line, "is not a JSON object")
        else:
            yield _told(line, columns.flattened(found))


def _told(line: int, cells: dict[str, str]) -> Prospect | RefusedRow:
    try:
        return columns.prospect(cells)
    except InvalidInput as refused:
        return RefusedRow(line, str(refused))


def _text_lines(stream: BinaryIO, name: str) -> Iterator[str]:
    """The lines as text; one that is not UTF-8 is Windows-1252, or else Latin-1."""
    lines = _lines(stream)
    first = next(lines, b"")
    if first.startswith(_BOMS):
        raise InvalidInput(name, "is UTF-16; save it as UTF-8")
    first = first.removeprefix(b"\xef\xbb\xbf")
    return map(_text, itertools.chain([first], lines))


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines of at most 1 MB, so that no file fills the memory."""
    return iter(lambda: stream.readline(LONGEST_LINE), b"")


def _text(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")
