"""The connections: durable, exclusive, read-only where it is said, and quick."""

import threading
from collections.abc import AsyncIterator

import anyio
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from cam.adapters.sql.connections import Connections, database_url
from cam.domain.model.errors import DatabaseUnavailable, InvalidInput


@pytest.fixture
async def connections(database_url: str) -> AsyncIterator[Connections]:
    """The connections to a migrated database."""
    connections = Connections(database_url)
    yield connections
    await connections.aclose()


@pytest.mark.parametrize(
    ("told", "driver"),
    [
        ("sqlite:///cam.db", "sqlite+aiosqlite"),
        ("postgresql://u:p@h/db", "postgresql+asyncpg"),
        ("postgresql+psycopg://u:p@h/db", "postgresql+asyncpg"),
    ],
)
def test_a_plain_url_gets_its_async_driver(told: str, driver: str) -> None:
    """An operator writes the URL that every tool takes."""
    assert database_url(told).drivername == driver


@pytest.mark.parametrize("told", ["mysql://h/db", "cam.db", "", "sqlite://", "sqlite:///:memory:"])
def test_what_cam_cannot_keep_is_refused(told: str) -> None:
    """With the name of the setting."""
    with pytest.raises(InvalidInput, match="CAM_DATABASE_URL"):
        Connections(told)


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2)])
async def test_what_is_committed_survives_a_power_cut(
    connections: Connections, pragma: str, value: object
) -> None:
    """WAL with synchronous=FULL (2)."""
    async with connections.writing() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_a_reading_connection_cannot_write(connections: Connections) -> None:
    """The database itself refuses."""
    with pytest.raises(DatabaseUnavailable, match="readonly"):
        async with connections.reading() as connection:
            await connection.execute(text("DELETE FROM campaign"))


async def test_read_modify_write_by_many_at_once_loses_nothing(connections: Connections) -> None:
    """BEGIN IMMEDIATE: two units of work that write never overlap."""
    async with connections.writing() as connection:
        await connection.execute(text("INSERT INTO quota VALUES ('x', '2026-01-01', 0)"))

    async def add() -> None:
        async with connections.writing() as connection:
            used = (await connection.execute(text("SELECT used FROM quota"))).scalar_one()
            await connection.execute(text(f"UPDATE quota SET used = {used + 1}"))

    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(add)
    async with connections.reading() as connection:
        assert (await connection.execute(text("SELECT used FROM quota"))).scalar() == 50


async def test_only_what_may_wait_goes_to_the_other_thread(connections: Connections) -> None:
    """A statement of the writer is made here; BEGIN and COMMIT, which may wait, are not."""
    here = threading.get_ident()
    seen: dict[str, set[bool]] = {}

    @event.listens_for(connections.writer.sync_engine, "checkout")
    def trace(connection: object, *_: object) -> None:
        driver = connection.driver_connection._conn  # type: ignore[attr-defined]
        driver.set_trace_callback(
            lambda sql: seen.setdefault(sql.split()[0], set()).add(threading.get_ident() == here)
        )

    async with connections.writing() as connection:
        await connection.execute(text("INSERT INTO quota VALUES ('x', '2026-01-01', 0)"))
        await connection.execute(text("SELECT used FROM quota"))
    assert seen == {"BEGIN": {False}, "INSERT": {True}, "SELECT": {True}, "COMMIT": {False}}


async def test_an_error_of_the_database_names_its_place_and_no_password() -> None:
    """An operator reads where it looked."""
    connections = Connections("postgresql://user:hunter2@127.0.0.1:1/cam")
    with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1:1") as told:
        async with connections.writing():
            pass
    assert "hunter2" not in f"{told.value}{told.value.__cause__}"
    assert not isinstance(told.value, OperationalError)
    await connections.aclose()
