"""CAM on a real database, the sandbox's providers over HTTP, and one time for both."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from anyio.lowlevel import checkpoint

from cam.adapters.system_clock import SystemClock
from cam.app.accounts import Accounts, ProviderAccount
from cam.app.operations import Cam
from cam.domain.model.audience import Audience
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import Lead, LeadStatus
from cam.domain.model.report import CycleReport, CycleStep, Run
from cam.sandbox import Sandbox
from cam.sandbox.settings import Window
from cam.sandbox.world import Person
from integration.stage import Stage, a_draft, lived_all

UNLIMITED = {name: Window() for name in ("search", "match", "bulk_match", "*")}
PROVIDERS = ("apollo", "dropcontact")


class LeapingClock:
    """CAM's time and the sandbox's: a wait takes none of the test's, and passes for both.

    Waits at the same time pass at the same time.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._began = datetime.fromtimestamp(sandbox.dials.wall(), UTC)
        self._ahead = 0.0
        self._ids = SystemClock()

    def now(self) -> datetime:
        """The moment at which it stands, UTC."""
        return self._began + timedelta(seconds=self._ahead)

    def advance(self, by: timedelta) -> None:
        """Moves on."""
        self._to(self._ahead + by.total_seconds())

    async def sleep(self, seconds: float) -> None:
        """Lets the others run, then it is so late."""
        until = self._ahead + max(seconds, 0.0)
        await checkpoint()
        self._to(until)

    def new_id(self) -> UUID:
        """A UUIDv7."""
        return self._ids.new_id()

    def _to(self, ahead: float) -> None:
        if ahead > self._ahead:
            self._ahead = ahead
            self._sandbox.change(clock_ahead=ahead)


FREE = {"CAM_DNS": "off", "CAM_CONSENT_COUNTRIES": "none"}
"""No name server is asked, and whoever is found may be written to, wherever they are."""


class Market(Stage):
    """One sandbox, one database, one time, and campaigns that share no people."""

    def __init__(self, sandbox: Sandbox, database_url: str) -> None:
        super().__init__(sandbox, database_url)
        self.clock = LeapingClock(sandbox)
        self._next_company = 0

    def environment(self, *without: str, **changes: str) -> dict[str, str]:
        """As on every stage; nobody is asked about domains."""
        return super().environment(*without, **(FREE | changes))

    @asynccontextmanager
    async def open(self, *without: str, **changes: str) -> AsyncIterator[Cam]:
        """CAM, open in this market's time."""
        async with self.cam(*without, clock=self.clock, world=None, **changes) as cam:
            yield cam

    def people(self, number: int) -> list[Person]:
        """The people of the next companies: at least so many, and nobody else's."""
        world = self.sandbox.world
        found: list[Person] = []
        while len(found) < number:
            found += [world.person(each) for each in world.members[self._next_company]]
            self._next_company += 1
        return found

    async def searching(self, cam: Cam, name: str, people: int = 10, **changes: Any) -> Campaign:
        """A campaign whose audience fits about so many people at Apollo."""
        theirs = self.people(people)
        domains = tuple({each.company.domain: None for each in theirs})
        audience = Audience(q_organization_domains_list=domains)
        told: dict[str, Any] = {"max_new_leads_per_cycle": len(theirs), "max_emails_per_day": 300}
        return await cam.create_campaign(a_draft(name, audience=audience, **(told | changes)))

    async def listing(self, cam: Cam, name: str, people: int = 10, **changes: Any) -> Campaign:
        """A campaign that was given names and employers: Dropcontact finds the addresses."""
        told = {"enrichers": ("dropcontact",), "max_emails_per_day": 300} | changes
        campaign = await cam.create_campaign(a_draft(name, **told))
        await given(cam, campaign, self.people(people)[:people])
        return campaign

    def books(self, provider: str) -> float:
        """What the provider itself says that it took, or has reserved."""
        return self.sandbox.books.credits_spent[provider]


async def given(cam: Cam, campaign: Campaign, people: Sequence[Person]) -> None:
    """The campaign with these people, whose addresses nobody told."""
    rows = [f"{p.first_name},{p.last_name},{p.company.name},{p.company.domain}" for p in people]
    file = "\n".join(["first_name,last_name,company,domain", *rows])
    done = await cam.import_leads(campaign.id, BytesIO(file.encode()), name="people.csv")
    assert done.new == len(people), done


async def round_of_all(cam: Cam) -> dict[str, CycleReport]:
    """A live run of all campaigns: each one's report, by its name; none is missing."""
    run = await lived_all(cam)
    return by_name(run, [each.campaign.name for each in await cam.campaigns()])


def by_name(run: Run, campaigns: Sequence[str]) -> dict[str, CycleReport]:
    """The reports of a run that is over, of each of these campaigns."""
    assert run.status.is_over
    assert run.error == "", run
    told = {report.campaign_name: report for report in run.reports}
    assert sorted(told) == sorted(campaigns)
    return told


def words(report: CycleReport) -> str:
    """All that the report says went wrong, or was not done, and why."""
    errors = [f"{each.step}: {each.reason}" for each in report.errors]
    left_out = [why for step, why in report.skipped_steps.items() if step != CycleStep.INBOX]
    return " | ".join([*errors, *left_out, report.events_trouble])


async def account(cam: Cam, provider: str) -> ProviderAccount:
    """CAM's own books of one provider."""
    told: Accounts = await cam.accounts()
    return next(each for each in told.providers if each.provider == provider)


def counted(told: ProviderAccount) -> float:
    """All that it counts as spent."""
    return round(told.spent + told.held + told.lost, 6)


async def leads_by(cam: Cam, *campaigns: Campaign) -> list[Lead]:
    """Every lead of these campaigns."""
    ids = {each.id for each in campaigns}
    async with cam._unit_of_work.reading() as repo:
        found = await repo.leads.get(range(1, 20_000))
    return [lead for lead in found.values() if lead.campaign_id in ids]


def is_known(lead: Lead) -> bool:
    """Is it enriched, or closed with a reason?"""
    return lead.status is not LeadStatus.NEW or bool(lead.closed_because)


def goes_on(lead: Lead) -> bool:
    """Has it a next action with its time, a mail under way, or a reason why there is none?"""
    return bool(lead.is_stopped or lead.next_action_at or lead.next_action == "await")
