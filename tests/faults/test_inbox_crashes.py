"""The process that reads the mailbox is killed at every message: each is applied once."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.adapters.system_clock import SystemClock
from cam.domain.model.attempt import AttemptState
from cam.domain.model.lead import Lead, LeadStatus
from cam.ports.failpoints import Point
from cam.testing.builders import a_campaign_draft, a_prospect, an_attempt
from integration.imap_mailbox import Mailbox
from messages import NO, a_bounce, a_reply, a_vacation
from peers.peers import Peers

KILLED = -9
PEOPLE = 6
READ = """
import asyncio
from cam.app.composition import open_cam

async def main():
    async with open_cam() as cam:
        report = await cam.read_inbox(dry_run=False)
        assert report.is_clean, report
asyncio.run(main())
"""


class Story:
    """People who were written to, and what came back of each."""

    def __init__(self, url: str, mailbox: Mailbox) -> None:
        self.url = url
        self.mailbox = mailbox
        self._connections = Connections(url)
        self.unit_of_work = SqlUnitOfWork(self._connections, SystemClock(), database_time=True)
        self.leads: list[Lead] = []

    async def begin(self) -> None:
        """Everybody was mailed; a third are away, a third say no, a third do not exist."""
        async with self.unit_of_work() as repo:
            campaign = await repo.campaigns.add(a_campaign_draft(stop_company_on_reply=False))
            people = [a_prospect() for _ in range(PEOPLE)]
            kept = await repo.leads.keep(campaign.id, people, imported=True, limit=None)
            leads = await repo.leads.get(kept.leads)
            contacted = [
                each.contacted(repo.now(), 0, campaign.sequence) for each in leads.values()
            ]
            await repo.leads.advance(contacted)
            attempts = [an_attempt(each, state=AttemptState.SENT) for each in leads.values()]
            await repo.attempts.plan(attempts)
        self.leads = sorted(contacted, key=lambda lead: lead.id)
        told = [
            (a_vacation(lead, mail), a_reply(lead, mail, NO), a_bounce(mail))[number % 3]
            for number, (lead, mail) in enumerate(zip(self.leads, attempts, strict=True))
        ]
        await self.mailbox.put(*told[:4])
        await self.mailbox.put(*told[4:], told[0], folder="Junk")

    async def read(self, failpoint: str = "") -> int:
        """Another process reads the mailbox; its exit code."""
        environment = {
            "CAM_DATABASE_URL": self.url,
            "CAM_FAILPOINT": failpoint,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_TLS": "none",
            "IMAP_HOST": self.mailbox.host,
            "IMAP_PORT": str(self.mailbox.port),
            "IMAP_USERNAME": self.mailbox.user,
            "IMAP_PASSWORD": self.mailbox.password,
            "IMAP_TLS": "none",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", READ),
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        assert process.returncode in (0, KILLED), said.decode()
        return process.returncode

    async def wrong(self) -> list[str]:
        """What is not as it would be had nobody been killed."""
        async with self.unit_of_work() as repo:
            now = await repo.leads.get([each.id for each in self.leads])
            events = await repo.events.take(campaign_id=None, limit=99, lease=timedelta(1))
            arrivals = await repo.arrivals.page(limit=99)
            covered = await repo.suppressions.covering([each.email for each in self.leads])
        wrong = [] if len(arrivals) == PEOPLE else [f"{len(arrivals)} messages are kept"]
        if events:
            wrong.append("events are due though nobody is to be told")
        for number, before in enumerate(self.leads):
            lead, kind = now[before.id], number % 3
            assert before.next_action_at is not None
            postponed = lead.next_action_at == before.next_action_at + timedelta(days=7)
            lost = lead.status is LeadStatus.LOST
            told = (postponed, lost, before.email in covered)
            if told != (kind == 0, kind > 0, kind == 2):
                wrong.append(f"lead {number}: {told}, next {lead.next_action_at}")
        return wrong

    async def end(self) -> None:
        """Its connections."""
        await self._connections.aclose()


@pytest.fixture(params=["database_url", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    """A database of each kind, migrated and empty."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def story(url: str, peers: Peers) -> AsyncIterator[Story]:
    """On each kind of database."""
    story = Story(url, Mailbox(peers))
    await story.begin()
    yield story
    await story.end()


@pytest.mark.parametrize("point", [Point.HEARD, Point.APPLIED])
async def test_each_message_is_applied_once_though_its_reader_is_killed(
    story: Story, point: Point
) -> None:
    """Before the commit it is read again, after it it is not; at the end all is as it should be."""
    codes = [await story.read(f"{point}:2") for _ in range(3)]
    assert codes == [KILLED] * 3
    assert await story.read() == 0
    assert await story.wrong() == []
    await story.mailbox.renumber()
    await story.mailbox.renumber("Junk")
    assert await story.read() == 0
    assert await story.wrong() == []


async def test_processes_that_read_at_once_apply_each_message_once(story: Story) -> None:
    """Some of them are killed in the middle."""
    codes = await asyncio.gather(
        story.read(f"{Point.HEARD}:2"), story.read(), story.read(f"{Point.APPLIED}:3"), story.read()
    )
    assert set(codes) <= {0, KILLED}
    assert await story.read() == 0
    assert await story.wrong() == []
