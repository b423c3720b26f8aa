"""How the hot queries are answered at a million leads.

Each verb runs as CAM calls it; the statements that reach the database are explained with the same
values. On Postgres also as the plan for any values, to which a server may change; on SQLite also
before ANALYZE, which nobody runs on a user's file.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import Engine, event

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlRepository, SqlUnitOfWork
from cam.testing.clock import FrozenClock
from postgres_server import Databases

from .a_million import NOW, fill_postgres, fill_sqlite
from .hot_queries import HOT

GROWING = {
    "lead", "other", "arrival", "attempt", "attempt_event", "suppression", "purchase", "call",
    "event", "run", "child",
}  # fmt: skip
"""Tables, and their names in queries, that have a row for each person, mail or run."""
SMALL_INDEXES = {
    "ix_arrival_review", "ix_attempt_live", "ix_attempt_unknown", "ix_event_waiting",
    "ix_run_active",
}  # fmt: skip
"""Over what is live only: read whole, they are still short."""
IN_ORDER = {
    "leads.due", "leads.due, all of 500,000", "leads.due to enrich", "leads.upcoming",
    "leads.upcoming of 500,000", "leads.page", "leads.page of the last campaign",
}  # fmt: skip
"""What is read in the order of an index, up to its limit: nothing is sorted."""
COUNTING = {
    "leads.count_due", "leads.count_due of 500,000", "leads.scheduled",
    "leads.scheduled of 500,000", "statistics.metrics", "attempts.page of a campaign",
}  # fmt: skip
"""What reads all that it counts, or shows a page of, in an index."""
NEWEST = {"runs.recent of a campaign"}
"""Postgres may walk back over all campaigns' newest until it has as many as it was asked for."""
STEPS = 400_000
"""Steps of SQLite's machine that every other verb may take; a row costs some 10 to 100."""


class Asked(NamedTuple):
    """One statement as it reached the driver, and its (first) values."""

    verb: str
    statement: str
    values: Any


class Undone(Exception):
    """Ends a unit of work."""


async def test_sqlite_finds_what_it_needs_by_an_index(empty_database: Path, tmp_path: Path) -> None:
    """No table is read whole, nothing that is due is sorted, and a lot costs what it holds."""
    path = tmp_path / "million.db"
    shutil.copyfile(empty_database, path)
    fill_sqlite(f"sqlite:///{path}")
    asked, steps = await _asked(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        before = _sqlite_plans(file, asked)
        file.execute("ANALYZE")
        after = _sqlite_plans(file, asked)
    path.unlink()
    assert before == []
    assert after == []
    assert {verb: n for verb, n in steps.items() if n > STEPS and verb not in COUNTING} == {}


def _sqlite_plans(file: sqlite3.Connection, asked: list[Asked]) -> list[tuple[str, str]]:
    """The verbs that read too much, and the line of the plan that tells."""
    wrong = []
    for verb, statement, values in asked:
        for *_, line in file.execute(f"EXPLAIN QUERY PLAN {statement}", values):
            found = re.match(r"SCAN (\w+)(?: USING(?: COVERING)? INDEX (\w+))?$", line)
            if found and found[1] in GROWING and found[2] not in SMALL_INDEXES:
                wrong.append((verb, line))
            if "TEMP B-TREE" in line and verb in IN_ORDER:
                wrong.append((verb, line))
    return wrong


async def test_postgres_finds_what_it_needs_by_an_index(postgres_databases: Databases) -> None:
    """No table is read whole and nothing that is due is sorted, whatever the values."""
    url = postgres_databases.migrated()
    await fill_postgres(url)
    asked, _ = await _asked(url)
    session = await asyncpg.connect(url)
    try:
        await session.execute(_ANY_VALUES)
        wrong = []
        for verb, statement, values in asked:
            told = await session.fetchval(f"EXPLAIN (FORMAT JSON) {statement}", *values)
            generic = await session.fetchval("SELECT pg_temp.any_values($1)", statement)
            for plan in (told, generic):
                wrong += [(verb, line) for line in _read_whole(json.loads(plan)[0]["Plan"], verb)]
    finally:
        await session.close()
        postgres_databases.drop()
    assert wrong == []


_ANY_VALUES = """
CREATE FUNCTION pg_temp.any_values(statement text) RETURNS json LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
    EXECUTE 'EXPLAIN (GENERIC_PLAN, FORMAT JSON) ' || statement INTO plan;
    RETURN plan;
END $$
"""


def _read_whole(node: dict[str, Any], verb: str) -> Iterator[str]:
    """What a plan reads from end to end, and what it sorts although it need not."""
    kind, table, index = node["Node Type"], node.get("Relation Name"), node.get("Index Name")
    if kind == "Seq Scan" and table in GROWING:
        yield f"{kind} on {table}"
    is_whole = index and index not in SMALL_INDEXES and "Index Cond" not in node
    if is_whole and table in GROWING and verb not in NEWEST:
        yield f"{kind} of all of {index}"
    if "Sort" in kind and verb in IN_ORDER:
        yield f"{kind} by {node['Sort Key']}"
    for inner in node.get("Plans", ()):
        yield from _read_whole(inner, verb)


async def _asked(url: str) -> tuple[list[Asked], dict[str, int]]:
    """The statements of every hot verb; on SQLite also the steps that each took."""
    connections = Connections(url)
    unit_of_work = SqlUnitOfWork(connections, FrozenClock(NOW))
    asked: list[Asked] = []
    steps: dict[str, int] = {}
    try:
        for name, verb in HOT.items():
            async with _undone(unit_of_work) as repo:
                with _noting(name, asked), _counting(await _machine(repo), name, steps):
                    await verb(repo)
    finally:
        await connections.aclose()
    return asked, steps


@asynccontextmanager
async def _undone(unit_of_work: SqlUnitOfWork) -> AsyncIterator[SqlRepository]:
    try:
        async with unit_of_work() as repo:
            yield repo
            raise Undone  # noqa: TRY301 - nothing of what a verb wrote is kept
    except Undone:
        pass


async def _machine(repo: SqlRepository) -> sqlite3.Connection | None:
    raw = await repo.leads._db.get_raw_connection()
    found = getattr(raw.driver_connection, "_conn", None)
    return found if isinstance(found, sqlite3.Connection) else None


@contextmanager
def _noting(verb: str, asked: list[Asked]) -> Iterator[None]:
    """The statements of the block that look for rows."""

    def note(_: Any, __: Any, statement: str, values: Any, ___: Any, many: bool) -> None:
        if re.match(r"(SELECT|UPDATE|DELETE)\b.*\b(FROM|SET)\b", statement, re.DOTALL):
            asked.append(Asked(verb, statement, values[0] if many else values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def _counting(
    machine: sqlite3.Connection | None, verb: str, steps: dict[str, int]
) -> Iterator[None]:
    """The steps that SQLite takes in the block, in hundreds."""

    def count() -> int:
        steps[verb] = steps.get(verb, 0) + 100
        return 0

    if machine is None:
        yield
        return
    machine.set_progress_handler(count, 100)
    try:
        yield
    finally:
        machine.set_progress_handler(None, 100)
