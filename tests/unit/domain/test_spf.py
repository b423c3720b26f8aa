"""SPF records are read as RFC 7208 says."""

from contextlib import suppress
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model import spf
from cam.domain.model.spf import Term, is_record, terms
from cam.domain.model.spf_macros import Asked, NotKnown, expanded
from cam.domain.model.spf_walk import Result, Step, Walk
from cam.domain.model.tag_list import MalformedRecord


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("v=spf1 -all", True),
        ("v=spf1", True),
        ("V=SPF1 -all", True),
        ("v=spf10 -all", False),
        ("v=spf1;-all", False),
        (" v=spf1 -all", False),
        ("spf2.0/pra -all", False),
    ],
)
def test_a_record_begins_with_its_version(text: str, is_one: bool) -> None:
    """And with nothing else (RFC 7208 4.5)."""
    assert is_record(text) is is_one


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("all", Term(name="all")),
        ("-ALL", Term(name="all", qualifier="-")),
        ("?a", Term(name="a", qualifier="?")),
        ("a/24", Term(name="a", length4=24)),
        ("a//64", Term(name="a", length6=64)),
        (
            "a:mail.x.example/24//64",
            Term(name="a", domain="mail.x.example", length4=24, length6=64),
        ),
        ("mx:x.example.", Term(name="mx", domain="x.example")),
        ("ip4:192.0.2.0/24", Term(name="ip4", network=ip_network("192.0.2.0/24"))),
        ("ip4:192.0.2.7/24", Term(name="ip4", network=ip_network("192.0.2.0/24"))),
        ("ip6:2001:db8::/32", Term(name="ip6", network=ip_network("2001:db8::/32"))),
        ("include:_spf.x.example", Term(name="include", domain="_spf.x.example")),
        ("exists:%{ir}.%{l1r+-}.%{d}", Term(name="exists", domain="%{ir}.%{l1r+-}.%{d}")),
        ("ptr", Term(name="ptr")),
    ],
)
def test_a_mechanism_is_read(word: str, term: Term) -> None:
    """Name, qualifier, domain, network and prefix lengths."""
    (one,) = terms(f"v=spf1  {word} ")
    assert one == Term(**{**{f: getattr(term, f) for f in term.__struct_fields__}, "written": word})


@pytest.mark.parametrize(
    "word",
    [
        *("ipv4:1.2.3.4", "ip4:1.2.3", "ip4", "ip4:2001:db8::", "ip6:192.0.2.1", "ip4:1.2.3.4/33"),
        *("all:x.example", "all/8", "include", "include:", "include:x.example/24", "a:", "a/33"),
        *("a//129", "a/x", "+", "++all", "mx:foo", "a:x.123", "include:x..%z", "include:%{z}"),
        *("redirect=", "redirect=foo", "exists:%{d", "-redirect=x.example", "\u00e4ll", "a:x y"),
    ],
)
def test_what_is_no_mechanism_breaks_the_record(word: str) -> None:
    """Receivers treat the whole of it as an error then (RFC 7208 4.6)."""
    with pytest.raises(MalformedRecord):
        terms(f"v=spf1 {word} -all" if "redirect" not in word else f"v=spf1 {word}")


def test_redirect_counts_only_without_all() -> None:
    """RFC 7208 6.1; unknown modifiers are passed over, known ones are there once."""
    assert [each.name for each in terms("v=spf1 redirect=x.example a")] == ["a", "redirect"]
    assert [each.name for each in terms("v=spf1 redirect=x.example -all")] == ["all"]
    assert [each.name for each in terms("v=spf1 x-own=%{z} exp=e.example a")] == ["a"]
    with pytest.raises(MalformedRecord):
        terms("v=spf1 redirect=x.example redirect=x.example")


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Records are written by strangers."""
    with suppress(MalformedRecord):
        assert len(terms(f"v=spf1 {text}")) <= len(text.split(" "))


@given(st.lists(st.sampled_from(["a", "mx", "ip4:192.0.2.1", "include:x.example"]), unique=True))
def test_what_is_added_stands_before_the_end(words: list[str]) -> None:
    """And a new end leaves the rest as it is."""
    record = " ".join(["v=spf1", *words, "-all"])
    assert spf.allowing(record, "ip4:192.0.2.9") == " ".join(
        ["v=spf1", *words, "ip4:192.0.2.9", "-all"]
    )
    assert spf.ending(record) == " ".join(["v=spf1", *words, "~all"])


EXAMPLES = [
    ("%{s}", "strong-bad@email.example.com"),
    ("%{o}", "email.example.com"),
    ("%{d4}", "email.example.com"),
    ("%{d2}", "example.com"),
    ("%{d1}", "com"),
    ("%{dr}", "com.example.email"),
    ("%{d2r}", "example.email"),
    ("%{l}", "strong-bad"),
    ("%{l-}", "strong.bad"),
    ("%{lr-}", "bad.strong"),
    ("%{l1r-}", "strong"),
    ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
    ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
    ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
    ("%%%_%-", "% %20"),
    ("%{S}", "strong-bad%40email.example.com"),
]


@pytest.mark.parametrize(("written", "name"), EXAMPLES)
def test_the_macros_of_the_standard(written: str, name: str) -> None:
    """RFC 7208 7.4."""
    asked = Asked(sender="strong-bad@email.example.com", ip=ip_address("192.0.2.3"))
    assert expanded(written, "email.example.com", asked) == name


def test_a_macro_of_an_address_that_is_not_known_says_so() -> None:
    """An IPv6 address is written by its half octets (RFC 7208 7.3)."""
    with pytest.raises(NotKnown):
        expanded("%{i}.x.example", "x.example", Asked(sender="a@x.example"))
    asked = Asked(sender="a@x.example", ip=ip_address("2001:db8::cb01"))
    assert expanded("%{i}", "x.example", asked) == (
        "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1"
    )


IP = ip_address("192.0.2.1")
HERE = ip_network("192.0.2.1/32")


def walk(*steps: Step, record: str = "v=spf1", wrong: str = "", missed: str = "") -> Walk:
    return Walk(domain="x.example", record=record, steps=steps, wrong=wrong, missed=missed)


def step(name: str, qualifier: str = "+", **others: object) -> Step:
    return Step(term=Term(name=name, qualifier=qualifier), **others)  # type: ignore[arg-type]


PASSING, FAILING = walk(step("all")), walk(step("all", "-"))
VERDICTS = [
    (walk(), Result.NEUTRAL),
    (walk(record=""), Result.NONE),
    (walk(wrong="x"), Result.PERMERROR),
    (walk(missed="x"), Result.TEMPERROR),
    (walk(step("ip4", networks=(HERE,))), Result.PASS),
    (walk(step("ip4", "~", networks=(HERE,)), step("all", "-")), Result.SOFTFAIL),
    (walk(step("ip4"), step("all", "?")), Result.NEUTRAL),
    (walk(step("a", missed="x"), step("all", "-")), Result.TEMPERROR),
    (walk(step("all", "-"), step("a", missed="x")), Result.FAIL),
    (walk(step("mx", wrong="x")), Result.PERMERROR),
    (walk(step("exists", exists=True)), Result.PASS),
    (walk(step("include", leads_to=PASSING)), Result.PASS),
    (walk(step("include", "-", leads_to=PASSING)), Result.FAIL),
    (walk(step("include", leads_to=FAILING), step("all", "~")), Result.SOFTFAIL),
    (walk(step("include", leads_to=walk(record=""))), Result.PERMERROR),
    (walk(step("include", leads_to=walk(missed="x"))), Result.TEMPERROR),
    (walk(step("redirect", leads_to=FAILING)), Result.FAIL),
    (walk(step("redirect", leads_to=walk(record=""))), Result.PERMERROR),
]


@pytest.mark.parametrize(("walked", "result"), VERDICTS)
def test_a_record_says_of_an_address(walked: Walk, result: Result) -> None:
    """The first term that matches decides; an include only by a pass (RFC 7208 4.6, 5.2)."""
    assert walked.says(IP) is result


@pytest.mark.parametrize(
    ("walked", "lets"),
    [
        (walk(step("all")), True),
        (walk(step("all", "-"), step("all")), False),
        (walk(step("ip6", networks=(ip_network("::/0"),))), True),
        (walk(step("include", leads_to=PASSING)), True),
        (walk(step("include", "?", leads_to=PASSING)), False),
        (walk(step("redirect", leads_to=PASSING)), True),
        (FAILING, False),
    ],
)
def test_a_record_that_lets_everybody_is_known(walked: Walk, lets: bool) -> None:
    """However deep it says so."""
    assert walked.lets_everybody is lets
