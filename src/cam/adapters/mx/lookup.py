"""The questions about one domain: MX, and without one A and AAAA (RFC 5321 5.1)."""

from collections.abc import Sequence
from datetime import timedelta

import anyio
import dns.asyncresolver
import dns.name
from msgspec import Struct

from cam.adapters.dns.asking import FAULTS, SILENCE, TRY, Records, records, resolver, said
from cam.adapters.dns.nameserver import nameserver
from cam.adapters.dns.resting import Resting
from cam.adapters.dns.witness import Witness
from cam.domain.model.checked import Checked, Verdict
from cam.domain.model.exchanges import of_addresses, of_exchanges
from cam.ports.clock import Clock

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
LONGEST_NEGATIVE = timedelta(hours=1)
"""An answer of absence is believed for the SOA's minimum (RFC 2308 5), and no longer than this."""
LIFE_OF_UNKNOWN = timedelta(seconds=60)
_NO_DOMAIN = Checked(Verdict.NO_MAIL, "the domain does not exist")


class Standing(Struct, frozen=True):
    """What is known of a domain, and for how long.

    `absent`: it rests on what the name server does not know, which a blind one does not know of
    any domain.
    """

    checked: Checked
    life: timedelta
    absent: bool = False


class Lookup:
    """Asks these name servers, or the system's. `patience`: seconds for all about one domain."""

    def __init__(self, nameservers: Sequence[str], patience: float, clock: Clock) -> None:
        self._nameservers = [nameserver(each) for each in nameservers]
        self._patience = patience
        self._try = min(TRY, patience / 2)
        self._resting = Resting(clock)
        self._witness = Witness(clock)

    async def ask(self, domain: str) -> Standing:
        """How the domain stands; UNKNOWN for whatever goes wrong."""
        if left := self._resting.left:
            reason = "no name server has answered of late; they are asked again within a minute"
            return Standing(Checked(Verdict.UNKNOWN, reason), left)
        begun = self._resting.begun()
        try:
            asked = resolver(self._nameservers, self._patience)
            with anyio.fail_after(self._patience):
                standing = await self._asked(asked, dns.name.from_text(domain))
        except FAULTS as failure:
            return self._failed(failure, begun)
        if standing.absent and not await self._witness.sees(asked, self._try):
            return _unknown("the name server does not know the root of the DNS, nor this domain")
        return standing

    def _failed(self, failure: Exception, begun: int) -> Standing:
        if answer := said(failure):
            self._resting.answered()
            return _unknown(f"a name server said {answer}")
        self._resting.silent(begun)
        return _unknown(SILENCE)

    async def _asked(self, resolver: dns.asyncresolver.Resolver, name: dns.name.Name) -> Standing:
        mx = await self._records(resolver, name, "MX")
        if not mx.exists:
            return _without_mx(_NO_DOMAIN, mx.ttl)
        if mx.found:
            exchanges = [_exchange(each) for each in mx.found]
            return Standing(of_exchanges(exchanges), _life(mx.ttl, LONGEST))
        told, ttl = of_addresses(()), mx.ttl
        for kind in ("A", "AAAA"):
            answer = await self._records(resolver, name, kind)
            told, ttl = of_addresses(answer.found, told), min(ttl, answer.ttl)
            if told.verdict is Verdict.OK:
                break
        return _without_mx(told, ttl)

    async def _records(
        self, resolver: dns.asyncresolver.Resolver, name: dns.name.Name, kind: str
    ) -> Records:
        found = await records(resolver, name, kind)
        self._resting.answered()
        return found


def _exchange(written: str) -> tuple[int, str]:
    preference, _, host = written.partition(" ")
    return int(preference), host.removesuffix(".") or "."


def _unknown(reason: str) -> Standing:
    return Standing(Checked(Verdict.UNKNOWN, reason), LIFE_OF_UNKNOWN)


def _without_mx(told: Checked, ttl: int) -> Standing:
    return Standing(told, _life(ttl, LONGEST_NEGATIVE), told.verdict is Verdict.NO_MAIL)


def _life(ttl: int, longest: timedelta) -> timedelta:
    return min(max(timedelta(seconds=ttl), SHORTEST), longest)
