"""/api/cam/attempts: each step to each lead, and the word that settles an unknown one."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from cam.app.http.bodies import StrictJson
from cam.app.http.campaigns import BY
from cam.app.http.documented import refusals
from cam.app.http.queries import MOST_ID, an_id, number, one_of, query
from cam.app.operations import Cam
from cam.domain.model.attempt import Attempt, AttemptState

MOST = 200


class Resolution(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an unknown attempt ended, as a person knows it."""

    sent: bool
    because: Annotated[str, Meta(min_length=1, max_length=500, examples=["found in Sent"])]


@get(
    "/attempts",
    tags=["attempts"],
    guards=[
        query(
            state=one_of(AttemptState),
            campaign_id=number(1, MOST_ID, whole=True),
            after=an_id,
            limit=number(1, MOST, whole=True),
        )
    ],
    responses=refusals(400, 422),
)
async def list_attempts(
    cam: NamedDependency[Cam],
    in_state: Annotated[
        AttemptState | None,
        QueryParameter(name="state", description="Only of this state, e.g. unknown"),
    ] = None,
    campaign_id: Annotated[
        int | None, QueryParameter(description="Only of this campaign", ge=1, le=MOST_ID)
    ] = None,
    after: Annotated[UUID | None, QueryParameter(description="Those after this id")] = None,
    limit: Annotated[int, QueryParameter(description="At most so many", ge=1, le=MOST)] = 100,
) -> list[Attempt]:
    """Attempts by id, which is also the order in which they were made."""
    return await cam.attempts(state=in_state, campaign_id=campaign_id, after=after, limit=limit)


@post(
    "/attempts/{attempt_id:uuid}/resolve",
    tags=["attempts"],
    status_code=200,
    dto=StrictJson[Resolution],
    return_dto=None,
    responses=refusals(400, 403, 404, 409, 413, 415, 422),
)
async def resolve_attempt(
    attempt_id: FromPath[UUID], data: JSONBody[Resolution], cam: NamedDependency[Cam]
) -> Attempt:
    """Settles an unknown attempt: sent, and the sequence goes on; or not sent, and it is queued.

    The word is kept as evidence. An attempt whose fate is known is left alone (409).
    """
    return await cam.resolve_attempt(attempt_id, sent=data.sent, because=data.because, by=BY)
