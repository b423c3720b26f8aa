"""Many small writes as few large ones."""

import asyncio
from collections.abc import Sequence

import anyio
import pytest

from cam.domain.model.errors import DatabaseUnavailable
from cam.domain.services.coalescing import Coalescer


class Batches:
    """Doubles numbers; a batch waits until it is let go."""

    def __init__(self) -> None:
        self.seen: list[list[int]] = []
        self.running = 0
        self.overlapped = False
        self.gate = asyncio.Event()
        self.failure: Exception | None = None
        self.short = False

    async def __call__(self, items: Sequence[int]) -> Sequence[int]:
        self.seen.append(list(items))
        self.running += 1
        self.overlapped |= self.running > 1
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
        finally:
            self.running -= 1
        if self.failure is not None:
            raise self.failure
        return [2 * item for item in items][: -1 if self.short else None]


async def idle() -> None:
    """Lets everybody run until nobody can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_comes_while_a_batch_runs_makes_the_next_one() -> None:
    """No two batches overlap."""
    batch = Batches()
    call: Coalescer[int, int] = Coalescer(batch)
    first = asyncio.create_task(call(0))
    await idle()
    rest = [asyncio.create_task(call(number)) for number in range(1, 50)]
    await idle()
    assert batch.seen == [[0]]
    batch.gate.set()
    assert await first == 0
    assert await asyncio.gather(*rest) == [2 * number for number in range(1, 50)]
    assert batch.seen == [[0], list(range(1, 50))]
    assert not batch.overlapped


class Slow(Batches):
    """A batch takes a while; its gate is open."""

    begun = 0

    async def __call__(self, items: Sequence[int]) -> Sequence[int]:
        self.begun += 1
        self.gate.set()
        await asyncio.sleep(0.03)
        return await super().__call__(items)


async def in_company() -> tuple[Slow, Coalescer[int, int]]:
    """After a batch of more than one."""
    batch = Slow()
    call: Coalescer[int, int] = Coalescer(batch)
    await asyncio.gather(*(call(number) for number in range(3)))
    assert batch.seen == [[0], [1, 2]]
    return batch, call


async def test_those_whom_a_batch_let_go_on_come_back_as_one() -> None:
    """The first of them waits a moment for the others."""
    batch, call = await in_company()
    first = asyncio.create_task(call(3))
    await idle()
    assert batch.begun == 2
    await asyncio.gather(first, call(4), call(5))
    assert batch.seen[2:] == [[3, 4, 5]]


async def test_who_is_alone_waits_for_no_timer() -> None:
    """One after the other: each begins at once."""
    batch = Slow()
    call: Coalescer[int, int] = Coalescer(batch)
    await call(0)
    second = asyncio.create_task(call(1))
    await idle()
    assert batch.begun == 2
    assert await second == 2


async def test_a_task_that_is_ended_by_force_while_it_waits_for_company_hands_over() -> None:
    """The others are answered."""
    _, call = await in_company()
    tasks = [asyncio.create_task(call(number)) for number in (3, 4, 5)]
    await idle()
    tasks[0].cancel()
    async with asyncio.timeout(2):
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert await call(6) == 12
    assert isinstance(done[0], asyncio.CancelledError)
    assert done[1:] == [8, 10]


async def test_a_batch_has_its_most() -> None:
    """More than that is split, in order, and still nobody overlaps."""
    batch = Batches()
    batch.gate.set()
    call: Coalescer[int, int] = Coalescer(batch, most=3)
    answers = await asyncio.gather(*(call(number) for number in range(10)))
    assert answers == [2 * number for number in range(10)]
    assert [len(each) for each in batch.seen] == [1, 3, 3, 3]
    assert not batch.overlapped


async def test_an_error_goes_to_everybody_of_that_batch_only() -> None:
    """And the next batch is tried."""
    batch = Batches()
    call: Coalescer[int, int] = Coalescer(batch, most=2)
    batch.failure = OSError("away")
    tasks = [asyncio.create_task(call(number)) for number in range(3)]
    batch.gate.set()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in done] == [OSError] * 3
    batch.failure = None
    assert await call(7) == 14


async def test_answers_that_are_too_few_are_an_error_for_all() -> None:
    """Nobody is left waiting."""
    batch = Batches()
    batch.gate.set()
    batch.short = True
    call: Coalescer[int, int] = Coalescer(batch)
    with pytest.raises(ValueError, match="shorter"):
        await call(1)
    batch.short = False
    assert await call(1) == 2


async def test_a_cancelled_scope_does_not_cut_a_call_short() -> None:
    """What is committed has an owner who knows of it."""
    batch = Batches()
    call: Coalescer[int, int] = Coalescer(batch)
    known: list[int] = []

    async def work(number: int) -> None:
        known.append(await call(number))

    async with anyio.create_task_group() as tasks:
        for number in range(3):
            tasks.start_soon(work, number)
        await idle()
        tasks.cancel_scope.cancel()
        asyncio.get_running_loop().call_later(0.01, batch.gate.set)
    assert sorted(known) == [0, 2, 4]


@pytest.mark.parametrize("victim", [0, 1, 2])
async def test_a_task_that_is_ended_by_force_leaves_nobody_waiting(victim: int) -> None:
    """The leader, the next leader, one of the others: the rest get an answer or an error."""
    batch = Batches()
    call: Coalescer[int, int] = Coalescer(batch, most=1)
    tasks = []
    for number in range(4):
        tasks.append(asyncio.create_task(call(number)))
        await idle()
    tasks[victim].cancel()
    await idle()
    batch.gate.set()
    async with asyncio.timeout(2):
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert await call(9) == 18
    assert isinstance(done[victim], asyncio.CancelledError)
    assert [each for n, each in enumerate(done) if n != victim] == [
        2 * n for n in range(4) if n != victim
    ]
    assert not batch.overlapped


async def test_those_whose_batch_was_cut_short_get_an_error() -> None:
    """Whether it was committed is not known: so nothing may be written."""
    tasks: list[asyncio.Task[int]] = []

    async def batch(items: Sequence[int]) -> Sequence[int]:
        if items == [2, 3]:
            tasks[1].cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return items

    call: Coalescer[int, int] = Coalescer(batch)
    tasks += [asyncio.create_task(call(number)) for number in (1, 2, 3)]
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in done] == [int, asyncio.CancelledError, RuntimeError]
    assert await call(4) == 4


async def test_the_leader_works_for_one_batch_only() -> None:
    """It hands over, and goes on with its own work while others wait."""
    batch = Batches()
    call: Coalescer[int, int] = Coalescer(batch)
    first = asyncio.create_task(call(1))
    await idle()
    second = asyncio.create_task(call(2))
    await idle()
    batch.gate.set()
    assert await first == 2
    assert not second.done()
    assert await second == 4


async def test_one_bad_item_spoils_only_itself() -> None:
    """A batch that fails for another reason than the database is tried one by one."""

    async def batch(items: Sequence[int]) -> Sequence[int]:
        if 3 in items:
            raise KeyError(3)
        return [item * 10 for item in items]

    coalesced: Coalescer[int, int] = Coalescer(batch)
    answers = await asyncio.gather(*map(coalesced, range(6)), return_exceptions=True)
    assert answers[:3] == [0, 10, 20]
    assert isinstance(answers[3], KeyError)
    assert answers[4:] == [40, 50]


async def test_a_database_that_is_away_is_asked_once_for_all() -> None:
    """Its error is everybody's; nobody tries alone."""
    calls = 0

    async def batch(items: Sequence[int]) -> Sequence[int]:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        raise DatabaseUnavailable("away")

    coalesced: Coalescer[int, int] = Coalescer(batch)
    answers = await asyncio.gather(*map(coalesced, range(6)), return_exceptions=True)
    assert all(isinstance(each, DatabaseUnavailable) for each in answers)
    assert calls == 2
