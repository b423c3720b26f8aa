"""Postgres's connections: dead ones are replaced, waits have an end, time is the server's."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql.connections import POOL, Connections
from cam.adapters.sql.migrate import migrate
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.adapters.sql.schema import check_schema
from cam.adapters.system_clock import SystemClock
from cam.domain.model.attempt import Refusal
from cam.domain.model.errors import DatabaseUnavailable, SchemaOutdated
from cam.domain.model.lead import NextAction
from cam.testing.builders import a_campaign_draft
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import LEASE, Scene
from postgres_server import eventually, told

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"


@pytest.fixture
async def connections(postgres_url: str) -> AsyncIterator[Connections]:
    """The connections to a migrated database."""
    connections = Connections(postgres_url)
    yield connections
    await connections.aclose()


async def fill_pool(connections: Connections) -> None:
    """Every connection of the pool is open, and idle."""

    async def use() -> None:
        async with connections.writing() as connection:
            await connection.execute(text("SELECT pg_sleep(0.1)"))

    await asyncio.gather(*(use() for _ in range(POOL)))


@pytest.mark.parametrize("way", ["writing", "reading"])
async def test_connections_that_died_in_the_pool_are_replaced(
    connections: Connections, postgres_url: str, way: str
) -> None:
    """Nobody meets one; and who reads still cannot write."""
    await fill_pool(connections)
    await told(postgres_url, f"SELECT pg_terminate_backend(pid) {OTHERS}")
    for _ in range(POOL + 1):
        async with getattr(connections, way)() as connection:
            assert (await connection.execute(text("SELECT 1"))).scalar() == 1
            read_only = (await connection.execute(text("SHOW transaction_read_only"))).scalar()
            assert read_only == ("on" if way == "reading" else "off")


async def test_a_connection_that_dies_in_use_is_told_and_the_next_works(
    connections: Connections, postgres_url: str
) -> None:
    """Nothing of the unit of work is kept."""

    async def work() -> None:
        async with connections.writing() as connection:
            await connection.execute(text("INSERT INTO quota VALUES ('x', '2026-01-01', 0)"))
            await told(postgres_url, f"SELECT pg_terminate_backend(pid) {OTHERS}")
            await connection.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable, match="cannot reach the database at 127"):
        await work()
    async with connections.writing() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM quota"))).scalar() == 0


async def test_a_commit_whose_answer_is_lost_is_told(
    connections: Connections, postgres_url: str
) -> None:
    """It may be kept or not; never is it said to be."""

    async def work() -> None:
        async with connections.writing() as connection:
            await connection.execute(text("INSERT INTO quota VALUES ('x', '2026-01-01', 0)"))
            await told(postgres_url, f"SELECT pg_terminate_backend(pid) {OTHERS}")

    with pytest.raises(DatabaseUnavailable):
        await work()


@pytest.mark.parametrize(
    ("limit", "statement", "word"),
    [
        ("statement_timeout = 50", "SELECT pg_sleep(60)", "statement timeout"),
        ("lock_timeout = 50", "LOCK TABLE quota", "lock timeout"),
        ("idle_in_transaction_session_timeout = 50", "", "cannot reach"),
    ],
)
async def test_what_takes_too_long_is_ended_by_the_server(
    connections: Connections, limit: str, statement: str, word: str
) -> None:
    """A statement, a wait for a lock, a transaction that nobody goes on with."""

    async def work() -> None:
        async with connections.writing() as connection:
            await connection.execute(text(f"SET LOCAL {limit}"))
            if not statement:
                await nobody_idles(other)
            await connection.execute(text(statement or "SELECT 1"))

    async with connections.writing() as other:
        await other.execute(text("LOCK TABLE quota IN SHARE MODE"))
        with pytest.raises(DatabaseUnavailable, match=word):
            await work()


async def nobody_idles(other: AsyncConnection) -> None:
    """The server has ended every other transaction that nobody goes on with."""

    async def is_so() -> bool:
        await other.execute(text("SELECT pg_stat_clear_snapshot()"))
        idle = await other.execute(text(f"SELECT count(*) {OTHERS} AND state LIKE 'idle in%'"))
        return idle.scalar() == 0

    await eventually(is_so)


async def test_one_of_two_who_wait_for_each_other_is_told(connections: Connections) -> None:
    """The other one goes on."""
    async with connections.writing() as connection:
        for name in "ab":
            await connection.execute(text(f"INSERT INTO quota VALUES ('{name}', '2026-01-01', 0)"))
    both = asyncio.Barrier(2)

    async def take(first: str, second: str) -> str:
        try:
            async with connections.writing() as connection:
                change = "UPDATE quota SET used = used + 1 WHERE scope = '{}'"
                await connection.execute(text(change.format(first)))
                await both.wait()
                await connection.execute(text(change.format(second)))
        except DatabaseUnavailable as error:
            return str(error)
        return "done"

    answers = sorted(await asyncio.gather(take("a", "b"), take("b", "a")))
    assert answers[0] == "done" or "deadlock detected" in answers[0]
    assert {"done"} < set(answers)
    async with connections.reading() as connection:
        assert (await connection.execute(text("SELECT sum(used) FROM quota"))).scalar() == 2


async def test_a_query_that_is_cancelled_ends_in_the_server_too(
    connections: Connections, postgres_url: str
) -> None:
    """And its connection is not handed on with it."""

    async def slow() -> None:
        async with connections.writing() as connection:
            await connection.execute(text("SELECT pg_sleep(60)"))

    sleeping = f"SELECT 1 {OTHERS} AND state = 'active' AND query LIKE '%pg_sleep(60)%'"

    async def sleeps() -> bool:
        return bool(await told(postgres_url, sleeping))

    async def is_over() -> bool:
        return not await sleeps()

    task = asyncio.create_task(slow())
    await eventually(sleeps)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await eventually(is_over)
    await fill_pool(connections)


async def test_a_table_that_is_missing_asks_for_a_migration(postgres_empty: str) -> None:
    """Also when it is the first one."""
    connections = Connections(postgres_empty)
    with pytest.raises(SchemaOutdated, match="cam migrate"):
        await check_schema(connections)
    await connections.aclose()


async def test_a_mistake_in_a_statement_is_no_outage(connections: Connections) -> None:
    """It comes out as it is."""
    with pytest.raises(DBAPIError, match="syntax error"):
        async with connections.writing() as connection:
            await connection.execute(text("SELEC 1"))


async def test_those_who_migrate_at_once_all_succeed(postgres_empty: str) -> None:
    """One does it, the others wait and find nothing left to do."""
    three = [Connections(postgres_empty) for _ in range(3)]
    async with asyncio.timeout(30):
        await asyncio.gather(*(migrate(each) for each in three))
    await asyncio.gather(*(check_schema(each) for each in three))
    for each in three:
        await each.aclose()


@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
async def test_a_process_whose_clock_is_wrong_goes_by_the_databases(
    connections: Connections, hours: int
) -> None:
    """Leases, what is due, and the quota's day."""
    wrong = FrozenClock(datetime.fromtimestamp(SystemClock().now().timestamp(), UTC))
    wrong.advance(timedelta(hours=hours))
    unit_of_work = SqlUnitOfWork(connections, wrong, database_time=True)
    scene = Scene(unit_of_work, wrong)
    campaign = await scene.campaign()
    async with unit_of_work() as repo:
        began = repo.now()
        assert await repo.quotas.today(campaign)
        day = (await repo.quotas.today(campaign)).day
        server = (await repo.campaigns._db.execute(text("SELECT now()"))).scalar_one()
    assert (began, day) == (server, server.date())
    lead = await scene.lead(campaign)
    for minutes, is_due in ((30, False), (-30, True)):
        await scene.save(lead.to_contact(began + timedelta(minutes=minutes)))
        async with unit_of_work.reading() as repo:
            due = await repo.leads.due(campaign.id, NextAction.CONTACT)
        assert bool(due) is is_due
    await scene.planned(lead)
    (claim,) = await scene.claim(campaign)
    assert claim.attempt.lease_until is not None
    assert began + LEASE <= claim.attempt.lease_until < began + LEASE + timedelta(minutes=1)
    (verdict,) = await scene.authorize(claim)
    assert verdict.refusal is not Refusal.LOST_CLAIM
    assert (await scene.attempt(claim)).quota_day == day


async def test_a_write_that_is_cancelled_anywhere_leaves_the_pool_usable(
    connections: Connections,
) -> None:
    """Cut at many moments of a unit of work: the next one writes, and nothing is half there."""
    unit_of_work = SqlUnitOfWork(connections, FrozenClock())

    async def write() -> None:
        async with unit_of_work() as repo:
            await repo.campaigns.add(a_campaign_draft())
            await repo.campaigns.add(a_campaign_draft())

    for turns in range(25):
        task = asyncio.create_task(write())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await fill_pool(connections)
    async with unit_of_work.reading() as repo:
        assert len(await repo.campaigns.all()) % 2 == 0
