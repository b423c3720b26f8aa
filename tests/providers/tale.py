"""Three campaigns live through a fault."""

from datetime import timedelta
from typing import Any

from msgspec import Struct

from cam.app.operations import Cam
from cam.domain.model.campaign import Campaign
from cam.domain.model.report import CycleReport, RunStatus

from .market import PROVIDERS, Market, account, by_name, counted, goes_on, is_known, leads_by, words

PEOPLE = 5
A_DAY = timedelta(hours=25)
"""Past every hold and every pause."""


class Case(Struct, frozen=True, kw_only=True):
    """A fault on one route, and what is seen of it."""

    route: str
    fault: dict[str, Any]
    word: str
    """Of the report; empty when nothing is to be seen at all."""
    over: bool = False
    """Was an answer lost or unreadable? Then the ledger counts it whole, and nobody asks again."""

    @property
    def provider(self) -> str:
        """Whose route it is."""
        return self.route.partition(".")[0]

    @property
    def is_harmless(self) -> bool:
        """Does it change nothing?"""
        return not self.word

    def __str__(self) -> str:
        told = [f"{value}" for value in self.fault.values()]
        return " ".join([self.route, *told])


class Tale:
    """Three campaigns: one asks both providers, one Apollo alone, one Dropcontact alone."""

    def __init__(self, market: Market, cam: Cam, told: Case) -> None:
        self._market, self._cam, self._case = market, cam, told
        self.campaigns: dict[str, Campaign] = {}

    async def begin(self) -> None:
        """The campaigns, which have done nothing yet."""
        there = self._market
        for made in (
            await there.searching(self._cam, "both", PEOPLE, verify="all"),
            await there.searching(self._cam, "apollo", PEOPLE),
            await there.listing(self._cam, "dropcontact", PEOPLE),
        ):
            self.campaigns[made.name] = made

    @property
    def bystander(self) -> Campaign:
        """The one that does not ask the provider that fails."""
        return self.campaigns[next(each for each in PROVIDERS if each != self._case.provider)]

    async def round(self, *, dry_run: bool = False) -> dict[str, CycleReport]:
        """A run of all: each is reported, and no reason tells of a person; nobody is stuck, nobody
        is bought twice, and no credit that the provider took is missing in the ledger."""
        run = await self._cam.runs.wait((await self._cam.run_all(dry_run=dry_run)).id)
        reports = by_name(run, list(self.campaigns))
        clean = all(report.is_clean for report in reports.values())
        assert run.status is (RunStatus.DONE if clean else RunStatus.DONE_WITH_FAILURES)
        told = " ".join(map(words, reports.values()))
        assert [each for each in ("first_name", "@") if each in told] == []
        assert all(map(goes_on, await leads_by(self._cam, *self.campaigns.values())))
        assert self._market.sandbox.books.duplicates_bought == 0
        assert min([await self.surplus(each) for each in PROVIDERS]) >= 0
        return reports

    async def surplus(self, provider: str) -> float:
        """What the ledger counts beyond the provider's own books."""
        return counted(await account(self._cam, provider)) - self._market.books(provider)

    async def all_mailed(self, *campaigns: Campaign) -> None:
        """Everybody was found, and written to."""
        leads = await leads_by(self._cam, *campaigns)
        assert leads
        assert {lead.email for lead in leads} <= set(self._market.recipients)

    async def until_known(self) -> None:
        """The days after the fault: everybody is known in the end. What was lost is said again and
        never bought again; where nothing was lost, everybody is written to and the books agree."""
        route = self._case.route
        asked = self._market.sandbox.books.requests[route]
        for _ in range(3 if self._case.over else 1):
            self._market.clock.advance(A_DAY)
            reports = await self.round()
        assert all(map(is_known, await leads_by(self._cam, *self.campaigns.values())))
        if self._case.over:
            assert self._market.sandbox.books.requests[route] == asked
        else:
            assert [await self.surplus(each) for each in PROVIDERS] == [0, 0]
            assert not any(report.errors for report in reports.values())
            await self.all_mailed(*self.campaigns.values())
