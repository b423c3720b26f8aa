"""/hooks: where a provider announces that what it was asked for is ready.

The address holds an unguessable token for each call. Who does not bring it learns nothing, not even
that there is no such call.
"""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta, Struct

from cam.app.http.documented import refusals
from cam.app.operations import Cam

MOST_BYTES = 10_000_000
"""A Dropcontact batch of 250 records comes in one body."""


class CallbackHeard(Struct, frozen=True, kw_only=True):
    """The answer to every callback."""

    heard: Annotated[bool, Meta(examples=[True])] = True


@post(
    "/hooks/{call_id:uuid}/{token:str}",
    tags=["callbacks"],
    status_code=202,
    request_max_body_size=MOST_BYTES,
    responses=refusals(413, 415),
)
async def provider_callback(
    call_id: FromPath[UUID],
    token: FromPath[str],
    request: Request[Any, Any, Any],
    cam: NamedDependency[Cam],
) -> CallbackHeard:
    """For Apollo and Dropcontact: a result is ready. Applied once, whatever is repeated."""
    await cam.called_back(call_id, token, await request.body())
    return CallbackHeard()
