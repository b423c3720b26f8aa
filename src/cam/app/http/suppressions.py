"""/api/cam/suppressions: who must never be written to."""

from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct

from cam.app.http.bodies import StrictJson
from cam.app.http.documented import refusals
from cam.app.http.queries import number, query, words
from cam.app.operations import Cam
from cam.domain.model.suppression import Suppression
from cam.domain.services.suppressing import Suppressed

MOST = 200


class SuppressionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address, or a domain and thus everybody at it."""

    target: Annotated[str, Meta(min_length=1, max_length=320, examples=["jane@example.com"])]
    reason: Annotated[str, Meta(min_length=1, max_length=500)] = "by the operator"


@get(
    "/suppressions",
    tags=["suppressions"],
    guards=[query(after=words(320), limit=number(1, MOST, whole=True))],
    responses=refusals(400, 422),
)
async def list_suppressions(
    cam: NamedDependency[Cam],
    after: Annotated[str, QueryParameter(description="Those after this value")] = "",
    limit: Annotated[int, QueryParameter(description="At most so many", ge=1, le=MOST)] = 100,
) -> list[Suppression]:
    """Entries by value. An erased person stands there as a keyed hash."""
    return await cam.suppressions(after=after, limit=limit)


@post(
    "/suppressions",
    tags=["suppressions"],
    dto=StrictJson[SuppressionRequest],
    return_dto=None,
    responses=refusals(400, 403, 413, 415, 422),
)
async def suppress(data: JSONBody[SuppressionRequest], cam: NamedDependency[Cam]) -> Suppressed:
    """Nobody writes to them any more, in any campaign.

    When `in_flight` is empty, no mail to them goes out after this answer. What is named there was
    authorized before, and may still arrive.
    """
    return await cam.suppress(data.target, data.reason)
