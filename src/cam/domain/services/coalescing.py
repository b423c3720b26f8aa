"""Many small writes of concurrent tasks, done as few large ones.

While one batch is being committed, what comes in waits and makes the next batch: the busier it is,
the larger the batches. A batch costs much the same whatever its size, so one that follows upon
another with company first waits for those whom that one let go on, half as long as it took: they
are soon back. Who is alone waits for no timer.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import anyio

from cam.domain.model.errors import CamError
from cam.domain.services.doors import is_for_us

LINGER = 0.02
"""Seconds that a batch waits for company at most: leave that is asked for grows stale."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class _Waiting(Generic[Item, Answer]):
    def __init__(self, item: Item) -> None:
        self.item = item
        self.woken = anyio.Event()
        self.is_settled = False
        self.answer: Answer | None = None
        self.error: BaseException | None = None


class Coalescer(Generic[Item, Answer]):
    """Calls `batch` with the items of all tasks that wait; never two batches at once.

    `batch` returns one answer an item, in their order. When it raises a CamError (the database is
    away), each task of that batch gets it; any other error is one item's fault, so each is tried
    alone and only the culprit's task gets the error. A call is not cut short by cancellation: what
    is committed has an owner who knows of it.
    """

    def __init__(
        self, batch: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]], *, most: int = 200
    ) -> None:
        self._batch = batch
        self._most = most
        self._waiting: list[_Waiting[Item, Answer]] = []
        self._busy = False
        self._company = False
        self._took = self._ended = 0.0

    async def __call__(self, item: Item) -> Answer:
        """The answer to this item, once its batch is committed."""
        mine: _Waiting[Item, Answer] = _Waiting(item)
        self._waiting.append(mine)
        with anyio.CancelScope(shield=True):
            try:
                if self._busy:
                    await mine.woken.wait()
                if not mine.is_settled:
                    await self._gather(mine)
                    await self._lead()
            except BaseException:
                self._leave(mine)
                raise
        if mine.error is not None:
            raise mine.error
        return mine.answer  # type: ignore[return-value]

    async def _gather(self, leader: _Waiting[Item, Answer]) -> None:
        """Waits for those whom the last batch let go on; from here on the leader leads."""
        self._busy = True
        leader.woken.set()
        if self._company and anyio.current_time() - self._ended < self._took:
            await anyio.sleep(min(self._took / 2, LINGER))

    async def _lead(self) -> None:
        """Answers those who wait now, then hands over to the next: nobody works for others."""
        batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        for each in batch:
            each.error = RuntimeError("the batch was cut short")
        begun = anyio.current_time()
        try:
            await self._answer(batch)
        finally:
            self._ended = anyio.current_time()
            self._took, self._company = self._ended - begun, len(batch) > 1
            for each in batch:
                each.is_settled = True
                each.woken.set()
            self._hand_over()

    async def _answer(self, batch: list[_Waiting[Item, Answer]]) -> None:
        try:
            answers = await self._batch([each.item for each in batch])
            for each, answer in zip(batch, answers, strict=True):
                each.answer, each.error = answer, None
        except BaseException as error:  # handed to the tasks that asked
            if is_for_us(error):
                raise
            if len(batch) > 1 and not isinstance(error, CamError):
                for each in batch:
                    await self._answer([each])
            else:
                for each in batch:
                    each.error = error

    def _hand_over(self) -> None:
        if self._waiting:
            self._waiting[0].woken.set()
        else:
            self._busy = False

    def _leave(self, mine: _Waiting[Item, Answer]) -> None:
        """One whose task was ended by force while it waited keeps nobody else waiting."""
        if mine in self._waiting:
            self._waiting.remove(mine)
            if mine.woken.is_set():
                self._hand_over()
