"""Telling what happened: at least once, on a schedule, failing nobody."""

from datetime import timedelta

import pytest

from cam.domain.model.event import RETRIES, Event
from cam.domain.services.announcing import LEASE, LOT, Announced, Announcer
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
        assert (await announced(announcer)).trouble == "retry: 500 oops"
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


@pytest.mark.parametrize("status", [DeliveryStatus.GONE, DeliveryStatus.REFUSED])
async def test_what_will_never_be_taken_is_not_sent_again(
    scene: Scene, announcer: Announcer, notifier: FakeWebhookNotifier, status: DeliveryStatus
) -> None:
    """410 and its kin: told, and over."""
    await an_outbox(scene)
    notifier.answers.append(Delivery(status=status, reason="410 gone"))
    assert (await announced(announcer)).trouble == f"{status}: 410 gone"
    scene.clock.advance(timedelta(days=10))
    await announced(announcer)
    assert len(notifier.received) == 1
    assert await scene.waiting() == 0


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
    assert (await announced(announcer)).trouble == "retry: RuntimeError: boom"
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
