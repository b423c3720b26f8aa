"""The sweep finds an address wherever it stands; afterwards not even the file's bytes have it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Uuid,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.adapters.sql.sweeping import _as_kept, sweep
from cam.domain.model.erasure import Mentions, Person
from cam.domain.services.erasing import Erasing
from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_campaign_draft, a_prospect
from cam.testing.clock import FrozenClock

JANE = "j.d@ab.example"
SPELLINGS = ("J.D+x@Ab.example", "J.D%40ab.example", "j.d@ab.example")


@pytest.fixture(params=["database_url", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    """Both kinds of database, migrated and empty."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def connections(url: str) -> AsyncIterator[Connections]:
    found = Connections(url)
    yield found
    await found.aclose()


_OTHERS: dict[type[Any], Any] = {
    Integer: 1,
    Float: 0.5,
    Boolean: False,
    DateTime: datetime(2026, 1, 5, tzinfo=UTC),
    Date: date(2026, 1, 5),
    Uuid: UUID(int=7),
}


def _value(kind: Any, spelling: str, number: int) -> Any:
    """A value of that type; texts and blobs hold the address, where they have room for it."""
    if isinstance(kind, LargeBinary):
        return f'{{"to": "{spelling}", "n": {number}}}'.encode()
    if isinstance(kind, String):
        told = f"{number} <{spelling}>"
        return "-" if kind.length and len(told) > kind.length else told
    return next(value for one, value in _OTHERS.items() if isinstance(kind, one))


async def _dump(db: AsyncConnection) -> dict[str, str]:
    """Every table as text, blobs decoded."""
    told = {}
    for table in tables.metadata.sorted_tables:
        rows = (await db.execute(select(_as_kept(table)))).all()
        told[table.name] = "\n".join(
            str(
                [each.decode(errors="replace") if isinstance(each, bytes) else each for each in row]
            )
            for row in rows
        ).lower()
    return told


async def _plant(db: AsyncConnection, spelling: str) -> None:
    """A row in each table, with the address in each text and blob that has room for it."""
    if db.dialect.name == "postgresql":
        await db.execute(text("SET session_replication_role = replica"))
    else:
        triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in (await db.execute(triggers)).scalars().all():
            await db.execute(text(f"DROP TRIGGER {name}"))
    for number, table in enumerate(tables.metadata.sorted_tables, start=1):
        raw = _as_kept(table)
        values = {c.name: _value(c.type, spelling, number) for c in raw.columns}
        if table.name == "deployment":
            key = {c.name: values[c.name] for c in raw.columns if isinstance(c.type, String)}
            await db.execute(raw.update().values(key))
            continue
        await db.execute(raw.insert().values(values))


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_column_of_any_table_keeps_the_address(
    connections: Connections, spelling: str
) -> None:
    """Planted in every text and blob there is, also in one that is added later."""
    async with connections.writing() as db:
        await _plant(db, spelling)
        planted = await _dump(db)
        assert {name for name, told in planted.items() if spelling.lower() not in told} == set()
        await sweep(db, Mentions([JANE]))
        left = await _dump(db)
    assert {name for name, told in left.items() if spelling.lower() in told} == set()
    assert {name for name, told in left.items() if "ab.example" in told} == set()


async def test_not_even_the_bytes_of_the_file_hold_the_address(
    database_url: str, clock: FrozenClock
) -> None:
    """Not the log, nor the pages that were split long before: who was in them stays there."""
    connections = Connections(database_url)
    unit_of_work: UnitOfWork = SqlUnitOfWork(connections, clock)
    emails = [f"jane.doe{n}@acme{n}.example" for n in range(1500)]
    dice = Random(1)
    dice.shuffle(emails)
    ids: list[int] = []
    async with unit_of_work() as repo:
        campaign = await repo.campaigns.add(a_campaign_draft())
    for lot in range(0, len(emails), 50):
        async with unit_of_work() as repo:
            people = [a_prospect(email=each) for each in emails[lot : lot + 50]]
            kept = await repo.leads.keep(campaign.id, people, imported=True, limit=None)
            ids += kept.leads
    for _ in range(3):
        async with connections.writing() as db:
            for number in dice.sample(ids, len(ids)):
                grown = {"a": "b" * dice.randint(0, 900)}
                await db.execute(
                    tables.lead.update().where(tables.lead.c.id == number).values(custom=grown)
                )
    victims = dict(zip(ids[::10], emails[::10], strict=True))
    async with unit_of_work.erasing() as repo:
        person = Person(leads=frozenset(victims), addresses=frozenset(victims.values()))
        assert (await repo.erasures.erase(person)).leads == len(victims)
    path = Path(database_url.removeprefix("sqlite:///"))
    held = b"".join(each.read_bytes().lower() for each in path.parent.glob("cam.db*"))
    assert [each for each in victims.values() if each.encode() in held] == []
    assert emails[1].encode() in held
    await connections.aclose()


async def test_no_suppression_goes_with_its_campaign(
    connections: Connections, clock: FrozenClock
) -> None:
    """By an SQL DELETE with all its cascades: entries and hashes stay."""
    unit_of_work: UnitOfWork = SqlUnitOfWork(connections, clock)
    async with unit_of_work() as repo:
        campaign = await repo.campaigns.add(a_campaign_draft())
        await repo.leads.keep(campaign.id, [a_prospect(email=JANE)], imported=True, limit=None)
    await Erasing(unit_of_work).address(JANE, "asked")
    async with connections.writing() as db:
        await db.execute(tables.campaign.delete())
    async with unit_of_work.reading() as repo:
        assert await repo.suppressions.covering([JANE]) == {JANE}


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()
