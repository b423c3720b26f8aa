"""Dropcontact's batches: taken, worked on, kept for 30 days, told to whoever asked to be told."""

import hashlib
import random
import string
from typing import Any, Final

import msgspec

from cam.sandbox.books import Books
from cam.sandbox.callbacks import Callbacks, Letter
from cam.sandbox.dropcontact_form import Submission
from cam.sandbox.dropcontact_work import Task, tasks, worked
from cam.sandbox.registry import Registry
from cam.sandbox.settings import Dials
from cam.sandbox.world import World

KEPT: Final = 30 * 86_400.0
"""Seconds that results can be polled."""


class Batch(msgspec.Struct, kw_only=True):
    """A submission being worked on; `ready_at` in the sandbox's monotonic seconds."""

    submission: Submission
    tasks: list[Task]
    ready_at: float
    polls_left: int
    results: list[dict[str, Any]] | None = None


class Batches:
    """All batches so far, by request id."""

    def __init__(self, world: World, dials: Dials, books: Books, callbacks: Callbacks) -> None:
        self._scale = world.scale
        self._registry = Registry(world)
        self._dials = dials
        self._books = books
        self._callbacks = callbacks
        self._batches: dict[str, Batch] = {}

    def reset(self) -> None:
        self._batches.clear()

    def get(self, request_id: str) -> Batch | None:
        """The batch of that id, unless nobody has it or it is too old."""
        batch = self._batches.get(request_id)
        if batch is None or self._dials.monotonic() - batch.ready_at > KEPT:
            return None
        return batch

    def take(self, submission: Submission) -> str:
        """Reserve a credit for each record that is worked on; returns the request id."""
        draw = random.Random(f"{self._scale.seed}/request/{len(self._batches)}")
        request_id = "".join(draw.choices(string.ascii_lowercase, k=15))
        batch = Batch(
            submission=submission,
            tasks=tasks(submission, self._registry),
            ready_at=self._dials.monotonic() + self._dials.now.dropcontact_delay,
            polls_left=self._dials.now.dropcontact_polls,
        )
        self._batches[request_id] = batch
        self._books.reserve("dropcontact", len(batch.tasks))
        for task in batch.tasks:
            self._books.buy(*task.purchase)
        if submission.callback_url:
            early = self._dials.now.dropcontact_callback == "early"
            due = self._dials.monotonic() if early else batch.ready_at
            self._callbacks.order(due, lambda: self._letter(request_id))
        return request_id

    def settle(self) -> None:
        """Finish batches whose time has come: shuffle the results, give credits back."""
        now = self._dials.monotonic()
        for request_id, batch in self._batches.items():
            if batch.results is None and now >= batch.ready_at:
                batch.results = self._worked(request_id, batch)

    def _worked(self, request_id: str, batch: Batch) -> list[dict[str, Any]]:
        share, verdicts = self._scale.nominative_share, self._dials.now.dropcontact_verdicts
        results: list[dict[str, Any]] = []
        refunds = 0
        for task in batch.tasks:
            done = worked(task, batch.submission, share, verdicts)
            results.append(done.result)
            if not done.charged:
                refunds += 1
                self._books.give_back(*task.purchase)
        self._books.settle("dropcontact", len(batch.tasks), refunds)
        random.Random(f"{self._scale.seed}/{request_id}").shuffle(results)
        return results

    def _letter(self, request_id: str) -> Letter | None:
        """The event for the callback; an early one has no rows yet."""
        self.settle()
        batch = self.get(request_id)
        how = self._dials.now.dropcontact_callback
        if batch is None or how == "never":
            return None
        event = {
            "id": hashlib.sha256(request_id.encode()).hexdigest()[:32],
            "version": 1,
            "event_type": "enrich_api_result",
            "occurred_at": int(self._dials.wall()),
            "data": {
                "data": (batch.results or []) if how != "early" else [],
                "request_id": request_id,
            },
        }
        return Letter(
            provider="dropcontact",
            request_id=request_id,
            url=batch.submission.callback_url,
            body=msgspec.json.encode([event]),
            copies=2 if how == "twice" else 1,
        )
