"""A service on a database of its own, with nothing configured, and one with a held mailer."""

from collections.abc import AsyncIterator

import pytest

from cam.app.composition import World
from cam.app.settings import Settings

from .service import SENDER, HeldMailer, Service, served


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, **SENDER)


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[Service]:
    """Nothing of the outside is configured."""
    async with served(settings) as running:
        yield running


@pytest.fixture
def mailer() -> HeldMailer:
    return HeldMailer()


@pytest.fixture
async def mailing(settings: Settings, mailer: HeldMailer) -> AsyncIterator[Service]:
    """A service whose mails wait until they are let go."""
    async with served(settings, world=World(mailer=mailer)) as running:
        yield running
        mailer.go.set()
