"""Asking for cycles, and looking at what became of them."""

from typing import Annotated
from uuid import UUID

import anyio
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter

from cam.app.http.campaigns import BY, known
from cam.app.http.documented import refusals
from cam.app.http.queries import MOST_ID, boolean, number, query
from cam.app.http.waiting import LONGEST_SECONDS, answered
from cam.app.operations import Cam
from cam.domain.model.report import Run

DryRun = Annotated[
    bool,
    QueryParameter(
        description="true (the default): tell what would be done, and do nothing. "
        "Only false sends mails and spends credits."
    ),
]
Wait = Annotated[
    float,
    QueryParameter(description="Seconds to wait for the end", ge=0, le=LONGEST_SECONDS),
]
Limit = Annotated[int, QueryParameter(description="At most so many", ge=1, le=200)]
OfCampaign = Annotated[
    int | None, QueryParameter(description="Only of this campaign", ge=1, le=MOST_ID)
]

_asked_for = query(dry_run=boolean, wait=number(0, LONGEST_SECONDS))
_begun = {
    202: ResponseSpec(
        Run, generate_examples=False, description="Not over yet: `Location` says where to look"
    )
}


@post(
    "/campaigns/{campaign_id:int}/run-cycle",
    tags=["runs"],
    status_code=200,
    guards=[_asked_for],
    responses=_begun | refusals(400, 403, 404, 409, 415, 422),
)
async def run_cycle(
    campaign_id: FromPath[int],
    cam: NamedDependency[Cam],
    closing: NamedDependency[anyio.Event],
    dry_run: DryRun = True,  # noqa: FBT002
    wait: Wait = 30.0,
) -> Response[Run]:
    """Begins a cycle of one campaign, or tells what one would do; dry unless told otherwise.

    The run belongs to the service: a client that goes away ends nothing.
    """
    run = await cam.run_cycle(known(campaign_id), dry_run=dry_run, by=BY)
    return await answered(cam, run, wait, closing)


@post(
    "/run-all",
    tags=["runs"],
    status_code=200,
    guards=[_asked_for],
    responses=_begun | refusals(400, 403, 409, 415, 422),
)
async def run_all(
    cam: NamedDependency[Cam],
    closing: NamedDependency[anyio.Event],
    dry_run: DryRun = True,  # noqa: FBT002
    wait: Wait = 0.0,
) -> Response[Run]:
    """Begins a cycle of every active campaign, or tells what they would do.

    One campaign's failure is its own. A live one is answered at once unless told to wait.
    """
    run = await cam.run_all(dry_run=dry_run, by=BY)
    return await answered(cam, run, wait, closing)


@get(
    "/runs",
    tags=["runs"],
    guards=[query(limit=number(1, 200, whole=True), campaign_id=number(1, MOST_ID, whole=True))],
    responses=refusals(400, 422),
)
async def list_runs(
    cam: NamedDependency[Cam],
    limit: Limit = 20,
    campaign_id: OfCampaign = None,
) -> list[Run]:
    """The newest recorded runs first; dry runs are not recorded."""
    return await cam.runs.recent(limit=limit, campaign_id=campaign_id)


@get("/runs/{run_id:uuid}", tags=["runs"], responses=refusals(404))
async def show_run(run_id: FromPath[UUID], cam: NamedDependency[Cam]) -> Run:
    """A run as it stands, with the reports of its cycles; the newest dry runs are remembered."""
    return await cam.run(run_id)
