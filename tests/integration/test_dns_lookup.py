"""The DNS for whoever looks closely, at a real name server."""

from collections.abc import AsyncIterator

import pytest

from cam.adapters.dns.asking import SILENCE
from cam.adapters.dns.lookup import DnsLookup
from cam.ports.dns import Answer
from cam.ports.dry_run import DryRunWouldAct, planning
from cam.testing.clock import FrozenClock

from .dns_peer import DnsPeer, Do, serving

NAME = "agency.example"


@pytest.fixture
async def peer() -> AsyncIterator[DnsPeer]:
    async with serving(DnsPeer()) as peer:
        yield peer


@pytest.fixture
def dns(peer: DnsPeer) -> DnsLookup:
    return DnsLookup(FrozenClock(), nameservers=[peer.address], patience=1.0)


def impatient(peer: DnsPeer) -> DnsLookup:
    return DnsLookup(FrozenClock(), nameservers=[peer.address], patience=0.1)


async def test_each_type_is_told_as_it_is_meant(peer: DnsPeer, dns: DnsLookup) -> None:
    """Strings of a TXT record are one text (RFC 7208 3.3); hosts have no final dot."""
    peer.has(NAME, "TXT", '"v=spf1 " "mx" " -all"', '"a;b" "c \\"d\\""')
    peer.has(NAME, "MX", "10 mail.agency.example.", "0 .")
    peer.has(NAME, "A", "198.51.100.7")
    peer.has("7.100.51.198.in-addr.arpa", "PTR", "mail.agency.example.")
    assert set((await dns.ask(NAME, "TXT")).found) == {"v=spf1 mx -all", 'a;bc "d"'}
    assert set((await dns.ask(NAME, "MX")).found) == {"10 mail.agency.example", "0 ."}
    assert (await dns.ask(NAME, "A")).found == ("198.51.100.7",)
    reverse = await dns.ask("7.100.51.198.in-addr.arpa", "PTR")
    assert reverse.found == ("mail.agency.example",)


async def test_a_record_cannot_steer_a_terminal(peer: DnsPeer, dns: DnsLookup) -> None:
    """What strangers publish is printed."""
    peer.has(NAME, "TXT", r'"a\027[31m\010b\195\164"')
    assert (await dns.ask(NAME, "TXT")).found == ("a\ufffd[31m\ufffdb\ufffd\ufffd",)


async def test_nothing_there_is_an_answer(peer: DnsPeer, dns: DnsLookup) -> None:
    """A name without this type, and no such name."""
    peer.has(NAME, "A", "198.51.100.7")
    assert await dns.ask(NAME, "TXT") == Answer()
    assert await dns.ask("gone.example", "TXT") == Answer(exists=False)


@pytest.mark.parametrize(
    ("fate", "why"),
    [
        (Do.SERVFAIL, "a name server said SERVFAIL"),
        (Do.REFUSED, "a name server said REFUSED"),
        (Do.DROP, SILENCE),
        (Do.GARBAGE, SILENCE),
    ],
)
async def test_what_nobody_tells_is_missed(fate: Do, why: str, peer: DnsPeer) -> None:
    """Never is it taken for an absence."""
    peer.has(NAME, "TXT", '"there"')
    peer.will(NAME, fate)
    assert await impatient(peer).ask(NAME, "TXT") == Answer(missed=why)


async def test_an_absence_that_a_blind_server_tells_is_missed(
    peer: DnsPeer, dns: DnsLookup
) -> None:
    """It knows no root, so it may know nothing else; what it has is there all the same."""
    peer.lost(".")
    peer.has(NAME, "A", "198.51.100.7")
    assert (await dns.ask(NAME, "TXT")).missed
    assert (await dns.ask("gone.example", "A")).missed
    assert (await dns.ask(NAME, "A")).found == ("198.51.100.7",)


async def test_silent_servers_are_asked_three_times_and_no_more(peer: DnsPeer) -> None:
    """Thirty questions do not wait one by one."""
    peer.will("*", Do.DROP)
    dns = impatient(peer)
    answers = [await dns.ask(f"n{number}.example", "TXT") for number in range(30)]
    assert answers == [Answer(missed=SILENCE)] * 30
    assert len({name for name, _ in peer.questions}) == 3


async def test_a_long_answer_is_read_over_tcp(peer: DnsPeer, dns: DnsLookup) -> None:
    """As a record with a long key is."""
    peer.has(NAME, "TXT", f'"{"x" * 255}" "{"y" * 255}"')
    peer.will(NAME, Do.TRUNCATE)
    assert (await dns.ask(NAME, "TXT")).found == ("x" * 255 + "y" * 255,)
    assert peer.over_tcp == [(NAME, "TXT")]


async def test_a_question_is_put_once(peer: DnsPeer, dns: DnsLookup) -> None:
    """Names are the same in either case."""
    peer.has(NAME, "A", "198.51.100.7")
    assert await dns.ask(NAME, "A") == await dns.ask(NAME.upper(), "A")
    assert peer.questions == [(NAME, "A")]


@pytest.mark.parametrize("name", ["", "a..b", "x" * 64 + ".example", "\u00fc.example"])
async def test_no_name_is_an_error(name: str, dns: DnsLookup) -> None:
    """Records of strangers lead to anything."""
    answer = await dns.ask(name, "A")
    assert answer.found == ()


async def test_a_dry_run_asks_nobody(peer: DnsPeer, dns: DnsLookup) -> None:
    """As every client of the outside."""
    with planning(), pytest.raises(DryRunWouldAct):
        await dns.ask(NAME, "A")
    assert peer.questions == []
