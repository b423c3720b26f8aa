"""One story: a campaign is killed at an instant, then run on until nothing is left to do."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from cam.app.composition import open_cam
from cam.app.settings import Settings
from cam.domain.model.audience import Audience
from cam.domain.model.campaign import CampaignDraft
from cam.ports.failpoints import Point
from cam.sandbox import Sandbox
from cam.sandbox.settings import Settings as Dials
from cam.sandbox.settings import Window

from .checker import Judged, judged

KILLED = -signal.SIGKILL
LANES = 3
TESTS = Path(__file__).parents[1]


class Story(Struct, frozen=True, kw_only=True):
    """What happens to one campaign."""

    number: int
    point: Point
    nth: int = 1
    people: int = 6
    connections: int = 1
    limit: int = 50
    kills: int = 1
    finds: bool = False
    """Does it look for people, and enrich them, too?"""
    plant: str = ""

    @property
    def domain(self) -> str:
        """Whose mails these are, at a server that many stories share."""
        return f"{self.point.replace('_', '-')}-{self.number}.example"


class Told(Struct, kw_only=True):
    """How a story ended."""

    story: Story
    kills: int
    verdict: Judged


class Lane:
    """A process that forks one cycle after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crash.zygote"],
            cwd=TESTS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    async def cycle(self, environment: dict[str, str], plant: str) -> int:
        """The exit code of one cycle of campaign 1 in a process of its own."""
        return await asyncio.to_thread(self._cycle, environment, plant)

    def _cycle(self, environment: dict[str, str], plant: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"env": environment, "campaign_id": 1, "plant": plant}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> str:
        """What its cycles complained of."""
        return self._process.communicate()[1]


@contextmanager
def lanes() -> Iterator[list[Lane]]:
    """Processes for cycles; closed at the end."""
    opened = [Lane() for _ in range(LANES)]
    try:
        yield opened
    finally:
        for lane in opened:
            sys.stderr.write(lane.close())


@asynccontextmanager
async def world() -> AsyncIterator[Sandbox]:
    """A sandbox without rate limits: what is tested here is not patience."""
    unlimited = {name: Window() for name in ("search", "match", "bulk_match", "*")}
    dials = Dials(
        apollo_limits=unlimited,
        dropcontact_limit=100_000,
        dropcontact_delay=0.0,
        make_limit=100_000,
    )
    async with Sandbox(people=3_000, verified_share=0.5, settings=dials) as sandbox:
        yield sandbox


class Teller:
    """Tells stories, as many at a time as there are lanes."""

    def __init__(self, sandbox: Sandbox, opened: list[Lane], empty: Path, folder: Path) -> None:
        self._sandbox = sandbox
        self._lanes: asyncio.Queue[Lane] = asyncio.Queue()
        for lane in opened:
            self._lanes.put_nowait(lane)
        self._empty = empty
        self._folder = folder

    async def tell(self, story: Story) -> Told:
        """The story from its beginning to its verdict."""
        lane = await self._lanes.get()
        try:
            return await self._tell(story, lane)
        finally:
            self._lanes.put_nowait(lane)

    async def _tell(self, story: Story, lane: Lane) -> Told:
        database = self._folder / f"{story.domain}.db"
        shutil.copyfile(self._empty, database)
        environment = self._environment(story, database)
        await _begin(story, Settings.read(environment))
        kills = 0
        for number in range(story.kills):
            nth = story.nth if number == 0 else 1
            failing = environment | {"CAM_FAILPOINT": f"{story.point}:{nth}"}
            code = await lane.cycle(failing, story.plant)
            assert code in ((KILLED,) if number == 0 else (KILLED, 0)), f"{story} ended with {code}"
            kills += code == KILLED
        for _ in range(2):
            code = await lane.cycle(environment, story.plant)
            assert code == 0, f"{story}: a cycle after the kill ended with {code}"
        await self._quiet()
        mails = [m for m in self._sandbox.mails if m.mail_from.endswith(f"@{story.domain}")]
        verdict = judged(database, mails, limit=story.limit, people=story.people, kills=kills)
        return Told(story=story, kills=kills, verdict=verdict)

    def _environment(self, story: Story, database: Path) -> dict[str, str]:
        told = self._sandbox.environment() | {
            "CAM_DATABASE_URL": f"sqlite:///{database}",
            "CAM_SENDER_NAME": "Ann Lee",
            "CAM_SENDER_EMAIL": f"ann@{story.domain}",
            "CAM_POSTAL_ADDRESS": "1 Main St, Springfield",
            "SMTP_CONNECTIONS": str(story.connections),
        }
        if not story.finds:
            for name in ("APOLLO_API_KEY", "DROPCONTACT_API_KEY"):
                del told[name]
        return told

    async def _quiet(self) -> None:
        """What a killed process had handed to the kernel has arrived by then."""
        async with asyncio.timeout(10):
            while self._sandbox._sessions:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def _begin(story: Story, settings: Settings) -> None:
    """The campaign and its people, each due at once."""
    draft = CampaignDraft(
        name="story",
        max_emails_per_day=story.limit,
        max_new_leads_per_cycle=3,
        first_contact_delay=timedelta(0),
        audience=Audience(person_seniorities=("director",)) if story.finds else Audience(),
    )
    rows = [
        f"lead{number}@{story.domain},Lena{number},Story{number},Firm {number}"
        for number in range(story.people)
    ]
    file = BytesIO("\n".join(["email,first_name,last_name,company", *rows]).encode())
    async with open_cam(settings) as cam:
        campaign = await cam.create_campaign(draft)
        imported = await cam.import_leads(campaign.id, file, name="people.csv")
    assert (campaign.id, imported.new) == (1, story.people)
