"""The service as a test meets it: the whole application, asked in memory."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from io import BytesIO
from typing import Any

import httpx
from asgi_lifespan import LifespanManager
from litestar import Litestar

from cam.app.composition import World
from cam.app.http.app import create_app
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.mail import Mail
from cam.ports.clock import Clock
from cam.ports.mailer import Authorize, SendResult
from cam.testing.fakes.mailer import FakeMailer

PROBLEM = "application/problem+json"
HERE = "http://localhost:8000"
SENDER: dict[str, Any] = {
    "sender_name": "Ann Lee",
    "sender_email": "ann@agency.example",
    "postal_address": "1 Main St, Springfield",
}


class HeldMailer(FakeMailer):
    """Says when the first mail is under way, and goes on when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()
        self.go = asyncio.Event()

    async def send(self, mail: Mail, authorize: Authorize) -> SendResult:
        """Waits, then as the original."""
        self.begun.set()
        await self.go.wait()
        return await super().send(mail, authorize)


class Service:
    """The application and a client of it."""

    def __init__(self, app: Litestar, client: httpx.AsyncClient) -> None:
        self.app = app
        self.client = client

    @property
    def cam(self) -> Cam:
        """What the application works with."""
        cam: Cam = self.app.state.cam
        return cam

    async def ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        """One request; a path without a leading word is under /api/cam."""
        return await self.client.request(method, path, **how)

    async def get(self, path: str, **how: Any) -> httpx.Response:
        return await self.ask("GET", f"/api/cam{path}", **how)

    async def post(self, path: str, **how: Any) -> httpx.Response:
        return await self.ask("POST", f"/api/cam{path}", **how)

    async def put(self, path: str, **how: Any) -> httpx.Response:
        return await self.ask("PUT", f"/api/cam{path}", **how)

    async def campaign(self, name: str = "Bakers", *, leads: int = 0, **changes: Any) -> int:
        """A new campaign that writes at once, with so many people; its id."""
        body = {"name": name, "first_contact_delay": "PT0S", **changes}
        made = await self.post("/campaigns", json=body)
        assert made.status_code == 201, made.text
        number: int = made.json()["id"]
        rows = [f"lead{n}@{name.lower()}.example,Lena,Story,Firm {n}" for n in range(leads)]
        if rows:
            file = "\n".join(["email,first_name,last_name,company", *rows])
            await self.cam.import_leads(number, BytesIO(file.encode()), name="people.csv")
        return number


@asynccontextmanager
async def served(
    settings: Settings, *, world: World | None = None, clock: Clock | None = None
) -> AsyncIterator[Service]:
    """The application, begun; ended with the block."""
    app = create_app(settings, world=world, clock=clock)
    asked: Any = app  # Litestar types ASGI more narrowly than those who call it
    wire = httpx.ASGITransport(app=asked, raise_app_exceptions=False)
    async with LifespanManager(asked), httpx.AsyncClient(transport=wire, base_url=HERE) as client:
        yield Service(app, client)


def dump(database_url: str) -> list[str]:
    """The whole database as SQL."""
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as db:
        return list(db.iterdump())


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem, when the answer is this one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["code"] == code, problem
    assert problem["type"] == f"urn:cam:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem
