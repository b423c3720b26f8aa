"""Faults to order: one table for HTTP routes and SMTP stages, switchable while running.

A route is `provider.route` (`apollo.search`, `smtp.dot`), a whole provider (`apollo`) or `*`.
With SMTP, kinds marked HTTP act as `accept_then_drop`.
SMTP stages: greet, ehlo, mail, rcpt, data, body (first bytes of the mail), dot (its end).
"""

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

Kind = Literal[
    "status",  # answer `status`, in the vendor's own words unless `body` is given
    "drop",  # reset the connection, nothing carried out
    "accept_then_drop",  # carry out (spend, store), then reset without an answer
    "hang",  # never answer, nothing carried out
    "accept_then_hang",  # carry out, then never answer
    "slow",  # carry out, answer `seconds` later
    "truncated",  # HTTP: carry out, a complete answer whose body is cut in half
    "cut",  # HTTP: carry out, reset in the middle of the body
    "html",  # HTTP: an HTML page under `status`, nothing carried out
    "junk",  # bytes that are no JSON and no SMTP reply, nothing carried out
    "huge",  # HTTP: carry out, the JSON padded with `size` bytes of blanks
    "same_page",  # Apollo search: page 1 whatever page was asked for
    "wrong_types",  # HTTP: carry out, numbers become strings, strings 1, lists objects
]

CARRIED_OUT: Final = frozenset(
    (
        "accept_then_drop",
        "accept_then_hang",
        "slow",
        "truncated",
        "cut",
        "huge",
        "same_page",
        "wrong_types",
    )
)


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One order: which route fails, how, and for how many requests."""

    route: str
    kind: Kind
    status: int = 500
    retry_after: int | None = None
    """Seconds, sent as `retry-after`; left out when None."""
    body: str | None = None
    seconds: float = 0.0
    size: int = 50_000_000
    skip: int = 0
    """Requests let through before the first that fails."""
    times: int | None = None
    """Requests that fail; None: all of them until the settings change."""

    def concerns(self, route: str) -> bool:
        return self.route in ("*", route, route.partition(".")[0])

    @property
    def carried_out(self) -> bool:
        """Whether the provider does what it was asked before it fails."""
        return self.kind in CARRIED_OUT


class FaultTable:
    """The orders in force, with their counters."""

    def __init__(self, orders: Iterable[Fault] = ()) -> None:
        self._orders: list[_Order] = []
        self.replace(orders)

    def replace(self, orders: Iterable[Fault]) -> None:
        """Forget the old orders and their counters."""
        self._orders = [_Order(fault) for fault in orders]

    def draw(self, route: str) -> Fault | None:
        """The fault for this request, if any; counts it. The first order that applies wins."""
        for order in self._orders:
            if order.fault.concerns(route) and order.strikes():
                return order.fault
        return None


class _Order:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._seen = 0

    def strikes(self) -> bool:
        self._seen += 1
        fault = self.fault
        if self._seen <= fault.skip:
            return False
        return fault.times is None or self._seen <= fault.skip + fault.times
