"""AddressCheck by syntax, lists and the DNS: one question at a time for each domain."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import anyio

from cam.adapters.mx.disposable import is_disposable
from cam.adapters.mx.lookup import Lookup
from cam.adapters.mx.memory import Memory
from cam.domain.model import address
from cam.domain.model.checked import Checked, Verdict, at_sight, in_domain
from cam.ports.clock import Clock
from cam.ports.dry_run import refuse_while_planning

AT_ONCE = 32
"""Domains asked about at once: kind to the resolver of a small office."""
PATIENCE = 5.0
"""Seconds for all the questions about one domain."""
SIZE = 50_000
"""Domains remembered, some 20 MB at most."""

_CLOSED = Checked(Verdict.UNKNOWN, "the check was closed")


class MxCheck:
    """Keeps `ports.address_check.AddressCheck`. Close it with `aclose`.

    `nameservers` are IP addresses with an optional port; none means the system's. Raises
    InvalidInput for anything else.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        nameservers: Sequence[str] = (),
        patience: float = PATIENCE,
        at_once: int = AT_ONCE,
        size: int = SIZE,
    ) -> None:
        self._memory = Memory(clock, size)
        self._lookup = Lookup(nameservers, patience, clock)
        self._limiter = anyio.CapacityLimiter(at_once)
        self._looking: dict[str, asyncio.Task[Checked]] = {}

    async def aclose(self) -> None:
        """Ends the questions that are under way."""
        looking = list(self._looking.values())
        for each in looking:
            each.cancel()
        await asyncio.gather(*looking, return_exceptions=True)

    async def check(self, addresses: Collection[str]) -> Mapping[str, Checked]:
        """Who asks for a domain that is being asked about waits for that answer, and whoever
        stops waiting leaves it to the others.
        """
        refuse_while_planning("dns")
        checked = {each: at_sight(each, is_disposable) for each in addresses}
        domain_of = {each: address.domain_of(each) for each in checked if checked[each] is None}
        domains = await self._domains(set(domain_of.values()))
        return {
            each: told or in_domain(each, domains[domain_of[each]])
            for each, told in checked.items()
        }

    async def _domains(self, domains: Collection[str]) -> dict[str, Checked]:
        told: dict[str, Checked] = {}
        looking: dict[str, asyncio.Task[Checked]] = {}
        for domain in domains:
            known = self._memory.get(domain)
            if known is not None:
                told[domain] = known
            else:
                looking[domain] = self._looking.get(domain) or self._begun(domain)
        if looking:
            await asyncio.wait(looking.values())  # unlike gather, it never cancels what it awaits
        for domain, task in looking.items():
            told[domain] = _CLOSED if task.cancelled() else task.result()
        return told

    def _begun(self, domain: str) -> asyncio.Task[Checked]:
        task = asyncio.get_running_loop().create_task(self._look(domain))
        self._looking[domain] = task
        task.add_done_callback(lambda done: self._ended(domain, done))
        return task

    def _ended(self, domain: str, task: asyncio.Task[Checked]) -> None:
        del self._looking[domain]
        if not task.cancelled():
            task.exception()  # an answer that nobody waits for any more is no error

    async def _look(self, domain: str) -> Checked:
        async with self._limiter:
            standing = await self._lookup.ask(domain)
        self._memory.keep(domain, standing.checked, standing.life)
        return standing.checked
