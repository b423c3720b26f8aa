"""/u/{token}: the way out, for a person in a browser and for a mail program (RFC 8058).

Looking changes nothing, however often a scanner looks; the button, or a mail program's POST, does
it at once. No login, no redirect, no script, nothing from elsewhere. The token is all that is
asked: who has it got the mail.
"""

from typing import Any

from litestar import Request, Response, get, head, post
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath

from cam.app.http.pages import Page, answered
from cam.app.http.problems import status_of, tell_cam_error
from cam.app.operations import Cam
from cam.domain.model.errors import CamError, NotFound

MOST_BYTES = 10_000
"""`List-Unsubscribe=One-Click` as a form is 26, in parts some 200."""

_PATH = "/u/{token:str}"


def _told(request: Request[Any, Any, Any], error: CamError) -> Response[Any]:
    """A page for people as well when it is the wrong link, or not possible now."""
    if isinstance(error, NotFound):
        return answered(Page.NOT_OURS, 404)
    if status_of(error) == 503:
        return answered(Page.NOT_NOW, 503, tell_cam_error(request, error).headers)
    return tell_cam_error(request, error)


_HANDLERS: dict[type[Exception] | int, Any] = {CamError: _told}


@get(_PATH, media_type=MediaType.HTML, include_in_schema=False, exception_handlers=_HANDLERS)
async def show_way_out(token: FromPath[str], cam: NamedDependency[Cam]) -> Response[bytes]:
    """The page with the button. Changes nothing."""
    await cam.knows_way_out(token)
    return answered(Page.ASKS)


@head(_PATH, include_in_schema=False, exception_handlers=_HANDLERS)
async def look_at_way_out(token: FromPath[str], cam: NamedDependency[Cam]) -> None:
    """Whether there is such a page. Changes nothing."""
    await cam.knows_way_out(token)


@post(
    _PATH,
    status_code=200,
    media_type=MediaType.HTML,
    include_in_schema=False,
    request_max_body_size=MOST_BYTES,
    exception_handlers=_HANDLERS,
)
async def unsubscribe(
    token: FromPath[str], request: Request[Any, Any, Any], cam: NamedDependency[Cam]
) -> Response[bytes]:
    """Does it, at once and for good; 200 also when it was done before.

    What the form holds is read, so that it is bounded, and says nothing more: the POST is the word.
    """
    await request.body()
    ended = await cam.unsubscribe(token)
    return answered(Page.ON_ITS_WAY if ended.in_flight else Page.DONE)
