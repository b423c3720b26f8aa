"""One question to the DNS, and what a failure says."""

from collections.abc import Sequence

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver
from dns.nameserver import Nameserver
from msgspec import Struct

FAULTS = (TimeoutError, OSError, dns.exception.DNSException)
"""What asking may raise."""
TRY = 2.0
"""Seconds until a question is put again, or to the next name server."""
SILENCE = "no name server answered in time"


class Records(Struct, frozen=True):
    """The answer to one question; `exists` says whether the name does.

    Text as in a zone file; a TXT record as its strings joined (RFC 7208 3.3, RFC 6376 3.6.2.2).
    """

    found: tuple[str, ...]
    ttl: int
    exists: bool = True


def resolver(nameservers: Sequence[Nameserver], patience: float) -> dns.asyncresolver.Resolver:
    """One that asks these, or the system's; `patience` is in seconds, for one question.

    A new one each time: the system's name servers change with the network, and it is cheap.
    Raises NoResolverConfiguration.
    """
    made = dns.asyncresolver.Resolver(configure=not nameservers)
    if nameservers:
        made.nameservers = list(nameservers)
    made.timeout = min(TRY, patience / 2)
    made.lifetime = patience
    return made


async def records(resolver: dns.asyncresolver.Resolver, name: dns.name.Name, kind: str) -> Records:
    """What the name has of this type. Raises the FAULTS."""
    try:
        answer = await resolver.resolve(name, kind, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN as absent:
        chain = absent.kwargs["responses"][name].resolve_chaining()
        return Records((), chain.minimum_ttl, exists=False)
    found = tuple(
        b"".join(each.strings).decode("ascii", "replace") if kind == "TXT" else each.to_text()
        for each in answer.rrset or ()
    )
    return Records(found, answer.chaining_result.minimum_ttl)


def said(failure: Exception) -> str:
    """What a name server answered that is of no use; empty when none answered."""
    if isinstance(failure, dns.resolver.NoNameservers | dns.resolver.LifetimeTimeout):
        answers = [error[3] for error in failure.kwargs["errors"] if error[4] is not None]
        return _named(answers[-1]) if answers else ""
    unheard = (OSError, dns.exception.Timeout, dns.resolver.NoResolverConfiguration)
    return "" if isinstance(failure, unheard) else _named(failure)


def _named(answer: str | Exception) -> str:
    return answer if isinstance(answer, str) else type(answer).__name__
