"""The OpenAPI 3.1 document: Litestar finds the routes, msgspec describes the shapes exactly."""

from typing import Any

import msgspec
from litestar import Request, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Method

from cam.app.accounts import Accounts
from cam.app.http.attempts import Resolution
from cam.app.http.callbacks import CallbackHeard
from cam.app.http.campaigns import PauseReason
from cam.app.http.examples import REQUESTS, answers
from cam.app.http.health import Alive, Ready
from cam.app.http.mailboxes import HoldReason
from cam.app.http.people import PersonRequest
from cam.app.http.previews import MailToOneself
from cam.app.http.problems import PROBLEM_JSON, Problem
from cam.app.http.replies import Classification
from cam.app.http.suppressions import SuppressionRequest
from cam.app.http.views import CampaignDetail, CampaignOut
from cam.app.rotation import MailboxView
from cam.domain.model.arrival import Arrival
from cam.domain.model.attempt import Attempt
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.dossier import Dossier
from cam.domain.model.event_in import EventIn
from cam.domain.model.preview import Preview, Sample
from cam.domain.model.report import Run
from cam.domain.model.suppression import Suppression
from cam.domain.services.erasing import Erased
from cam.domain.services.events_in import EventTaken
from cam.domain.services.suppressing import Suppressed
from cam.domain.services.trying import Tried

PATH = "/schema/openapi.json"
_SHAPES = (
    CampaignDraft, CampaignOut, CampaignDetail, PauseReason, Sample, Preview,
    MailToOneself, Tried, Run, Attempt, Resolution, Arrival, Classification,
    Suppression, SuppressionRequest, Suppressed, Erased, Accounts, MailboxView, HoldReason,
    Dossier, PersonRequest, EventIn, EventTaken, CallbackHeard, Problem, Alive, Ready,
)  # fmt: skip
_METHODS = frozenset({"get", "post", "put", "delete"})
_READ_RAW = {"take_event": "EventIn"}
"""Operations that see the bytes before anything is made of them, and what they then hold."""
_BODY_IS_OPTIONAL = frozenset({"pause_campaign", "preview_mail"})


class ExactJson(JsonRenderPlugin):
    """Litestar's document with msgspec's schemas and with examples."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json")
        self._rendered = b""

    def receive_router(self, router: Router) -> None:
        """Leaves what is not there to the application's own answer, a problem."""
        router.routes = [each for each in router.routes if "{path:str}" not in each.path]

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The document, made once."""
        if not self._rendered:
            self._rendered = self.render_json(request, exact(openapi_schema))
        return self._rendered


def exact(document: dict[str, Any]) -> dict[str, Any]:
    """The document in which forbidden fields are forbidden and each operation has examples."""
    _, shapes = msgspec.json.schema_components(_SHAPES, ref_template="#/components/schemas/{name}")
    components = {**document.get("components", {}), "schemas": shapes}
    paths = {
        path: {
            method: _told(operation) if method in _METHODS else operation
            for method, operation in item.items()
        }
        for path, item in document["paths"].items()
    }
    return {**document, "components": components, "paths": paths}


def _told(operation: dict[str, Any]) -> dict[str, Any]:
    """The operation with examples, and without answers that Litestar only supposes."""
    name = operation["operationId"]
    examples = answers(name, list(operation["responses"]))
    told = {**operation, "summary": operation["description"].partition(".")[0]}
    told["responses"] = {
        status: _answer(answer, examples.get(status))
        for status, answer in sorted(operation["responses"].items())
        if status < "400" or PROBLEM_JSON in answer["content"]
    }
    if name in REQUESTS:
        media = _media(name, operation)
        media["examples"] = REQUESTS[name]
        told["requestBody"] = {
            "content": {"application/json": media},
            "required": name not in _BODY_IS_OPTIONAL,
        }
    return told


def _media(name: str, operation: dict[str, Any]) -> dict[str, Any]:
    if name in _READ_RAW:
        return {"schema": {"$ref": f"#/components/schemas/{_READ_RAW[name]}"}}
    return {**operation["requestBody"]["content"]["application/json"]}


def _answer(answer: dict[str, Any], example: Any) -> dict[str, Any]:
    content = {kind: {**media, "example": example} for kind, media in answer["content"].items()}
    return {**answer, "content": content} if example is not None else answer


def _operation_id(handler: HTTPRouteHandler, _: Method, __: list[Any]) -> str:
    return handler.handler_name


OPENAPI = OpenAPIConfig(
    title="CAM",
    version="0.1.0",
    description="Finds leads, enriches them, mails them once and under quota, and stops itself.",
    path="/schema",
    render_plugins=[ExactJson()],
    operation_id_creator=_operation_id,
    use_handler_docstrings=True,
)
