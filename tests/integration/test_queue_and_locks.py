"""Who only looks keeps nobody from running; a cancelled write leaves the database usable."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import pytest

from cam.adapters.file_locks import FileLocks
from cam.adapters.memory_queue import LOOKS, MemoryQueue
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.domain.model.errors import CamError
from cam.testing.builders import a_campaign_draft
from cam.testing.clock import FrozenClock


class Peeked(FileLocks):
    """Another process looks at the lock in the very moment in which it is taken, so many times."""

    def __init__(self, folder: Path, looks: int) -> None:
        super().__init__(folder)
        self.looks = looks

    @asynccontextmanager
    async def held(self, campaign_id: int) -> AsyncIterator[bool]:
        """Held by the other for an instant, then as it is."""
        if self.looks:
            self.looks -= 1
            yield False
            return
        async with super().held(campaign_id) as mine:
            yield mine

    async def busy(self, campaign_ids: Collection[int]) -> frozenset[int]:
        """Nobody had it, when this process asked."""
        return frozenset()


@pytest.mark.parametrize("looks", range(len(LOOKS) + 2))
async def test_a_look_at_a_lock_is_no_cycle(tmp_path: Path, looks: int) -> None:
    """The run goes on once the other has looked; who really holds it keeps it."""
    told: list[bool] = []

    async def handler(run_id: UUID, campaign_id: int, obstacle: CamError | None) -> None:
        told.append(obstacle is None)

    queue = MemoryQueue(Peeked(tmp_path, looks), at_once=4)
    async with queue.serve(handler):
        await queue.submit([(uuid4(), 1)])
    assert told == [looks <= len(LOOKS)]


async def test_a_lock_is_free_again_when_its_holder_fails(tmp_path: Path) -> None:
    """Also by an exception."""
    locks = FileLocks(tmp_path)

    async def fail() -> None:
        async with locks.held(1) as mine:
            assert mine
            assert await locks.busy([1, 2]) == {1}
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await locks.busy([1]) == frozenset()


async def test_a_write_that_is_cancelled_anywhere_leaves_the_database_usable(
    database_url: str,
) -> None:
    """Cut at every await of a unit of work: the next one writes, and nothing is half there."""
    connections = Connections(database_url)
    unit_of_work = SqlUnitOfWork(connections, FrozenClock())
    whole = 0

    async def write(scope: anyio.CancelScope) -> None:
        nonlocal whole
        with scope:
            async with unit_of_work() as repo:
                await repo.campaigns.add(a_campaign_draft())
                await repo.campaigns.add(a_campaign_draft())
            whole += 1

    for turns in range(30):
        scope = anyio.CancelScope()
        task = asyncio.create_task(write(scope))
        for _ in range(turns):
            await asyncio.sleep(0)
        scope.cancel()
        await task
        async with asyncio.timeout(5), unit_of_work() as repo:
            await repo.campaigns.add(a_campaign_draft())
    async with unit_of_work.reading() as repo:
        kept = len(await repo.campaigns.all()) - 30
    await connections.aclose()
    assert kept % 2 == 0
    assert kept >= 2 * whole
