"""What can be changed while the sandbox runs."""

from typing import Final

import msgspec

from cam.sandbox.faults import Fault, FaultTable


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
    """The dials. Times in seconds."""

    latency: float = 0.0
    """Added to every HTTP answer, and once to each batch of SMTP replies."""
    faults: tuple[Fault, ...] = ()
    apollo_key: str = "sandbox-apollo-key"
    apollo_credits: int = 1_000_000
    apollo_limits: dict[str, Window] = msgspec.field(default_factory=lambda: dict(APOLLO_LIMITS))
    charge_repeats: bool = True
    """Whether a person bought before costs again; Apollo leaves this open, so the worse case."""
    dropcontact_key: str = "sandbox-dropcontact-key"
    dropcontact_credits: int = 1_000_000
    dropcontact_delay: float = 0.2
    dropcontact_polls: int = 0
    """Polls answered "not ready", on top of the delay."""
    dropcontact_limit: int = 60
    """Requests a second."""
    make_key: str | None = None
    """The `x-make-apikey` that hooks ask for; None: none."""
    make_limit: int = 300
    """Requests in 10 seconds, each hook."""
    mail_size: int = 10_485_760
    """Bytes of one mail."""


class Dials:
    """The settings in force and the fault table made from them."""

    def __init__(self, settings: Settings) -> None:
        self.now = settings
        self.faults = FaultTable(settings.faults)

    def change(self, changes: dict[str, object]) -> Settings:
        """Set the named settings, keep the rest; fault counters restart only with new `faults`."""
        merged = msgspec.to_builtins(self.now) | changes
        self.now = msgspec.convert(merged, Settings)
        if "faults" in changes:
            self.faults.replace(self.now.faults)
        return self.now
