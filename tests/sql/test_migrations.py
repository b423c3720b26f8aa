"""The migrations: up, down, up, and what the newest schema holds."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from cam.adapters.sql import migrate as migration
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.schema import HEAD, check_schema
from cam.domain.model.attempt import ATTEMPT_MOVES, RESTORE_MOVES, AttemptState
from cam.domain.model.credit import CALL_MOVES, CallState
from cam.domain.model.errors import SchemaOutdated

SCRIPTS = Path(migration.__file__).parent / "migrations"


@pytest.fixture
async def connections(tmp_path: Path) -> AsyncIterator[Connections]:
    """A database without any table."""
    connections = Connections(f"sqlite:///{tmp_path / 'new.db'}")
    yield connections
    await connections.aclose()


async def tables(connections: Connections) -> set[str]:
    """The tables that there are."""
    async with connections.writing() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return set(names)


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]


async def test_each_revision_goes_up_down_and_up_again(connections: Connections) -> None:
    """No step is one-way, and the end is the same."""
    await migration.migrate(connections)
    whole = await tables(connections)
    for revision in [*revisions()[:-1][::-1], "base"]:
        await migration.migrate(connections, revision)
    assert await tables(connections) <= {"alembic_version"}
    for revision in revisions():
        await migration.migrate(connections, revision)
    assert await tables(connections) == whole


async def test_the_newest_schema_is_what_the_tables_say(connections: Connections) -> None:
    """Nobody changes a table without a revision."""
    await migration.migrate(connections)
    await migration.compare(connections)


def test_head_is_the_newest_revision() -> None:
    """`serve` refuses every other schema."""
    assert revisions()[-1] == HEAD


async def test_a_database_without_schema_is_refused_with_what_to_do(
    connections: Connections,
) -> None:
    """The error names the command."""
    with pytest.raises(SchemaOutdated, match="cam migrate"):
        await check_schema(connections)


async def test_migrating_twice_changes_nothing(connections: Connections) -> None:
    """`cam migrate` may be run before each start."""
    await migration.migrate(connections)
    await migration.migrate(connections)
    await check_schema(connections)


@pytest.fixture
def attempts(database_url: str) -> Iterator[sqlite3.Connection]:
    """A database with one attempt, past every layer of CAM."""
    with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
        for table, values in (("campaign", {"name": "c"}), ("lead", {}), ("attempt", {})):
            _insert(connection, table, values)
        yield connection
    connection.close()


def _insert(connection: sqlite3.Connection, table: str, given: Mapping[str, object]) -> None:
    """A row with something in every column that must not be empty."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    values = {
        name: given.get(name, 1 if "INT" in kind or kind == "FLOAT" else "x")
        for _, name, kind, needed, _, _ in columns
        if needed
    }
    marks = ", ".join("?" * len(values))
    connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
    )


@pytest.mark.parametrize("start", AttemptState)
@pytest.mark.parametrize("end", AttemptState)
def test_the_database_knows_the_same_moves_as_the_model(
    attempts: sqlite3.Connection, start: AttemptState, end: AttemptState
) -> None:
    """An illegal move is refused by the database itself, and a legal one is written down."""
    attempts.execute("DROP TRIGGER attempt_told")
    sql = attempts.execute("SELECT sql FROM sqlite_master WHERE name = 'attempt_moves'").fetchone()
    attempts.execute("DROP TRIGGER attempt_moves")
    attempts.execute("UPDATE attempt SET state = ?", (start,))
    attempts.execute(sql[0])
    legal = start is end or (start, end) in ATTEMPT_MOVES | RESTORE_MOVES
    with nullcontext() if legal else pytest.raises(sqlite3.IntegrityError, match="illegal move"):
        attempts.execute("UPDATE attempt SET state = ?", (end,))


@pytest.mark.parametrize("start", CallState)
@pytest.mark.parametrize("end", CallState)
def test_the_database_knows_the_same_moves_of_a_call_as_the_model(
    database_url: str, start: CallState, end: CallState
) -> None:
    """An illegal move is refused by the database itself."""
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        _insert(connection, "call", {"state": start})
        legal = start is end or (start, end) in CALL_MOVES
        with nullcontext() if legal else pytest.raises(sqlite3.IntegrityError, match="illegal"):
            connection.execute("UPDATE call SET state = ?", (end,))


def test_every_move_of_an_attempt_is_written_down(attempts: sqlite3.Connection) -> None:
    """The database keeps the history, whoever writes."""
    attempts.execute("DELETE FROM attempt")
    attempts.execute("DELETE FROM attempt_event")
    _insert(attempts, "attempt", {"state": "queued"})
    for state in ("claimed", "authorized", "unknown", "sent"):
        attempts.execute("UPDATE attempt SET state = ?", (state,))
    told = attempts.execute("SELECT from_state, to_state FROM attempt_event ORDER BY id").fetchall()
    assert told == [
        (None, "queued"),
        ("queued", "claimed"),
        ("claimed", "authorized"),
        ("authorized", "unknown"),
        ("unknown", "sent"),
    ]
