"""What every WebhookNotifier promises. Subclass it and give the fixtures that it names."""

from collections.abc import Callable
from uuid import UUID

from cam.domain.model.event import Event
from cam.ports.webhook_notifier import DeliveryStatus, WebhookNotifier


class WebhookNotifierContract:
    """`received` gives the bodies that have arrived so far; `event` is any event."""

    async def test_it_has_a_name_and_a_key(self, notifier: WebhookNotifier) -> None:
        """By which a receiver that is no more is remembered."""
        assert notifier.name
        assert notifier.key

    async def test_a_delivered_event_has_arrived_byte_for_byte(
        self, notifier: WebhookNotifier, received: Callable[[], list[bytes]], event: Event
    ) -> None:
        """`event.body` is sent as it is."""
        delivery = await notifier.deliver(event)
        assert delivery.status is DeliveryStatus.DELIVERED
        assert received() == [event.body]

    async def test_a_second_delivery_sends_the_same_bytes(
        self, notifier: WebhookNotifier, received: Callable[[], list[bytes]], event: Event
    ) -> None:
        """So that the receiver can drop it by its id."""
        await notifier.deliver(event)
        await notifier.deliver(event)
        first, second = received()
        assert first == second

    async def test_events_of_many_ids_all_arrive(
        self, notifier: WebhookNotifier, received: Callable[[], list[bytes]], event: Event
    ) -> None:
        """Nothing is dropped between them."""
        for number in range(5):
            other = Event(
                id=UUID(int=event.id.int + number),
                type=event.type,
                campaign_id=event.campaign_id,
                lead_id=event.lead_id,
                occurred_at=event.occurred_at,
                body=b'{"n":%d}' % number,
            )
            assert (await notifier.deliver(other)).status is DeliveryStatus.DELIVERED
        assert received() == [b'{"n":%d}' % number for number in range(5)]
