"""The HTTP side: finds the provider, adds latency and faults, keeps the books."""

import asyncio
import contextlib
from collections.abc import Sequence

import msgspec

from cam.sandbox.books import Books
from cam.sandbox.exchange import JSON, Answer, Provider, Request, query_pairs, text_answer
from cam.sandbox.faults import Fault
from cam.sandbox.settings import Dials
from cam.sandbox.uplink import Message, Receive, Scope, Send, Uplink

MAX_BODY = 8 * 1024 * 1024


class Web:
    """The ASGI application that all providers share; `control` is free of latency and faults."""

    def __init__(
        self, providers: Sequence[Provider], control: Provider, dials: Dials, books: Books
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
        answer = _decide(provider, route, request, fault)
        sent = fault is None or fault.kind not in _SILENT
        self._books.answered(provider.name, route, answer.status if sent else 0)
        await self._pause(self._dials.now.latency + (fault.seconds if fault else 0.0))
        if fault is None:
            await uplink.send(answer)
        elif fault.kind in ("hang", "accept_then_hang"):
            await uplink.wait(self.closing)
            await uplink.drop()
        elif not sent:
            await uplink.drop()
        elif fault.kind == "cut":
            await uplink.send_half(answer)
        else:
            await uplink.send(answer)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the sandbox."""
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), seconds)


_SILENT = ("drop", "accept_then_drop", "hang", "accept_then_hang")


def _decide(provider: Provider, route: str, request: Request, fault: Fault | None) -> Answer:
    """The answer under this fault; the provider acts only if the fault lets it."""
    if fault is None:
        return provider.answer(request)
    if fault.carried_out:
        if fault.kind == "same_page":
            request = _first_page(request)
        return _spoilt(provider.answer(request), fault)
    if fault.kind == "html":
        page = fault.body or "<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"
        return text_answer(page, status=fault.status, kind="text/html")
    if fault.kind == "junk":
        return Answer(body=(fault.body or "\x00\x01not json{").encode())
    answer = provider.refusal(route, fault.status)
    if fault.body is not None:
        answer = msgspec.structs.replace(answer, body=fault.body.encode())
    if fault.retry_after is not None:
        headers = answer.headers | {"retry-after": str(fault.retry_after)}
        answer = msgspec.structs.replace(answer, headers=headers)
    return answer


def _spoilt(answer: Answer, fault: Fault) -> Answer:
    body = answer.body
    if fault.kind == "truncated":
        body = body[: len(body) // 2]
    elif fault.kind == "huge":
        body = body + b" " * fault.size
    elif fault.kind == "wrong_types" and answer.content_type == JSON:
        body = msgspec.json.encode(_wrong(msgspec.json.decode(body)))
    return msgspec.structs.replace(answer, body=body)


def _wrong(value: object) -> object:
    if isinstance(value, dict):
        return {key: _wrong(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return {"0": _wrong(value[0])} if value else {}
    return 1 if isinstance(value, str) else str(value)


def _first_page(request: Request) -> Request:
    """The same request for page 1, in either form of the search."""
    query = tuple((k, "1" if k == "page" else v) for k, v in request.query)
    body = request.body
    if b'"page"' in body:
        body = msgspec.json.encode(request.json_object() | {"page": 1})
    return msgspec.structs.replace(request, query=query, body=body)


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
