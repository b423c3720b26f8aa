"""Does the name server see the public DNS at all?

On a machine that is cut off, behind a captive portal, or in a test network, there may be one that
says of every name that it does not exist. What such a server lacks proves nothing.
"""

from datetime import datetime, timedelta

import anyio
import dns.asyncresolver
import dns.exception
import dns.name

from cam.ports.clock import Clock

SEES = timedelta(hours=1)
"""Who saw the root is believed for that long,"""
BLIND = timedelta(minutes=1)
"""and who did not is asked again after this."""


class Witness:
    """Asks for the root's name servers, as every resolver begins (RFC 8109)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = anyio.Lock()
        self._sees = False
        self._until: datetime | None = None

    async def sees(self, resolver: dns.asyncresolver.Resolver, patience: float) -> bool:
        """Is an absence that this resolver tells worth anything? False after `patience` seconds."""
        async with self._lock:
            if self._until is None or self._clock.now() >= self._until:
                self._sees = await self._asked(resolver, patience)
                self._until = self._clock.now() + (SEES if self._sees else BLIND)
            return self._sees

    async def _asked(self, resolver: dns.asyncresolver.Resolver, patience: float) -> bool:
        try:
            answer = await resolver.resolve(dns.name.root, "NS", lifetime=patience)
        except (OSError, dns.exception.DNSException):
            return False
        return answer.rrset is not None
