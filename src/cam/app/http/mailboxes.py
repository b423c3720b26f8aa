"""/api/cam/mailboxes: what each has used and left, and the word that holds or releases it."""

from typing import Annotated

from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from cam.app.http.bodies import StrictJson
from cam.app.http.campaigns import BY
from cam.app.http.documented import refusals
from cam.app.operations import Cam
from cam.app.rotation import MailboxView


class HoldReason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a mailbox is held."""

    because: Annotated[str, Meta(min_length=1, max_length=500, examples=["on holiday"])]


@get("/mailboxes", tags=["mailboxes"], responses=refusals())
async def list_mailboxes(cam: NamedDependency[Cam]) -> list[MailboxView]:
    """Every mailbox: what it has used and left of its day, whether it rests or is held, and why."""
    return await cam.mailboxes()


@put(
    "/mailboxes/{name:str}/hold",
    tags=["mailboxes"],
    dto=StrictJson[HoldReason],
    return_dto=None,
    responses=refusals(400, 403, 404, 413, 415, 422),
)
async def hold_mailbox(
    name: FromPath[str], data: JSONBody[HoldReason], cam: NamedDependency[Cam]
) -> MailboxView:
    """Holds it: once this is answered, no process begins another mail through it."""
    return await cam.hold_mailbox(name, because=data.because, by=BY)


@put(
    "/mailboxes/{name:str}/release",
    tags=["mailboxes"],
    responses=refusals(403, 404, 415),
)
async def release_mailbox(name: FromPath[str], cam: NamedDependency[Cam]) -> MailboxView:
    """Lets mails leave through it again, whoever held it."""
    return await cam.release_mailbox(name)
