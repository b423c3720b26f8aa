"""Ways to hurt a cycle at its n-th step: every await, and every call of every port."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from cam.adapters.sql.repository import SqlRepository, SqlUnitOfWork
from cam.app.composition import World
from cam.domain.model.errors import (
    DatabaseUnavailable,
    OutcomeUnknown,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)

from .small_world import SmallWorld

Failure = Callable[[], BaseException]

FAILURES: dict[str, Failure] = {
    "unavailable": lambda: ProviderUnavailable("apollo", "boom"),
    "refused": lambda: ProviderRefused("apollo", "boom"),
    "rate limited": lambda: RateLimited("apollo", "boom", retry_after=timedelta(seconds=5)),
    "outcome unknown": lambda: OutcomeUnknown("apollo", "boom"),
    "database": lambda: DatabaseUnavailable("boom"),
    "runtime": lambda: RuntimeError("boom"),
    "timeout": lambda: TimeoutError("boom"),
    "stray cancellation": lambda: asyncio.CancelledError("boom"),
    "group": lambda: BaseExceptionGroup("boom", [asyncio.CancelledError(), ValueError("inner")]),
}
AFTERWARDS = ("outcome unknown", "runtime", "stray cancellation")
"""Raised though the deed is done. The others say that it surely is not."""
OF_THE_DATABASE = ("database", "runtime")


class Tripwire:
    """Counts, and fails at the n-th count; n 0: only counts."""

    def __init__(self, nth: int = 0, failure: Failure = KeyError, *, afterwards: bool = False):
        self.count = 0
        self.nth = nth
        self.failure = failure
        self.afterwards = afterwards

    async def around(self, call: Callable[[], Awaitable[Any]]) -> Any:
        """The call, or the failure in its place, or after it."""
        self.count += 1
        if self.count != self.nth:
            return await call()
        if self.afterwards:
            await call()
        raise self.failure()


class Wired:
    """An object whose async methods go over the wire; its parts, too, when they are named."""

    def __init__(self, inner: Any, wire: Tripwire, parts: frozenset[str] = frozenset()) -> None:
        self._inner, self._wire, self._parts = inner, wire, parts

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name in self._parts:
            return Wired(found, self._wire)
        if not inspect.iscoroutinefunction(found):
            return found

        async def over_the_wire(*args: Any, **named: Any) -> Any:
            return await self._wire.around(lambda: found(*args, **named))

        return over_the_wire


def outside(world: SmallWorld, wire: Tripwire) -> World:
    """The world with every port to it wired."""
    plain = world.outside()
    return World(
        sources=[Wired(each, wire) for each in plain.sources],
        enrichers=[Wired(each, wire) for each in plain.enrichers],
        mailer=Wired(plain.mailer, wire),
        notifier=Wired(plain.notifier, wire),
    )


PARTS = frozenset(
    {
        "arrivals", "attempts", "campaigns", "credits", "deployment", "events", "holds", "leads",
        "quotas", "runs", "suppressions",
    }
)  # fmt: skip


@contextmanager
def wired_database(wire: Tripwire) -> Iterator[None]:
    """While the block runs, every verb of the repository goes over the wire."""
    honest = SqlUnitOfWork._repository

    def repository(self: SqlUnitOfWork, *args: Any, **told: Any) -> SqlRepository:
        return Wired(honest(self, *args, **told), wire, PARTS)  # type: ignore[return-value]

    SqlUnitOfWork._repository = repository  # type: ignore[method-assign]
    try:
        yield
    finally:
        SqlUnitOfWork._repository = honest  # type: ignore[method-assign]


class _Stepped:
    """A coroutine that tells of each await at which it lets others go on."""

    def __init__(self, inner: Coroutine[Any, Any, Any], told: Callable[[], None]) -> None:
        self._inner, self._told = inner, told

    def __await__(self) -> Generator[Any, Any, Any]:
        step: Callable[[], Any] = lambda: self._inner.send(None)  # noqa: E731
        while True:
            try:
                waits_for = step()
            except StopIteration as end:
                return end.value
            self._told()
            try:
                yield waits_for
            except BaseException as thrown:  # noqa: BLE001 - handed on as it is
                step = _throwing(self._inner, thrown)
            else:
                step = lambda: self._inner.send(None)  # noqa: E731


def _throwing(inner: Coroutine[Any, Any, Any], error: BaseException) -> Callable[[], Any]:
    return lambda: inner.throw(error)


async def cancelled_at(nth: int, work: Coroutine[Any, Any, None]) -> int:
    """Does the work in a task, which is cancelled at the n-th await of it or of the tasks that it
    begins; the number of awaits until its end."""
    loop = asyncio.get_running_loop()
    count = 0
    root: asyncio.Task[None] | None = None

    def told() -> None:
        nonlocal count
        count += 1
        if count == nth and root is not None:
            root.cancel()

    async def stepped(inner: Coroutine[Any, Any, Any]) -> Any:
        return await _Stepped(inner, told)

    def begin(loop: asyncio.AbstractEventLoop, inner: Any, **how: Any) -> "asyncio.Task[Any]":
        return asyncio.Task(stepped(inner), loop=loop, **how)

    loop.set_task_factory(begin)
    try:
        root = loop.create_task(work)
        await asyncio.wait([root])
    finally:
        loop.set_task_factory(None)
    if not root.cancelled():
        root.result()
    return count
