"""The DNS for whoever looks closely: each question once, and no guess where nobody answers."""

from collections.abc import Sequence

import dns.name

from cam.adapters.dns.asking import FAULTS, SILENCE, TRY, records, resolver, said
from cam.adapters.dns.nameserver import nameserver
from cam.adapters.dns.resting import Resting
from cam.adapters.dns.witness import Witness
from cam.ports.clock import Clock
from cam.ports.dns import Answer, Kind
from cam.ports.dry_run import refuse_while_planning

PATIENCE = 4.0
"""Seconds for one question."""
_BLIND = "the name server does not know the root of the DNS, nor this name"


class DnsLookup:
    """Keeps `ports.dns.Dns`, for one look at things as they are now: answers are kept for its life.

    `nameservers` are IP addresses with an optional port; none means the system's. Raises
    InvalidInput for anything else.
    """

    def __init__(
        self, clock: Clock, *, nameservers: Sequence[str] = (), patience: float = PATIENCE
    ) -> None:
        self._nameservers = [nameserver(each) for each in nameservers]
        self._patience = patience
        self._resting = Resting(clock)
        self._witness = Witness(clock)
        self._told: dict[tuple[str, Kind], Answer] = {}

    async def ask(self, name: str, kind: Kind) -> Answer:
        """Asks, unless it was asked before."""
        refuse_while_planning("dns")
        question = name.lower(), kind
        if question not in self._told:
            self._told[question] = await self._asked(name, kind)
        return self._told[question]

    async def _asked(self, name: str, kind: Kind) -> Answer:
        if self._resting.left:
            return Answer(missed=SILENCE)
        begun = self._resting.begun()
        try:
            asked = resolver(self._nameservers, self._patience)
            found = await records(asked, dns.name.from_text(name), kind)
        except FAULTS as failure:
            return self._failed(failure, begun)
        self._resting.answered()
        if not found.found and not await self._witness.sees(asked, TRY):
            return Answer(missed=_BLIND)
        written = (_plain(each) if kind == "TXT" else _host(each) for each in found.found)
        return Answer(found=tuple(sorted(written)), exists=found.exists)

    def _failed(self, failure: Exception, begun: int) -> Answer:
        if answer := said(failure):
            self._resting.answered()
            return Answer(missed=f"a name server said {answer}")
        self._resting.silent(begun)
        return Answer(missed=SILENCE)


def _plain(text: str) -> str:
    """Anybody may publish anything: what could steer a terminal is put out of action."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def _host(written: str) -> str:
    """Without the final dot, but for the root: `0 .` is a null MX (RFC 7505)."""
    return written if written.endswith(" .") else written.removesuffix(".")
