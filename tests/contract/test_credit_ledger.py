"""The credit ledger beyond its contract: any story, several processes, few statements, a dump."""

import asyncio
import multiprocessing
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from msgspec import structs
from sqlalchemy import Engine, delete, event

from cam.adapters.sql import tables
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.adapters.system_clock import SystemClock
from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import CALL_MOVES, BookLine, Call, CallState, Purpose, millionths
from cam.ports.repository import UnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.ledger import Ledger, people, person
from cam.testing.contracts.repository.scene import Scene
from cam.testing.fakes.repository import FakeUnitOfWork

S = CallState


class Story(RuleBasedStateMachine):
    """Any sequence of what services do with the ledger."""

    calls: Bundle[Call] = Bundle("calls")

    def __init__(self, unit_of_work: UnitOfWork, clock: FrozenClock) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.clock = clock
        self.ledger = Ledger(unit_of_work, clock)
        scene = Scene(unit_of_work, clock)
        self.campaigns = [self.loop.run(scene.campaign()) for _ in range(2)]
        self.kept: dict[Any, Call] = {}

    @rule(
        target=calls,
        campaign=st.integers(0, 1),
        provider=st.sampled_from(["apollo", "dropcontact"]),
        numbers=st.lists(st.integers(1, 12), max_size=5, unique=True),
        price=st.sampled_from([0.1, 0.333333, 1.0]),
        batch=st.integers(1, 3),
        total=st.sampled_from([None, 0, 1.5, 5]),
    )
    def reserve(
        self,
        campaign: int,
        provider: str,
        numbers: list[int],
        price: float,
        batch: int,
        total: float | None,
    ) -> Any:
        """Buys people."""
        asked = people(numbers)
        reserved = self.loop.run(
            self.ledger.reserve(
                self.campaigns[campaign],
                asked,
                provider=provider,
                price=price,
                batch=batch,
                provider_total=total,
            )
        )
        self.kept.update((call.id, call) for call in reserved.calls)
        return multiple(*reserved.calls)

    @rule(call=calls, state=st.sampled_from(S), spent=st.sampled_from([0, 0.1, 1.000001, 7]))
    def save(self, call: Call, state: CallState, spent: float) -> None:
        """Moves a call, legally or not."""
        kept = self.kept[call.id]
        moved = structs.replace(kept, state=state, spent=spent)
        legal = (kept.state, state) in CALL_MOVES
        assert self.loop.run(self.ledger.save(moved, forgotten=[person(3).subject])) is legal
        if legal:
            self.kept[call.id] = moved

    @rule(campaign=st.integers(0, 1))
    def reap(self, campaign: int) -> None:
        """A newer run has begun."""
        mine = self.campaigns[campaign]
        left = [
            call
            for call in self.kept.values()
            if call.campaign_id == mine.id and call.state is S.RESERVED
        ]
        assert self.loop.run(self.ledger.reap(mine, epoch=2)) == len(left)
        for call in left:
            self.kept[call.id] = structs.replace(call, state=S.LOST)

    @rule(number=st.integers(1, 12))
    def erase(self, number: int) -> None:
        """Somebody is erased; no credit comes back by that."""
        self.loop.run(self.ledger.erase(person(number).keys[1]))

    @invariant()
    def the_counters_are_what_the_calls_hold(self) -> None:
        """Scope by scope, period by period, to a millionth; the books' lines, too."""
        told: Counter[tuple[str, str]] = Counter()
        for call in self.kept.values():
            for bound in call.scopes:
                told[bound.scope, bound.period] += millionths(call.holds)
        books = self.loop.run(self.ledger.books())
        used = {
            (scope, period): millionths(amount)
            for scope, periods in books.used.items()
            for period, amount in periods.items()
        }
        assert used == {counter: amount for counter, amount in told.items() if amount}
        assert millionths(books.total()) == sum(millionths(c.holds) for c in self.kept.values())

    def teardown(self) -> None:
        """Ends the story."""
        self.loop.close()


def test_whatever_happens_the_fakes_counters_are_what_its_calls_hold() -> None:
    """For any sequence of operations."""

    class OnFake(Story):
        """In memory."""

        def __init__(self) -> None:
            clock = FrozenClock()
            super().__init__(FakeUnitOfWork(clock), clock)

    run_state_machine_as_test(OnFake, settings=settings(max_examples=40, stateful_step_count=25))


def test_whatever_happens_sqlites_counters_are_what_its_calls_hold(
    empty_database: Path, tmp_path: Path
) -> None:
    """For any sequence of operations, each story on a file of its own."""

    class OnSqlite(Story):
        """Closes what it opened."""

        def __init__(self) -> None:
            path = tmp_path / "story.db"
            for leftover in tmp_path.glob("story.db*"):
                leftover.unlink()
            shutil.copyfile(empty_database, path)
            self.connections = Connections(f"sqlite:///{path}")
            clock = FrozenClock()
            super().__init__(SqlUnitOfWork(self.connections, clock), clock)

        def teardown(self) -> None:
            """Closes the file."""
            self.loop.run(self.connections.aclose())
            super().teardown()

    run_state_machine_as_test(
        OnSqlite,
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def buy(url: str, campaign: Campaign, first: int) -> list[int]:
    """Another process: fifteen orders of four people each; the lead ids that it bought."""

    async def all_of_them() -> list[int]:
        connections = Connections(url)
        clock = SystemClock()
        unit_of_work = SqlUnitOfWork(connections, clock)
        ledger = Ledger(unit_of_work, FrozenClock())
        bought = []
        for start in range(first, first + 45, 3):
            async with unit_of_work() as repo:
                reserved = await repo.credits.reserve(
                    ledger.order(campaign, provider_total=40), people(range(start, start + 4))
                )
            bought += [q.lead_id for call in reserved.calls for q in call.questions]
        await connections.aclose()
        return bought

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("where", ["database_url", "postgres_url"])
def test_several_processes_buy_nobody_twice_and_pass_no_budget(
    request: pytest.FixtureRequest, where: str
) -> None:
    """Three of them at once, over the same people, with a budget for forty of forty-eight."""
    url = request.getfixturevalue(where)

    async def begin() -> Campaign:
        connections = Connections(url)
        clock = FrozenClock()
        campaign = await Scene(SqlUnitOfWork(connections, clock), clock).campaign()
        await connections.aclose()
        return campaign

    campaign = asyncio.run(begin())
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as processes:
        answers = [processes.submit(buy, url, campaign, first) for first in (1, 2, 3)]
        bought = [lead_id for answer in answers for lead_id in answer.result()]
    assert len(bought) == len(set(bought)) == 40


@pytest.fixture
async def connections(database_url: str) -> AsyncIterator[Connections]:
    """An empty database on SQLite."""
    connections = Connections(database_url)
    yield connections
    await connections.aclose()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block, but those that only begin or end a transaction."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_a_hundred_people_need_a_handful_of_statements(connections: Connections) -> None:
    """To reserve ten calls; and some to save one of them."""
    clock = FrozenClock()
    unit_of_work = SqlUnitOfWork(connections, clock)
    ledger = Ledger(unit_of_work, clock)
    campaign = await Scene(unit_of_work, clock).campaign()
    with counted() as statements:
        reserved = await ledger.reserve(campaign, people(range(100)))
    assert len(reserved.calls) == 10
    assert len(statements) <= 6
    call = reserved.calls[0]
    for state, most in ((S.PENDING, 1), (S.ANSWERED, 1), (S.SETTLED, 4)):
        call = ledger.step(call, state)
        learned = {q.subject: ["linkedin:in/" + q.subject] for q in call.questions[:5]}
        forgotten = [q.subject for q in call.questions[5:]]
        with counted() as statements:
            told = (learned, forgotten) if state is S.SETTLED else ({}, ())
            assert await ledger.save(call, learned=told[0], forgotten=told[1])
        assert len(statements) <= most


async def test_the_books_outlive_a_campaign(connections: Connections) -> None:
    """What was spent is spent, though nobody knows for whom any more."""
    clock = FrozenClock()
    unit_of_work = SqlUnitOfWork(connections, clock)
    ledger = Ledger(unit_of_work, clock)
    campaign = await Scene(unit_of_work, clock).campaign()
    call = await ledger.reserved(campaign, 1, 2)
    async with connections.writing() as connection:
        await connection.execute(delete(tables.campaign))
    assert await ledger.moved(call, S.ANSWERED, S.SETTLED)
    line = BookLine(provider="apollo", purpose=Purpose.ENRICH, campaign_id=None, calls=1, spent=1.0)
    assert (await ledger.books()).lines == (line,)
    assert await ledger.used() == 1.0


async def test_a_counter_never_goes_below_zero(connections: Connections) -> None:
    """The database itself refuses."""
    with closing(sqlite3.connect(str(connections.url.database))) as raw:
        raw.execute("INSERT INTO credit (scope, period, used) VALUES ('x', 'total', 1)")
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute("UPDATE credit SET used = used - 2")


async def test_an_erased_person_stands_nowhere_in_a_dump(connections: Connections) -> None:
    """Neither in questions nor in answers nor among the keys of purchases."""
    clock = FrozenClock()
    unit_of_work = SqlUnitOfWork(connections, clock)
    ledger = Ledger(unit_of_work, clock)
    campaign = await Scene(unit_of_work, clock).campaign()
    call = ledger.step(await ledger.reserved(campaign, 1, 2), S.ANSWERED)
    call = structs.replace(call, answer=b"of person1@x.test", result=b"and person1@x.test")
    assert await ledger.save(call)
    learned = {person(1).subject: ["email:person1.private@x.test"]}
    assert await ledger.save(ledger.step(call, S.SETTLED), learned=learned)

    def dump() -> str:
        with closing(sqlite3.connect(str(connections.url.database))) as database:
            return "\n".join(database.iterdump()).lower()

    names = ("person1", "apollo:1", b"person1".hex())
    assert all(name in dump() for name in names)
    await ledger.erase("email:person1@x.test")
    assert not any(name in dump() for name in names)
    assert "person2@x.test" in dump()
