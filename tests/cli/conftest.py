"""`cam` on a database of its own, and in the sandbox's world."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cam.sandbox import Sandbox

from .shell import SENDER, Door, Shell


@pytest.fixture
def cam(database_url: str, tmp_path: Path) -> Shell:
    """`cam` on an empty database of this test's own."""
    return Shell(tmp_path, CAM_DATABASE_URL=database_url)


@pytest.fixture
def door(cam: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Door:
    """`cam` in this process, on the same database."""
    monkeypatch.chdir(cam.folder)
    monkeypatch.setenv("CAM_DATABASE_URL", cam.environment["CAM_DATABASE_URL"])
    return Door(cam, capsys)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(people=2_000, dropcontact_delay=0.0) as running:
        yield running


@pytest.fixture
def cam_there(cam: Shell, sandbox: Sandbox) -> Shell:
    """`cam` in the sandbox's world, without Dropcontact's waits."""
    told = sandbox.environment()
    del told["DROPCONTACT_API_KEY"]
    cam.environment |= told | SENDER
    return cam
