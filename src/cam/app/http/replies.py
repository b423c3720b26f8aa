"""/api/cam/replies: what came back about our mails, and a person's word about it."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct, field

from cam.app.http.bodies import StrictJson
from cam.app.http.campaigns import BY
from cam.app.http.documented import refusals
from cam.app.http.queries import MOST_ID, an_id, boolean, number, one_of, query
from cam.app.operations import Cam
from cam.domain.model.arrival import Arrival, ArrivalKind, Ruling

MOST = 200


class Classification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says that a message is."""

    ruling: Ruling = field(name="as")


@get(
    "/replies",
    tags=["replies"],
    guards=[
        query(
            needs_review=boolean,
            campaign_id=number(1, MOST_ID, whole=True),
            kind=one_of(ArrivalKind),
            after=an_id,
            limit=number(1, MOST, whole=True),
        )
    ],
    responses=refusals(400, 422),
)
async def list_replies(
    cam: NamedDependency[Cam],
    needs_review: Annotated[
        bool | None, QueryParameter(description="`true`: only those of which nobody is sure")
    ] = None,
    campaign_id: Annotated[
        int | None, QueryParameter(description="Only of this campaign", ge=1, le=MOST_ID)
    ] = None,
    kind: Annotated[
        ArrivalKind | None,
        QueryParameter(description="All of this kind, also those about no mail of ours"),
    ] = None,
    after: Annotated[UUID | None, QueryParameter(description="Those after this id")] = None,
    limit: Annotated[int, QueryParameter(description="At most so many", ge=1, le=MOST)] = 100,
) -> list[Arrival]:
    """What came back about our mails, by id, which is also the order in which it was read."""
    return await cam.replies(
        needs_review=needs_review, campaign_id=campaign_id, kind=kind, after=after, limit=limit
    )


@get("/replies/{reply_id:uuid}", tags=["replies"], responses=refusals(404))
async def show_reply(reply_id: FromPath[UUID], cam: NamedDependency[Cam]) -> Arrival:
    """One message: what it says, by which signs that is known, and what was done about it."""
    return await cam.reply(reply_id)


@post(
    "/replies/{reply_id:uuid}/classify",
    tags=["replies"],
    status_code=200,
    dto=StrictJson[Classification],
    return_dto=None,
    responses=refusals(400, 403, 404, 409, 413, 415, 422),
)
async def classify_reply(
    reply_id: FromPath[UUID], data: JSONBody[Classification], cam: NamedDependency[Cam]
) -> Arrival:
    """Says what a message is; its lead moves as if CAM had been sure. Twice is fine.

    `nothing`, `auto` and `out_of_office` let the sequence go on. A suppression stays, whatever is
    said later. A message about no lead of ours is left alone (409).
    """
    return await cam.classify(reply_id, data.ruling, by=BY)
