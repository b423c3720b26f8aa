"""GET /campaigns over 100 campaigns and 100,000 leads, each written to once."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from urllib.request import urlopen
from uuid import UUID

from rich.console import Console
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.audiences import draft
from benchmarks.served import NotServed, served
from benchmarks.service import migrated
from benchmarks.statements import Statements
from cam.adapters.sql import attempts, people, tables
from cam.adapters.sql.connections import Connections
from cam.app.composition import open_cam
from cam.app.settings import Settings
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.lead import Lead, LeadStatus, NextAction

CAMPAIGNS, EACH, TIMES = 100, 1000, 20


async def measure(console: Console) -> None:
    """Fills a database, then lists: by the library, then by HTTP."""
    statements = Statements()
    statements.install()
    with tempfile.TemporaryDirectory(prefix="cam-benchmark-") as folder:
        url = await migrated(folder)
        settings = Settings.read({"CAM_DATABASE_URL": url})
        async with open_cam(settings) as cam:
            campaigns = [await cam.create_campaign(draft(n, EACH)) for n in range(CAMPAIGNS)]
            await _fill(url, [each.id for each in campaigns])
            await cam.campaigns()
            statements.clear()
            found = await cam.campaigns()
            asked = sum(statements.by_step.values())
            whole = sum(view.metrics.leads for view in found)
            taken = await _timed(cam.campaigns)
        told = f"{len(found)} campaigns, {whole:,} leads, each with one attempt: "
        console.print(f"{told}{asked} statements, {taken} (asked: 3 and 50 ms)")
        try:
            with served(url) as service:
                address = f"{service.url}/api/cam/campaigns"
                taken = await _timed(lambda: asyncio.to_thread(_got, address))
            console.print(f"GET /api/cam/campaigns: {taken}")
        except NotServed as refusal:
            console.print(f"cam serve is not there: {refusal}", markup=False)


async def _timed(ask: Callable[[], Awaitable[object]]) -> str:
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        await ask()
        times.append(1000 * (time.perf_counter() - begun))
    return f"median {median(times):.1f} ms, worst {max(times):.1f} ms of {TIMES}"


def _got(address: str) -> bytes:
    with urlopen(address) as answer:
        body: bytes = answer.read()
        return body


async def _fill(url: str, campaign_ids: list[int]) -> None:
    connections = Connections(url)
    for place, campaign_id in enumerate(campaign_ids):
        first = 1 + place * EACH
        async with connections.writing() as connection:
            await _add(connection, campaign_id, range(first, first + EACH))
    await connections.aclose()


async def _add(connection: AsyncConnection, campaign_id: int, numbers: range) -> None:
    today = datetime(2026, 1, 5, 12, tzinfo=UTC)
    persons, mails = [], []
    for number in numbers:
        at = today - timedelta(minutes=number)
        persons.append(people.SHAPE.write(_lead(campaign_id, number, at)))
        mails.append(attempts.SHAPE.write(_attempt(campaign_id, number, at)))
    await connection.execute(insert(tables.lead), persons)
    await connection.execute(insert(tables.attempt), mails)


def _lead(campaign_id: int, number: int, at: datetime) -> Lead:
    statuses = (LeadStatus.CONTACTED, LeadStatus.CONTACTED, LeadStatus.REPLIED, LeadStatus.LOST)
    facts: dict[str, Any] = {
        "id": number,
        "campaign_id": campaign_id,
        "status": statuses[number % 4],
        "email": f"p{number}@c{number}.example",
        "next_action": NextAction.NONE,
        "created_at": at,
        "updated_at": at,
    }
    return Lead(**facts)


def _attempt(campaign_id: int, number: int, at: datetime) -> Attempt:
    address = f"p{number}@c{number}.example"
    return Attempt(
        id=UUID(int=number),
        campaign_id=campaign_id,
        lead_id=number,
        step=0,
        recipient=address,
        recipient_key=address,
        message_id=f"{number}@agency.example",
        state=AttemptState.SENT,
        created_at=at,
        updated_at=at,
    )


def main() -> None:
    """`python -m benchmarks.listing`."""
    asyncio.run(measure(Console(width=150)))


if __name__ == "__main__":
    main()
