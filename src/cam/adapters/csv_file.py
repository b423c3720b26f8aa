"""Prospects from a CSV file that an operator has."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from cam.adapters import cells, columns, lines
from cam.adapters.formulas import restored
from cam.domain.model.errors import InvalidInput
from cam.ports.prospect_file import RefusedRow, Rows

_DELIMITERS = ",;\t"
_LONGEST_HEADER = 128 * 1024
_MOST_COLUMNS = 1000

Line = tuple[int, str]


def read_prospects(stream: BinaryIO, *, name: str) -> Rows:
    """Each row of a CSV file as a Prospect or as refused, read as it is asked for.

    UTF-8, else Windows-1252; the delimiter `,` `;` or tab of the header, or what a first line
    `sep=;` says. A row is told by the line on which it begins. Raises InvalidInput at once when the
    header is missing, doubled, or names nothing to recognise people by.
    """
    first = lines.first_line(stream, name)
    told = ((number, lines.text(line)) for number, line in lines.numbered(stream, first))
    header, said = _header(told, name)
    delimiter = said or max(_DELIMITERS, key=lambda each: len(_cells(header, each)))
    names = [restored(each) for each in _cells(header, delimiter)]
    if len(names) > _MOST_COLUMNS:
        raise InvalidInput(name, f"has more than {_MOST_COLUMNS} columns", kind="no_header")
    return _rows(_Feed(told), columns.recognised(names, name), delimiter)


def _header(told: Iterator[Line], name: str) -> tuple[str, str]:
    """The header, perhaps of several lines, and the delimiter that a line before it says."""
    delimiter = ""
    for _, line in told:
        if line.lower().startswith("sep=") and len(line.strip("\r\n")) == len("sep=;"):
            delimiter = line[len("sep=")]
        elif line.strip():
            while line.count('"') % 2:
                more = next(told, (0, ""))[1]
                if not more or len(line) > _LONGEST_HEADER:
                    raise InvalidInput(name, "has no header line that is CSV", kind="no_header")
                line += more  # noqa: PLW2901 - a header is as long as its quotes are open
            return line, delimiter
    return "", delimiter


def _cells(header: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


class _Feed:
    """Hands out lines, and takes back those that were not part of a row after all."""

    def __init__(self, told: Iterator[Line]) -> None:
        self._told = told
        self._again: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._told)
        self.taken.append(line)
        return line[1]

    def give_back_all_but_the_first(self) -> None:
        self._again.extendleft(reversed(self.taken[1:]))


def _rows(feed: _Feed, fields: list[str], delimiter: str) -> Rows:
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.taken.clear()
        try:
            row = next(reader, None)
        except csv.Error as error:
            # An open quote takes in all the rows behind it: only its own line is refused.
            yield RefusedRow(feed.taken[0][0], f"not CSV: {_reason(error, len(feed.taken))}")
            feed.give_back_all_but_the_first()
            continue
        if row is None:
            return
        line, surplus = feed.taken[0][0], row[len(fields) :]
        if any(map(str.strip, surplus)):
            yield RefusedRow(line, f"{len(row)} cells under {len(fields)} headers")
        elif any(map(str.strip, row)):
            yield cells.told(line, zip(fields, row, strict=False), of_a_sheet=True)


def _reason(error: csv.Error, lines_taken: int) -> str:
    if "new-line character" in str(error):
        return "a line break in a cell that is not quoted"
    if lines_taken > 1 or "end of data" in str(error):
        return "a quotation mark is opened and not closed"
    return str(error)
