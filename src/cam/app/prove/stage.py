"""What every proof stands on: sandboxes, databases, processes, and people who exist nowhere."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from cam.app.operations import Cam
from cam.app.prove.crew import Crew
from cam.app.prove.databases import Database, Databases, databases
from cam.app.prove.errands import Ended, Errand
from cam.app.prove.proof import Bar
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.sequence import Step
from cam.sandbox import Sandbox
from cam.sandbox.settings import Settings as Dials
from cam.sandbox.settings import Window

LANES = 3
"""Stories told at the same time."""
DEAF_SECONDS = 10.0
ONE_STEP = (Step(subject="Hello {{first_name}}", text="Hello {{first_name}}, shall we talk?"),)
PROVIDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")


class Stage:
    """One proof's surroundings."""

    def __init__(
        self, made: Databases, crew: Crew, bar: Bar, folder: Path, *, seed: int, plant: str
    ) -> None:
        self._databases = made
        self.crew = crew
        self.bar = bar
        self.folder = folder
        self.seed = seed
        self.plant = plant
        self.kind = made.kind
        self.lanes = asyncio.Semaphore(LANES)
        self._making = asyncio.Lock()

    def dice(self, name: object) -> random.Random:
        """Chances of one story, the same for the same seed."""
        return random.Random(f"{self.seed}/{name}")

    async def database(self) -> Database:
        """A migrated, empty one."""
        async with self._making:
            return await self._databases.new()

    async def backed_up(self, database: Database) -> str:
        """A backup of it."""
        return await self._databases.backed_up(database)

    async def restored(self, database: Database, backup: str) -> None:
        """It is what it was when it was backed up."""
        await self._databases.restored(database, backup)

    async def send(self, task: str, env: dict[str, str], **how: Any) -> Ended:
        """One errand in a process of its own, which may be killed."""
        return await self.crew.send(Errand(task=task, env=env, plant=self.plant, **how))

    async def done(self, task: str, env: dict[str, str], **how: Any) -> Ended:
        """One errand that must come to its end. Raises CannotProve."""
        return await self.crew.done(Errand(task=task, env=env, plant=self.plant, **how))


@asynccontextmanager
async def staged(
    database: str, given: str, bar: Bar, *, seed: int, plant: str
) -> AsyncIterator[Stage]:
    """A stage in a temporary folder; nothing is left behind. Raises CannotProve."""
    with tempfile.TemporaryDirectory(prefix="cam-prove-") as passing:
        folder = Path(passing)
        async with databases(database, folder, given) as made, Crew(folder) as crew:
            yield Stage(made, crew, bar, folder, seed=seed, plant=plant)


def sandbox(people: int = 100, **dials: Any) -> Sandbox:
    """A sandbox without rate limits: it is not patience that is put to the test."""
    unlimited = {name: Window() for name in ("search", "match", "bulk_match", "*")}
    settings = Dials(
        apollo_limits=unlimited,
        dropcontact_limit=100_000,
        dropcontact_delay=0.0,
        make_limit=100_000,
        **dials,
    )
    return Sandbox(people=people, verified_share=0.5, settings=settings)


def environment(
    world: Sandbox, database: Database, *, domain: str = "agency.example", finds: bool = False
) -> dict[str, str]:
    """The settings of a process that is sent out."""
    told = world.environment() | {
        "CAM_DATABASE_URL": database.url,
        "CAM_SENDER_NAME": "Ann Lee",
        "CAM_SENDER_EMAIL": f"ann@{domain}",
        "CAM_POSTAL_ADDRESS": "1 Main St, Springfield",
        "CAM_DNS": "off",
    }
    if not finds:
        for name in PROVIDERS:
            del told[name]
    return told


def draft(name: str, *, limit: int = 10_000, **more: Any) -> CampaignDraft:
    """A campaign of one step whose people are written to at once."""
    facts: dict[str, Any] = {"sequence": ONE_STEP, "first_contact_delay": timedelta(0)}
    return CampaignDraft(name=name, max_emails_per_day=limit, **(facts | more))


def addresses(domain: str, count: int, *, start: int = 0) -> list[str]:
    """Of people at that domain."""
    return [f"lead{number}@{domain}" for number in range(start, start + count)]


async def welcome(cam: Cam, campaign_id: int, people: Iterable[str]) -> None:
    """Imports these people: each is due at once."""
    rows = [
        f"{each},Lena{number},Story{number},Firm {number}" for number, each in enumerate(people)
    ]
    file = BytesIO("\n".join(["email,first_name,last_name,company", *rows]).encode())
    imported = await cam.import_leads(campaign_id, file, name="people.csv")
    if imported.new != len(rows):
        raise RuntimeError(f"{imported.new} of {len(rows)} people were imported")


async def quiet(world: Sandbox) -> None:
    """What a killed process had handed to the kernel has arrived by then."""
    async with asyncio.timeout(DEAF_SECONDS):
        while world.is_spoken_to:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
