"""The HTTP side: finds the provider, adds latency and faults, keeps the books."""

import asyncio
import contextlib
from collections.abc import Sequence

import msgspec

from cam.sandbox.books import Books
from cam.sandbox.control import Control
from cam.sandbox.exchange import Provider, Request, query_pairs, text_answer
from cam.sandbox.failing import SILENT, decide
from cam.sandbox.settings import Dials
from cam.sandbox.uplink import Message, Receive, Scope, Send, Uplink

MAX_BODY = 8 * 1024 * 1024


class Web:
    """The ASGI application that all providers share; `control` is free of latency and faults."""

    def __init__(
        self, providers: Sequence[Provider], control: Control, dials: Dials, books: Books
    ) -> None:
        self._providers = {provider.name: provider for provider in providers}
        self._control = control
        self._dials = dials
        self._books = books
        self.closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        uplink = Uplink(scope, receive, send)
        request = await _read(scope, receive)
        if request is None:
            return
        name, _, rest = request.path.lstrip("/").partition("/")
        request = msgspec.structs.replace(request, path=f"/{rest}")
        if name == "_sandbox":
            await uplink.send(self._control.answer(request))
        elif (provider := self._providers.get(name)) is None:
            await uplink.send(text_answer("no such provider", status=404))
        else:
            await self._serve(provider, request, uplink)

    async def _serve(self, provider: Provider, request: Request, uplink: Uplink) -> None:
        route = provider.route(request)
        fault = self._dials.faults.draw(f"{provider.name}.{route}")
        answer = decide(provider, route, request, fault, self._dials.wall())
        sent = fault is None or fault.kind not in SILENT
        self._books.answered(provider.name, route, answer.status if sent else 0)
        delay = fault.seconds if fault and fault.kind != "drip" else 0.0
        await self._pause(self._dials.now.latency + delay)
        if fault is None:
            await uplink.send(answer)
        elif fault.kind in ("hang", "accept_then_hang"):
            await uplink.wait(self.closing)
            await uplink.drop()
        elif not sent:
            await uplink.drop()
        elif fault.kind == "cut":
            await uplink.send_half(answer)
        elif fault.kind == "drip":
            await uplink.send_slowly(answer, fault.seconds, self._pause)
        else:
            await uplink.send(answer)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the sandbox."""
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), seconds)


async def _read(scope: Scope, receive: Receive) -> Request | None:
    """The whole request; None when the client left before its end or it is no HTTP."""
    if scope["type"] != "http":
        return None
    body = bytearray()
    while True:
        message: Message = await receive()
        if message["type"] != "http.request":
            return None
        if len(body) <= MAX_BODY:
            body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=query_pairs(scope["query_string"]),
        headers={k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]},
        body=bytes(body),
    )
