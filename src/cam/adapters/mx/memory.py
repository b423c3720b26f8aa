"""Verdicts by domain, for as long as the DNS said; in this process only."""

from collections import OrderedDict
from datetime import datetime, timedelta

from cam.domain.model.checked import Checked
from cam.ports.clock import Clock


class Memory:
    """At most `size` domains; the one not asked for the longest goes first."""

    def __init__(self, clock: Clock, size: int) -> None:
        self._clock = clock
        self._size = size
        self._kept: OrderedDict[str, tuple[Checked, datetime]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, domain: str) -> Checked | None:
        """What is known of it, None when that is nothing or too old."""
        kept = self._kept.get(domain)
        if kept is None:
            return None
        checked, until = kept
        if self._clock.now() >= until:
            del self._kept[domain]
            return None
        self._kept.move_to_end(domain)
        return checked

    def keep(self, domain: str, checked: Checked, life: timedelta) -> None:
        """Remembers it for that long."""
        self._kept[domain] = checked, self._clock.now() + life
        self._kept.move_to_end(domain)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
