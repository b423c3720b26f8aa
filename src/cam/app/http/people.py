"""/api/cam/people: one person, in all campaigns."""

from typing import Annotated

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from cam.app.http.bodies import StrictJson
from cam.app.http.documented import refusals
from cam.app.operations import Cam
from cam.domain.model.dossier import Dossier


class PersonRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is meant. In a body, as an address in a URL would stand in logs."""

    address: Annotated[str, Meta(min_length=1, max_length=320, examples=["jane@example.com"])]


@post(
    "/people/export",
    tags=["people"],
    status_code=200,
    dto=StrictJson[PersonRequest],
    return_dto=None,
    responses=refusals(400, 403, 413, 415, 422),
)
async def export_person(data: JSONBody[PersonRequest], cam: NamedDependency[Cam]) -> Dossier:
    """Everything that is known of a person, for them to read and take along (GDPR Art. 15, 20).

    Changes nothing. Empty lists for somebody of whom nothing is known; `suppressed` tells whether
    anybody may write to them, also when they were erased.
    """
    return await cam.disclose(data.address)
