"""Run locks on Postgres: the queue's contract over two processes, and a connection that is lost."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

from cam.adapters.memory_queue import MemoryQueue
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.run_locks import PostgresLocks
from cam.domain.model.errors import CamError, DatabaseUnavailable
from cam.ports.run_queue import RunQueue
from cam.testing.contracts.run_queue import RunQueueContract, an_id
from postgres_server import eventually, told

from .stage import python, until

LOCKS = "FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
CUT = f"SELECT pg_terminate_backend(pid) {LOCKS}"


@pytest.fixture
async def locks(postgres_url: str) -> AsyncIterator[PostgresLocks]:
    """This process's."""
    locks = PostgresLocks(Connections(postgres_url).server)
    yield locks
    await locks.aclose()


@pytest.fixture
async def others(postgres_url: str) -> AsyncIterator[PostgresLocks]:
    """Another one's."""
    locks = PostgresLocks(Connections(postgres_url).server)
    yield locks
    await locks.aclose()


class TestQueueOnPostgres(RunQueueContract):
    """The whole contract."""

    @pytest.fixture
    def queue(self, locks: PostgresLocks) -> RunQueue:
        return MemoryQueue(locks, at_once=2)

    @pytest.fixture
    def rival(self, others: PostgresLocks) -> RunQueue:
        return MemoryQueue(others, at_once=2)


async def test_a_lock_has_one_holder(locks: PostgresLocks, others: PostgresLocks) -> None:
    """Not twice in its own process either; to look holds nothing; campaigns are told apart."""
    async with locks.held(1) as mine:
        assert mine
        assert await locks.busy([1, 2]) == await others.busy([1, 2, 70000]) == {1}
        async with locks.held(1) as again, others.held(1) as other, others.held(2) as second:
            assert (again, other, second) == (False, False, True)
    assert await others.busy([1, 2]) == frozenset()


async def test_a_lock_is_free_again_when_its_holder_fails_or_is_cancelled(
    locks: PostgresLocks, others: PostgresLocks
) -> None:
    """Wherever it is cut."""

    async def hold() -> None:
        async with locks.held(1):
            await asyncio.sleep(0)

    with pytest.raises(RuntimeError):
        async with locks.held(1):
            raise RuntimeError
    for turns in range(12):
        task = asyncio.create_task(hold())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await others.busy([1]) == frozenset()


async def test_a_lost_connection_is_noticed_and_new_runs_go_on(
    locks: PostgresLocks,
    others: PostgresLocks,
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The run under it is not cut off, another process may begin one; the log says so."""
    async with locks.held(1) as mine:
        assert mine
        await told(postgres_url, CUT)
        async with others.held(1) as theirs, locks.held(2) as second:
            assert theirs
            assert second
            async with locks.held(1) as again:
                assert not again
    said = capsys.readouterr()
    assert "run locks lost" in said.out + said.err
    async with locks.held(1) as mine, others.held(2) as second:
        assert mine
        assert second


HOLD = """
import asyncio, os
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.run_locks import PostgresLocks
async def main():
    async with PostgresLocks(Connections(os.environ["URL"]).server).held(1) as mine:
        print(mine, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_killed_process_holds_nothing(locks: PostgresLocks, postgres_url: str) -> None:
    """The server frees its locks."""
    with python(HOLD, {"URL": postgres_url}) as process:
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == "True\n"
        assert await locks.busy([1]) == {1}
        process.send_signal(signal.SIGKILL)
        await until(lambda: process.poll() is not None)

    async def is_free() -> bool:
        return not await locks.busy([1])

    await eventually(is_free)


async def test_without_its_locks_a_queue_runs_nothing(unused_tcp_port: int) -> None:
    """Who asks is told; what was queued is told to be failed, not to be running elsewhere."""
    away = PostgresLocks(Connections(f"postgresql://u@127.0.0.1:{unused_tcp_port}/x").server)
    obstacles: list[CamError | None] = []

    async def note(_: object, __: int, obstacle: CamError | None) -> None:
        obstacles.append(obstacle)

    class Seen(PostgresLocks):
        async def busy(self, campaign_ids: object) -> frozenset[int]:
            return frozenset()

    queue = MemoryQueue(away, at_once=1)
    async with queue.serve(note):
        with pytest.raises(DatabaseUnavailable, match="connection refused"):
            await queue.submit([(an_id(), 1)])
    queue = MemoryQueue(Seen(away._server), at_once=1)
    async with queue.serve(note):
        await queue.submit([(an_id(), 1)])
    (obstacle,) = obstacles
    assert isinstance(obstacle, DatabaseUnavailable)
