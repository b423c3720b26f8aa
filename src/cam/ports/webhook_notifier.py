"""Whom CAM tells what happened."""

from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from cam.domain.model.event import Event


class DeliveryStatus(StrEnum):
    """What became of a delivery."""

    DELIVERED = "delivered"
    RETRY = "retry"
    LATER = "later"
    """Not tried: the receiver's rate is used up until `retry_after`. It counts as no try."""
    GONE = "gone"
    """The receiver is no more (410): nothing is sent there until another one is named."""
    DENIED = "denied"
    """The receiver does not accept our key (401): of this event it said nothing."""
    REFUSED = "refused"
    """The receiver will never take this event; it is not sent again."""


class Delivery(Struct, frozen=True, kw_only=True):
    """What became of a delivery; `retry_after` when the receiver named it."""

    status: DeliveryStatus
    reason: str = ""
    retry_after: timedelta | None = None


class WebhookNotifier(Protocol):
    """A receiver of events."""

    @property
    def name(self) -> str:
        """Who delivers, e.g. `make`."""
        ...

    @property
    def key(self) -> str:
        """A fingerprint of the receiver's address and key: tells whether they were replaced."""
        ...

    async def deliver(self, event: Event) -> Delivery:
        """Sends `event.body`, these very bytes, under `event.id`. Raises only cancellation.

        At least once: the receiver drops duplicates by the id.
        """
        ...
