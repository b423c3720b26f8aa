"""Dropcontact's v1 API: submit a batch, poll until it is ready, pay for what was found."""

from typing import Any, Final

from cam.sandbox.books import Books
from cam.sandbox.callbacks import Callbacks
from cam.sandbox.dropcontact_batches import Batches
from cam.sandbox.dropcontact_form import Unacceptable, read_submission, reason
from cam.sandbox.exchange import Answer, Request, json_answer
from cam.sandbox.settings import Dials
from cam.sandbox.windows import FixedWindow
from cam.sandbox.world import World

_POLL: Final = "/v1/enrich/all/"
_NOT_READY: Final = {
    "error": False,
    "success": False,
    "reason": "Request not ready yet, try again in 30 seconds",
}
_REASONS: Final = {
    400: "Missing data in JSON",
    401: "Unknown account",
    403: "API call Token exceeded quota.",
    429: "Too many requests",
}


class Dropcontact:
    """Dropcontact, as far as CAM needs it."""

    name = "dropcontact"
    exhausted = 403

    def __init__(self, world: World, dials: Dials, books: Books, callbacks: Callbacks) -> None:
        self._dials = dials
        self._books = books
        self._batches = Batches(world, dials, books, callbacks)
        self._second = FixedWindow(1.0)

    def reset(self) -> None:
        self._batches.reset()
        self._second = FixedWindow(1.0)

    def settle(self) -> None:
        """Finish what has become due."""
        self._batches.settle()

    def route(self, request: Request) -> str:
        method, path = request.method, request.path
        if (method, path) == ("POST", "/v1/enrich/all"):
            return "submit"
        if method == "GET" and path.startswith(_POLL):
            return "poll"
        return "credits" if (method, path) == ("GET", "/v1/account/credits") else "unknown"

    def answer(self, request: Request) -> Answer:
        route = self.route(request)
        if route == "unknown":
            return json_answer({"detail": "Not Found"}, status=404)
        key = request.headers.get("x-access-token", "")
        if key != self._dials.now.dropcontact_key:
            return reason(401, "Unknown account" if key else "No api key received")
        now = self._dials.monotonic()
        if not self._second.allows(self._dials.now.dropcontact_limit, now):
            return self.refusal(route, 429)
        self._second.count(now)
        self._batches.settle()
        if route == "submit":
            return self._submit(request)
        if route == "credits":
            return json_answer({"credits": self._left()})
        return self._poll(request)

    def refusal(self, route: str, status: int) -> Answer:
        del route
        if status in _REASONS:
            return reason(status, _REASONS[status])
        return json_answer({"detail": "Internal Server Error"}, status=status)

    def _left(self) -> int:
        return self._dials.now.dropcontact_credits - int(self._books.credits_spent[self.name])

    def _submit(self, request: Request) -> Answer:
        try:
            submission = read_submission(request, strict=self._dials.now.dropcontact_strict)
        except Unacceptable as refused:
            return refused.answer
        if len(submission.records) - len(submission.rejected) > self._left():
            return self.refusal("submit", self.exhausted)
        request_id = self._batches.take(submission)
        told: dict[str, Any] = {"error": False, "success": True, "request_id": request_id}
        told["credits_left"] = self._left()
        if submission.rejected:
            rows = submission.rejected.items()
            told["data"] = [{"index": index, "errors": errors} for index, errors in rows]
        return json_answer(told)

    def _poll(self, request: Request) -> Answer:
        batch = self._batches.get(request.path.removeprefix(_POLL))
        if batch is None:
            return self._unknown()
        ready = batch.results is not None and batch.polls_left <= 0
        batch.polls_left -= 1
        if ready and self._dials.now.dropcontact_callback != "only":
            return self._done(batch.results or [])
        if dict(request.query).get("forceResults") == "true":
            return self._done(batch.submission.records)
        return json_answer(_NOT_READY)

    def _unknown(self) -> Answer:
        match self._dials.now.dropcontact_unknown:
            case "not_found":
                return reason(404, "Not found")
            case "invalid":
                return reason(200, "Invalid request id")
            case _:
                return json_answer(_NOT_READY)

    def _done(self, results: list[dict[str, Any]]) -> Answer:
        told = {"success": True, "error": False, "data": results}
        return json_answer({**told, "credits_left": self._left()})
