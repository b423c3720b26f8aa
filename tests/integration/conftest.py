"""A stage for each test."""

from collections.abc import AsyncIterator

import pytest

from cam.sandbox import Sandbox
from cam.sandbox.settings import Settings, Window

from .stage import Stage


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The world on loopback, small and without rate limits."""
    limits = {name: Window() for name in ("search", "match", "bulk_match", "*")}
    dials = Settings(apollo_limits=limits, dropcontact_limit=100_000, dropcontact_delay=0.0)
    async with Sandbox(people=3_000, verified_share=0.8, settings=dials) as running:
        yield running


@pytest.fixture
def stage(sandbox: Sandbox, database_url: str) -> Stage:
    """A sandbox and an empty database."""
    return Stage(sandbox, database_url)
