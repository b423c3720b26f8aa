"""Apollo's REST API: search is free, matching costs a credit for each person with an address."""

import time
from collections.abc import Callable
from typing import Final

from cam.sandbox import apollo_shapes as shapes
from cam.sandbox.apollo_match import Matching
from cam.sandbox.apollo_query import Refused, read_search
from cam.sandbox.books import Books
from cam.sandbox.directory import Directory
from cam.sandbox.exchange import Answer, Malformed, Request, json_answer, text_answer
from cam.sandbox.registry import Registry
from cam.sandbox.settings import Dials, Window
from cam.sandbox.windows import Meter
from cam.sandbox.world import World

_BASE: Final = "/api/v1"
_ROUTES: Final = {
    ("POST", "/mixed_people/api_search"): "search",
    ("POST", "/mixed_people/search"): "deprecated_search",
    ("POST", "/people/match"): "match",
    ("POST", "/people/bulk_match"): "bulk_match",
    ("GET", "/users/api_profile"): "profile",
    ("GET", "/auth/health"): "health",
    ("POST", "/usage_stats/credit_usage_stats"): "credit_usage",
}
_PATHS: Final = {route: path for (_, path), route in _ROUTES.items()}
_DEPRECATED: Final = (
    "This endpoint is deprecated for API callers. Please use the new mixed_people/api_search "
    "endpoint."
)
_BAD_KEY: Final = (
    "Invalid API key. See https://docs.apollo.io/reference/authentication for how to authenticate."
)
_USER: Final = {
    "id": "66c8db577ed7f201b25c0eef",
    "team_id": "6095a710bd01d100a506d4ac",
    "first_name": "Sam",
    "last_name": "Sender",
    "title": "Owner",
    "email": "sam.sender@sender.example",
}
_CREDITS: Final = (
    "lead",
    "direct_dial",
    "export",
    "conversation",
    "ai",
    "power_up",
    "inbound_website_visitor",
    "web_search_record",
    "contact_website_visitor",
)


class Apollo:
    """Apollo, as far as CAM needs it and as strict as its documentation."""

    name = "apollo"

    def __init__(self, world: World, directory: Directory, dials: Dials, books: Books) -> None:
        self._world = world
        self._directory = directory
        self._dials = dials
        self._books = books
        self._matching = Matching(Registry(world), dials, books)
        self._meters: dict[str, Meter] = {}
        self._actions: dict[str, Callable[[Request], Answer]] = {
            "search": self._search,
            "deprecated_search": lambda _: json_answer({"error": _DEPRECATED}, status=422),
            "match": self._matching.match,
            "bulk_match": self._matching.bulk_match,
            "profile": self._profile,
            "credit_usage": self._credit_usage,
        }

    def reset(self) -> None:
        self._meters.clear()

    def route(self, request: Request) -> str:
        path = request.path.removeprefix(_BASE)
        return _ROUTES.get((request.method, path), "unknown") if path != request.path else "unknown"

    def answer(self, request: Request) -> Answer:
        route = self.route(request)
        if route == "unknown":
            return text_answer("<h1>Not Found</h1>", status=404, kind="text/html")
        valid = request.headers.get("x-api-key") == self._dials.now.apollo_key
        if route == "health":
            return json_answer({"healthy": True, "is_logged_in": valid})
        if _key_elsewhere(request):
            error = "The API key must be sent in the x-api-key header."
            body = {"error": error, "error_code": "INVALID_API_KEY_LOCATION"}
            return json_answer(body, status=422)
        if not valid:
            return text_answer(_BAD_KEY, status=401)
        return self._metered(route, request)

    def _metered(self, route: str, request: Request) -> Answer:
        limits = self._dials.now.apollo_limits
        limit = limits.get(route) or limits.get("*") or Window()
        meter = self._meters.setdefault(route, Meter(time.monotonic))
        full = meter.call(limit)
        if full is None:
            answer = self._actions[route](request)
            extra: dict[str, str] = {}
        else:
            answer = self._too_many(route, getattr(limit, full), full)
            extra = {"retry-after": str(meter.retry_after(full))}
        return Answer(
            status=answer.status,
            body=answer.body,
            content_type=answer.content_type,
            headers=answer.headers | meter.headers(limit) | extra,
        )

    def _too_many(self, route: str, limit: int, span: str) -> Answer:
        """The search wraps its message in a JSON string once more, as Apollo's example does."""
        path = f"api/v1{_PATHS.get(route, '')}"
        message = (
            f"The maximum number of api calls allowed for {path} is {limit} times "
            f"per {span}. Please upgrade your plan from "
            "https://app.apollo.io/#/settings/plans/upgrade."
        )
        if route == "search":
            message = f'{{\n    "message": "{message}"\n}}'
        return json_answer({"message": message}, status=429)

    def refusal(self, route: str, status: int) -> Answer:
        path = f"api/v1{_PATHS.get(route, '')}"
        if status == 401:
            return text_answer(_BAD_KEY, status=401)
        if status == 403:
            error = (
                f"This API key is not authorized to access {path}. Request an API key from your "
                "administrator that includes this endpoint in its configured scope."
            )
            return json_answer({"error": error, "error_code": "API_INACCESSIBLE"}, status=403)
        if status == 422:
            return Matching.insufficient
        if status == 429:
            return self._too_many(route, 600, "hour")
        return json_answer({"error": "Internal Server Error"}, status=status)

    def _search(self, request: Request) -> Answer:
        try:
            search = read_search(request)
        except Refused as refused:
            return refused.answer
        found = self._directory.find(search.filters)
        start = (search.page - 1) * search.per_page
        numbers = found[start : start + search.per_page]
        people = [shapes.hit(self._world.person(number)) for number in numbers]
        return json_answer({"total_entries": len(found), "people": people})

    def _profile(self, request: Request) -> Answer:
        if dict(request.query).get("include_credit_usage") != "true":
            return json_answer(_USER)
        granted = self._dials.now.apollo_credits
        used = self._books.credits_spent["apollo"]
        usage: dict[str, object] = {"num_credits_remaining": granted - used}
        for kind in ("lead", "direct_dial", "export", "ai", "power_up"):
            usage[f"effective_num_{kind}_credits"] = granted if kind == "lead" else 0
            usage[f"num_{kind}_credits_used"] = used if kind == "lead" else 0
        return json_answer({**_USER, **usage, "total_unified_credits_used": used})

    def _credit_usage(self, request: Request) -> Answer:
        del request
        granted = self._dials.now.apollo_credits
        used = self._books.credits_spent["apollo"]
        none = {"limit": 0, "consumed": 0, "left_over": 0}
        stats = {**{f"{kind}_credit": none for kind in _CREDITS}, "dialer": none}
        stats["lead_credit"] = {"limit": granted, "consumed": used, "left_over": granted - used}
        cycle = {
            "start_date": "2026-10-01T00:00:00.000Z",
            "end_date": "2026-11-01T00:00:00.000Z",
        }
        return json_answer({"credit_usage_stats": stats, "current_credit_cycle": cycle})


def _key_elsewhere(request: Request) -> bool:
    """Whether a key came in the query or the body, where Apollo refuses it."""
    if any(key == "api_key" for key, _ in request.query):
        return True
    if b"api_key" not in request.body:
        return False
    try:
        return "api_key" in request.json_object()
    except Malformed:
        return False
