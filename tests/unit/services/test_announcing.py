"""Telling what happened: at least once, on a schedule, failing nobody."""

from datetime import timedelta

import pytest

from cam.domain.model.event import RETRIES, Event
from cam.domain.services.announcing import (
    AT_ONCE,
    LEASE,
    LOOK_AGAIN,
    LOT,
    Announced,
    Announcer,
)
from cam.ports.webhook_notifier import Delivery, DeliveryStatus
from cam.testing.builders import an_event
from cam.testing.fakes.webhook_notifier import FakeWebhookNotifier

from .scene import Scene

RETRY = Delivery(status=DeliveryStatus.RETRY, reason="500 oops")


@pytest.fixture
def notifier() -> FakeWebhookNotifier:
    """The receiver."""
    return FakeWebhookNotifier()


@pytest.fixture
def announcer(scene: Scene, notifier: FakeWebhookNotifier) -> Announcer:
    """What is tested."""
    return Announcer(scene.unit_of_work, notifier, scene.clock)


async def announced(announcer: Announcer) -> Announced:
    """What one delivery of everything does."""
    done = Announced()
    await announcer.deliver(None, done)
    return done


async def an_outbox(scene: Scene, number: int = 1) -> list[Event]:
    """Events that wait."""
    campaign, _ = await scene.campaign()
    events = [an_event(campaign.id) for _ in range(number)]
    await scene.add(*events)
    return events


async def test_what_was_taken_is_delivered_once(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """All of it, over several lots, with the very bytes of the event."""
    events = await an_outbox(scene, 2 * LOT + 5)
    assert (await announced(announcer)).delivered == len(events)
    assert (await announced(announcer)).delivered == 0
    assert sorted(notifier.bodies) == sorted(each.body for each in events)
    assert await scene.waiting() == 0


async def test_the_retry_schedule(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """Each wait is the schedule's, up to a tenth more; after the last it is given up."""
    await an_outbox(scene)
    notifier.answers.extend([RETRY] * (len(RETRIES) + 5))
    for number, wait in enumerate(RETRIES, start=1):
        assert (await announced(announcer)).trouble == "fake: retry: 500 oops"
        assert len(notifier.received) == number
        scene.clock.advance(wait - timedelta(seconds=1))
        await announced(announcer)
        assert len(notifier.received) == number
        scene.clock.advance(wait * 0.1 + timedelta(seconds=1))
    await announced(announcer)
    assert len(notifier.received) == len(RETRIES) + 1
    assert await scene.waiting() == 0
    assert len(set(notifier.bodies)) == 1


async def test_the_receiver_s_own_wait_is_kept(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """Retry-After wins over the schedule."""
    await an_outbox(scene)
    hour = timedelta(hours=1)
    notifier.answers.append(Delivery(status=DeliveryStatus.RETRY, retry_after=hour))
    await announced(announcer)
    scene.clock.advance(hour - timedelta(seconds=1))
    assert (await announced(announcer)).delivered == 0
    scene.clock.advance(1)
    assert (await announced(announcer)).delivered == 1


async def test_a_short_wait_of_the_receiver_s_does_not_use_up_the_tries(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """Nor is a wait of years kept: the schedule bounds both."""
    await an_outbox(scene)
    short = Delivery(status=DeliveryStatus.RETRY, retry_after=timedelta(seconds=1))
    years = Delivery(status=DeliveryStatus.RETRY, retry_after=timedelta(days=9999))
    notifier.answers.extend([short, short, years])
    for seconds in (5.5, 330, 1):
        await announced(announcer)
        scene.clock.advance(seconds)
    scene.clock.advance(timedelta(days=1))
    assert (await announced(announcer)).delivered == 1
    assert len(notifier.received) == 4


async def test_what_will_never_be_taken_is_not_sent_again(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """A validation that fails: told, and over; the others go on."""
    await an_outbox(scene, 2)
    notifier.answers.append(Delivery(status=DeliveryStatus.REFUSED, reason="400 missing id"))
    done = await announced(announcer)
    assert (done.trouble, done.delivered) == ("fake: refused: 400 missing id", 1)
    scene.clock.advance(timedelta(days=10))
    await announced(announcer)
    assert len(notifier.received) == 2
    assert await scene.waiting() == 0


@pytest.mark.parametrize("status", [DeliveryStatus.GONE, DeliveryStatus.DENIED])
async def test_a_receiver_that_is_shut_is_left_alone_and_loses_nothing(
    scene: Scene, notifier: FakeWebhookNotifier, status: DeliveryStatus
) -> None:
    """In every process, and told each time, until another one is named: then all of it goes out."""
    events = await an_outbox(scene, 2 * LOT)
    notifier.answers.extend([Delivery(status=status, reason="no more")] * LOT)
    first = await announced(Announcer(scene.unit_of_work, notifier, scene.clock))
    assert (first.trouble, first.delivered) == (f"fake: {status}: no more", 0)
    asked = len(notifier.received)
    assert asked <= AT_ONCE
    for _ in range(3):
        scene.clock.advance(timedelta(minutes=19))
        again = await announced(Announcer(scene.unit_of_work, notifier, scene.clock))
        assert again.trouble.startswith(f"fake: {status}: no more")
    assert len(notifier.received) == asked
    assert await scene.waiting() == len(events)

    other = FakeWebhookNotifier(key="another receiver")
    done = await announced(Announcer(scene.unit_of_work, other, scene.clock))
    assert (done.trouble, done.delivered) == ("", len(events))
    assert {event.tries for event in other.received} == {0}


async def test_a_gone_receiver_stays_so_and_a_denial_is_looked_at_again(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """410 is for good; a key may be accepted later, and one look tells."""
    for status, later in ((DeliveryStatus.DENIED, 1), (DeliveryStatus.GONE, 0)):
        await an_outbox(scene)
        shut = Delivery(status=status, reason="no")
        notifier.answers.extend([shut, shut])
        await announced(announcer)
        scene.clock.advance(LOOK_AGAIN)
        await announced(announcer)
        scene.clock.advance(LOOK_AGAIN / 2)
        assert (await announced(announcer)).delivered == 0
        notifier.answers.clear()
        scene.clock.advance(LOOK_AGAIN)
        assert (await announced(announcer)).delivered == later


async def test_the_last_try_says_that_it_is_the_last(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """Nothing is given up silently."""
    await an_outbox(scene)
    notifier.answers.extend([RETRY] * 99)
    for wait in RETRIES:
        await announced(announcer)
        scene.clock.advance(wait * 1.1)
    assert (await announced(announcer)).trouble == "fake: given up after 10 tries: 500 oops"


async def test_what_was_not_tried_counts_as_no_try(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """The receiver's rate is used up: later, and that is no trouble."""
    await an_outbox(scene)
    later = Delivery(status=DeliveryStatus.LATER, retry_after=timedelta(seconds=10))
    notifier.answers.extend([later] * 3)
    for _ in range(3):
        assert (await announced(announcer)).trouble == ""
        scene.clock.advance(10)
    assert (await announced(announcer)).delivered == 1
    assert {event.tries for event in notifier.received} == {0}


async def test_a_receiver_that_raises_fails_no_cycle(
    scene: Scene,
    announcer: Announcer,
    notifier: FakeWebhookNotifier,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is told as trouble and tried again by the schedule."""
    await an_outbox(scene)

    async def deliver(_: Event) -> Delivery:
        raise RuntimeError("boom")

    monkeypatch.setattr(notifier, "deliver", deliver)
    assert (await announced(announcer)).trouble == "fake: retry: RuntimeError: boom"
    monkeypatch.undo()
    scene.clock.advance(RETRIES[0] * 1.2)
    assert (await announced(announcer)).delivered == 1


async def test_what_a_dead_process_took_is_delivered_after_its_lease(
    scene: Scene, announcer: Announcer
) -> None:
    """At least once."""
    await an_outbox(scene)
    async with scene.unit_of_work() as repo:
        assert len(await repo.events.take(campaign_id=None, limit=9, lease=LEASE)) == 1
    assert (await announced(announcer)).delivered == 0
    scene.clock.advance(LEASE)
    assert (await announced(announcer)).delivered == 1


async def test_a_campaign_s_announcing_leaves_the_others_alone(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier
) -> None:
    """Other campaigns' events are theirs."""
    events = await an_outbox(scene, 3)
    others = await an_outbox(scene, 2)
    done = Announced()
    await announcer.deliver(events[0].campaign_id, done)
    assert done.delivered == 3
    assert {event.campaign_id for event in notifier.received} == {events[0].campaign_id}
    assert await announcer.waiting(others[0].campaign_id) == 2
