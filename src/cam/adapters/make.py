"""Events to a Make webhook, signed as Standard Webhooks (help.make.com/webhooks, 2026-04)."""

import base64
import binascii
import hashlib
import hmac
from collections import deque
from datetime import datetime, timedelta

import httpx

from cam.adapters.answer import Answer
from cam.adapters.hooks import HookTransport
from cam.adapters.http import ProviderHttp
from cam.domain.model.errors import InvalidInput, ProviderError, RateLimited
from cam.domain.model.event import Event
from cam.ports.clock import Clock
from cam.ports.webhook_notifier import Delivery, DeliveryStatus

NAME = "make"
MAX_BODY = 5 * 1024 * 1024
RATE = 300
"""Requests in each `WINDOW`; more are answered 429."""
WINDOW = timedelta(seconds=10)
AT_ONCE = 50
_PREFIX = "whsec_"


class MakeWebhook:
    """One webhook URL as a WebhookNotifier. The URL is a secret: nothing here tells it."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        api_key: str = "",
        secret: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url = url
        self._clock = clock
        self._key = _secret_bytes(secret)
        self._pace = _Pace(clock)
        headers = {"x-make-apikey": api_key} if api_key else {}
        self._http = ProviderHttp(
            NAME,
            "",
            clock,
            headers=headers,
            tries=1,
            in_flight=AT_ONCE,
            transport=transport or HookTransport(AT_ONCE),
        )

    async def aclose(self) -> None:
        """Waits for the deliveries in flight, then closes the connections."""
        await self._http.aclose()

    async def deliver(self, event: Event) -> Delivery:
        """One try; the outbox makes the next ones. Redirects are failures, never followed."""
        if len(event.body) > MAX_BODY:
            return Delivery(status=DeliveryStatus.REFUSED, reason="larger than 5 MB")
        if wait := self._pace.wait():
            return Delivery(
                status=DeliveryStatus.LATER, reason="the rate is used up", retry_after=wait
            )
        try:
            answer = await self._http.request(
                "POST", self._url, json_body=event.body, headers=self._headers(event), retry=False
            )
        except RateLimited as limited:
            return self._retry("429 too many requests", limited.retry_after)
        except ProviderError as error:
            return self._retry(error.reason)
        return self._judged(answer)

    def _headers(self, event: Event) -> dict[str, str]:
        sent_at = str(int(self._clock.now().timestamp()))
        headers = {"webhook-id": str(event.id), "webhook-timestamp": sent_at}
        if self._key:
            headers["webhook-signature"] = signature(self._key, str(event.id), sent_at, event.body)
        return headers

    def _judged(self, answer: Answer) -> Delivery:
        if 200 <= answer.status < 300:
            return Delivery(status=DeliveryStatus.DELIVERED)
        if answer.status == 410:
            return Delivery(status=DeliveryStatus.GONE, reason=self._told(answer))
        return self._retry(self._told(answer), answer.retry_after(self._clock.now()))

    def _retry(self, reason: str, after: timedelta | None = None) -> Delivery:
        return Delivery(status=DeliveryStatus.RETRY, reason=reason, retry_after=after)

    def _told(self, answer: Answer) -> str:
        """The status and Make's words; a page that shows the URL is not repeated."""
        said = answer.excerpt
        path = httpx.URL(self._url).path.strip("/")
        if "<" in said or (path and path in said):
            said = ""
        return f"{answer.status} {said}".strip()


class _Pace:
    """At most RATE turns in any WINDOW."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turns: deque[datetime] = deque(maxlen=RATE)

    def wait(self) -> timedelta | None:
        """Takes a turn, or tells how long to wait for one."""
        now = self._clock.now()
        if len(self._turns) == RATE and (free_at := self._turns[0] + WINDOW) > now:
            return min(free_at - now, WINDOW)
        self._turns.append(now)
        return None


def signature(key: bytes, event_id: str, timestamp: str, body: bytes) -> str:
    """`v1,<base64 HMAC-SHA256>` of `id.timestamp.body` (standardwebhooks.com, 1.0)."""
    signed = b".".join((event_id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _secret_bytes(secret: str) -> bytes:
    """The key: what follows `whsec_` is base64, anything else is the key itself."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise InvalidInput("webhook secret", "is not base64 after whsec_") from None
