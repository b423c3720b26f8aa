"""Postgres: what a connection remembers of the day's counters is never taken for the truth."""

from collections.abc import AsyncIterator

import pytest

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Mishap, Scene, go


@pytest.fixture
async def unit_of_work(postgres_url: str) -> AsyncIterator[SqlUnitOfWork]:
    """Units of work on one migrated database."""
    connections = Connections(postgres_url)
    yield SqlUnitOfWork(connections, FrozenClock())
    await connections.aclose()


async def test_a_counter_that_was_rolled_back_is_made_anew(unit_of_work: SqlUnitOfWork) -> None:
    """The connection held it, and it is gone: the next mail still counts."""
    scene = Scene(unit_of_work, FrozenClock())
    campaign = await scene.campaign(max_emails_per_day=1)
    (claim,) = await scene.claimed(campaign)

    async def rolled_back() -> None:
        async with unit_of_work() as repo:
            await repo.attempts.authorize([go(claim)])
            raise Mishap

    with pytest.raises(Mishap):
        await rolled_back()
    async with unit_of_work() as repo:
        (verdict,) = await repo.attempts.authorize([go(claim)])
        quota = await repo.quotas.today(campaign)
    assert (verdict.refusal, quota.used) == (None, 1)
