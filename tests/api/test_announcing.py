"""Announcements that wait go out while the service lives."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from cam.adapters.system_clock import SystemClock
from cam.app.composition import World
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.services.announcing import Announced
from cam.testing.fakes.webhook_notifier import FakeWebhookNotifier

from .service import served


class HandClock:
    """Real time, but a wait lasts until the test ends it."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self.asked: asyncio.Queue[float] = asyncio.Queue()
        self.ticks: asyncio.Queue[None] = asyncio.Queue()
        self.moved = timedelta(0)

    def now(self) -> datetime:
        return self._real.now().astimezone(UTC) + self.moved

    def new_id(self) -> UUID:
        return self._real.new_id()

    async def sleep(self, seconds: float) -> None:
        self.asked.put_nowait(seconds)
        await self.ticks.get()


async def test_an_announcement_goes_out_without_a_cycle(settings: Settings) -> None:
    """A pause is announced within the next five seconds."""
    clock, notifier = HandClock(), FakeWebhookNotifier()
    async with served(settings, world=World(notifier=notifier), clock=clock) as service:
        number = await service.campaign()
        await service.put(f"/campaigns/{number}/pause", json={"reason": "holiday"})
        assert await clock.asked.get() == 5.0
        clock.ticks.put_nowait(None)
        await clock.asked.get()
    assert len(notifier.received) == 1
    assert b"holiday" in notifier.received[0].body


async def test_trouble_with_announcing_is_never_fatal(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is logged, and tried again."""
    tried: list[None] = []

    async def broken(_: Cam) -> Announced:
        tried.append(None)
        raise ZeroDivisionError("announcer")

    monkeypatch.setattr(Cam, "announce", broken)
    clock = HandClock()
    world = World(notifier=FakeWebhookNotifier())
    async with served(settings, world=world, clock=clock) as service:
        for _ in range(2):
            await clock.asked.get()
            clock.ticks.put_nowait(None)
        await clock.asked.get()
        assert (await service.ask("GET", "/readyz")).status_code == 200
    assert len(tried) == 2
    assert "announcing failed" in capsys.readouterr().out


async def test_nobody_waits_when_there_is_nobody_to_tell(settings: Settings) -> None:
    """Without a webhook nothing runs in the background."""
    clock = HandClock()
    async with served(settings, clock=clock) as service:
        assert (await service.ask("GET", "/readyz")).status_code == 200
    assert clock.asked.empty()
