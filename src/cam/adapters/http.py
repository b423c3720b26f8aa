"""HTTP to a provider: bounded, patient, and never repeating what may have been paid for."""

import asyncio
import logging
import random
from collections.abc import Mapping, Sequence

import anyio
import httpx

from cam.adapters.answer import Answer
from cam.adapters.pace import Gate, Pass, Spacing
from cam.adapters.windows import Announced, silent
from cam.domain.model.errors import (
    OutcomeUnknown,
    ProviderRefused,
    ProviderUnavailable,
)
from cam.ports.clock import Clock
from cam.ports.dry_run import refuse_while_planning

IN_FLIGHT = 10
"""Requests at once for each provider: httpx's pool is at its best there (stack.md)."""
TIMEOUT = httpx.Timeout(connect=10.0, read=60.0, write=30.0, pool=60.0)
"""Seconds. The only bound on a request in flight: it is never cancelled from outside."""
MAX_BODY = 20 * 1024 * 1024
MAX_WAIT = 30.0
"""Seconds. A provider that asks for a longer wait is left alone for this run."""
TRIES = 4
_PAUSE = 0.5

_NOT_TAKEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes whole URLs, secrets too


class ProviderHttp:
    """One provider's connections. Close it with `aclose`, which waits for what is in flight.

    `announced` reads what its headers say of its limits; `per_second` is one that it does not
    announce. All who use it share one pace.
    """

    def __init__(
        self,
        provider: str,
        base_url: str,
        clock: Clock,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        tries: int = TRIES,
        max_wait: float = MAX_WAIT,
        max_body: int = MAX_BODY,
        in_flight: int = IN_FLIGHT,
        announced: Announced = silent,
        per_second: float | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.provider = provider
        self._base_url = base_url
        self._clock = clock
        self._tries = tries
        self._max_wait = max_wait
        self._max_body = max_body
        self._announced = announced
        self._gates: dict[str, Gate] = {}
        self._spacing = Spacing(per_second, clock) if per_second is not None else None
        self._limiter = anyio.CapacityLimiter(in_flight)
        self._running: set[asyncio.Task[Answer]] = set()
        limits = httpx.Limits(max_connections=in_flight, max_keepalive_connections=in_flight)
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=timeout,
            limits=limits,
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    async def aclose(self) -> None:
        """Waits for the requests in flight, then closes the connections."""
        with anyio.CancelScope(shield=True):
            if self._running:
                await asyncio.wait(self._running)
            await self._client.aclose()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Sequence[tuple[str, str]] = (),
        json_body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        retry: bool,
        group: str = "",
        extensions: Mapping[str, object] | None = None,
    ) -> Answer:
        """The provider's answer, of any status but 429.

        `retry` says that asking twice is harmless. Without it a request is repeated only when the
        first was surely not taken: no connection, or 429. `group` names what the provider limits
        together; `extensions` are httpx's. Raises RateLimited, perhaps unasked,
        ProviderUnavailable, and without `retry` OutcomeUnknown when no whole answer came.
        """
        refuse_while_planning(self.provider)
        request = self._built(method, path, params, json_body, headers, extensions)
        gate = self._gate(group)
        attempt = 0
        while True:
            outcome = await self._tried(request, gate)
            attempt += 1
            if isinstance(outcome, Answer) and outcome.status == 429:
                if gate.opens_in > self._max_wait or attempt >= self._tries:
                    raise gate.limited(f"429 {outcome.excerpt}".strip())
                continue  # the gate waits
            wait = self._wait(outcome, attempt, retry=retry)
            if wait is None or wait > self._max_wait or attempt >= self._tries:
                return _answer_or_error(outcome)
            await self._clock.sleep(wait)

    def limits(self, group: str = "") -> str:
        """The limits that the provider told for this group, in words."""
        return self._gate(group).in_words

    def _gate(self, group: str) -> Gate:
        if group not in self._gates:
            self._gates[group] = Gate(
                self.provider, self._clock, announced=self._announced, max_wait=self._max_wait
            )
        return self._gates[group]

    def _built(
        self,
        method: str,
        path: str,
        params: Sequence[tuple[str, str]],
        body: bytes | None,
        headers: Mapping[str, str] | None,
        extensions: Mapping[str, object] | None,
    ) -> httpx.Request:
        try:
            return self._client.build_request(
                method,
                self._base_url + path,
                params=httpx.QueryParams(tuple(params)) if params else None,
                content=body,
                headers={"content-type": "application/json", **(headers or {})},
                extensions=dict(extensions or {}),
            )
        except (httpx.InvalidURL, ValueError):
            raise ProviderRefused(self.provider, "the request cannot be written") from None

    async def _tried(self, request: httpx.Request, gate: Gate) -> Answer | ProviderUnavailable:
        try:
            return await self._exchanged(request, gate)
        except ProviderUnavailable as failure:
            return failure

    async def _exchanged(self, request: httpx.Request, gate: Gate) -> Answer:
        """One exchange that no cancellation interrupts, once it has begun.

        A pool of httpx 0.28 does not recover from cancelled requests. anyio's shield holds off
        scopes; the task of its own survives `Task.cancel` and `asyncio.timeout`, which anyio's
        shield lets through.
        """
        entered = await gate.enter()
        permit = object()
        try:
            if self._spacing is not None:
                await self._spacing.wait()
            await self._limiter.acquire_on_behalf_of(permit)
        except BaseException:
            gate.leave(entered, None)
            raise
        task = asyncio.get_running_loop().create_task(self._exchange(request))
        self._running.add(task)
        task.add_done_callback(lambda done: self._finished(done, permit, gate, entered))
        with anyio.CancelScope(shield=True):
            await asyncio.wait((task,))
        return task.result()

    def _finished(
        self, task: asyncio.Task[Answer], permit: object, gate: Gate, entered: Pass
    ) -> None:
        self._limiter.release_on_behalf_of(permit)
        self._running.discard(task)
        known = not task.cancelled() and task.exception() is None
        gate.leave(entered, task.result() if known else None)

    async def _exchange(self, request: httpx.Request) -> Answer:
        try:
            response = await self._client.send(request, stream=True)
            try:
                return await self._read(response)
            finally:
                await response.aclose()
        except _NOT_TAKEN as failure:
            raise self._unavailable(f"no connection ({type(failure).__name__})") from None
        except httpx.UnsupportedProtocol:
            raise self._unavailable("its address is not an http(s) URL") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as failure:
            reason = f"no whole answer ({type(failure).__name__})"
            raise OutcomeUnknown(self.provider, reason) from None

    async def _read(self, response: httpx.Response) -> Answer:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._max_body:
                raise OutcomeUnknown(self.provider, f"answer longer than {self._max_body} bytes")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(body))

    def _unavailable(self, reason: str) -> ProviderUnavailable:
        return ProviderUnavailable(self.provider, reason)

    def _wait(
        self, outcome: Answer | ProviderUnavailable, attempt: int, *, retry: bool
    ) -> float | None:
        """Seconds until the request is repeated; None when it is not."""
        pause = _PAUSE * 2.0 ** (attempt - 1) * random.uniform(0.5, 1.5)
        if isinstance(outcome, ProviderUnavailable):
            return pause if retry or not isinstance(outcome, OutcomeUnknown) else None
        asked = outcome.retry_after(self._clock.now())
        if outcome.status >= 500 and retry:
            return asked.total_seconds() if asked is not None else pause
        return None


def _answer_or_error(outcome: Answer | ProviderUnavailable) -> Answer:
    if isinstance(outcome, ProviderUnavailable):
        raise outcome
    return outcome
