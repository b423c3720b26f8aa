"""The application: the routes, the door before them, and CAM open behind them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import anyio
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import Receive, Scope, Send

from cam.app.composition import World, open_cam, system_clock
from cam.app.http import (
    attempts,
    callbacks,
    campaigns,
    docs,
    health,
    hooks,
    leads,
    ledger,
    mailboxes,
    people,
    previews,
    replies,
    runs,
    suppressions,
    unsubscribe,
)
from cam.app.http.announcing import announcing
from cam.app.http.awaiting import Gate
from cam.app.http.guards import Door
from cam.app.http.openapi import OPENAPI
from cam.app.http.problems import tell_anything, tell_cam_error, tell_http_error
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.errors import CamError
from cam.ports.clock import Clock

MOST_BODY_BYTES = 1_000_000

API = (
    campaigns.list_campaigns,
    campaigns.create_campaign,
    campaigns.show_campaign,
    campaigns.pause_campaign,
    campaigns.resume_campaign,
    previews.preview_mail,
    previews.send_test_mail,
    runs.run_cycle,
    runs.run_all,
    runs.list_runs,
    runs.show_run,
    attempts.list_attempts,
    attempts.resolve_attempt,
    replies.list_replies,
    replies.show_reply,
    replies.classify_reply,
    mailboxes.list_mailboxes,
    mailboxes.hold_mailbox,
    mailboxes.release_mailbox,
    suppressions.list_suppressions,
    suppressions.suppress,
    leads.erase_lead,
    people.export_person,
    ledger.show_credits,
)


class Service(Litestar):
    """Litestar behind CAM's door: also what no route answers is checked and marked."""

    def __init__(self, *, public_url: str = "", **told: Any) -> None:
        super().__init__(**told)
        self.door = Door(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        """One request, or the lifespan."""
        if scope["type"] == ScopeType.HTTP:
            await self.door.pass_through(super().__call__, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(
    settings: Settings, *, world: World | None = None, clock: Clock | None = None
) -> Litestar:
    """CAM over HTTP. Its lifespan opens CAM: what that raises is kept in `app.state.trouble`.

    Raises InvalidInput for a CAM_INBOUND_SECRET that anybody can guess.
    """
    told_at = clock or system_clock()
    inbound = hooks.Inbound(settings.inbound_secret, settings.inbound_key, told_at)
    return Service(
        public_url=settings.public_url,
        route_handlers=[
            Router("/api/cam", route_handlers=API),
            callbacks.provider_callback,
            hooks.take_event,
            unsubscribe.show_way_out,
            unsubscribe.look_at_way_out,
            unsubscribe.unsubscribe,
            health.healthz,
            health.readyz,
            docs.page,
        ],
        lifespan=[_open(settings, world, clock)],
        dependencies={
            "cam": Provide(_cam, sync_to_thread=False),
            "inbound": Provide(lambda: inbound, sync_to_thread=False),
            "closing": Provide(_closing, sync_to_thread=False),
        },
        exception_handlers={
            CamError: tell_cam_error,
            HTTPException: tell_http_error,
            Exception: tell_anything,
        },
        openapi_config=OPENAPI,
        request_max_body_size=MOST_BODY_BYTES,
        logging_config=None,
        debug=False,
    )


def _cam(state: State) -> Cam:
    state.gate.check()
    cam: Cam = state.cam
    return cam


def _closing(state: State) -> anyio.Event:
    closing: anyio.Event = state.closing
    return closing


def _open(
    settings: Settings, world: World | None, clock: Clock | None
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    sleep = anyio.sleep if clock is None else clock.sleep
    gate = Gate(settings, sleep)
    announces = bool(settings.make_webhook_url) if world is None else world.notifier is not None

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as closing:
            try:
                cam = await closing.enter_async_context(
                    open_cam(settings, world=world, clock=clock, checks_schema=False)
                )
                await gate.try_to_open()
            except CamError as error:
                app.state.trouble = error
                raise
            app.state.cam, app.state.closing, app.state.gate = cam, anyio.Event(), gate
            await closing.enter_async_context(gate.opening())
            if announces:
                await closing.enter_async_context(announcing(cam, gate.sleep))
            yield

    return lifespan
