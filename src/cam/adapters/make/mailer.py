"""Mails by a Make scenario: leave is asked, then the request goes out, once.

There is no 354 on this way. Everything that can be known is looked at before leave is asked: the
mail's bytes, its size, Make's rate, a wait that it asked for. After it, only what surely never
reached Make may be tried again.
"""

import asyncio
import time
from collections.abc import Callable
from hashlib import sha256

import httpx

from cam.adapters.answer import Answer
from cam.adapters.http import ProviderHttp
from cam.adapters.make.acknowledgement import judged
from cam.adapters.make.gateway import MAX_BODY, NAME, RATE, WINDOW, key_headers, queue_is_full
from cam.adapters.make.letter import idempotency_key, letter
from cam.adapters.pace import Gate, Spacing
from cam.adapters.unbroken import unbroken
from cam.domain.model.errors import (
    InvalidInput,
    OutcomeUnknown,
    ProviderError,
    ProviderRefused,
    RateLimited,
)
from cam.domain.model.mail import Mail
from cam.ports.clock import Clock
from cam.ports.dry_run import refuse_while_planning
from cam.ports.failpoints import Failpoints, NoFailpoints, Point
from cam.ports.mailer import Authorize, SendResult, SendStatus

AT_ONCE = 10
TIMEOUT = httpx.Timeout(connect=10.0, read=200.0, write=30.0, pool=30.0)
"""Seconds. A scenario may take 180 to answer."""
LONGEST_WAIT = 30.0
"""Seconds to wait for Make's rate before a mail is put off."""
BODY_WITHIN = 5.0
"""Seconds from asking for leave to the request: a lease taken with it may be over later."""


class MakeMailer:
    """Hands mails to one scenario.

    A cancellation before the authorization ends the sending; after it, the outcome is awaited
    first and the cancellation felt at the caller's next await.
    """

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        api_key: str = "",
        at_once: int = AT_ONCE,
        failpoints: Failpoints | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._monotonic = monotonic
        self._failpoints = failpoints or NoFailpoints()
        self._http = ProviderHttp(
            NAME,
            "",
            clock,
            headers=key_headers(api_key),
            timeout=TIMEOUT,
            tries=1,
            in_flight=at_once,
            transport=transport or _fresh_connections(at_once),
        )
        self._spacing = Spacing(RATE / WINDOW.total_seconds(), clock)
        self._gate = Gate(NAME, clock, max_wait=LONGEST_WAIT)
        self._at_once = at_once
        self._permits = asyncio.Semaphore(at_once)
        self._closed = False
        self._closing = asyncio.Lock()

    async def send(self, mail: Mail, authorize: Authorize) -> SendResult:
        """Keeps the promise of `cam.ports.mailer.Mailer.send`, but for what comes before leave:
        nothing is told to Make before it."""
        refuse_while_planning("the mail scenario")
        try:
            body = letter(mail)
        except InvalidInput as unsendable:
            return SendResult(status=SendStatus.FAILED, reply=str(unsendable))
        if len(body) > MAX_BODY:
            return SendResult(status=SendStatus.FAILED, reply="larger than 5 MB")
        async with self._permits:
            if self._closed:
                return _deferred("the mailer is closed")
            try:
                entered = await self._gate.enter()
            except RateLimited as limited:
                return SendResult(status=SendStatus.HELD, reply=limited.reason)
            answer: Answer | None = None
            try:
                await self._spacing.wait()
                result, answer = await self._authorized(mail, body, authorize)
            finally:
                self._gate.leave(entered, answer)
            return result

    async def aclose(self) -> None:
        """Takes no more mails, waits for those under way, closes the connections."""
        self._closed = True
        async with self._closing:
            for _ in range(self._at_once):
                await self._permits.acquire()
            await self._http.aclose()
            for _ in range(self._at_once):
                self._permits.release()

    async def _authorized(
        self, mail: Mail, body: bytes, authorize: Authorize
    ) -> tuple[SendResult, Answer | None]:
        """The result, and the answer from which the next mail's wait is learned."""
        self._failpoints.reached(Point.OFFERED)
        asked_at = self._monotonic()
        if not await authorize(sha256(body).hexdigest()):
            return SendResult(status=SendStatus.NOT_AUTHORIZED), None
        self._failpoints.reached(Point.AUTHORIZED)
        if self._monotonic() - asked_at > BODY_WITHIN:
            return _deferred("authorized too late to send"), None
        punctual = _Punctual(asked_at + BODY_WITHIN, self._monotonic)
        posting = asyncio.ensure_future(self._posted(body, idempotency_key(mail), punctual))
        result, answer = await unbroken(lambda: asyncio.shield(posting))
        self._failpoints.reached(Point.REPLIED)
        return result, answer

    async def _posted(
        self, body: bytes, key: str, punctual: "_Punctual"
    ) -> tuple[SendResult, Answer | None]:
        """One request. What is not surely untaken is unknown."""
        headers = {"idempotency-key": key}
        try:
            answer = await self._http.request(
                "POST",
                self._url,
                json_body=body,
                headers=headers,
                retry=False,
                extensions={"trace": punctual},
            )
        except RateLimited as limited:
            return _deferred(limited.reason), _refusal(limited)
        except OutcomeUnknown as lost:
            return _unknown(lost.reason), None
        except ProviderRefused as refused:
            return SendResult(status=SendStatus.HELD, reply=refused.reason), None
        except ProviderError as unreached:
            return _deferred(unreached.reason), None
        if queue_is_full(answer):
            return judged(answer, self._url), Answer(429, answer.headers, answer.body)
        return judged(answer, self._url), answer


class _Punctual:
    """Looks at the time once more when the connection stands, right before the first byte.

    A process that stood still while it connected writes nothing; one that stood still between the
    head and the body of its request does not finish it. httpcore calls this (`trace`).
    """

    def __init__(self, until: float, monotonic: Callable[[], float]) -> None:
        self._until = until
        self._monotonic = monotonic

    async def __call__(self, event: str, _: object) -> None:
        """Raises ConnectTimeout (nothing was written), or WriteTimeout."""
        late = _TOO_LATE.get(event)
        if late is not None and self._monotonic() > self._until:
            raise late("too late")


_TOO_LATE: dict[str, type[httpx.TimeoutException]] = {
    "http11.send_request_headers.started": httpx.ConnectTimeout,
    "http11.send_request_body.started": httpx.WriteTimeout,
}


def _fresh_connections(at_once: int) -> httpx.AsyncBaseTransport:
    """No connection is used twice: one that Make closes at rest would make the next mail unknown,
    which it is not."""
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=0)
    return httpx.AsyncHTTPTransport(limits=limits, trust_env=False)


def _refusal(limited: RateLimited) -> Answer:
    """The 429 as the gate reads it."""
    wait = limited.retry_after
    headers = {"retry-after": str(int(wait.total_seconds()) + 1)} if wait is not None else {}
    return Answer(429, headers, b"")


def _deferred(reason: str) -> SendResult:
    return SendResult(status=SendStatus.DEFERRED, reply=reason)


def _unknown(reason: str) -> SendResult:
    return SendResult(status=SendStatus.UNKNOWN, reply=reason)
