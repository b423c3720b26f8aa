"""A market for each test."""

from collections.abc import AsyncIterator

import pytest

from cam.sandbox import Sandbox
from cam.sandbox.settings import Settings

from .market import UNLIMITED, Market


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The providers on loopback, without limits; they know everybody."""
    dials = Settings(apollo_limits=UNLIMITED, dropcontact_limit=100_000, make_limit=100_000)
    async with Sandbox(
        people=3_000, verified_share=1.0, nominative_share=1.0, settings=dials
    ) as running:
        yield running


@pytest.fixture
def market(sandbox: Sandbox, database_url: str) -> Market:
    """A sandbox, an empty database and a clock that leaps."""
    return Market(sandbox, database_url)
