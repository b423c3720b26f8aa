"""How the hot queries are answered at a million leads.

Each verb runs as CAM calls it; the statements that reach the database are explained with the same
values, and on Postgres also as the plan that serves any values, which a server may change to.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import asyncpg
import pytest
from sqlalchemy import Engine, event

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlRepository, SqlUnitOfWork
from cam.testing.clock import FrozenClock
from postgres_server import Databases

from .a_million import NOW, fill_postgres, fill_sqlite
from .hot_queries import HOT, Verb

GROWING = ("lead", "attempt", "attempt_event", "suppression", "purchase", "call", "event", "run")
"""Tables that have a row for each person or mail."""
IN_ORDER = ("leads.due", "leads.due, all of 500,000", "leads.upcoming of 500,000", "leads.page")
"""Verbs that read in the order of an index: nothing of what they leave is sorted."""


class Asked(NamedTuple):
    """One statement as it reached the driver, and its (first) values."""

    verb: str
    statement: str
    values: Any


class Undone(Exception):
    """Nothing of what a verb wrote is kept."""


async def asked_by(url: str) -> list[Asked]:
    """The statements of every hot verb."""
    connections = Connections(url)
    unit_of_work = SqlUnitOfWork(connections, FrozenClock(NOW))
    asked: list[Asked] = []
    for name, verb in HOT.items():
        with noting(name, asked):
            await _undone(unit_of_work, verb)
    await connections.aclose()
    return asked


async def _undone(unit_of_work: SqlUnitOfWork, verb: Verb) -> None:
    try:
        async with unit_of_work() as repo:
            await verb(repo)
            raise Undone
    except Undone:
        pass


@contextmanager
def noting(verb: str, asked: list[Asked]) -> Iterator[None]:
    """The statements of the block that read or write tables."""

    def note(_: Any, __: Any, statement: str, values: Any, ___: Any, many: bool) -> None:
        if re.search(r" (FROM|INTO|UPDATE) |^UPDATE ", statement):
            asked.append(Asked(verb, statement, values[0] if many else values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_sqlite_finds_everything_by_an_index(empty_database: Path, tmp_path: Path) -> None:
    """No hot query reads a whole table, and what is due is read best first, not sorted."""
    path = tmp_path / "million.db"
    shutil.copyfile(empty_database, path)
    fill_sqlite(f"sqlite:///{path}")
    wrong = {}
    asked = await asked_by(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        for verb, statement, values in asked:
            plan = [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            print(verb, plan)
