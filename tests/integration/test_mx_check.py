"""The free check of addresses, against a DNS server on loopback."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from cam.adapters.dns.nameserver import nameserver
from cam.adapters.mx.check import MxCheck
from cam.domain.model.checked import Checked, Verdict
from cam.domain.model.errors import InvalidInput
from cam.testing.clock import FrozenClock
from cam.testing.contracts.address_check import DEAD, LENT, SILENT, AddressCheckContract
from cam.testing.fakes.address_check import FakeAddressCheck

from .dns_peer import ROOT, SLOWNESS, DnsPeer, Do, casting, serving
from .smtp_peer import until

ACME = "acme.example.com"


@pytest.fixture
async def peer() -> AsyncIterator[DnsPeer]:
    async with serving(casting(DnsPeer())) as running:
        yield running


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
async def check(peer: DnsPeer, clock: FrozenClock) -> AsyncIterator[MxCheck]:
    checking = MxCheck(clock, nameservers=[peer.address])
    yield checking
    await checking.aclose()


async def told(check: MxCheck, domain: str = ACME) -> Checked:
    """What is told of a person there."""
    (one,) = (await check.check([f"jane@{domain}"])).values()
    return one


async def verdict(check: MxCheck, domain: str = ACME) -> Verdict:
    return (await told(check, domain)).verdict


class TestFakeAddressCheck(AddressCheckContract):
    @pytest.fixture
    def check(self) -> FakeAddressCheck:
        return FakeAddressCheck(
            {DEAD: Verdict.NO_MAIL, SILENT: Verdict.UNKNOWN, LENT: Verdict.DISPOSABLE}
        )


class TestMxCheck(AddressCheckContract):
    async def test_what_a_look_tells_is_never_asked(self, peer: DnsPeer, check: MxCheck) -> None:
        """Malformed, lent and reserved names stay on this machine."""
        await check.check(["a@b", "jane@mailinator.com", "jane@x.test", "jane@x.invalid"])
        assert peer.questions == []


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([("MX", ["10 mx.acme.net."])], Verdict.OK),
        ([("MX", ["0 ."])], Verdict.NO_MAIL),
        ([("MX", ["0 .", "10 mx.acme.net."])], Verdict.OK),
        ([("MX", ["0 localhost."])], Verdict.NO_MAIL),
        ([("MX", ["10 127.0.0.1."])], Verdict.NO_MAIL),
        ([("MX", ["10 9.9.9.9."])], Verdict.OK),
        ([("MX", ["0 ."]), ("A", ["9.9.9.9"])], Verdict.NO_MAIL),
        ([("A", ["9.9.9.9"])], Verdict.OK),
        ([("AAAA", ["2620:fe::fe"])], Verdict.OK),
        ([("A", ["127.0.0.1"])], Verdict.NO_MAIL),
        ([("A", ["127.0.0.1"]), ("AAAA", ["2620:fe::fe"])], Verdict.OK),
        ([("TXT", ['"nothing else"'])], Verdict.NO_MAIL),
        ([("CNAME", ["takes.example.com."])], Verdict.OK),
        ([("CNAME", ["dead.example.com."])], Verdict.NO_MAIL),
        ([("CNAME", ["nobody.example.com."])], Verdict.NO_MAIL),
        ([], Verdict.NO_MAIL),
    ],
)
async def test_a_domain_takes_mail_as_its_records_say(
    records: list[tuple[str, list[str]]], expected: Verdict, peer: DnsPeer, check: MxCheck
) -> None:
    """MX, else an address, through aliases (RFC 5321 5.1); null MX (RFC 7505)."""
    for kind, values in records:
        peer.has(ACME, kind, *values)
    assert await verdict(check) is expected


async def test_an_international_domain_is_asked_by_its_a_labels(
    peer: DnsPeer, check: MxCheck
) -> None:
    """In one question, however it is written."""
    peer.has("xn--bcher-kva.example.com", "MX", "10 mx.acme.net.")
    answer = await check.check(
        ["a@bücher.example.com", "b@BÜCHER.example.com", "c@xn--bcher-kva.example.com"]
    )
    assert {each.verdict for each in answer.values()} == {Verdict.OK}
    assert peer.questions == [("xn--bcher-kva.example.com", "MX")]


async def test_no_search_list_completes_a_domain(peer: DnsPeer, check: MxCheck) -> None:
    """The name is asked about as it stands."""
    await verdict(check, "nobody.example.com")
    assert peer.questions == [("nobody.example.com", "MX")]


async def test_a_cut_answer_is_read_over_tcp(peer: DnsPeer, check: MxCheck) -> None:
    """As a long list of exchanges is."""
    peer.has(ACME, "MX", "10 mx.acme.net.")
    peer.will(ACME, Do.TRUNCATE)
    assert await verdict(check) is Verdict.OK
    assert (peer.questions, peer.over_tcp) == ([(ACME, "MX")], [(ACME, "MX")])


async def test_a_guessed_answer_is_not_believed(peer: DnsPeer, check: MxCheck) -> None:
    """An answer with another id is no answer (RFC 5452)."""
    peer.has(ACME, "MX", "10 mx.acme.net.")
    peer.will(ACME, Do.FORGE)
    assert await verdict(check) is Verdict.OK


WORDS = {
    Do.SERVFAIL: "a name server said SERVFAIL",
    Do.REFUSED: "a name server said REFUSED",
    Do.GARBAGE: "no name server answered in time",
    Do.DROP: "no name server answered in time",
}


@pytest.mark.parametrize("fate", WORDS)
async def test_a_server_that_is_of_no_use_counts_against_nobody(
    fate: Do, peer: DnsPeer, clock: FrozenClock
) -> None:
    """With its reason."""
    peer.has(ACME, "MX", "0 .")
    peer.will(ACME, fate)
    check = MxCheck(clock, nameservers=[peer.address], patience=0.2)
    one = await told(check)
    assert one.verdict is Verdict.UNKNOWN
    assert one.reason == WORDS[fate]
    await check.aclose()


async def test_a_circle_of_aliases_counts_against_nobody(peer: DnsPeer, check: MxCheck) -> None:
    """It is an answer, and tells nothing."""
    peer.has(ACME, "CNAME", f"{ACME}.")
    assert await told(check) == Checked(Verdict.UNKNOWN, "a name server said ChainTooLong")


async def test_the_second_server_is_asked_when_the_first_is_of_no_use(
    peer: DnsPeer, clock: FrozenClock
) -> None:
    """In the order in which they are given."""
    peer.has(ACME, "MX", "10 mx.acme.net.")
    async with serving(DnsPeer()) as broken:
        broken.will("*", Do.SERVFAIL)
        check = MxCheck(clock, nameservers=[broken.address, peer.address])
        assert await verdict(check) is Verdict.OK
        assert (len(broken.questions), len(peer.questions)) == (1, 1)
        await check.aclose()


async def test_a_domain_is_asked_about_once_for_all_its_people(
    peer: DnsPeer, check: MxCheck
) -> None:
    """And not again while the answer lives."""
    peer.has(ACME, "MX", "10 mx.acme.net.")
    for _ in range(2):
        await check.check([f"person{n}@{ACME}" for n in range(50)])
    assert peer.questions == [(ACME, "MX")]


async def test_askers_at_once_share_one_question(peer: DnsPeer, check: MxCheck) -> None:
    """Ten runs, one domain."""
    peer.has(ACME, "MX", "10 mx.acme.net.")
    peer.hold()
    askers = [asyncio.create_task(verdict(check)) for _ in range(10)]
    await until(lambda: peer.held == 1)
    peer.gate.set()
    assert await asyncio.gather(*askers) == [Verdict.OK] * 10
    assert peer.questions == [(ACME, "MX")]


async def test_an_asker_who_leaves_takes_nothing_from_the_others(
    peer: DnsPeer, check: MxCheck
) -> None:
    """The one who asked first is cancelled; the one who waits gets the answer."""
    peer.has(ACME, "MX", "10 mx.acme.net.")
    peer.hold()
    first = asyncio.create_task(verdict(check))
    await until(lambda: peer.held == 1)
    second = asyncio.create_task(verdict(check))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    peer.gate.set()
    assert await second is Verdict.OK
    assert len(peer.questions) == 1


async def test_closing_ends_what_is_under_way(peer: DnsPeer, clock: FrozenClock) -> None:
    """Who still waits hears that nothing is known."""
    peer.hold()
    check = MxCheck(clock, nameservers=[peer.address])
    asker = asyncio.create_task(told(check))
    await until(lambda: peer.held == 1)
    await check.aclose()
    assert await asker == Checked(Verdict.UNKNOWN, "the check was closed")


async def test_domains_are_asked_about_a_few_at_once(peer: DnsPeer, clock: FrozenClock) -> None:
    """However many there are."""
    check = MxCheck(clock, nameservers=[peer.address], at_once=4)
    peer.hold()
    asking = asyncio.create_task(check.check([f"jane@d{n}.example.com" for n in range(40)]))
    await until(lambda: peer.held >= 4)
    peer.gate.set()
    assert len(await asking) == 40
    assert (peer.most_held, len(peer.questions)) == (4, 40)
    await check.aclose()


MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE


@pytest.mark.parametrize(
    ("records", "soa_minimum", "life"),
    [
        ({"MX": (["10 mx.acme.net."], 7200)}, 900, 2 * HOUR),
        ({"MX": (["10 mx.acme.net."], 1)}, 900, 5 * MINUTE),
        ({"MX": (["10 mx.acme.net."], 604800)}, 900, 24 * HOUR),
        ({"MX": (["0 ."], 7200)}, 900, 2 * HOUR),
        ({"A": (["9.9.9.9"], 86400)}, 900, 15 * MINUTE),
        ({"A": (["9.9.9.9"], 600)}, 900, 10 * MINUTE),
        ({"TXT": (['"x"'], 7200)}, 86400, HOUR),
        ({}, 900, 15 * MINUTE),
        ({}, 1, 5 * MINUTE),
        ({}, 86400, HOUR),
    ],
)
async def test_an_answer_lives_as_long_as_the_dns_says(
    records: dict[str, tuple[list[str], int]],
    soa_minimum: int,
    life: timedelta,
    peer: DnsPeer,
    clock: FrozenClock,
    check: MxCheck,
) -> None:
    """Between 5 minutes and a day; an absence by the SOA (RFC 2308), at most an hour."""
    peer.soa_minimum = soa_minimum
    for kind, (values, ttl) in records.items():
        peer.has(ACME, kind, *values, ttl=ttl)
    before = await told(check)
    asked = len(peer.questions)
    clock.advance(life - timedelta(seconds=1))
    assert await told(check) == before
    assert len(peer.questions) == asked
    clock.advance(1)
    await told(check)
    assert len(peer.questions) == 2 * asked


async def test_what_was_not_known_is_asked_again_after_a_minute(
    peer: DnsPeer, clock: FrozenClock, check: MxCheck
) -> None:
    """And the answer is then what the DNS says."""
    assert await verdict(check, SILENT) is Verdict.UNKNOWN
    peer.will(SILENT, None)
    peer.has(SILENT, "MX", "10 mx.acme.net.")
    clock.advance(59)
    assert await verdict(check, SILENT) is Verdict.UNKNOWN
    clock.advance(1)
    assert await verdict(check, SILENT) is Verdict.OK


async def test_only_so_many_domains_are_remembered(peer: DnsPeer, clock: FrozenClock) -> None:
    """The one not asked for the longest is forgotten."""
    check = MxCheck(clock, nameservers=[peer.address], size=2)
    for domain in ("a.example.com", "b.example.com", "a.example.com", "c.example.com"):
        await verdict(check, domain)
    peer.questions.clear()
    await check.check(["x@a.example.com", "x@c.example.com"])
    assert peer.questions == []
    await verdict(check, "b.example.com")
    assert peer.questions == [("b.example.com", "MX")]
    await check.aclose()


async def test_servers_that_say_nothing_are_left_alone_for_a_minute(
    peer: DnsPeer, clock: FrozenClock
) -> None:
    """A thousand domains do not wait one by one."""
    peer.will("*", Do.DROP)
    check = MxCheck(clock, nameservers=[peer.address], patience=0.2, at_once=3)
    addresses = [f"jane@d{n}.example.com" for n in range(1_000)]
    answer = await check.check(addresses)
    assert {each.verdict for each in answer.values()} == {Verdict.UNKNOWN}
    asked = {name for name, _ in peer.questions}
    assert 3 <= len(asked) <= 5  # three silences on end, and what two others had begun by then
    peer.will("*", None)
    clock.advance(59)
    assert await verdict(check, "new.example.com") is Verdict.UNKNOWN
    clock.advance(1)
    assert await verdict(check, "new.example.com") is Verdict.NO_MAIL
    await check.aclose()


async def test_a_domain_that_is_silent_blames_itself(peer: DnsPeer, clock: FrozenClock) -> None:
    """Its time-outs rest nobody while others are answered, and one answer is enough."""
    peer.has(ACME, "MX", "10 mx.acme.net.")
    check = MxCheck(clock, nameservers=[peer.address], patience=0.2)
    silent = [f"s{n}.example.com" for n in range(7)]
    for domain in silent:
        peer.will(domain, Do.DROP)
    await check.check([f"jane@{domain}" for domain in [*silent[:3], ACME]])
    for domain in silent[3:5]:
        await verdict(check, domain)
    assert await verdict(check, "nobody.example.com") is Verdict.NO_MAIL
    for domain in silent[5:]:
        await verdict(check, domain)
    assert await verdict(check, "nobody2.example.com") is Verdict.NO_MAIL
    await check.aclose()


async def test_a_server_that_is_not_there_is_no_error(clock: FrozenClock) -> None:
    """Nothing listens at that port."""
    async with serving(DnsPeer()) as gone:
        pass
    check = MxCheck(clock, nameservers=[gone.address], patience=0.1)
    assert await told(check) == Checked(Verdict.UNKNOWN, "no name server answered in time")
    await check.aclose()


async def test_a_machine_without_name_servers_is_told_at_once(
    clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No resolv.conf is no error."""
    import dns.asyncresolver

    real = dns.asyncresolver.Resolver
    monkeypatch.setattr(dns.asyncresolver, "Resolver", lambda **_: real("/nowhere/resolv.conf"))
    check = MxCheck(clock)
    assert await told(check) == Checked(Verdict.UNKNOWN, "no name server answered in time")
    await check.aclose()


@pytest.mark.parametrize(
    "written", ["", "dns", "dns.example.com:53", "127.0.0.1:x", "1.2.3.4:70000"]
)
def test_a_name_server_is_an_address(written: str, clock: FrozenClock) -> None:
    """A name would have to be looked up first."""
    with pytest.raises(InvalidInput, match="nameserver"):
        MxCheck(clock, nameservers=[written])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("::1", ("::1", 53)),
        ("[::1]:5353", ("::1", 5353)),
    ],
)
def test_a_name_server_may_have_a_port(written: str, expected: tuple[str, int]) -> None:
    """IPv6 in brackets then."""
    server = nameserver(written)
    assert (server.address, server.port) == expected


async def test_two_hundred_domains_cost_one_or_two_questions_each(
    peer: DnsPeer, check: MxCheck
) -> None:
    """A thousand people: 150 domains with MX records, 30 with an address alone, 20 dead."""
    domains: Sequence[str] = [f"d{n}.example.com" for n in range(200)]
    for number, domain in enumerate(domains):
        if number < 150:
            peer.has(domain, "MX", f"10 mx.{domain}.")
        elif number < 180:
            peer.has(domain, "A", "9.9.9.9")
    answer = await check.check([f"p{n}@{domain}" for domain in domains for n in range(5)])
    assert [each.verdict for each in answer.values()].count(Verdict.OK) == 900
    assert len(peer.questions) == 150 + 2 * 30 + 20


async def test_an_absence_is_told_only_when_every_question_was_answered(
    peer: DnsPeer, check: MxCheck
) -> None:
    """No MX record, and then no word about its address: that is not known."""
    peer.has(ACME, "TXT", '"nothing else"')
    peer.will(f"{ACME}/AAAA", Do.SERVFAIL)
    assert await verdict(check) is Verdict.UNKNOWN
    assert [kind for _, kind in peer.questions] == ["MX", "A", "AAAA"]


@pytest.mark.parametrize("blindness", [None, Do.SERVFAIL, Do.REFUSED, Do.DROP])
async def test_the_absences_of_a_server_that_sees_nothing_prove_nothing(
    blindness: Do | None, peer: DnsPeer, clock: FrozenClock
) -> None:
    """A machine that is cut off may be told that no domain exists: nobody is lost by that."""
    peer.lost(ROOT)
    peer.will(ROOT, blindness)
    peer.has("lan.example.com", "A", "192.168.0.1")
    check = MxCheck(clock, nameservers=[peer.address], patience=1.0)
    absent = [f"d{n}.example.com" for n in range(20)]
    answer = await check.check([f"jane@{each}" for each in (*absent, "lan.example.com", DEAD)])
    *unknown, null_mx = [each.verdict for each in answer.values()]
    assert unknown == [Verdict.UNKNOWN] * 21
    assert null_mx is Verdict.NO_MAIL
    assert 1 <= peer.root_asked <= 2  # the second is a repetition of one that was not answered
    await check.aclose()


async def test_the_root_is_asked_for_once_an_hour(
    peer: DnsPeer, clock: FrozenClock, check: MxCheck
) -> None:
    """And by who sees nothing after a minute."""
    for domain in ("a.example.com", "b.example.com"):
        assert await verdict(check, domain) is Verdict.NO_MAIL
    assert peer.root_asked == 1
    peer.lost(ROOT)
    clock.advance(HOUR)
    assert await verdict(check, "c.example.com") is Verdict.UNKNOWN
    clock.advance(MINUTE)
    peer.has(ROOT, "NS", "a.root-servers.net.")
    assert await verdict(check, "c.example.com") is Verdict.NO_MAIL


async def test_who_takes_mail_needs_no_witness(peer: DnsPeer, check: MxCheck) -> None:
    """What is there is there."""
    peer.has(ACME, "MX", "10 mx.acme.net.")
    assert await verdict(check) is Verdict.OK
    assert peer.root_asked == 0


async def test_patience_is_for_all_questions_about_a_domain(
    peer: DnsPeer, clock: FrozenClock
) -> None:
    """Three that are slow are one domain that is too slow."""
    peer.has(ACME, "AAAA", "2620:fe::fe")
    peer.will(ACME, Do.SLOW)
    check = MxCheck(clock, nameservers=[peer.address], patience=SLOWNESS * 2.2)
    assert await told(check) == Checked(Verdict.UNKNOWN, "no name server answered in time")
    await check.aclose()
