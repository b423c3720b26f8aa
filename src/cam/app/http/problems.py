"""Every error is a problem (RFC 9457): one shape, a stable `code`, and the id of its request."""

from typing import Any
from uuid import UUID

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import Struct, structs

from cam.app.http.refusals import Refused, Unauthorized
from cam.app.located import pointer
from cam.domain.model.errors import (
    AlreadyRunning,
    CamError,
    Conflict,
    IllegalMove,
    InvalidInput,
    NotConfigured,
    NotFound,
    ProviderError,
    StorageError,
    Superseded,
)

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_SECONDS = 5
"""What a 503 asks a client to wait."""

log = structlog.get_logger()


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong (RFC 9457). `code` is stable; the words of `detail` are for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    field: str | None = None
    """Which value was refused, e.g. `sequence[0].subject`."""
    pointer: str | None = None
    """The same as a JSON pointer into the body (RFC 6901), e.g. `#/sequence/0/subject`."""
    did_you_mean: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    reason: str | None = None
    """Why a campaign is paused."""
    run_id: UUID | None = None
    """The run that is in the way."""


_STATUS: tuple[tuple[type[CamError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (IllegalMove, 409),
    (Superseded, 409),
    (NotConfigured, 409),
    (StorageError, 503),
    (ProviderError, 502),
)
_NOT_UNDERSTOOD = frozenset(
    {
        "invalid_json",
        "unknown_field",
        "unknown_parameter",
        "invalid_boolean",
        "repeated",
        "not_confirmed",
    }
)
"""Kinds of InvalidInput that are 400; the others were understood, and are 422."""

_OF_HTTP = {
    400: ("bad_request", "The request is not understood."),
    404: ("route_not_found", "There is no such address."),
    405: ("method_not_allowed", "The address does not know this method."),
    413: ("body_too_large", "The body is larger than it may be."),
}


def status_of(error: CamError) -> int:
    """The HTTP status that says it."""
    if isinstance(error, Refused):
        return error.status
    if isinstance(error, InvalidInput):
        return 400 if error.kind in _NOT_UNDERSTOOD else 422
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def problem_of(error: CamError, request_id: str) -> Problem:
    """The problem that tells this error."""
    code = error.kind if isinstance(error, InvalidInput) else error.code
    extras = {
        name: value
        for name in ("field", "did_you_mean", "minimum", "maximum", "reason", "run_id")
        if (value := getattr(error, name, None)) is not None
    }
    if isinstance(error, InvalidInput):
        del extras["reason"]
    title = (type(error).__doc__ or code).strip().partition("\n")[0]
    return _problem(status_of(error), code, title, str(error), request_id, **extras)


def headers_of(error: CamError) -> dict[str, str]:
    """The headers that go with it."""
    if isinstance(error, AlreadyRunning) and error.run_id is not None:
        return {"Location": f"/api/cam/runs/{error.run_id}"}
    if isinstance(error, Unauthorized):
        return {"WWW-Authenticate": 'Webhook realm="events"'}
    if status_of(error) == 503:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return {}


def tell_cam_error(request: Request[Any, Any, Any], error: CamError) -> Response[Problem]:
    """What CAM raised on purpose."""
    problem = problem_of(error, _id_of(request))
    if problem.field is not None and _is_in_body(request, problem.field):
        problem = structs.replace(problem, pointer=pointer(problem.field))
    if problem.status >= 500:
        log.error("request failed", path=request.url.path, code=problem.code, reason=str(error))
    return _response(problem, headers_of(error))


def tell_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """What Litestar raised: an unknown address, a wrong method, a body that is too large."""
    if isinstance(error, ValidationException):
        return tell_cam_error(request, _from_signature(error))
    if error.status_code >= 500:
        return tell_anything(request, error)
    code, title = _OF_HTTP.get(error.status_code, _OF_HTTP[400])
    problem = _problem(error.status_code, code, title, error.detail, _id_of(request))
    return _response(problem, error.headers or {})


def tell_anything(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """What nobody expected: the client gets the request's id, the log gets the rest."""
    request_id = _id_of(request)
    log.error(
        "request failed",
        request_id=request_id,
        method=request.method,
        path=request.url.path,
        exc_info=error,
    )
    detail = f"the log has the reason under {request_id}"
    title = "Something went wrong inside."
    return _response(_problem(500, "internal_error", title, detail, request_id), {})


def _from_signature(error: ValidationException) -> InvalidInput:
    """A parameter that Litestar could not read; `data` is the body, missing."""
    told = error.extra[0] if isinstance(error.extra, list) and error.extra else {}
    name = str(told.get("key", "request"))
    if name == "data":
        return InvalidInput("body", "is empty, JSON is needed", kind="invalid_json")
    return InvalidInput(name, str(told.get("message", error.detail)))


def _is_in_body(request: Request[Any, Any, Any], field: str) -> bool:
    """Does the field stand in the body, and not in the address? `body` is the whole of it."""
    has_body = bool(request.headers.get("content-type"))
    return has_body and field != "body" and field not in request.query_params


def _problem(
    status: int, code: str, title: str, detail: str, request_id: str, **extras: Any
) -> Problem:
    return Problem(
        type=f"urn:cam:problem:{code}",
        title=title,
        status=status,
        detail=detail,
        code=code,
        request_id=request_id,
        **extras,
    )


def _response(problem: Problem, headers: dict[str, str]) -> Response[Problem]:
    return Response(problem, status_code=problem.status, media_type=PROBLEM_JSON, headers=headers)


def _id_of(request: Request[Any, Any, Any]) -> str:
    return str(request.scope["state"].get("request_id", ""))
