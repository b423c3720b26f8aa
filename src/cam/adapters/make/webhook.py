"""Events to a Make webhook, signed as Standard Webhooks."""

from collections import deque
from datetime import datetime, timedelta

import httpx

from cam.adapters.answer import Answer
from cam.adapters.fingerprint import fingerprint
from cam.adapters.hooks import HookTransport
from cam.adapters.http import ProviderHttp
from cam.adapters.make.gateway import (
    MAX_BODY,
    NAME,
    RATE,
    WINDOW,
    key_headers,
    queue_is_full,
    said,
    told,
)
from cam.domain.model.errors import ProviderError, RateLimited
from cam.domain.model.event import Event
from cam.domain.model.signature import secret_key, signature
from cam.ports.clock import Clock
from cam.ports.webhook_notifier import Delivery, DeliveryStatus

AT_ONCE = 50


class MakeWebhook:
    """One webhook URL as a WebhookNotifier."""

    name = NAME

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        api_key: str = "",
        secret: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.key = fingerprint(url, api_key)
        self._url = url
        self._clock = clock
        self._secret = secret_key(secret, "webhook secret")
        self._pace = _Pace(clock)
        self._http = ProviderHttp(
            NAME,
            "",
            clock,
            headers=key_headers(api_key),
            tries=1,
            max_wait=0.0,
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
            return _later(wait)
        try:
            answer = await self._http.request(
                "POST", self._url, json_body=event.body, headers=self._headers(event), retry=False
            )
        except RateLimited as limited:
            if not limited.reason.startswith("429"):  # not asked: another delivery got the 429
                return _later(limited.retry_after or WINDOW)
            return _retry("429 too many requests", limited.retry_after)
        except ProviderError as error:
            return _retry(error.reason)
        return self._judged(answer)

    def _headers(self, event: Event) -> dict[str, str]:
        sent_at = str(int(self._clock.now().timestamp()))
        headers = {"webhook-id": str(event.id), "webhook-timestamp": sent_at}
        if self._secret:
            signed = signature(self._secret, str(event.id), sent_at, event.body)
            headers["webhook-signature"] = signed
        return headers

    def _judged(self, answer: Answer) -> Delivery:
        if 200 <= answer.status < 300:
            return Delivery(status=DeliveryStatus.DELIVERED)
        reason = told(answer, self._url)
        if answer.status == 410:
            return Delivery(status=DeliveryStatus.GONE, reason=reason)
        if answer.status == 401:
            return Delivery(status=DeliveryStatus.DENIED, reason=reason)
        if answer.status == 400 and said(answer, self._url) and not queue_is_full(answer):
            return Delivery(status=DeliveryStatus.REFUSED, reason=reason)
        return _retry(reason, answer.retry_after(self._clock.now()))


def _retry(reason: str, after: timedelta | None = None) -> Delivery:
    return Delivery(status=DeliveryStatus.RETRY, reason=reason, retry_after=after)


def _later(wait: timedelta) -> Delivery:
    return Delivery(status=DeliveryStatus.LATER, reason="the rate is used up", retry_after=wait)


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
