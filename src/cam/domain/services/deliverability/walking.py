"""Follows an SPF record to all that it leads to (RFC 7208 4.6, 5)."""

from ipaddress import ip_network

from cam.domain.model import spf
from cam.domain.model.spf import Term
from cam.domain.model.spf_macros import Asked, NotKnown, expanded
from cam.domain.model.spf_walk import Network, Step, Walk
from cam.domain.model.tag_list import MalformedRecord
from cam.ports.dns import Answer, Dns

MOST_FOLLOWED = 40
"""Terms that are looked up, at most: who has more is far beyond the limit of ten."""


class Walker:
    """One walk: from the record of one domain."""

    def __init__(self, dns: Dns, asked: Asked) -> None:
        self._dns = dns
        self._asked = asked
        self._followed = 0

    async def walk(self, domain: str, path: tuple[str, ...] = ()) -> Walk:
        """The record of the domain; `path` has the domains that led there."""
        if domain.lower() in path:
            return Walk(domain=domain, wrong=f"{path[-1]} leads back to {domain}")
        answer = await self._dns.ask(domain, "TXT")
        if answer.missed:
            return Walk(domain=domain, missed=answer.missed)
        records = [each for each in answer.found if spf.is_record(each)]
        if len(records) != 1:
            number = f"{domain} has {len(records)} SPF records"
            return Walk(domain=domain, wrong=number if records else "")
        try:
            terms = spf.terms(records[0])
        except MalformedRecord as malformed:
            return Walk(domain=domain, record=records[0], wrong=f"{domain}: {malformed}")
        steps = [await self._step(term, domain, (*path, domain.lower())) for term in terms]
        return Walk(domain=domain, record=records[0], steps=tuple(steps))

    async def _step(self, term: Term, domain: str, path: tuple[str, ...]) -> Step:
        if term.network is not None:
            return Step(term=term, networks=(term.network,))
        if term.name not in spf.ASKING or term.name == "ptr":
            return Step(term=term)
        self._followed += 1
        if self._followed > MOST_FOLLOWED:
            return Step(term=term, wrong=f"{path[0]} leads to more than {MOST_FOLLOWED} look-ups")
        try:
            name = expanded(term.domain or domain, domain, self._asked)
        except NotKnown:
            return Step(term=term)
        if term.name in ("include", "redirect"):
            return await self._led(term, name, path)
        if term.name == "exists":
            return _existing(term, await self._dns.ask(name, "A"))
        if term.name == "mx":
            return await self._exchanges(term, name)
        return await self._addresses(term, (name,))

    async def _led(self, term: Term, name: str, path: tuple[str, ...]) -> Step:
        there = await self.walk(name, path)
        nothing = not (there.record or there.wrong or there.missed)
        wrong = f"{term.written}: {name} has no SPF record" if nothing else ""
        return Step(term=term, leads_to=there, wrong=wrong, void=int(nothing))

    async def _exchanges(self, term: Term, name: str) -> Step:
        answer = await self._dns.ask(name, "MX")
        hosts = [each.partition(" ")[2] for each in answer.found]
        if answer.missed or not hosts:
            return Step(term=term, missed=answer.missed, void=int(not answer.missed))
        if len(hosts) > spf.MOST_EXCHANGES:
            return Step(term=term, wrong=f"{term.written}: {name} has {len(hosts)} MX records")
        return await self._addresses(term, tuple(hosts))

    async def _addresses(self, term: Term, hosts: tuple[str, ...]) -> Step:
        """One of A and AAAA is asked for by a receiver, so a host is void without both."""
        networks: list[Network] = []
        void = 0
        for host in hosts:
            four = await self._dns.ask(host, "A")
            six = await self._dns.ask(host, "AAAA")
            if missed := four.missed or six.missed:
                return Step(term=term, missed=missed)
            networks += [ip_network(f"{ip}/{term.length4}", strict=False) for ip in four.found]
            networks += [ip_network(f"{ip}/{term.length6}", strict=False) for ip in six.found]
            void += not (four.found or six.found)
        return Step(term=term, networks=tuple(networks), void=void)


def _existing(term: Term, answer: Answer) -> Step:
    nothing = not (answer.found or answer.missed)
    return Step(term=term, exists=bool(answer.found), missed=answer.missed, void=int(nothing))
