"""What can be changed while the sandbox runs."""

import time
from collections.abc import Callable, Sequence
from typing import Final, Literal

import msgspec

from cam.sandbox.faults import Count, Fault, FaultTable, Span, ordered


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calls allowed a minute, an hour and a day; None: no cap (an empty header value)."""

    minute: int | None = None
    hour: int | None = None
    day: int | None = None


APOLLO_LIMITS: Final = {
    "search": Window(minute=200, hour=6_000, day=50_000),
    "match": Window(minute=1_000),
    "bulk_match": Window(minute=1_000),
    "*": Window(minute=200, hour=600, day=6_000),
}
"""A paid team, as Apollo's rate-limit page of July 2026 has it; `*` is any other route."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The dials. Times in seconds. `docs/sandbox.md` tells what each is good for."""

    latency: Span = 0.0
    """Added to every HTTP answer, and once to each batch of SMTP replies."""
    clock_ahead: Span = 0.0
    """How far the sandbox's clock is ahead: moves windows, delays, outages and expiries."""
    faults: tuple[Fault, ...] = ()
    fault_seed: int = 7
    """Decides who is hit by a fault with a `chance`."""

    apollo_key: str = "sandbox-apollo-key"
    apollo_credits: float = 1_000_000
    """Granted; what was spent is taken off."""
    apollo_price: Span = 1.0
    """Credits for each person sold; may be a fraction."""
    apollo_limits: dict[str, Window] = msgspec.field(default_factory=lambda: dict(APOLLO_LIMITS))
    apollo_day_header: Literal["24-hour", "daily"] = "24-hour"
    """The daily window's name in the headers: today's, or that of older official pages."""
    apollo_unified: bool = False
    """A unified-credit account: `num_credits_remaining` stays 0."""
    charge_repeats: bool = True
    """Whether a person bought before costs again; Apollo leaves this open, so the worse case."""
    apollo_waterfall_delay: Span = 0.2
    """Until a waterfall has its result."""
    apollo_waterfall_price: Span = 3.0
    """Credits for each person with an address found; booked with the result."""
    apollo_callback: Literal["once", "twice", "never", "only"] = "once"
    """POSTs of a result to its `webhook_url`; `only`: polling stays pending for ever."""

    dropcontact_key: str = "sandbox-dropcontact-key"
    dropcontact_credits: int = 1_000_000
    dropcontact_delay: Span = 0.2
    dropcontact_polls: int = 0
    """Polls answered "not ready", on top of the delay."""
    dropcontact_limit: int = 60
    """Requests a second."""
    dropcontact_unknown: Literal["not_ready", "not_found", "invalid"] = "not_ready"
    """An unknown request id: not ready for ever, 404, or 200 `Invalid request id`."""
    dropcontact_strict: bool = False
    """An unknown key in a record refuses the batch (accounts made from June 2026)."""
    dropcontact_verdicts: dict[str, str] = {}
    """Qualification by address, or `*` for all: `{"*": "catch-all@pro"}`; empty: not found."""
    dropcontact_callback: Literal["once", "twice", "never", "early", "only"] = "once"
    """POSTs to `custom_callback_url`; `early`: one at submit, without rows; `only`: polling
    is never ready."""

    make_key: str | None = None
    """The `x-make-apikey` that hooks ask for; None: none."""
    make_limit: Count = 300
    """Requests in 10 seconds, each hook."""
    make_mailer: Literal["acknowledges", "accepts", "declines", "fails", "off"] = "acknowledges"
    """The mailer scenario: mails and names the message; mails and says `Accepted`; mails
    nothing and says `ok: false`; mails and answers 500; says `Accepted` and is switched off."""
    make_deduplicates: bool = False
    """Whether the mailer scenario mails once for each idempotency key (a Data store)."""

    mail_size: int = 10_485_760
    """Bytes of one mail."""


def settings_of(text: str = "{}", faults: Sequence[str] = ()) -> Settings:
    """Settings from JSON and from faults as text; raises ValueError for what is neither."""
    told = msgspec.json.decode(text, type=Settings)
    orders = (*told.faults, *map(ordered, faults))
    FaultTable(time.monotonic).replace(orders, told.fault_seed)
    return msgspec.structs.replace(told, faults=orders)


class Dials:
    """The settings in force, the fault table made from them, and the sandbox's clock."""

    def __init__(self, settings: Settings) -> None:
        self.now = settings
        self.faults = FaultTable(self.monotonic)
        self.watchers: list[Callable[[], None]] = []
        """Called after each change."""
        self.put(settings)

    def monotonic(self) -> float:
        """Seconds of the sandbox's clock."""
        return time.monotonic() + self.now.clock_ahead

    def wall(self) -> float:
        """Seconds since the epoch, by the sandbox's clock."""
        return time.time() + self.now.clock_ahead

    def put(self, settings: Settings) -> None:
        """Set everything anew, with fresh fault counters."""
        before, self.now = self.now, settings
        try:
            self.faults.replace(settings.faults, settings.fault_seed)
        except msgspec.ValidationError:
            self.now = before
            raise
        self._told()

    def change(self, changes: dict[str, object]) -> Settings:
        """Set the named settings, keep the rest; fault counters restart only with new `faults`."""
        merged = msgspec.convert(msgspec.to_builtins(self.now) | changes, Settings)
        if changes.keys() & {"faults", "fault_seed"}:
            self.put(merged)
        else:
            self.now = merged
            self._told()
        return self.now

    def _told(self) -> None:
        for watcher in self.watchers:
            watcher()
