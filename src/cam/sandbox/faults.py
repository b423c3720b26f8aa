"""Faults to order: one table for HTTP routes and SMTP stages, switchable while running.

A route is `provider.route` (`apollo.search`, `smtp.dot`), a whole provider (`apollo`) or `*`.
With SMTP, `status`, `drop`, `hang`, `slow`, `junk` and their `accept_then_` forms mean the same;
another kind that is carried out acts as `accept_then_drop`, one that is not as `drop`.
"""

import random
import shlex
from collections.abc import Callable, Iterable
from typing import Annotated, Final, Literal

import msgspec

from cam.sandbox.routes import is_known

Kind = Literal[
    "status",  # answer `status`, in the vendor's own words unless `body` is given
    "out_of_credits",  # the vendor's own refusal when credits lack
    "drop",  # reset the connection, nothing carried out
    "accept_then_drop",  # carry out (spend, store), then reset without an answer
    "hang",  # never answer, nothing carried out
    "accept_then_hang",  # carry out, then never answer
    "slow",  # carry out, answer `seconds` later
    "drip",  # HTTP: carry out, the body in small pieces spread over `seconds`
    "truncated",  # HTTP: carry out, a complete answer whose body is cut in half
    "cut",  # HTTP: carry out, reset in the middle of the body
    "html",  # HTTP: an HTML page under `status`, nothing carried out
    "junk",  # bytes that are no JSON and no SMTP reply, nothing carried out
    "huge",  # HTTP: carry out, the JSON padded with `size` bytes of blanks
    "same_page",  # Apollo search: page 1 whatever page was asked for
    "wrong_types",  # HTTP: carry out, numbers become strings, strings 1, lists objects
    "duplicated_people",  # carry out, everybody in the answer is in it twice
    "reordered_people",  # carry out, the people of the answer backwards
    "missing_people",  # carry out, every second person is left out of the answer
    "false_total",  # Apollo search: `total_entries` is `total`
]

UNDONE: Final = frozenset(("status", "out_of_credits", "drop", "hang", "html", "junk"))
"""Kinds that fail before the provider does anything."""

Span = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One order: which route fails, how, and which of its requests."""

    route: str
    kind: Kind
    status: Annotated[int, msgspec.Meta(ge=0, le=599)] = 500
    retry_after: Count | None = None
    """Seconds, sent as `retry-after`; left out when None."""
    retry_after_as: Literal["seconds", "date"] = "seconds"
    """A number, or the HTTP date (RFC 9110, 5.6.7) that many seconds ahead."""
    body: str | None = None
    seconds: Span = 0.0
    size: Count = 50_000_000
    total: int = 0
    skip: Count = 0
    """Requests let through before the first that fails."""
    times: Count | None = None
    """Requests that fail; None: all of them until the settings change."""
    every: Annotated[int, msgspec.Meta(ge=1)] = 1
    """Of the requests after `skip` only each nth fails."""
    chance: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    """Of these, the share that fails: drawn from `fault_seed`, so the same each time."""
    about: str = ""
    """SMTP: only mails with this text in the envelope, e.g. `@example.com` of the recipient. It is
    known from MAIL or RCPT on."""
    lasting: Span | None = None
    """Seconds from the order until it is over, by the sandbox's clock; None: no end."""

    def concerns(self, route: str, envelope: str) -> bool:
        return self.route in ("*", route, route.partition(".")[0]) and self.about in envelope

    @property
    def carried_out(self) -> bool:
        """Whether the provider does what it was asked before it fails."""
        return self.kind not in UNDONE


def ordered(text: str) -> Fault:
    """`route=apollo.search kind=status status=429`, or a JSON object; raises ValueError."""
    if text.lstrip().startswith("{"):
        return msgspec.json.decode(text, type=Fault)
    pairs = (word.partition("=") for word in shlex.split(text))
    return msgspec.convert({name: value for name, _, value in pairs}, Fault, strict=False)


class FaultTable:
    """The orders in force, with their counters; `clock` tells monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._orders: list[_Order] = []

    def replace(self, orders: Iterable[Fault], seed: int) -> None:
        """Forget the old orders and their counters; a route that nobody has is refused."""
        now = self._clock()
        fresh: list[_Order] = []
        for nth, fault in enumerate(orders):
            if not is_known(fault.route):
                raise msgspec.ValidationError(f"no such route: {fault.route}")
            fresh.append(_Order(fault, now, random.Random(f"{seed}/{nth}")))
        self._orders = fresh

    def draw(self, route: str, envelope: str = "") -> Fault | None:
        """The fault for this request, if any. The first order that applies wins and counts it;
        later orders do not see it."""
        for order in self._orders:
            if order.fault.concerns(route, envelope) and order.strikes(self._clock()):
                return order.fault
        return None


class _Order:
    def __init__(self, fault: Fault, now: float, dice: random.Random) -> None:
        self.fault = fault
        self._ends_at = None if fault.lasting is None else now + fault.lasting
        self._dice = dice
        self._seen = 0
        self._struck = 0

    def strikes(self, now: float) -> bool:
        fault = self.fault
        if self._ends_at is not None and now >= self._ends_at:
            return False
        self._seen += 1
        nth = self._seen - fault.skip
        if nth <= 0 or nth % fault.every or self._struck == fault.times:
            return False
        if fault.chance < 1 and self._dice.random() >= fault.chance:
            return False
        self._struck += 1
        return True
