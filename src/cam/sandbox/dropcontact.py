"""Dropcontact's v1 API: submit a batch, poll until it is ready, pay for what was found."""

import random
import string
import time
from typing import Any, Final

import msgspec

from cam.sandbox.books import Books
from cam.sandbox.dropcontact_form import Submission, Unacceptable, read_submission, reason
from cam.sandbox.dropcontact_work import enriched
from cam.sandbox.exchange import Answer, Request, json_answer
from cam.sandbox.registry import Registry
from cam.sandbox.settings import Dials
from cam.sandbox.windows import FixedWindow
from cam.sandbox.world import World

_NOT_READY: Final = {
    "error": False,
    "success": False,
    "reason": "Request not ready yet, try again in 30 seconds",
}
_REASONS: Final = {
    401: "Unknown account",
    403: "API call Token exceeded quota.",
    429: "Too many requests",
}


class Batch(msgspec.Struct, kw_only=True):
    """A submission being worked on; `ready_at` in monotonic seconds."""

    submission: Submission
    ready_at: float
    polls_left: int
    settled: bool = False
    results: list[dict[str, Any]] = []


class Dropcontact:
    """Dropcontact. An unknown request id is answered "not ready", as the vendor's page says."""

    name = "dropcontact"

    def __init__(self, world: World, dials: Dials, books: Books) -> None:
        self._world = world
        self._registry = Registry(world)
        self._dials = dials
        self._books = books
        self._batches: dict[str, Batch] = {}
        self._second = FixedWindow(1.0)

    def reset(self) -> None:
        self._batches.clear()
        self._second = FixedWindow(1.0)

    def route(self, request: Request) -> str:
        method, path = request.method, request.path
        if (method, path) == ("POST", "/v1/enrich/all"):
            return "submit"
        if method == "GET" and path.startswith("/v1/enrich/all/"):
            return "poll"
        return "credits" if (method, path) == ("GET", "/v1/account/credits") else "unknown"

    def answer(self, request: Request) -> Answer:
        route = self.route(request)
        if route == "unknown":
            return json_answer({"detail": "Not Found"}, status=404)
        key = request.headers.get("x-access-token", "")
        if key != self._dials.now.dropcontact_key:
            return reason(401, "Unknown account" if key else "No api key received")
        if not self._second.allows(self._dials.now.dropcontact_limit, time.monotonic()):
            return self.refusal(route, 429)
        self._second.used += 1
        self._settle()
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
        return self._dials.now.dropcontact_credits - self._books.credits_spent[self.name]

    def _submit(self, request: Request) -> Answer:
        try:
            submission = read_submission(request)
        except Unacceptable as refused:
            return refused.answer
        price = len(submission.records) - len(submission.rejected)
        if price > self._left():
            return self.refusal("submit", 403)
        self._books.spend(self.name, price)
        number = len(self._batches)
        draw = random.Random(f"{self._world.scale.seed}/request/{number}")
        request_id = "".join(draw.choices(string.ascii_lowercase, k=15))
        self._batches[request_id] = Batch(
            submission=submission,
            ready_at=time.monotonic() + self._dials.now.dropcontact_delay,
            polls_left=self._dials.now.dropcontact_polls,
        )
        told: dict[str, Any] = {"error": False, "success": True, "request_id": request_id}
        told["credits_left"] = self._left()
        if submission.rejected:
            rows = submission.rejected.items()
            told["data"] = [{"index": index, "errors": errors} for index, errors in rows]
        return json_answer(told)

    def _poll(self, request: Request) -> Answer:
        batch = self._batches.get(request.path.removeprefix("/v1/enrich/all/"))
        if batch is None:
            return json_answer(_NOT_READY)
        ready = batch.settled and batch.polls_left <= 0
        batch.polls_left -= 1
        if ready:
            return self._done(batch.results)
        if dict(request.query).get("forceResults") == "true":
            return self._done(batch.submission.records)
        return json_answer(_NOT_READY)

    def _done(self, results: list[dict[str, Any]]) -> Answer:
        told = {"success": True, "error": False, "data": results}
        return json_answer({**told, "credits_left": self._left()})

    def _settle(self) -> None:
        """Finish batches whose time has come: shuffle the results, give credits back."""
        now = time.monotonic()
        for request_id, batch in self._batches.items():
            if batch.settled or now < batch.ready_at:
                continue
            results, refunds = enriched(batch.submission, self._registry, self._world.scale)
            random.Random(f"{self._world.scale.seed}/{request_id}").shuffle(results)
            batch.results, batch.settled = results, True
            self._books.spend(self.name, -refunds)
