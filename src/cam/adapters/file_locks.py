"""At most one cycle of a campaign on this machine: OS file locks beside the database.

The kernel frees a lock when its owner dies, so nothing is left to clean up after a crash.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout


def folder_of(database: Path) -> Path:
    """The folder beside a SQLite database, the same by whatever link it was opened."""
    file = database.resolve()
    return file.with_name(f"{file.name}.locks")


class FileLocks:
    """Keeps `memory_queue.RunLocks`: one lock file a campaign, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def held(self, campaign_id: int) -> AsyncIterator[bool]:
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

    async def busy(self, campaign_ids: Collection[int]) -> frozenset[int]:
        """Those whose lock somebody holds. To look is to hold it for an instant."""
        return frozenset([each for each in campaign_ids if not await self._is_free(each)])

    async def _is_free(self, campaign_id: int) -> bool:
        async with self.held(campaign_id) as mine:
            return mine
