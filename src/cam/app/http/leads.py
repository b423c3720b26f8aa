"""/api/cam/leads: people whom campaigns keep."""

from typing import Annotated

from litestar import delete
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from cam.app.http.documented import refusals
from cam.app.http.queries import boolean, query
from cam.app.operations import Cam
from cam.domain.model.errors import InvalidInput, LeadNotFound
from cam.domain.services.erasing import Erased

BECAUSE = "erased by the API"
MOST_LEADS = 2**31 - 1
"""The largest number that Postgres keeps of a lead."""


@delete(
    "/leads/{lead_id:int}",
    tags=["leads"],
    status_code=200,
    guards=[query(erase=boolean)],
    responses=refusals(400, 403, 404, 422),
)
async def erase_lead(
    lead_id: FromPath[int],
    cam: NamedDependency[Cam],
    erase: Annotated[  # noqa: FBT002
        bool, QueryParameter(description="`true`, to say that it is meant: it cannot be undone")
    ] = False,
) -> Erased:
    """Forgets the lead's person: all that is known of them, in every campaign.

    Only a keyed hash of each address stays, by which it is refused from now on. When `in_flight` is
    empty, no mail to them goes out after this answer. Twice is fine.
    """
    if not erase:
        reason = "a lead is not deleted, its person is erased everywhere: say ?erase=true"
        raise InvalidInput("erase", reason, kind="not_confirmed")
    if not 0 < lead_id <= MOST_LEADS:
        raise LeadNotFound(lead_id)
    return await cam.erase_lead(lead_id, BECAUSE)
