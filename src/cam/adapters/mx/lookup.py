"""The questions about one domain: MX, and without one A and AAAA (RFC 5321 5.1)."""

from collections.abc import Sequence
from datetime import timedelta

import anyio
import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver
from msgspec import Struct

from cam.adapters.mx.exchanges import of_addresses, of_exchanges
from cam.adapters.mx.nameserver import nameserver
from cam.adapters.mx.resting import Resting
from cam.adapters.mx.witness import Witness
from cam.domain.model.checked import Checked, Verdict
from cam.ports.clock import Clock

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
LONGEST_NEGATIVE = timedelta(hours=1)
"""An answer of absence is believed for the SOA's minimum (RFC 2308 5), and no longer than this."""
LIFE_OF_UNKNOWN = timedelta(seconds=60)
_TRY = 2.0
"""Seconds until a question is put again, or to the next name server."""
_NO_WORD = "no name server answered in time"
_NO_DOMAIN = Checked(Verdict.NO_MAIL, "the domain does not exist")


class Standing(Struct, frozen=True):
    """What is known of a domain, and for how long.

    `absent`: it rests on what the name server does not know, which a blind one does not know of
    any domain.
    """

    checked: Checked
    life: timedelta
    absent: bool = False


class _Records(Struct, frozen=True):
    """The answer to one question; `exists` says whether the name does."""

    found: tuple[str, ...]
    ttl: int
    exists: bool = True


class Lookup:
    """Asks these name servers, or the system's. `patience`: seconds for all about one domain."""

    def __init__(self, nameservers: Sequence[str], patience: float, clock: Clock) -> None:
        self._nameservers = [nameserver(each) for each in nameservers]
        self._patience = patience
        self._try = min(_TRY, patience / 2)
        self._resting = Resting(clock)
        self._witness = Witness(clock)

    async def ask(self, domain: str) -> Standing:
        """How the domain stands; UNKNOWN for whatever goes wrong."""
        if left := self._resting.left:
            reason = "no name server has answered of late; they are asked again within a minute"
            return Standing(Checked(Verdict.UNKNOWN, reason), left)
        begun = self._resting.begun()
        try:
            resolver = self._resolver()
            with anyio.fail_after(self._patience):
                standing = await self._asked(resolver, dns.name.from_text(domain))
        except (TimeoutError, OSError, dns.exception.DNSException) as failure:
            return self._failed(failure, begun)
        if standing.absent and not await self._witness.sees(resolver, self._try):
            return _unknown("the name server does not know the root of the DNS, nor this domain")
        return standing

    def _failed(self, failure: Exception, begun: int) -> Standing:
        if said := _said(failure):
            self._resting.answered()
            return _unknown(f"a name server said {said}")
        self._resting.silent(begun)
        return _unknown(_NO_WORD)

    async def _asked(self, resolver: dns.asyncresolver.Resolver, name: dns.name.Name) -> Standing:
        mx = await self._records(resolver, name, "MX")
        if not mx.exists:
            return _without_mx(_NO_DOMAIN, mx.ttl)
        if mx.found:
            exchanges = [_exchange(each) for each in mx.found]
            return Standing(of_exchanges(exchanges), _life(mx.ttl, LONGEST))
        told, ttl = of_addresses(()), mx.ttl
        for kind in ("A", "AAAA"):
            records = await self._records(resolver, name, kind)
            told, ttl = of_addresses(records.found, told), min(ttl, records.ttl)
            if told.verdict is Verdict.OK:
                break
        return _without_mx(told, ttl)

    async def _records(
        self, resolver: dns.asyncresolver.Resolver, name: dns.name.Name, kind: str
    ) -> _Records:
        try:
            answer = await resolver.resolve(name, kind, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN as absent:
            self._resting.answered()
            chain = absent.kwargs["responses"][name].resolve_chaining()
            return _Records((), chain.minimum_ttl, exists=False)
        self._resting.answered()
        found = tuple(each.to_text() for each in answer.rrset or ())
        return _Records(found, answer.chaining_result.minimum_ttl)

    def _resolver(self) -> dns.asyncresolver.Resolver:
        """A new one each time: the system's name servers change with the network, and it is cheap.

        Raises NoResolverConfiguration.
        """
        resolver = dns.asyncresolver.Resolver(configure=not self._nameservers)
        if self._nameservers:
            resolver.nameservers = self._nameservers
        resolver.timeout = self._try
        resolver.lifetime = self._patience
        return resolver


def _exchange(written: str) -> tuple[int, str]:
    preference, _, host = written.partition(" ")
    return int(preference), host.removesuffix(".") or "."


def _said(failure: Exception) -> str:
    """What a name server answered that is of no use; empty when none answered."""
    if isinstance(failure, dns.resolver.NoNameservers | dns.resolver.LifetimeTimeout):
        answers = [error[3] for error in failure.kwargs["errors"] if error[4] is not None]
        return _named(answers[-1]) if answers else ""
    unheard = (OSError, dns.exception.Timeout, dns.resolver.NoResolverConfiguration)
    return "" if isinstance(failure, unheard) else _named(failure)


def _named(answer: str | Exception) -> str:
    return answer if isinstance(answer, str) else type(answer).__name__


def _unknown(reason: str) -> Standing:
    return Standing(Checked(Verdict.UNKNOWN, reason), LIFE_OF_UNKNOWN)


def _without_mx(told: Checked, ttl: int) -> Standing:
    return Standing(told, _life(ttl, LONGEST_NEGATIVE), told.verdict is Verdict.NO_MAIL)


def _life(ttl: int, longest: timedelta) -> timedelta:
    return min(max(timedelta(seconds=ttl), SHORTEST), longest)
