"""The embedded queue keeps the run queue's contract."""

from pathlib import Path

import pytest

from cam.adapters.file_locks import FileLocks
from cam.adapters.memory_queue import MemoryQueue
from cam.ports.run_queue import RunQueue
from cam.testing.contracts.run_queue import RunQueueContract


class TestMemoryQueue(RunQueueContract):
    """With lock files in one folder, as beside one database."""

    @pytest.fixture
    def queue(self, tmp_path: Path) -> RunQueue:
        """This process's."""
        return MemoryQueue(FileLocks(tmp_path / "locks"), at_once=2)

    @pytest.fixture
    def rival(self, tmp_path: Path) -> RunQueue:
        """Another one's."""
        return MemoryQueue(FileLocks(tmp_path / "locks"), at_once=2)
