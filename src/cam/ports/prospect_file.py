"""A file of people that an operator has, to be imported or exported."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import BinaryIO, Protocol

from msgspec import Struct

from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Prospect


class RefusedRow(Struct, frozen=True):
    """A row that is nobody CAM can write to; `line` counts from 1, the header included."""

    line: int
    reason: str


Rows = Iterator[Prospect | RefusedRow]

ReadProspects = Callable[[BinaryIO, str], Rows]
"""Reads (stream, file name) row by row as it is asked for. Raises InvalidInput when the file as a
whole cannot be understood: no header, a doubled column, nothing to recognise people by."""


class Spool(Protocol):
    """Where people wait until their whole file is read: in little memory, and nowhere afterwards.

    Raises StorageError when there is no room for them.
    """

    def put(self, people: Sequence[Prospect]) -> None:
        """Adds a lot."""
        ...

    def lots(self) -> Iterator[list[Prospect]]:
        """The lots in their order; after that none is added."""
        ...


OpenSpool = Callable[[], AbstractContextManager[Spool]]
"""A new, empty spool. What is in it is gone when the block ends."""


class FileKind(StrEnum):
    """How a file of people is written."""

    CSV = "csv"
    CSV_WITH_BOM = "csv_with_bom"
    """As some spreadsheets need it to see that it is UTF-8."""
    JSON_LINES = "jsonl"


class WriteLeads(Protocol):
    """Writes leads as one kind of file, which an import of that kind reads back."""

    @property
    def names_custom(self) -> bool:
        """Must all names of custom fields be known before the first lead is written?"""
        ...

    def header(self, custom: Sequence[str]) -> bytes:
        """What stands before the leads; `custom` are the names of the custom fields."""
        ...

    def rows(self, leads: Sequence[Lead], custom: Sequence[str]) -> bytes:
        """The leads, one row each."""
        ...
