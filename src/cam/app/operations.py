"""Cam: everything that the faces can ask for, in one place."""

from collections.abc import Callable, Sequence
from typing import BinaryIO
from uuid import UUID

from msgspec import Struct

from cam.app.runs import Runs
from cam.domain.model.campaign import Campaign, CampaignDraft
from cam.domain.model.metrics import Metrics
from cam.domain.model.report import Run
from cam.domain.model.suppression import Suppression, suppression
from cam.domain.services.announcing import Announced, Announcer
from cam.domain.services.importing import Imported, Importing
from cam.domain.services.review import Review
from cam.ports.probe import Probe, Probed
from cam.ports.prospect_file import ReadProspects
from cam.ports.repository import UnitOfWork


class CampaignView(Struct, frozen=True, kw_only=True):
    """A campaign and what it has reached."""

    campaign: Campaign
    metrics: Metrics


class Cam:
    """CAM, open: one database, its providers, and the runs of this process."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        runs: Runs,
        review: Review,
        importing: Importing,
        read_prospects: ReadProspects,
        probed: Sequence[Probed],
        announcer: Announcer | None,
    ) -> None:
        self._announcer = announcer
        self._read_prospects = read_prospects
        self.runs = runs
        self._unit_of_work = unit_of_work
        self._review = review
        self._importing = importing
        self._probed = probed

    async def create_campaign(self, draft: CampaignDraft) -> Campaign:
        """Keeps a new campaign; sends nothing. Raises CampaignNameTaken."""
        async with self._unit_of_work() as repo:
            return await repo.campaigns.add(draft)

    async def campaigns(self) -> list[CampaignView]:
        """Every campaign with its metrics."""
        async with self._unit_of_work.reading() as repo:
            found = await repo.campaigns.all()
            metrics = await repo.statistics.metrics(found)
        return [CampaignView(campaign=each, metrics=metrics[each.id]) for each in found]

    async def campaign(self, campaign_id: int) -> CampaignView:
        """One campaign with its metrics. Raises CampaignNotFound."""
        async with self._unit_of_work.reading() as repo:
            found = await repo.campaigns.get(campaign_id)
            metrics = await repo.statistics.metrics([found])
        return CampaignView(campaign=found, metrics=metrics[found.id])

    async def pause(self, campaign_id: int, *, reason: str, by: str) -> Campaign:
        """The campaign, paused; one that is paused keeps its first reason."""
        return await self._review.pause(campaign_id, reason, by=by)

    async def resume(self, campaign_id: int) -> Campaign:
        """The campaign, active, counting its goals and harm from now on."""
        return await self._review.resume(campaign_id)

    async def import_leads(
        self,
        campaign_id: int,
        stream: BinaryIO,
        *,
        name: str,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Imported:
        """Keeps the people of a CSV or JSON file, told apart by its name's ending.

        Raises CampaignNotFound, and InvalidInput when the file as a whole is not understood.
        """
        rows = self._read_prospects(stream, name)
        return await self._importing.keep(campaign_id, rows, progress=progress)

    async def suppress(self, target: str, reason: str) -> Suppression:
        """Nobody writes to that address, or that domain, any more. Raises InvalidInput."""
        async with self._unit_of_work() as repo:
            entry = suppression(target, reason, repo.now())
            await repo.suppressions.add([entry])
        return entry

    async def run_cycle(self, campaign_id: int, *, dry_run: bool = True, by: str = "") -> Run:
        """Begins a cycle, or plans one. `runs.wait` gives its end."""
        return await self.runs.cycle(campaign_id, dry_run=dry_run, by=by)

    async def run_all(self, *, dry_run: bool = True, by: str = "") -> Run:
        """Begins a cycle of every active campaign, or plans them."""
        return await self.runs.all(dry_run=dry_run, by=by)

    async def run(self, run_id: UUID) -> Run:
        """A run. Raises RunNotFound."""
        return await self.runs.get(run_id)

    async def announce(self) -> Announced:
        """Delivers the announcements that are due, of all campaigns."""
        done = Announced()
        if self._announcer is not None:
            await self._announcer.deliver(None, done)
        return done

    async def check_database(self) -> None:
        """Raises DatabaseUnavailable or SchemaOutdated."""
        async with self._unit_of_work.reading() as repo:
            await repo.runs.recent(limit=1)

    async def probe(self) -> list[Probe]:
        """What each configured provider says of itself, at no cost in credits."""
        return [await each.probe() for each in self._probed]
