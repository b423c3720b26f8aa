"""One answer under one fault: what the provider still does, and what becomes of its words."""

from email.utils import formatdate
from typing import Any

import msgspec

from cam.sandbox.exchange import JSON, Answer, Provider, Request, text_answer
from cam.sandbox.faults import Fault

SILENT = ("drop", "accept_then_drop", "hang", "accept_then_hang")
"""Kinds that send no answer."""
_PEOPLE = ("people", "matches", "data")
"""Where Apollo and Dropcontact list people."""
_PAGE = "<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"


def decide(
    provider: Provider, route: str, request: Request, fault: Fault | None, now: float
) -> Answer:
    """The answer under this fault; the provider acts only if the fault lets it."""
    if fault is None:
        return provider.answer(request)
    if fault.carried_out:
        if fault.kind == "same_page" and route == "search":
            request = _first_page(request)
        return _spoilt(provider.answer(request), fault)
    if fault.kind == "html":
        return text_answer(fault.body or _PAGE, status=fault.status, kind="text/html")
    if fault.kind == "junk":
        return Answer(body=(fault.body or "\x00\x01not json{").encode())
    lacking = fault.kind == "out_of_credits"
    answer = provider.refusal(route, provider.exhausted if lacking else fault.status)
    if fault.body is not None:
        answer = msgspec.structs.replace(answer, body=fault.body.encode())
    if fault.retry_after is not None:
        headers = answer.headers | {"retry-after": _retry_after(fault, fault.retry_after, now)}
        answer = msgspec.structs.replace(answer, headers=headers)
    return answer


def _retry_after(fault: Fault, seconds: int, now: float) -> str:
    if fault.retry_after_as == "date":
        return formatdate(now + seconds, usegmt=True)
    return str(seconds)


def _spoilt(answer: Answer, fault: Fault) -> Answer:
    body = answer.body
    if fault.kind == "truncated":
        body = body[: len(body) // 2]
    elif fault.kind == "huge":
        body = body + b" " * fault.size
    elif answer.content_type == JSON and fault.kind in _REWRITTEN:
        told = msgspec.json.decode(body)
        body = msgspec.json.encode(_rewritten(told, fault))
    return msgspec.structs.replace(answer, body=body)


_REWRITTEN = frozenset(
    ("wrong_types", "duplicated_people", "reordered_people", "missing_people", "false_total")
)


def _rewritten(told: Any, fault: Fault) -> object:
    if fault.kind == "wrong_types":
        return _wrong(told)
    if not isinstance(told, dict):
        return told
    if fault.kind == "false_total":
        return told | {"total_entries": fault.total} if "total_entries" in told else told
    return {
        name: _crowd(value, fault.kind) if name in _PEOPLE and isinstance(value, list) else value
        for name, value in told.items()
    }


def _crowd(people: list[Any], kind: str) -> list[Any]:
    if kind == "duplicated_people":
        return people + people
    return people[::-1] if kind == "reordered_people" else people[::2]


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
