"""The product on a stage: a sandbox for the world, a database, and campaigns with people."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

from cam.app.composition import World, open_cam
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.attempt import Attempt
from cam.domain.model.audience import Audience
from cam.domain.model.campaign import Campaign, CampaignDraft
from cam.domain.model.lead import Lead
from cam.domain.model.report import CycleReport, Run
from cam.domain.model.suppression import suppression
from cam.ports.clock import Clock
from cam.sandbox import Sandbox
from postgres_server import asked

SENDER = {
    "CAM_SENDER_NAME": "Ann Lee",
    "CAM_SENDER_EMAIL": "ann@agency.example",
    "CAM_POSTAL_ADDRESS": "1 Main St, Springfield",
}
SOMEBODY = Audience(person_seniorities=("director", "head", "vp"))
PATIENCE = 20.0
"""Seconds that a test waits for another process."""


class Stage:
    """One sandbox and one database."""

    def __init__(self, sandbox: Sandbox, database_url: str) -> None:
        self.sandbox = sandbox
        self.database_url = database_url
        self.path = Path(database_url.removeprefix("sqlite:///"))

    def environment(self, *without: str, **changes: str) -> dict[str, str]:
        """The variables that point CAM here, but for those named."""
        told = self.sandbox.environment() | SENDER | {"CAM_DATABASE_URL": self.database_url}
        return {name: value for name, value in (told | changes).items() if name not in without}

    @asynccontextmanager
    async def cam(
        self, *without: str, clock: Clock | None = None, world: World | None = None, **changes: str
    ) -> AsyncIterator[Cam]:
        """CAM, open on this stage."""
        settings = Settings.read(self.environment(*without, **changes))
        async with open_cam(settings, clock=clock, world=world) as cam:
            yield cam

    @property
    def recipients(self) -> list[str]:
        """Who got a mail, in order of arrival."""
        return [mail.rcpt_to[0] for mail in self.sandbox.mails]

    @property
    def letters(self) -> list[EmailMessage]:
        """The mails, as their readers see them."""
        return [read(mail.raw) for mail in self.sandbox.mails]

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds; `values` on SQLite only."""
        if self.database_url.startswith("sqlite"):
            with closing(sqlite3.connect(self.path)) as db:
                return db.execute(query, values).fetchall()
        return [tuple(row) for row in asked(self.database_url, query)]

    def states(self) -> dict[str, int]:
        """Attempts by their state."""
        return dict(self.rows("SELECT state, count(*) FROM attempt GROUP BY state"))

    def quota_used(self) -> int:
        """Mails counted, whatever the day."""
        return int(self.rows("SELECT coalesce(sum(used), 0) FROM quota")[0][0])

    def dump(self) -> list[str]:
        """The whole database as SQL."""
        with closing(sqlite3.connect(self.path)) as db:
            return list(db.iterdump())


def read(raw: bytes) -> EmailMessage:
    """A mail, as its reader sees it."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def a_draft(name: str = "x", **changes: Any) -> CampaignDraft:
    """A campaign that writes at once to whom it may."""
    told: dict[str, Any] = {"name": name, "first_contact_delay": timedelta(0)}
    return CampaignDraft(**(told | changes))


def people(number: int, domain: str = "client.example") -> list[str]:
    """CSV rows: email,first_name,last_name,company,tags."""
    return [
        f"lead{each}@{domain},Lena{each},Story{each},{domain} Firm {each},"
        for each in range(number)
    ]


async def imported(cam: Cam, campaign: Campaign, rows: Sequence[str]) -> None:
    """The campaign with these people, all of them new."""
    file = "\n".join(["email,first_name,last_name,company,tags", *rows])
    done = await cam.import_leads(campaign.id, BytesIO(file.encode()), name="people.csv")
    assert done.new == len(rows), done


async def lived(cam: Cam, campaign: Campaign) -> CycleReport:
    """The report of one live cycle."""
    run = await cam.run_cycle(campaign.id, dry_run=False)
    return (await cam.runs.wait(run.id)).reports[0]


async def lived_all(cam: Cam) -> Run:
    """A live run of all campaigns, over."""
    return await cam.runs.wait((await cam.run_all(dry_run=False)).id)


async def suppressed(cam: Cam, *targets: str) -> None:
    """Nobody writes to these any more."""
    async with cam._unit_of_work() as repo:
        await repo.suppressions.add([suppression(t, "asked", repo.now()) for t in targets])


async def leads_of(cam: Cam, campaign: Campaign) -> list[Lead]:
    """Every lead of the campaign, by id."""
    async with cam._unit_of_work.reading() as repo:
        found = await repo.leads.get(range(1, 2000))
    return [lead for lead in found.values() if lead.campaign_id == campaign.id]


async def attempts_of(cam: Cam, campaign: Campaign) -> list[Attempt]:
    """Every attempt of the campaign."""
    async with cam._unit_of_work.reading() as repo:
        return await repo.attempts.of_campaign(campaign.id)


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what another process does."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@contextmanager
def python(code: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Another Python process; killed at the end of the block if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=environment | {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "error::ResourceWarning"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
