"""Apollo's REST API: search is free, matching costs a credit for each person with an address."""

from collections import deque
from collections.abc import Callable
from typing import Final

from cam.sandbox import apollo_shapes as shapes
from cam.sandbox import apollo_waterfall as waterfall
from cam.sandbox.apollo_account import Accounts, limits_of
from cam.sandbox.apollo_match import Matching, failed
from cam.sandbox.apollo_query import Refused, Search, read_search
from cam.sandbox.apollo_waterfall import Waterfall
from cam.sandbox.books import Books
from cam.sandbox.callbacks import Callbacks
from cam.sandbox.directory import Directory
from cam.sandbox.exchange import Answer, Malformed, Request, json_answer, text_answer
from cam.sandbox.registry import Registry
from cam.sandbox.settings import Dials
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
    ("POST", "/usage_stats/api_usage_stats"): "api_usage",
}
_PATHS: Final = {route: path for (_, path), route in _ROUTES.items()}
_DEPRECATED: Final = (
    "This endpoint is deprecated for API callers. Please use the new mixed_people/api_search "
    "endpoint."
)
_BAD_KEY: Final = (
    "Invalid API key. See https://docs.apollo.io/reference/authentication for how to authenticate."
)


class Apollo:
    """Apollo, as far as CAM needs it and as strict as its documentation."""

    name = "apollo"
    exhausted = 422

    def __init__(
        self,
        world: World,
        directory: Directory,
        dials: Dials,
        books: Books,
        callbacks: Callbacks,
    ) -> None:
        self._world = world
        self._directory = directory
        self._dials = dials
        self._waterfall = Waterfall(dials, books, callbacks)
        self._matching = Matching(Registry(world), dials, books, self._waterfall)
        self._meters: dict[str, Meter] = {}
        self._accounts = Accounts(dials, books, self._meters)
        self.searches: deque[Search] = deque(maxlen=10_000)
        """Searches that were well formed, the latest ten thousand."""
        self._actions: dict[str, Callable[[Request], Answer]] = {
            "search": self._search,
            "deprecated_search": lambda _: json_answer({"error": _DEPRECATED}, status=422),
            "match": self._matching.match,
            "bulk_match": self._matching.bulk_match,
            "webhook_result": lambda request: self._waterfall.poll(
                request.path.removeprefix(_BASE + waterfall.PREFIX)
            ),
            "profile": self._accounts.profile,
            "credit_usage": self._accounts.credit_usage,
            "api_usage": self._accounts.api_usage,
        }

    def reset(self) -> None:
        self._meters.clear()
        self._waterfall.reset()
        self.searches.clear()

    def settle(self) -> None:
        """Book what has become due."""
        self._waterfall.settle()

    def route(self, request: Request) -> str:
        path = request.path.removeprefix(_BASE)
        if path == request.path:
            return "unknown"
        if request.method == "GET" and path.startswith(waterfall.PREFIX):
            return "webhook_result"
        return _ROUTES.get((request.method, path), "unknown")

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
        limit = limits_of(self._dials, route)
        meter = self._meters.setdefault(route, Meter(self._dials.monotonic))
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
            headers=answer.headers
            | meter.headers(limit, self._dials.now.apollo_day_header)
            | extra,
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
        if status == 400:
            return failed(400, "INVALID_REQUEST", "invalid request, missing details")
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
        self.searches.append(search)
        found = self._directory.find(search.filters)
        start = (search.page - 1) * search.per_page
        numbers = found[start : start + search.per_page]
        people = [shapes.hit(self._world.person(number)) for number in numbers]
        return json_answer({"total_entries": len(found), "people": people})


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
