"""The mail doctor at a real name server: every ill of a domain, and what it says of it."""

from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import Any

import pytest
from msgspec import structs

from cam.adapters.dns.lookup import DnsLookup
from cam.app.composition import mail_eyes
from cam.app.settings import Settings
from cam.domain.model.errors import InvalidInput, NotConfigured
from cam.domain.model.finding import Deliverability, Standing
from cam.domain.services.deliverability.subject import Subject
from cam.testing.clock import FrozenClock
from keys import pem, published, rsa_key, short_key

from .dns_peer import DnsPeer, Do, serving
from .mail_domain import (
    DOMAIN,
    IP,
    IP6,
    KEY_AT,
    REVERSE,
    Records,
    fill,
    finding,
    healthy,
    key_record,
    looked,
    signing_settings,
)

OK, WARNING, PROBLEM, UNTOLD = Standing
SPF, HOST, KEY, SIGNATURE = "SPF record", "SPF of the mail server", "DKIM key", "DKIM signature"
GOOGLE, YAHOO, MICROSOFT = (f"asked by {each}" for each in ("Google", "Yahoo", "Microsoft"))
ROOT_TXT, DMARC_TXT, KEY_TXT = f"{DOMAIN} TXT", f"_dmarc.{DOMAIN} TXT", f"{KEY_AT} TXT"


@pytest.fixture
async def peer() -> AsyncIterator[DnsPeer]:
    async with serving(DnsPeer()) as peer:
        yield peer


async def test_a_domain_in_order_has_no_problem(peer: DnsPeer) -> None:
    """Each thing is looked at, and is as it should be; only no mail server is configured."""
    fill(peer, healthy())
    found = await looked(peer, **signing_settings())
    assert {each.check: each.standing for each in found.findings} == {
        **dict.fromkeys((SPF, HOST, KEY, SIGNATURE, "DMARC", "alignment", "MX", "PTR"), OK),
        **dict.fromkeys((YAHOO, MICROSOFT), OK),
        **dict.fromkeys(("TLS", GOOGLE), UNTOLD),
    }
    assert (found.problems, found.missed) == (False, False)


SPF_ILLS: list[tuple[str, Records, str, Standing, str]] = [
    ("no SPF", {ROOT_TXT: ("other=thing",)}, SPF, PROBLEM, "has none"),
    ("no TXT at all", {ROOT_TXT: ()}, SPF, PROBLEM, f"ip4:{IP} ~all"),
    ("two", {ROOT_TXT: ("v=spf1 mx -all", "v=spf1 a -all")}, SPF, PROBLEM, '"v=spf1 a mx ~all"'),
    ("+all", {ROOT_TXT: ("v=spf1 mx +all",)}, SPF, PROBLEM, '"v=spf1 mx ~all"'),
    ("all alone", {ROOT_TXT: ("v=spf1 all",)}, SPF, PROBLEM, "the whole world"),
    ("0.0.0.0/0", {ROOT_TXT: ("v=spf1 ip4:0.0.0.0/0 -all",)}, SPF, PROBLEM, "the whole world"),
    (
        "+all in an include",
        {"_spf.relay.example TXT": ("v=spf1 +all",)},
        SPF,
        PROBLEM,
        "the whole world",
    ),
    ("?all", {ROOT_TXT: (f"v=spf1 ip4:{IP} ?all",)}, SPF, WARNING, "?all"),
    ("no end", {ROOT_TXT: (f"v=spf1 ip4:{IP}",)}, SPF, WARNING, f'"v=spf1 ip4:{IP} ~all"'),
    ("ptr", {ROOT_TXT: (f"v=spf1 ip4:{IP} ptr -all",)}, SPF, WARNING, "by ptr"),
    ("bad syntax", {ROOT_TXT: ("v=spf1 ipv4:1.2.3.4 -all",)}, SPF, PROBLEM, "ipv4:1.2.3.4"),
    ("bad network", {ROOT_TXT: ("v=spf1 ip4:1.2.3.400 -all",)}, SPF, PROBLEM, "no network"),
    ("dead include", {"_spf.relay.example TXT": ()}, SPF, PROBLEM, "has no SPF record"),
    (
        "include of itself",
        {ROOT_TXT: (f"v=spf1 include:{DOMAIN} -all",)},
        SPF,
        PROBLEM,
        "leads back",
    ),
    (
        "eleven look-ups",
        {
            ROOT_TXT: ("v=spf1 include:many.example include:_spf.relay.example -all",),
            "many.example TXT": ("v=spf1 " + " ".join(f"a:h{n}.example" for n in range(9)),),
            **{f"h{n}.example A": ("203.0.113.1",) for n in range(9)},
        },
        SPF,
        PROBLEM,
        "11 look-ups",
    ),
    (
        "ten look-ups",
        {
            ROOT_TXT: (f"v=spf1 ip4:{IP} include:many.example -all",),
            "many.example TXT": ("v=spf1 " + " ".join(f"a:h{n}.example" for n in range(9)),),
            **{f"h{n}.example A": ("203.0.113.1",) for n in range(9)},
        },
        SPF,
        OK,
        "10 of 10",
    ),
    (
        "no end of includes",
        {
            ROOT_TXT: ("v=spf1 include:n0.example -all",),
            **{f"n{n}.example TXT": (f"v=spf1 include:n{n + 1}.example",) for n in range(60)},
        },
        SPF,
        PROBLEM,
        "more than 40",
    ),
    (
        "three dead names",
        {ROOT_TXT: (f"v=spf1 ip4:{IP} a:x.example a:y.example a:z.example -all",)},
        SPF,
        PROBLEM,
        "3 look-ups find nothing",
    ),
    (
        "eleven exchanges",
        {
            ROOT_TXT: ("v=spf1 mx:big.example -all",),
            "big.example MX": tuple(f"{n} h{n}.example." for n in range(11)),
        },
        SPF,
        PROBLEM,
        "11 MX records",
    ),
    ("-all without us", {ROOT_TXT: ("v=spf1 -all",)}, HOST, PROBLEM, f'"v=spf1 ip4:{IP} -all"'),
    ("~all without us", {ROOT_TXT: ("v=spf1 ~all",)}, HOST, WARNING, "softfail"),
    ("by a", {ROOT_TXT: (f"v=spf1 a:mail.{DOMAIN} -all",)}, HOST, OK, "pass"),
    ("by its net", {ROOT_TXT: (f"v=spf1 a:mail.{DOMAIN}/24 -all",)}, HOST, OK, "pass"),
    ("by mx", {ROOT_TXT: ("v=spf1 mx -all",)}, HOST, OK, "pass"),
    ("by redirect", {ROOT_TXT: (f"v=spf1 redirect=r.{DOMAIN}",),
                     f"r.{DOMAIN} TXT": ("v=spf1 ip4:198.51.100.0/28 -all",)}, HOST, OK, "pass"),
    ("by macro", {ROOT_TXT: ("v=spf1 exists:%{ir}.%{v}.%{l}.x.example -all",),
                  "7.100.51.198.in-addr.ada.x.example A": ("127.0.0.2",)}, HOST, OK, "pass"),
    ("SERVFAIL", {ROOT_TXT: Do.SERVFAIL}, SPF, UNTOLD, "SERVFAIL"),
    ("SERVFAIL", {ROOT_TXT: Do.SERVFAIL}, HOST, UNTOLD, "SERVFAIL"),
    ("SERVFAIL below", {"_spf.relay.example": Do.SERVFAIL}, SPF, UNTOLD, "SERVFAIL"),
]  # fmt: skip

DKIM_ILLS: list[tuple[str, Records, str, Standing, str]] = [
    ("no key", {KEY_TXT: ()}, KEY, PROBLEM, published(rsa_key().public_key())[-60:]),
    (
        "another key",
        {KEY_TXT: (key_record(published(rsa_key(2048, "other").public_key())),)},
        KEY,
        PROBLEM,
        "another key",
    ),
    ("revoked", {KEY_TXT: ("v=DKIM1; p=",)}, KEY, PROBLEM, "revoked"),
    ("short", {KEY_TXT: (key_record(published(short_key(768))),)}, KEY, PROBLEM, "768 bits"),
    ("no p", {KEY_TXT: ("v=DKIM1; k=rsa",)}, KEY, PROBLEM, "no p="),
    ("no base64", {KEY_TXT: (key_record("!!!"),)}, KEY, PROBLEM, "no public key"),
    ("no key in it", {KEY_TXT: (key_record("AAAA"),)}, KEY, PROBLEM, "no public key"),
    ("no tags", {KEY_TXT: ("hello",)}, KEY, PROBLEM, "no tag=value"),
    ("other version", {KEY_TXT: ("v=DKIM2; p=AAAA",)}, KEY, PROBLEM, "v=DKIM1"),
    (
        "sha1 only",
        {KEY_TXT: (f"v=DKIM1; h=sha1; p={published(rsa_key().public_key())}",)},
        KEY,
        PROBLEM,
        "sha256",
    ),
    ("two", {KEY_TXT: ("v=DKIM1; p=AAAA", "v=DKIM1; p=BBBB")}, KEY, PROBLEM, "several"),
    ("ed25519", {KEY_TXT: ("v=DKIM1; k=ed25519; p=AAAA",)}, KEY, PROBLEM, "ed25519"),
    (
        "testing",
        {KEY_TXT: (f"v=DKIM1; t=y; p={published(rsa_key().public_key())}",)},
        KEY,
        WARNING,
        "t=y",
    ),
    ("SERVFAIL", {KEY_TXT: Do.SERVFAIL}, KEY, UNTOLD, "SERVFAIL"),
]

OTHER_ILLS: list[tuple[str, Records, str, Standing, str]] = [
    ("no DMARC", {DMARC_TXT: ()}, "DMARC", PROBLEM, f'_dmarc.{DOMAIN}. IN TXT "v=DMARC1; p=none;'),
    ("p=none", {DMARC_TXT: ("v=DMARC1; p=none; rua=mailto:d@agency.example",)}, "DMARC", WARNING,
     "p=quarantine"),
    ("no reports", {DMARC_TXT: ("v=DMARC1; p=reject",)}, "DMARC", WARNING,
     '"v=DMARC1; p=reject; rua=mailto:dmarc@agency.example"'),
    ("none, unread", {DMARC_TXT: ("v=DMARC1; p=none",)}, "DMARC", WARNING,
     '"v=DMARC1; p=none; rua=mailto:dmarc@agency.example"'),
    ("two", {DMARC_TXT: ("v=DMARC1; p=none", "v=DMARC1; p=reject")}, "DMARC", PROBLEM,
     "2 policies"),
    ("no p", {DMARC_TXT: ("v=DMARC1; sp=reject",)}, "DMARC", PROBLEM, "p="),
    ("odd p", {DMARC_TXT: ("v=DMARC1; p=block",)}, "DMARC", PROBLEM, "p=block"),
    ("no tags", {DMARC_TXT: ("v=DMARC1; p",)}, "DMARC", PROBLEM, "no tag=value"),
    ("half", {DMARC_TXT: ("v=DMARC1; p=reject; pct=50; rua=mailto:d@agency.example",)}, "DMARC",
     WARNING, "50 %"),
    ("foreign reports", {DMARC_TXT: ("v=DMARC1; p=reject; rua=mailto:d@reports.example",)},
     "DMARC", WARNING, f"{DOMAIN}._report._dmarc.reports.example. IN TXT"),
    ("agreed reports", {DMARC_TXT: ("v=DMARC1; p=reject; rua=mailto:d@reports.example",),
     f"{DOMAIN}._report._dmarc.reports.example TXT": ("v=DMARC1",)}, "DMARC", OK, "p=reject"),
    ("of the suffix", {DMARC_TXT: (), "_dmarc.example TXT": ("v=DMARC1; p=reject",)}, "DMARC",
     PROBLEM, "only example has (RFC 9091)"),
    ("SERVFAIL", {DMARC_TXT: Do.SERVFAIL}, "DMARC", UNTOLD, "SERVFAIL"),
    ("neither", {ROOT_TXT: (), KEY_TXT: ()}, "alignment", PROBLEM, "neither SPF nor DKIM"),
    ("not known", {ROOT_TXT: Do.SERVFAIL, KEY_TXT: Do.SERVFAIL}, "alignment", UNTOLD, "neither"),
    ("SPF alone", {KEY_TXT: ()}, "alignment", OK, "SPF vouches"),
    ("null MX", {f"{DOMAIN} MX": ("0 .",)}, "MX", PROBLEM, "null MX"),
    ("no MX", {f"{DOMAIN} MX": ()}, "MX", PROBLEM, f"{DOMAIN}. IN MX 10 mail.{DOMAIN}."),
    ("address alone", {f"{DOMAIN} MX": (), f"{DOMAIN} A": (IP,)}, "MX", WARNING, "no MX record"),
    ("dead host", {f"{DOMAIN} MX": ("10 gone.example.",)}, "MX", PROBLEM, "none of them has"),
    ("one dead", {f"{DOMAIN} MX": ("5 gone.example.", f"10 mail.{DOMAIN}.")}, "MX", WARNING,
     "gone.example has no address"),
    ("localhost", {f"{DOMAIN} MX": ("10 localhost.",)}, "MX", PROBLEM, "nowhere"),
    ("SERVFAIL", {f"{DOMAIN} MX": Do.SERVFAIL}, "MX", UNTOLD, "SERVFAIL"),
    ("no name", {f"{REVERSE} PTR": ()}, "PTR", PROBLEM, f"{REVERSE}. IN PTR mail.{DOMAIN}."),
    ("not back", {f"{REVERSE} PTR": ("host.isp.example.",)}, "PTR", PROBLEM, "does not lead back"),
    ("SERVFAIL", {f"{REVERSE} PTR": Do.SERVFAIL}, "PTR", UNTOLD, "SERVFAIL"),
    ("no SPF", {ROOT_TXT: ()}, GOOGLE, WARNING, "lacks SPF"),
    ("neither", {ROOT_TXT: (), KEY_TXT: ()}, GOOGLE, PROBLEM, "SPF or DKIM"),
    ("neither", {ROOT_TXT: (), KEY_TXT: ()}, YAHOO, PROBLEM, "SPF or DKIM"),
    ("neither", {ROOT_TXT: (), KEY_TXT: ()}, MICROSOFT, WARNING, "SPF, DKIM, alignment"),
    ("no PTR", {f"{REVERSE} PTR": ()}, YAHOO, PROBLEM, "PTR"),
    ("no DMARC", {DMARC_TXT: ()}, MICROSOFT, WARNING, "DMARC"),
]  # fmt: skip

ILLS = [*SPF_ILLS, *DKIM_ILLS, *OTHER_ILLS]


@pytest.mark.parametrize(
    ("changed", "check", "standing", "words"),
    [ill[1:] for ill in ILLS],
    ids=[f"{check}: {name}" for name, _, check, *_ in ILLS],
)
async def test_each_ill_is_found(
    changed: Records, check: str, standing: Standing, words: str, peer: DnsPeer
) -> None:
    """With what was seen, or the record that mends it."""
    fill(peer, {**healthy(), **changed})
    signs = signing_settings() if check == KEY else {}
    one = finding(await looked(peer, selector="cam", **signs), check)
    assert one.standing is standing, one
    assert words in f"{one.seen} {one.advice} {one.publish}"
    assert one.missed is (standing is UNTOLD and check != "alignment")
    if standing is PROBLEM:
        assert one.advice


async def test_a_name_server_that_says_nothing_tells_nothing(peer: DnsPeer) -> None:
    """What could not be looked up is not called missing, and it is told that a look failed."""
    peer.will("*", Do.SERVFAIL)
    found = await looked(peer, **signing_settings())
    assert {each.standing for each in found.findings} == {UNTOLD}
    assert (found.problems, found.missed) == (False, True)


async def test_a_blind_name_server_tells_nothing(peer: DnsPeer) -> None:
    """One that knows no root lacks every record; that proves nothing."""
    peer.lost(".")
    found = await looked(peer, **signing_settings())
    assert {each.standing for each in found.findings} == {UNTOLD}


async def test_a_name_server_that_never_answers_tells_nothing(peer: DnsPeer) -> None:
    """Nor does the doctor wait for each of its questions."""
    fill(peer, healthy())
    peer.will("*", Do.DROP)
    eyes = mail_eyes(Settings.read({"CAM_DNS": peer.address} | signing_settings()))
    dns = DnsLookup(FrozenClock(), nameservers=[peer.address], patience=0.1)
    subject = Subject(sender=f"ada@{DOMAIN}", leaves_from=(ip_address(IP),))
    found = await structs.replace(eyes, dns=dns).looked(subject)
    checks = [finding(found, each) for each in (SPF, HOST, KEY, "DMARC", "MX", "PTR")]
    assert {(each.standing, each.missed) for each in checks} == {(UNTOLD, True)}
    assert not found.problems
    assert len({name for name, _ in peer.questions}) <= 3


async def test_each_question_is_put_once(peer: DnsPeer) -> None:
    """However many checks need the answer."""
    fill(peer, healthy())
    await looked(peer, **signing_settings())
    assert len(peer.questions) == len(set(peer.questions))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"CAM_DKIM_KEY": "-----BEGIN NOTHING-----"}, "CAM_DKIM_KEY: is not a private key"),
        ({"CAM_DKIM_KEY": ""}, "go together"),
        ({"CAM_DKIM_SELECTOR": "a b"}, "CAM_DKIM_SELECTOR"),
        ({"CAM_DKIM_DOMAIN": "x\r\nBcc: y"}, "CAM_DKIM_DOMAIN"),
    ],
)
async def test_an_own_key_that_cannot_sign_is_a_problem_among_others(
    settings: dict[str, str], words: str, peer: DnsPeer
) -> None:
    """All else is looked at as well."""
    fill(peer, healthy())
    found = await looked(peer, **signing_settings(**settings))
    one = finding(found, KEY)
    assert (one.standing, words in one.seen) == (PROBLEM, True)
    assert finding(found, SPF).standing is OK


async def test_an_own_key_that_is_short_is_warned_of(peer: DnsPeer) -> None:
    """1024 bits can be checked by everybody; 2048 are advised."""
    key = rsa_key(1024)
    fill(peer, {**healthy(), KEY_TXT: (key_record(published(key.public_key())),)})
    found = await looked(peer, **signing_settings(CAM_DKIM_KEY=pem(key)))
    assert finding(found, KEY).standing is WARNING
    assert finding(found, SIGNATURE).standing is OK


@pytest.mark.parametrize(
    ("signs_for", "policy", "standing"),
    [
        ("mail.agency.example", "v=DMARC1; p=reject", OK),
        ("mail.agency.example", "v=DMARC1; p=reject; adkim=s", WARNING),
        ("relay.example", "v=DMARC1; p=reject", WARNING),
    ],
)
async def test_a_signature_for_another_domain_is_held_against_from(
    signs_for: str, policy: str, standing: Standing, peer: DnsPeer
) -> None:
    """Relaxed: one organisation; strict: one domain (RFC 7489 3.1)."""
    fill(
        peer,
        {
            **healthy(),
            DMARC_TXT: (policy,),
            f"cam._domainkey.{signs_for} TXT": (key_record(published(rsa_key().public_key())),),
        },
    )
    found = await looked(peer, **signing_settings(CAM_DKIM_DOMAIN=signs_for))
    assert finding(found, "alignment").standing is standing
    peer.lost(DOMAIN)
    alone = await looked(peer, **signing_settings(CAM_DKIM_DOMAIN=signs_for))
    expected = OK if standing is OK else PROBLEM
    assert finding(alone, "alignment").standing is expected


async def test_a_subdomain_is_held_by_the_policy_of_its_organisation(peer: DnsPeer) -> None:
    """Its `sp` counts there (RFC 7489 6.3)."""
    fill(
        peer,
        {**healthy(), DMARC_TXT: ("v=DMARC1; p=reject; sp=none; rua=mailto:d@agency.example",)},
    )
    one = finding(await looked(peer, domain=f"news.{DOMAIN}"), "DMARC")
    assert (one.standing, "none" in one.seen) == (WARNING, True)
    assert ("_dmarc.news.agency.example", "TXT") in peer.questions


@pytest.mark.parametrize(
    ("selector", "there", "standing"),
    [
        ("", {}, UNTOLD),
        ("", {f"s1._domainkey.{DOMAIN} TXT": (key_record(published(rsa_key().public_key())),)}, OK),
        ("mine", {}, PROBLEM),
        (
            "mine",
            {f"mine._domainkey.{DOMAIN} TXT": (key_record(published(rsa_key().public_key())),)},
            OK,
        ),
    ],
)
async def test_where_the_server_signs_its_key_is_looked_for(
    selector: str, there: Records, standing: Standing, peer: DnsPeer
) -> None:
    """Under the selector that is named, else under those that are usual; a guess proves nothing."""
    fill(peer, {**healthy(), **there})
    found = await looked(peer, selector=selector)
    one = finding(found, KEY)
    assert (one.standing, one.missed) == (standing, False)
    assert not [each for each in found.findings if each.check == SIGNATURE]


async def seen_at(peer: DnsPeer, **known: Any) -> Deliverability:
    """What the name server tells of a sender; no mail server is looked at."""
    eyes = mail_eyes(Settings.read({"CAM_DNS": peer.address}))
    return await eyes.looked(Subject(sender=f"ada@{DOMAIN}", **known))


HOSTS: list[tuple[str, str, str, Standing, Standing]] = [
    ("smtp.gmail.com", "include:_spf.google.com", "pass", OK, OK),
    ("smtp.gmail.com", f"ip4:{IP}", "include:_spf.google.com", PROBLEM, OK),
    ("smtp.zoho.eu", "include:zohomail.eu", "pass", OK, OK),
    ("smtp.relay.example", "include:_spf.relay.example", "", OK, WARNING),
    ("smtp.relay.example", f"ip4:{IP}", "ip4:203.0.113.9", PROBLEM, WARNING),
    (f"mail.{DOMAIN}", "mx", "", OK, OK),
    (IP, "mx", "", OK, OK),
    ("127.0.0.1", "mx", "sends by another address", UNTOLD, UNTOLD),
    ("localhost", "mx", "nowhere", UNTOLD, UNTOLD),
    ("gone.relay.example", "mx", "nowhere", UNTOLD, UNTOLD),
    ("", "mx", "SMTP_HOST", UNTOLD, UNTOLD),
]


@pytest.mark.parametrize(("host", "mechanism", "words", "spf", "ptr"), HOSTS)
async def test_without_a_word_the_servers_own_addresses_are_a_guess(
    host: str, mechanism: str, words: str, spf: Standing, ptr: Standing, peer: DnsPeer
) -> None:
    """A large provider's servers, or those of whom the record includes, send from elsewhere."""
    fill(
        peer,
        {
            **healthy(),
            ROOT_TXT: (f"v=spf1 {mechanism} -all",),
            "_spf.google.com TXT": ("v=spf1 ip4:203.0.113.128/25 ~all",),
            "zohomail.eu TXT": ("v=spf1 ip4:203.0.113.64/26 ~all",),
            "smtp.relay.example A": ("203.0.113.9",),
        },
    )
    found = await seen_at(peer, smtp_host=host)
    one = finding(found, HOST)
    assert (one.standing, finding(found, "PTR").standing) == (spf, ptr)
    assert words in f"{one.seen} {one.advice} {one.publish} pass"


async def test_a_stated_address_is_no_guess(peer: DnsPeer) -> None:
    """Whatever else the record includes, it must let this one; and each of several."""
    fill(peer, {**healthy(), ROOT_TXT: (f"v=spf1 ip4:{IP} include:_spf.relay.example -all",)})
    stated = (ip_address("192.0.2.99"),)
    found = await seen_at(peer, smtp_host="smtp.relay.example", leaves_from=stated)
    one = finding(found, HOST)
    assert (one.standing, "ip4:192.0.2.99" in one.publish) == (PROBLEM, True)
    both = (ip_address(IP), ip_address(IP6))
    two = finding(await seen_at(peer, leaves_from=both), HOST)
    assert two.standing is PROBLEM
    assert f"ip6:{IP6} -all" in two.publish
    assert f"ip4:{IP} ip" not in two.publish


async def test_each_address_is_asked_about_by_itself(peer: DnsPeer) -> None:
    """A record with macros may let one and not the other, stated or guessed."""
    macros = {
        ROOT_TXT: ("v=spf1 exists:%{i}.ok.example -all",),
        f"{IP}.ok.example A": ("127.0.0.2",),
        f"mail.{DOMAIN} A": (IP, "198.51.100.8"),
    }
    fill(peer, {**healthy(), **macros})
    both = (ip_address(IP), ip_address("198.51.100.8"))
    for known in ({"leaves_from": both}, {"smtp_host": f"mail.{DOMAIN}"}):
        one = finding(await seen_at(peer, **known), HOST)
        assert one.seen == f"{IP}: pass, 198.51.100.8: fail"


async def test_nothing_to_look_at_is_said(peer: DnsPeer) -> None:
    """No sender, no DNS, no such domain, no such address."""
    with pytest.raises(NotConfigured, match="CAM_SENDER_EMAIL"):
        await looked(peer, CAM_SENDER_EMAIL="")
    with pytest.raises(NotConfigured, match="CAM_DNS"):
        await looked(peer, CAM_DNS="off")
    with pytest.raises(InvalidInput, match="domain"):
        await looked(peer, domain="a b")
    with pytest.raises(InvalidInput, match="ip"):
        await looked(peer, ip="mail.example")
    with pytest.raises(InvalidInput, match="nameserver"):
        await looked(peer, CAM_DNS="dns.example")


async def test_without_an_address_for_callbacks_one_click_is_lacking(peer: DnsPeer) -> None:
    """Google asks for it, and it needs a public https address (RFC 8058)."""
    fill(peer, healthy())
    one = finding(await looked(peer, CAM_PUBLIC_URL="", **signing_settings()), GOOGLE)
    assert (one.standing, "CAM_PUBLIC_URL" in one.advice) == (WARNING, True)
