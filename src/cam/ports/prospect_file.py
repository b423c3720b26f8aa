"""A file of people that an operator has."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from msgspec import Struct

from cam.domain.model.prospect import Prospect


class RefusedRow(Struct, frozen=True):
    """A row that is nobody CAM can write to; `line` counts from 1, the header included."""

    line: int
    reason: str


Rows = Iterator[Prospect | RefusedRow]

ReadProspects = Callable[[BinaryIO, str], Rows]
"""Reads (stream, file name) row by row as it is asked for. Raises InvalidInput when the file as a
whole cannot be understood: no header, a doubled column, nothing to recognise people by."""
