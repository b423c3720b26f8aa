"""A receiver of events that a test can look into."""

from collections import deque

from cam.domain.model.event import Event
from cam.ports.webhook_notifier import Delivery, DeliveryStatus


class FakeWebhookNotifier:
    """Takes every event, unless `answers` says otherwise for the next ones."""

    name = "fake"

    def __init__(self, key: str = "a receiver") -> None:
        self.key = key
        self.received: list[Event] = []
        """Every event of every try, in order."""
        self.answers: deque[Delivery] = deque()

    @property
    def bodies(self) -> list[bytes]:
        """The bytes of every try, in order."""
        return [event.body for event in self.received]

    async def deliver(self, event: Event) -> Delivery:
        """The next of `answers`, or DELIVERED."""
        self.received.append(event)
        return self.answers.popleft() if self.answers else Delivery(status=DeliveryStatus.DELIVERED)
