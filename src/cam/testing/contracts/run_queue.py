"""What every run queue promises. Subclass RunQueueContract and bring `queue` and `rival`."""

from uuid import UUID, uuid4

import anyio
import pytest

from cam.domain.model.errors import CamError
from cam.ports.run_queue import RunQueue


class Handled:
    """A handler that notes what it was given, and goes on when it is let go."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.at_once = self.most_at_once = 0
        self.refused: list[int] = []
        self.go = anyio.Event()
        self.first = anyio.Event()

    async def __call__(self, run_id: UUID, campaign_id: int, obstacle: CamError | None) -> None:
        del run_id
        if obstacle is not None:
            self.refused.append(campaign_id)
            return
        self.begun.append(campaign_id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.first.set()
        await self.go.wait()
        self.at_once -= 1


def an_id() -> UUID:
    """A run's id."""
    return uuid4()


class RunQueueContract:
    """Every promise of `ports.run_queue`.

    `queue` handles two runs at once; `rival` is what another process would have on the same
    database.
    """

    @pytest.fixture
    def handled(self) -> Handled:
        """What the queue's handler saw."""
        return Handled()

    async def test_a_submitted_run_is_handled_and_then_over(
        self, queue: RunQueue, handled: Handled
    ) -> None:
        """Who waits for it is told."""
        handled.go.set()
        async with queue.serve(handled):
            run = an_id()
            assert (await queue.submit([(run, 1)])).queued == {1: run}
            await queue.finished(run)
            assert handled.begun == [1]

    async def test_a_campaign_is_queued_or_running_once(
        self, queue: RunQueue, handled: Handled
    ) -> None:
        """The second asker learns which run has it; once that is over, it may run again."""
        async with queue.serve(handled):
            first = an_id()
            await queue.submit([(first, 1)])
            again = await queue.submit([(an_id(), 1), (an_id(), 2)])
            assert again.active == {1: first}
            assert list(again.queued) == [2]
            handled.go.set()
            await queue.finished(first)
            assert (await queue.submit([(an_id(), 1)])).active == {}

    async def test_a_campaign_that_another_process_runs_is_active(
        self, queue: RunQueue, rival: RunQueue, handled: Handled
    ) -> None:
        """Whoever asks; and it is free again when that one is over."""
        async with queue.serve(handled), rival.serve(handled):
            run = an_id()
            await queue.submit([(run, 1)])
            await handled.first.wait()
            assert list((await rival.submit([(an_id(), 1)])).active) == [1]
            handled.go.set()
            await queue.finished(run)
            assert list((await rival.submit([(an_id(), 1)])).queued) == [1]
        assert handled.begun == [1, 1]
        assert handled.most_at_once == 1

    async def test_two_who_queue_the_same_campaign_at_once_run_it_one_at_a_time(
        self, queue: RunQueue, rival: RunQueue, handled: Handled
    ) -> None:
        """Neither overlaps, and nobody's request vanishes: it runs, or is told to be refused."""
        handled.go.set()
        async with queue.serve(handled), rival.serve(handled):
            mine, other = an_id(), an_id()
            told = [await queue.submit([(mine, 1)]), await rival.submit([(other, 1)])]
            await queue.finished(mine)
            await rival.finished(other)
        active = sum(len(each.active) for each in told)
        assert len(handled.begun) + len(handled.refused) + active == 2
        assert handled.begun
        assert handled.most_at_once == 1

    async def test_no_more_run_at_once_than_the_limit(
        self, queue: RunQueue, handled: Handled
    ) -> None:
        """Two here; the others wait their turn and none is lost."""
        async with queue.serve(handled):
            runs = [(an_id(), number) for number in range(1, 8)]
            await queue.submit(runs)
            await handled.first.wait()
            handled.go.set()
            for run, _ in runs:
                await queue.finished(run)
        assert sorted(handled.begun) == list(range(1, 8))
        assert handled.most_at_once <= 2

    async def test_leaving_waits_for_what_is_under_way(
        self, queue: RunQueue, handled: Handled
    ) -> None:
        """No run is cut off."""
        async with queue.serve(handled):
            await queue.submit([(an_id(), 1)])
            await handled.first.wait()
            handled.go.set()
        assert handled.at_once == 0
        assert handled.begun == [1]
