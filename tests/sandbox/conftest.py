"""One sandbox a test, small enough to build at once; and clients that speak to it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from cam.sandbox import Sandbox


def client_of(url: str, headers: dict[str, str]) -> httpx.AsyncClient:
    """Plain HTTP on loopback: no time is spent on loading certificates."""
    return httpx.AsyncClient(base_url=url, headers=headers, verify=False)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(seed=7, people=3_000, dropcontact_delay=0.0) as running:
        yield running


@pytest.fixture
async def apollo(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"x-api-key": sandbox.environment()["APOLLO_API_KEY"]}
    async with httpx.AsyncClient(
        base_url=sandbox.apollo_url, headers=headers, verify=False
    ) as client:
        yield client


@pytest.fixture
async def dropcontact(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"x-access-token": sandbox.environment()["DROPCONTACT_API_KEY"]}
    async with httpx.AsyncClient(
        base_url=sandbox.dropcontact_url, headers=headers, verify=False
    ) as client:
        yield client


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(sandbox.http_url, {}) as client:
        yield client
