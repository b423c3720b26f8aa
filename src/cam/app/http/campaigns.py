"""/api/cam/campaigns: what is looked for, said and reached."""

from typing import Annotated

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from cam.app.http.bodies import StrictJson
from cam.app.http.documented import refusals
from cam.app.http.queries import MOST_ID
from cam.app.http.views import CampaignDetail, CampaignOut, campaign_detail, campaign_out
from cam.app.operations import Cam
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.errors import CampaignNotFound

BY = "api"
"""Who asked, as it is recorded."""
MOST_RUNS_OF_A_DAY = 500


class PauseReason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a campaign is paused."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)] = "paused by the operator"


def known(campaign_id: int) -> int:
    """The id, unless no database could keep it. Raises CampaignNotFound."""
    if not 0 < campaign_id <= MOST_ID:
        raise CampaignNotFound(campaign_id)
    return campaign_id


@get("/campaigns", tags=["campaigns"], responses=refusals())
async def list_campaigns(cam: NamedDependency[Cam]) -> list[CampaignOut]:
    """Every campaign, with what it has reached and today's outreach."""
    return [campaign_out(view) for view in await cam.campaigns()]


@post(
    "/campaigns",
    tags=["campaigns"],
    dto=StrictJson[CampaignDraft],
    return_dto=None,
    responses=refusals(400, 403, 409, 413, 415, 422)
    | {201: ResponseSpec(CampaignDetail, generate_examples=False, description="Kept")},
)
async def create_campaign(
    data: JSONBody[CampaignDraft], cam: NamedDependency[Cam]
) -> Response[CampaignDetail]:
    """Keeps a new campaign. Only `name` is needed; nothing is sent."""
    campaign = await cam.create_campaign(data)
    where = {"Location": f"/api/cam/campaigns/{campaign.id}"}
    return Response(await _shown(cam, campaign.id), status_code=201, headers=where)


@get("/campaigns/{campaign_id:int}", tags=["campaigns"], responses=refusals(404))
async def show_campaign(campaign_id: FromPath[int], cam: NamedDependency[Cam]) -> CampaignDetail:
    """One campaign, with what it has reached and today's outreach."""
    return await _shown(cam, known(campaign_id))


@put(
    "/campaigns/{campaign_id:int}/pause",
    tags=["campaigns"],
    dto=StrictJson[PauseReason],
    return_dto=None,
    responses=refusals(400, 403, 404, 413, 415, 422),
)
async def pause_campaign(
    campaign_id: FromPath[int],
    cam: NamedDependency[Cam],
    data: JSONBody[PauseReason | None] = None,
) -> CampaignDetail:
    """Pauses it: no mail that is not under way goes out. A paused one keeps its first reason."""
    reason = (data or PauseReason()).reason
    await cam.pause(known(campaign_id), reason=reason, by=BY)
    return await _shown(cam, campaign_id)


@put(
    "/campaigns/{campaign_id:int}/resume",
    tags=["campaigns"],
    responses=refusals(403, 404, 415),
)
async def resume_campaign(campaign_id: FromPath[int], cam: NamedDependency[Cam]) -> CampaignDetail:
    """Lets it run again, counting its goals and harm from now on."""
    await cam.resume(known(campaign_id))
    return await _shown(cam, campaign_id)


async def _shown(cam: Cam, campaign_id: int) -> CampaignDetail:
    view = await cam.campaign(campaign_id)
    recent = await cam.runs.recent(limit=MOST_RUNS_OF_A_DAY, campaign_id=campaign_id)
    return campaign_detail(view, recent, await cam.came_back(campaign_id))
