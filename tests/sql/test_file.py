"""The SQLite file holds people's addresses: it is made on purpose, and for its owner only."""

import os
import stat
from pathlib import Path

import pytest

from cam.adapters.file_locks import FileLocks
from cam.app.composition import migrated, open_cam
from cam.app.settings import Settings
from cam.domain.model.errors import DatabaseUnavailable, SchemaOutdated


def mode(path: Path) -> int:
    """Who may do what with it."""
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> dict[str, int]:
    """The modes of what lies in a folder."""
    return {path.name: mode(path) for path in folder.iterdir()}


async def test_only_its_owner_may_read_the_database(tmp_path: Path) -> None:
    """With what SQLite puts beside it, and the locks."""
    file = tmp_path / "cam.db"
    before = os.umask(0)
    try:
        await migrated(Settings(database_url=f"sqlite:///{file}"))
        async with open_cam(Settings(database_url=f"sqlite:///{file}")) as cam:
            await cam.campaigns()
            beside = modes(tmp_path)
        async with FileLocks(tmp_path / "locks").held(1):
            assert mode(tmp_path / "locks") == 0o700
    finally:
        os.umask(before)
    assert set(beside.values()) == {0o600}, beside


async def test_only_migrate_makes_a_database(tmp_path: Path) -> None:
    """A misspelt path is told, not filled with an empty file."""
    with pytest.raises(SchemaOutdated, match=r"there is no database at .* run `cam migrate`"):
        async with open_cam(Settings(database_url=f"sqlite:///{tmp_path / 'typo.db'}")):
            pass
    assert modes(tmp_path) == {}


async def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(DatabaseUnavailable, match="nowhere"):
        await migrated(Settings(database_url=f"sqlite:///{tmp_path / 'nowhere' / 'cam.db'}"))
