"""CAM in processes of its own, which can be killed."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from .market import Market


async def ran(market: Market, *arguments: str, **environment: str) -> int:
    """The exit code of one `cam` command; negative when a signal ended it."""
    process = await begun(market, *arguments, **environment)
    await process.communicate()
    return process.returncode or 0


async def begun(market: Market, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """A `cam` command that is under way."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cam.app.cli", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.defpath} | market.environment(**environment),
    )


class Service:
    """A `cam serve` and a client of it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def cycle(self, campaign_id: int) -> dict[str, Any]:
        """The report of a live cycle that was waited for."""
        path = f"/api/cam/campaigns/{campaign_id}/run-cycle?dry_run=false&wait=60"
        answer = await self.client.post(path, timeout=70)
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()["reports"][0]
        return report

    async def credits(self, provider: str) -> dict[str, Any]:
        """What the ledger says of a provider."""
        answer = await self.client.get("/api/cam/credits")
        told = {each["provider"]: each for each in answer.json()["providers"]}
        account: dict[str, Any] = told[provider]
        return account


@asynccontextmanager
async def serving(market: Market, **environment: str) -> AsyncIterator[Service]:
    """The service, which the providers reach at the address that they are told."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    told = {"CAM_PORT": str(port), "CAM_PUBLIC_URL": url} | environment
    process = await begun(market, "serve", **told)
    assert process.stderr is not None
    try:
        assert (await process.stderr.readline()).startswith(b"CAM listens on")
        async with httpx.AsyncClient(base_url=url) as client:
            yield Service(client)
        process.terminate()
        _, said = await process.communicate()
        assert (process.returncode, b"Traceback" in said) == (0, False), said
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
