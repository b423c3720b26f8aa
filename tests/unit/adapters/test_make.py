"""Events to Make: signed, paced, never telling the URL."""

import asyncio
import base64
import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest

from cam.adapters.make.webhook import MakeWebhook
from cam.domain.model.errors import InvalidInput
from cam.domain.model.event import Event, EventType, announcement
from cam.ports.webhook_notifier import Delivery, DeliveryStatus
from cam.testing.clock import FrozenClock

SAMPLES = Path(__file__).parents[3].parent / "shared/facts/samples/make"
URL = "https://hook.eu2.make.com/s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3"


def event(number: int = 1) -> Event:
    clock = FrozenClock()
    return announcement(
        UUID(int=number), EventType.LEAD_LOST, campaign_id=1, at=clock.now(), data={"é": "ü"}
    )


async def delivered(*answer: httpx.Response | Exception, sent: Event | None = None) -> Delivery:
    def react(_: httpx.Request) -> httpx.Response:
        if isinstance(answer[0], Exception):
            raise answer[0]
        return answer[0]

    hook = MakeWebhook(URL, FrozenClock(), transport=httpx.MockTransport(react))
    delivery = await hook.deliver(sent or event())
    await hook.aclose()
    assert "s3cr3t" not in delivery.reason
    return delivery


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "Accepted", DeliveryStatus.DELIVERED),
        (202, "", DeliveryStatus.DELIVERED),
        (204, "", DeliveryStatus.DELIVERED),
        (301, "", DeliveryStatus.RETRY),
        (307, "", DeliveryStatus.RETRY),
        (400, "Queue is full.", DeliveryStatus.RETRY),
        (400, "queue is full", DeliveryStatus.RETRY),
        (400, "Missing value of required parameter 'id'.", DeliveryStatus.REFUSED),
        (400, "<html>Bad Request", DeliveryStatus.RETRY),
        (400, "", DeliveryStatus.RETRY),
        (401, "", DeliveryStatus.DENIED),
        (403, "", DeliveryStatus.RETRY),
        (404, f"<html>{URL} was not found", DeliveryStatus.RETRY),
        (404, "s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3", DeliveryStatus.RETRY),
        (410, "Webhook not found.", DeliveryStatus.GONE),
        (413, "", DeliveryStatus.RETRY),
        (429, "Too many requests", DeliveryStatus.RETRY),
        (500, "Scenario failed to complete.", DeliveryStatus.RETRY),
        (503, "\x00\x01", DeliveryStatus.RETRY),
    ],
)
async def test_each_answer_has_its_outcome(status: int, body: str, outcome: DeliveryStatus) -> None:
    """Only 2xx is delivered, a 400 goes by its text, 401 and 410 speak of the receiver."""
    headers = {"location": "https://elsewhere.test/"}
    delivery = await delivered(httpx.Response(status, text=body, headers=headers))
    assert delivery.status is outcome
    assert delivery.reason.startswith("" if outcome is DeliveryStatus.DELIVERED else str(status))


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError(URL), httpx.ReadTimeout(URL), httpx.RemoteProtocolError(URL)]
)
async def test_a_lost_connection_is_tried_again_later(failure: Exception) -> None:
    """By the outbox; the notifier itself tries once."""
    assert (await delivered(failure)).status is DeliveryStatus.RETRY


async def test_the_wait_that_make_asks_for_is_handed_on() -> None:
    """429 and 503."""
    for status in (429, 503):
        delivery = await delivered(httpx.Response(status, headers={"retry-after": "90"}))
        assert delivery.retry_after == timedelta(seconds=90)


async def test_those_who_wait_for_a_429_are_not_tried_and_not_counted() -> None:
    """One delivery got it; the others need not ask to know."""
    asked: list[httpx.Request] = []

    def react(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(429, headers={"retry-after": "90"})

    hook = MakeWebhook(URL, FrozenClock(), transport=httpx.MockTransport(react))
    first, second = await hook.deliver(event(1)), await hook.deliver(event(2))
    await hook.aclose()
    assert (first.status, second.status) == (DeliveryStatus.RETRY, DeliveryStatus.LATER)
    assert second.retry_after == timedelta(seconds=90)
    assert len(asked) == 1


def test_another_url_or_key_is_another_receiver() -> None:
    """The fingerprint tells no more than that."""
    hooks = [
        MakeWebhook(URL, FrozenClock()),
        MakeWebhook(URL + "x", FrozenClock()),
        MakeWebhook(URL, FrozenClock(), api_key="k"),
    ]
    keys = {hook.key for hook in hooks}
    assert len(keys) == 3
    assert not any("s3cr3t" in key for key in keys)
    assert MakeWebhook(URL, FrozenClock()).key == hooks[0].key


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="shared/facts is not here")
async def test_the_samples_of_make_s_answers_have_their_outcomes() -> None:
    """A new sample must be given a meaning here."""
    told = json.loads((SAMPLES / "responses.json").read_bytes())
    outcomes = [
        (await delivered(httpx.Response(each["status"], text=each["body"]))).status for each in told
    ]
    assert outcomes == [
        DeliveryStatus.DELIVERED,
        DeliveryStatus.RETRY,
        DeliveryStatus.REFUSED,
        DeliveryStatus.DENIED,
        DeliveryStatus.GONE,
        DeliveryStatus.RETRY,
        DeliveryStatus.RETRY,
        DeliveryStatus.DELIVERED,
    ]


async def test_what_is_larger_than_five_megabytes_is_refused() -> None:
    """It is not even sent."""
    large = msgspec.structs.replace(event(), body=b"x" * (5 * 1024 * 1024 + 1))
    assert (await delivered(AssertionError(), sent=large)).status is DeliveryStatus.REFUSED


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        ("plain words", b"plain words"),
        ("whsec_" + base64.b64encode(b"\x00key").decode(), b"\x00key"),
    ],
)
async def test_the_signature_is_that_of_standard_webhooks(secret: str, key: bytes) -> None:
    """Over id, timestamp and the very bytes sent."""
    requests: list[httpx.Request] = []

    def accept(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, text="Accepted")

    transport = httpx.MockTransport(accept)
    hook = MakeWebhook(URL, FrozenClock(), api_key="make-key", secret=secret, transport=transport)
    await hook.deliver(event())
    await hook.aclose()
    (sent,) = requests
    assert sent.content == event().body
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["x-make-apikey"] == "make-key"
    assert sent.headers["webhook-id"] == str(UUID(int=1))
    assert sent.headers["webhook-timestamp"] == str(int(FrozenClock().now().timestamp()))
    signed = f"{sent.headers['webhook-id']}.{sent.headers['webhook-timestamp']}.".encode()
    digest = hmac.new(key, signed + event().body, hashlib.sha256).digest()
    assert sent.headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()


def test_a_malformed_secret_is_refused_at_once() -> None:
    """Not at the first event."""
    with pytest.raises(InvalidInput):
        MakeWebhook(URL, FrozenClock(), secret="whsec_???")


async def test_no_more_than_300_go_out_in_ten_seconds() -> None:
    """The 301st is told to come later, and counts as no try."""
    clock = FrozenClock()
    sent: list[float] = []

    def react(_: httpx.Request) -> httpx.Response:
        sent.append(clock.now().timestamp())
        return httpx.Response(200)

    hook = MakeWebhook(URL, clock, transport=httpx.MockTransport(react))
    for _ in range(3):
        answers = await asyncio.gather(*(hook.deliver(event(number)) for number in range(400)))
        later = [each for each in answers if each.status is DeliveryStatus.LATER]
        assert len(later) == 100
        assert {each.retry_after for each in later} == {timedelta(seconds=10)}
        clock.advance(timedelta(seconds=10))
    assert len(sent) == 900
    for start in range(len(sent) - 300):
        assert sent[start + 300] - sent[start] >= 10
