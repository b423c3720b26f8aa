"""People of a file that is being read, in a temporary file once they are many."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile

import msgspec

from cam.domain.model.errors import StorageError
from cam.domain.model.prospect import Prospect

IN_MEMORY = 16 * 1024 * 1024
"""Bytes that are held in memory; beyond that the file is the system's, nameless, and for its owner
only."""
_LENGTH = 8


class FileSpool:
    """Keeps `ports.prospect_file.Spool`."""

    def __init__(self, file: "SpooledTemporaryFile[bytes]") -> None:
        self._file = file
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(list[Prospect])

    def put(self, people: Sequence[Prospect]) -> None:
        """Adds a lot."""
        lot = self._encoder.encode(people)
        self._file.write(len(lot).to_bytes(_LENGTH, "big") + lot)

    def lots(self) -> Iterator[list[Prospect]]:
        """The lots in their order."""
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            yield self._decoder.decode(self._file.read(int.from_bytes(length, "big")))


@contextmanager
def open_spool(*, in_memory: int = IN_MEMORY) -> Iterator[FileSpool]:
    """Keeps `ports.prospect_file.OpenSpool`. Raises StorageError when the disk refuses."""
    try:
        with SpooledTemporaryFile(in_memory) as file:
            yield FileSpool(file)
    except OSError as error:
        raise StorageError(f"no room for the file that is read: {error.strerror}") from error
