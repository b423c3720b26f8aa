"""CAM as a Python library: one call a cycle."""

from cam.app.composition import open_cam
from cam.app.settings import Settings
from cam.domain.model.report import CycleReport, Run


async def run_cam_cycle_for_campaign(
    campaign_id: int, *, dry_run: bool = True, settings: Settings | None = None
) -> CycleReport:
    """One cycle of one campaign, all the way; dry unless told otherwise.

    Raises CampaignNotFound, CampaignIsPaused, AlreadyRunning, SchemaOutdated,
    DatabaseUnavailable; NotArmed and UnsafeStorage unless dry.
    """
    async with open_cam(settings) as cam:
        run = await cam.run_cycle(campaign_id, dry_run=dry_run, by="library")
        return (await cam.runs.wait(run.id)).reports[0]


async def run_cam_cycle_for_all(*, dry_run: bool = True, settings: Settings | None = None) -> Run:
    """One cycle of every active campaign, each isolated from the others; dry unless told otherwise.

    Raises SchemaOutdated, DatabaseUnavailable; NotArmed and UnsafeStorage unless dry.
    """
    async with open_cam(settings) as cam:
        run = await cam.run_all(dry_run=dry_run, by="library")
        return await cam.runs.wait(run.id)
