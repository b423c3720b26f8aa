"""The gate before one endpoint: answers in any order, late, or without headers."""

from datetime import timedelta

import anyio
import pytest

from cam.adapters.answer import Answer
from cam.adapters.apollo.limits import announced
from cam.adapters.pace import Gate, Pass
from cam.domain.model.errors import RateLimited
from cam.testing.clock import FrozenClock


def told(
    left: int, *, limit: int = 20, status: int = 200, retry_after: str | None = None
) -> Answer:
    """An answer that says what is left of the minute."""
    headers = {"x-rate-limit-minute": str(limit), "x-minute-requests-left": str(left)}
    if retry_after is not None:
        headers["retry-after"] = retry_after
    return Answer(status, headers, b"")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def gate(clock: FrozenClock) -> Gate:
    return Gate("v", clock, announced=announced, max_wait=65.0)


async def entered(gate: Gate, number: int) -> list[Pass]:
    return [await gate.enter() for _ in range(number)]


async def room(gate: Gate) -> int:
    """How many may enter now, at once; they do."""
    count = 0

    async def one() -> None:
        nonlocal count
        await gate.enter()
        count += 1

    async with anyio.create_task_group() as group:
        for _ in range(100):
            group.start_soon(one)
        await anyio.wait_all_tasks_blocked()
        group.cancel_scope.cancel()
    return count


async def test_one_goes_first_and_then_as_many_as_are_left(gate: Gate) -> None:
    """Those on their way count as used up."""
    (first,) = await entered(gate, 1)
    assert await room(gate) == 0
    gate.leave(first, told(19))
    assert await room(gate) == 19


async def test_answers_that_overtook_each_other_grant_nothing(gate: Gate) -> None:
    """The least that was told of a window counts."""
    (first,) = await entered(gate, 1)
    gate.leave(first, told(4))
    one, two = await entered(gate, 2)
    gate.leave(two, told(2))
    gate.leave(one, told(3))
    assert await room(gate) == 2


async def test_an_answer_without_headers_may_have_been_counted(gate: Gate) -> None:
    """A server error, or none at all."""
    (first,) = await entered(gate, 1)
    gate.leave(first, told(4))
    one, two = await entered(gate, 2)
    gate.leave(one, Answer(500, {}, b""))
    gate.leave(two, None)
    assert await room(gate) == 2


async def test_a_later_answer_with_more_left_tells_of_a_new_window(
    gate: Gate, clock: FrozenClock
) -> None:
    """It opened earlier than was known."""
    (first,) = await entered(gate, 1)
    gate.leave(first, told(2))
    clock.advance(30)
    (later,) = await entered(gate, 1)
    gate.leave(later, told(19))
    assert await room(gate) == 19
    assert clock.slept == []


async def test_a_late_answer_of_the_former_window_does_not_empty_the_new_one(
    gate: Gate, clock: FrozenClock
) -> None:
    """It may have been counted in either."""
    (first,) = await entered(gate, 1)
    gate.leave(first, told(1))
    (slow,) = await entered(gate, 1)
    clock.advance(60)
    (fresh,) = await entered(gate, 1)
    gate.leave(slow, told(0))
    gate.leave(fresh, told(19))
    assert await room(gate) == 19
    assert clock.slept == []


async def test_after_a_429_one_goes_first_whatever_arrives_late(
    gate: Gate, clock: FrozenClock
) -> None:
    """Answers to what was on its way before do not open it."""
    (first,) = await entered(gate, 1)
    gate.leave(first, told(1000, limit=1000))
    refused, late = await entered(gate, 2)
    gate.leave(refused, Answer(429, {"retry-after": "9"}, b""))
    gate.leave(late, told(998, limit=1000))
    (probe,) = await entered(gate, 1)
    assert clock.slept == [9.0]
    assert await room(gate) == 0
    gate.leave(probe, told(997, limit=1000))
    assert await room(gate) == 100


async def test_a_429_tells_when_the_window_ends(gate: Gate, clock: FrozenClock) -> None:
    """Sooner than a whole minute after it was seen."""
    (first,) = await entered(gate, 1)
    gate.leave(first, told(0, status=429, retry_after="5"))
    (again,) = await entered(gate, 1)
    gate.leave(again, told(19))
    assert clock.slept == [5.0]


async def test_a_limit_of_nothing_is_tried_once_in_its_time(gate: Gate, clock: FrozenClock) -> None:
    """No loop, no request without a wait."""
    (first,) = await entered(gate, 1)
    gate.leave(first, told(0, limit=0))
    for _ in range(3):
        (again,) = await entered(gate, 1)
        gate.leave(again, told(0, limit=0))
    assert clock.slept == [60.0] * 3


async def test_an_unlimited_window_is_forgotten(gate: Gate, clock: FrozenClock) -> None:
    """The plan was changed."""
    (first,) = await entered(gate, 1)
    gate.leave(first, told(2))
    (next_one,) = await entered(gate, 1)
    gate.leave(next_one, Answer(200, {"x-rate-limit-minute": ""}, b""))
    assert await room(gate) == 100
    assert gate.in_words == ""


async def test_an_error_tells_how_long(clock: FrozenClock) -> None:
    """Until the window ends."""
    gate = Gate("v", clock, announced=announced, max_wait=30.0)
    (first,) = await entered(gate, 1)
    gate.leave(first, told(0))
    clock.advance(15)
    with pytest.raises(RateLimited) as raised:
        await gate.enter()
    assert raised.value.retry_after == timedelta(seconds=45)
