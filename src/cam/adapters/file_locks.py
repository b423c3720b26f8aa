"""At most one cycle of a campaign on this machine: OS file locks beside the database.

The kernel frees a lock when its owner dies, so nothing is left to clean up after a crash.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class FileLocks:
    """One lock file a campaign, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def held(self, campaign_id: int) -> Iterator[bool]:
        """Holds the campaign's lock while the block runs; False when someone else has it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(self._folder / f"campaign-{campaign_id}.lock", blocking=False)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def is_free(self, campaign_id: int) -> bool:
        """Has nobody this campaign's lock, right now?"""
        with self.held(campaign_id) as mine:
            return mine
