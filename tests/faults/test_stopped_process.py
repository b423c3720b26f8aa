"""A process stands still past its lease, another one works meanwhile, then the first wakes up."""

import signal
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import pytest

from cam.app.operations import Cam
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import AlreadyRunning
from cam.ports.failpoints import Point
from cam.sandbox import Sandbox
from integration.stage import Stage, a_draft, imported, lived, people
from postgres_server import eventually, told

from .processes import STOPPED_AT, Process, process
from .witness import broken_promises

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")
PEOPLE = 4
BRIEF = STOPPED_AT.format(lease=0.5, body_within=0.5)
PATIENT = STOPPED_AT.format(lease=0.5, body_within=60)
LOST_LOCKS = """
SELECT pg_terminate_backend(pid) FROM pg_locks
 WHERE locktype = 'advisory' AND objsubid = 2
"""
LEASE_IS_OVER = "SELECT 1 FROM attempt WHERE lease_until > {now}"


class NoLocks:
    """Locks that nobody notices, as on a file system that has none."""

    @asynccontextmanager
    async def held(self, campaign_id: int) -> AsyncIterator[bool]:
        """As free."""
        del campaign_id
        yield True

    async def busy(self, campaign_ids: Collection[int]) -> frozenset[int]:
        """None is."""
        del campaign_ids
        return frozenset()


class Scene:
    """A process that stands still, and another CAM on the same database."""

    def __init__(self, stage: Stage, cam: Cam, campaign: Campaign, sleeper: Process) -> None:
        self.stage, self.cam, self.campaign, self.sleeper = stage, cam, campaign, sleeper

    async def lease_is_over(self) -> None:
        """By the database's clock."""
        if self.stage.database_url.startswith("sqlite"):
            now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
        else:
            now = "now()"

        async def is_over() -> bool:
            return not self.stage.rows(LEASE_IS_OVER.format(now=now))

        await eventually(is_over)

    async def locks_are_lost(self) -> None:
        """The sleeper's: the other one may begin a cycle."""
        if self.stage.database_url.startswith("sqlite"):
            self.cam.runs._queue._locks = NoLocks()  # type: ignore[attr-defined]
        else:
            await told(self.stage.database_url, LOST_LOCKS)

    async def other_cycle(self) -> None:
        """The other one works, after the lease, beside the sleeper."""
        await self.lease_is_over()
        await self.locks_are_lost()
        await lived(self.cam, self.campaign)

    async def wake(self) -> None:
        """The sleeper goes on, to its end."""
        self.sleeper.tell(signal.SIGCONT)
        await self.sleeper.ended()


@pytest.fixture(params=["sqlite", "postgres"])
def stage(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    """Either database."""
    name = "database_url" if request.param == "sqlite" else "postgres_url"
    return Stage(sandbox, request.getfixturevalue(name))


@asynccontextmanager
async def standing_still(stage: Stage, point: Point, code: str = BRIEF) -> AsyncIterator[Scene]:
    """At its second time there: it has sent one mail, or it has everything before it."""
    nth = 1 if point is Point.CLAIMED else 2
    sleeping = stage.environment(*FINDERS, CAM_FAILPOINT=f"{point}:{nth}", SMTP_CONNECTIONS="1")
    async with stage.cam(*FINDERS, SMTP_CONNECTIONS="1") as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(PEOPLE))
        async with process(code, sleeping) as sleeper:
            await sleeper.stopped()
            yield Scene(stage, cam, campaign, sleeper)


async def test_who_stands_still_keeps_the_campaign(stage: Stage) -> None:
    """No other cycle begins beside it; when it wakes up it sends what its lease still allows."""
    async with standing_still(stage, Point.OFFERED) as scene:
        await scene.lease_is_over()
        with pytest.raises(AlreadyRunning):
            await scene.cam.run_cycle(scene.campaign.id, dry_run=False)
        assert len(stage.recipients) == 1
        await scene.wake()
        await lived(scene.cam, scene.campaign)
    assert broken_promises(stage, people=PEOPLE, limit=20) == []
    assert stage.states() == {"sent": PEOPLE}


@pytest.mark.parametrize("point", [Point.CLAIMED, Point.OFFERED])
async def test_a_claim_that_was_slept_through_writes_nothing(stage: Stage, point: Point) -> None:
    """The other one writes to everybody; the sleeper wakes up and writes to nobody."""
    async with standing_still(stage, point) as scene:
        await scene.other_cycle()
        assert stage.states() == {"sent": PEOPLE}
        await scene.wake()
        await lived(scene.cam, scene.campaign)
    assert broken_promises(stage, people=PEOPLE, limit=20) == []
    assert len(stage.recipients) == PEOPLE


async def test_a_leave_that_was_slept_through_is_not_used(stage: Stage) -> None:
    """The other one calls it unknown. Who is suppressed then, with nothing in flight, gets nothing
    any more; and once the sleeper has said that it wrote nothing, nothing is unknown."""
    async with standing_still(stage, Point.AUTHORIZED) as scene:
        await scene.other_cycle()
        assert stage.states() == {"sent": PEOPLE - 1, "unknown": 1}
        ((slept,),) = stage.rows("SELECT recipient FROM attempt WHERE state = 'unknown'")
        suppressed = await scene.cam.suppress(slept, "asked")
        assert suppressed.in_flight == ()
        await scene.wake()
        assert stage.states() == {"sent": PEOPLE - 1, "queued": 1}
    assert slept not in stage.recipients
    assert broken_promises(stage, people=PEOPLE, limit=20, over=False) == []


async def test_a_leave_that_is_used_in_time_is_recorded(stage: Stage) -> None:
    """It was called unknown meanwhile; the server's word, when it comes, counts."""
    async with standing_still(stage, Point.AUTHORIZED, PATIENT) as scene:
        await scene.other_cycle()
        assert stage.states() == {"sent": PEOPLE - 1, "unknown": 1}
        await scene.wake()
    assert stage.states() == {"sent": PEOPLE}
    assert broken_promises(stage, people=PEOPLE, limit=20) == []
