"""/hooks/events: where others tell of a reply, a bounce, a complaint, an unsubscribe.

Who tells it proves it: by a Standard Webhooks signature over the very bytes, made within five
minutes, or, where it cannot sign, by the secret itself. An event is applied once, whatever is
repeated, and one about a mail that is not ours is taken and forgotten.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency

from cam.app.http.bodies import decoded
from cam.app.http.documented import refusals
from cam.app.http.refusals import Unauthorized
from cam.app.operations import Cam
from cam.domain.model.event_in import EventIn
from cam.domain.model.signature import is_signed
from cam.domain.services.events_in import EventTaken, event_id_of
from cam.ports.clock import Clock

MOST_BYTES = 200_000
SECRET = "CAM_INBOUND_SECRET"  # noqa: S105 - the setting's name
_ID, _TIMESTAMP, _SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_SHARED = "x-cam-secret"
_LONGEST_ID = 200


class Inbound:
    """Who may tell events."""

    def __init__(self, secret: str, key: bytes, clock: Clock) -> None:
        self._clock = clock
        self._secret = secret.encode()
        self._key = key

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Unauthorized unless these bytes are signed, or come with the secret."""
        if not self._secret:
            raise Unauthorized(f"not_configured: set {SECRET}")
        signed = headers.get(_SIGNATURE)
        if signed is not None:
            right = len(headers.get(_ID, "")) <= _LONGEST_ID and is_signed(
                self._key,
                headers.get(_ID, ""),
                headers.get(_TIMESTAMP, ""),
                body,
                given=signed,
                now=self._clock.now(),
            )
        else:
            right = hmac.compare_digest(headers.get(_SHARED, "").encode(), self._secret)
        if not right:
            raise Unauthorized(
                f"sign the body as Standard Webhooks, within five minutes, or send {_SHARED}"
            )


@post(
    "/hooks/events",
    tags=["callbacks"],
    status_code=202,
    request_max_body_size=MOST_BYTES,
    responses=refusals(400, 401, 403, 413, 415, 422),
)
async def take_event(
    request: Request[Any, Any, Any], cam: NamedDependency[Cam], inbound: NamedDependency[Inbound]
) -> EventTaken:
    """For Make and any other sender: what became of one of our mails, or who wants none.

    Headers: `webhook-id`, `webhook-timestamp` and `webhook-signature` (Standard Webhooks), or
    `x-cam-secret` and an `id` in the body. `applied` is false for an event that was told before, or
    that is about no mail of ours.
    """
    body = await request.body()
    inbound.check(request.headers, body)
    event = decoded(body, EventIn)
    return await cam.take_event(event_id_of(request.headers.get(_ID, ""), event), event)
