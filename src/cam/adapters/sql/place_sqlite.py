"""Where a SQLite file is, and the mark beside it.

A copy has another inode, or lies on another file system. Who writes an older state into the same
file keeps both: the mark tells. Each live cycle and each authorization move the database's mark
forward, and after that commit the name of a file beside it says how far it was. So the mark beside
it is never ahead of an honest database, and a database that is behind it is an older state.

The mark is a name, not a content: who restores the whole folder into itself brings an older name
back, and leaves the newer one there.
"""

import os
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from cam.adapters.file_locks import folder_of
from cam.adapters.mounts import network_file_system
from cam.domain.model.errors import DatabaseUnavailable

LOOKS = 3


class FilePlace:
    """Keeps `place.Place`."""

    is_marked = True

    def __init__(self, file: str, hash_key: bytes) -> None:
        self._file = Path(file).resolve()
        self._marks = folder_of(self._file) / "marks"
        self._database = sha256(b"mark" + hash_key).hexdigest()[:16]
        """Which database: one that was made anew at the same place has marks of its own."""

    @property
    def text(self) -> str:
        """Its inode and its file system."""
        try:
            found = self._file.stat()
        except OSError as error:
            raise DatabaseUnavailable(f"cannot look at {self._file}: {error.strerror}") from None
        disk = os.statvfs(self._file).f_fsid if hasattr(os, "statvfs") else found.st_dev
        return f"file {found.st_ino}, disk {disk:x}"

    @property
    def unsafe(self) -> str:
        """A network file system."""
        return unsafe(self._file)

    def highest(self) -> int | None:
        """The highest mark in the folder. A name that is replaced while the folder is read may be
        missed, old and new: it is looked for again."""
        for _ in range(LOOKS):
            if marks := self._reached():
                return max(marks)
        return None

    def older(self, mark: int) -> str:
        """The mark is gone, or ahead of the database's."""
        highest = self.highest()
        if highest is None:
            return f"the mark of this database is not in {self._marks}: it was moved, or deleted"
        if highest > mark and highest > self._committed():
            return (
                f"an older state of this database was put back: it stands at mark {mark}, and "
                f"{highest} was reached here"
            )
        return ""

    def _committed(self) -> int:
        """The database's mark as it is by now: a transaction that began before another one's commit
        still reads the mark of its own beginning."""
        try:
            with closing(sqlite3.connect(f"{self._file.as_uri()}?mode=ro", uri=True)) as db:
                return int(db.execute("SELECT mark FROM deployment").fetchone()[0])
        except sqlite3.Error as error:
            raise DatabaseUnavailable(f"cannot read {self._file}: {error}") from None

    def prepare(self) -> None:
        """A first mark, kept before anything is committed that asks for it."""
        if self.highest() is not None:
            return
        try:
            self._marks.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path(0).touch(mode=0o600)
            for folder in (self._marks, self._marks.parent, self._file.parent):
                _keep(folder)
        except OSError as error:
            raise self._refused(error) from None

    def moved(self, mark: int) -> None:
        """The newest name takes the place of the one before. That is not made durable: a power cut
        leaves an older name, and that is below the database's mark."""
        before = self.highest()
        try:
            if before is None:
                self._marks.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._path(mark).touch(mode=0o600)
            elif before < mark:
                self._path(before).replace(self._path(mark))
        except FileNotFoundError:  # another process has moved it meanwhile
            self._path(mark).touch(mode=0o600)
        except OSError as error:
            raise self._refused(error) from None

    def _path(self, mark: int) -> Path:
        return self._marks / f"{self._database}-{mark}"

    def _reached(self) -> list[int]:
        try:
            names = os.listdir(self._marks)  # noqa: PTH208 - names are all that is needed
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._refused(error) from None
        told = (name.partition("-") for name in names)
        return [
            int(mark)
            for database, _, mark in told
            if database == self._database and mark.isascii() and mark.isdecimal()
        ]

    def _refused(self, error: OSError) -> DatabaseUnavailable:
        return DatabaseUnavailable(f"cannot use {self._marks}: {error.strerror}")


def unsafe(file: Path) -> str:
    """Why no run may be live on a SQLite file there; empty when one may."""
    kind = network_file_system(file)
    if not kind:
        return ""
    return (
        f"{file} lies on a network file system ({kind}), where SQLite's locks cannot be trusted: "
        "no run is live there. Use a local disk, or Postgres"
    )


def _keep(folder: Path) -> None:
    """What was made in the folder survives a power cut, where the system can promise it."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
