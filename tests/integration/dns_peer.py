"""A DNS server whose every answer a test may decide: UDP and TCP on one port of loopback."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from cam.testing.contracts.address_check import DEAD, SILENT, TAKES

ROOT = "."
SLOWNESS = 0.18
_Address = tuple[str, int]


class Do(StrEnum):
    """What a server may do but answer."""

    DROP = "drop"
    """Says nothing."""
    SERVFAIL = "servfail"
    REFUSED = "refused"
    TRUNCATE = "truncate"
    """Over UDP half an answer, the whole of it over TCP."""
    GARBAGE = "garbage"
    """Octets that are no DNS message."""
    SLOW = "slow"
    """Answers after `SLOWNESS` seconds."""
    FORGE = "forge"
    """First an answer with another id, as one who guesses would send; then the true one."""


class DnsPeer:
    """Answers from a table as a name server that knows the whole DNS, and counts what it hears."""

    def __init__(self, *, soa_minimum: int = 900) -> None:
        self.port = 0
        self.soa_minimum = soa_minimum
        self.questions: list[tuple[str, str]] = []
        """Name and type, in order; over UDP, but for the root's."""
        self.over_tcp: list[tuple[str, str]] = []
        self.root_asked = 0
        self.failures: list[BaseException] = []
        """Mistakes of the peer itself."""
        self.held = 0
        self.most_held = 0
        """Questions that waited for their answer at once."""
        self.gate = asyncio.Event()
        """Closed by `hold`; questions wait for it."""
        self.gate.set()
        self._table: dict[str, dict[str, dns.rrset.RRset]] = {}
        self._fates: dict[str, Do] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self.has(ROOT, "NS", "a.root-servers.net.")

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def has(self, name: str, kind: str, *values: str, ttl: int = 3600) -> None:
        """The name has these records."""
        rrset = dns.rrset.from_text(f"{name.rstrip('.')}.", ttl, "IN", kind, *values)
        self._table.setdefault(name, {})[kind] = rrset

    def lost(self, name: str) -> None:
        """The name is no more."""
        del self._table[name]

    def will(self, name: str, fate: Do | None) -> None:
        """Questions about this name meet this fate: of one type when it is `name/TYPE`, and every
        question when it is `*`.
        """
        self._fates.pop(name, None)
        if fate is not None:
            self._fates[name] = fate

    def hold(self) -> None:
        """No answer until `gate` is set."""
        self.gate.clear()

    def is_asked(self, wire: bytes, transport: asyncio.DatagramTransport, to: _Address) -> None:
        """One question over UDP."""

        async def answer() -> None:
            for reply in await self.replies(wire, self.questions, udp=True):
                transport.sendto(reply, to)

        task = asyncio.get_running_loop().create_task(answer())
        self._answering.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._answering.discard(task)
        if not task.cancelled() and (failure := task.exception()):
            self.failures.append(failure)

    async def serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                wire = await reader.readexactly(length)
                for reply in await self.replies(wire, self.over_tcp, udp=False):
                    writer.write(struct.pack("!H", len(reply)) + reply)
                    await writer.drain()
        writer.close()

    async def replies(self, wire: bytes, heard: list[tuple[str, str]], *, udp: bool) -> list[bytes]:
        query = dns.message.from_wire(wire)
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        if name == ROOT:
            self.root_asked += 1
        else:
            heard.append((name, kind))
        self.held += 1
        self.most_held = max(self.most_held, self.held)
        await self.gate.wait()
        self.held -= 1
        met = (self._fates.get(each) for each in ("*", name, f"{name}/{kind}"))
        fate = next(filter(None, met), None)
        if fate is Do.DROP:
            return []
        if fate is Do.GARBAGE:
            return [wire[:2] + b"\xff" * 9]
        if fate is Do.SLOW:
            await asyncio.sleep(SLOWNESS)
        response = self._answered(query, name, fate)
        if fate is Do.TRUNCATE and udp:
            response.flags |= dns.flags.TC
            response.answer.clear()
        if fate is Do.FORGE:
            forged = dns.message.make_response(query)
            forged.id ^= 0xFFFF
            forged.set_rcode(dns.rcode.NXDOMAIN)
            return [forged.to_wire(), response.to_wire()]
        return [response.to_wire()]

    def _answered(
        self, query: dns.message.Message, name: str, fate: Do | None
    ) -> dns.message.Message:
        response = dns.message.make_response(query, recursion_available=True)
        if fate in (Do.SERVFAIL, Do.REFUSED):
            response.set_rcode(dns.rcode.from_text(fate))
            return response
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        for _ in range(20):
            records = self._table.get(name, {})
            link = records.get("CNAME")
            if link is None or kind == "CNAME":
                break
            response.answer.append(link)
            name = link[0].to_text().rstrip(".").lower()
        if kind in records:
            response.answer.append(records[kind])
            return response
        if name not in self._table:
            response.set_rcode(dns.rcode.NXDOMAIN)
        soa = f"ns.example. root.example. 1 7200 900 1209600 {self.soa_minimum}"
        above = name.partition(".")[2]
        response.authority.append(dns.rrset.from_text(f"{above}.", 86400, "IN", "SOA", soa))
        return response

    async def end(self) -> None:
        for task in list(self._answering):
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, peer: DnsPeer) -> None:
        self.peer = peer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: _Address) -> None:
        self.peer.is_asked(data, self.transport, addr)


def casting(peer: DnsPeer) -> DnsPeer:
    """The peer, with the cast of the contract in its table."""
    peer.has(TAKES, "MX", f"10 mx1.{TAKES}.", f"20 mx2.{TAKES}.")
    peer.has(DEAD, "MX", "0 .")
    peer.will(SILENT, Do.SERVFAIL)
    return peer


@asynccontextmanager
async def serving(peer: DnsPeer) -> AsyncIterator[DnsPeer]:
    """The peer, listening to both on a port of its own."""
    loop = asyncio.get_running_loop()
    for _ in range(50):
        transport, _protocol = await loop.create_datagram_endpoint(
            lambda: _Datagrams(peer), local_addr=("127.0.0.1", 0)
        )
        peer.port = transport.get_extra_info("sockname")[1]
        try:
            server = await asyncio.start_server(peer.serve_tcp, "127.0.0.1", peer.port)
        except OSError:  # another program has that port for TCP
            transport.close()
        else:
            break
    try:
        yield peer
    finally:
        transport.close()
        server.close()
        await peer.end()
        await server.wait_closed()
    assert peer.failures == []
