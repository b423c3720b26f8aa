"""DMARC policies, DKIM key records and alignment."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.public_suffix import PublicSuffixes
from cam.domain.model.dkim import key_record
from cam.domain.model.dmarc import Policy, aligned, is_policy, policy
from cam.domain.model.finding import Finding, Standing, txt, worst
from cam.domain.model.mail_hosts import mail_host
from cam.domain.model.tag_list import MalformedRecord, tags

DEFAULT = Policy(
    policy="reject",
    subdomains="reject",
    strict_dkim=False,
    strict_spf=False,
    percent=100,
    reports_to=(),
)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=DMARC1;p=reject", {}),
        ("v=DMARC1 ; p = REJECT ; ", {}),
        ("v=DMARC1; p=reject; sp=none", {"subdomains": "none"}),
        ("v=DMARC1; p=reject; sp=odd", {}),
        ("v=DMARC1; p=reject; adkim=s; aspf=S", {"strict_dkim": True, "strict_spf": True}),
        ("v=DMARC1; p=reject; pct=20", {"percent": 20}),
        ("v=DMARC1; p=reject; pct=many", {}),
        ("v=DMARC1; p=reject; rua=mailto:a@x.example!10m, mailto:b@y.example",
         {"reports_to": ("a@x.example", "b@y.example")}),
        ("v=DMARC1; p=reject; rua=https://x.example/", {}),
        ("v=DMARC1; rua=mailto:a@x.example",
         {"policy": "none", "subdomains": "none", "reports_to": ("a@x.example",)}),
    ],
)  # fmt: skip
def test_a_policy_is_read(record: str, expected: dict[str, object]) -> None:
    """RFC 7489 6.3; without a valid p it counts as none if reports are asked for (6.6.3)."""
    read = policy(record)
    wanted = {name: getattr(DEFAULT, name) for name in Policy.__struct_fields__} | expected
    assert {name: getattr(read, name) for name in Policy.__struct_fields__} == wanted


@pytest.mark.parametrize("record", ["v=DMARC1", "v=DMARC1; p=", "v=DMARC1; p=none; p=none"])
def test_what_receivers_pass_over_is_refused(record: str) -> None:
    """It is as if there were none."""
    with pytest.raises(MalformedRecord):
        policy(record)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("v=DMARC1; p=none", True),
        ("v = DMARC1", True),
        ("v=DMARC10; p=none", False),
        ("v=dmarc1; p=none", False),
        ("p=none; v=DMARC1", False),
    ],
)
def test_a_policy_begins_with_its_version(text: str, is_one: bool) -> None:
    """To the letter (RFC 7489 6.3)."""
    assert is_policy(text) is is_one


SUFFIXES = PublicSuffixes()


@pytest.mark.parametrize(
    ("name", "organisation", "suffix"),
    [
        ("mail.example.co.uk", "example.co.uk", "co.uk"),
        ("Example.COM", "example.com", "com"),
        ("a.b.agency.example", "agency.example", "example"),
        ("x.user.github.io", "user.github.io", "github.io"),
        ("co.uk", "co.uk", "co.uk"),
        ("localhost", "localhost", "localhost"),
    ],
)
def test_an_organisation_ends_below_the_public_suffix(
    name: str, organisation: str, suffix: str
) -> None:
    """By the list, with nothing fetched (RFC 7489 3.2)."""
    assert (SUFFIXES.domain(name), SUFFIXES.suffix(name)) == (organisation, suffix)


@pytest.mark.parametrize(
    ("other", "relaxed", "strict"),
    [
        ("news.agency.co.uk", True, True),
        ("agency.co.uk", True, False),
        ("mail.agency.co.uk", True, False),
        ("other.co.uk", False, False),
        ("co.uk", False, False),
    ],
)
def test_alignment_is_of_organisations_or_of_domains(
    other: str, relaxed: bool, strict: bool
) -> None:
    """Relaxed and strict (RFC 7489 3.1)."""
    from_ = "news.agency.co.uk"
    both = SUFFIXES.domain(from_), SUFFIXES.domain(other)
    assert aligned(from_, other, *both, strict=False) is relaxed
    assert aligned(from_, other, *both, strict=True) is strict


@pytest.mark.parametrize(
    "record",
    ["p", "v=DKIM2; p=A", "p=A; v=DKIM1", "v=DKIM1", "h=sha1; p=A", "s=tlsrpt; p=A", "p=A; p=B"],
)
def test_a_key_record_that_no_verifier_uses_is_refused(record: str) -> None:
    """RFC 6376 3.6.1."""
    with pytest.raises(MalformedRecord):
        key_record(record)


def test_a_key_record_is_read_with_its_defaults() -> None:
    """White space in the key is of no account; without `k` it is RSA."""
    read = key_record("p= AA BB\tCC ; n=note; h=sha1:sha256; s=email; t=s:y")
    assert (read.kind, read.public, read.testing) == ("rsa", "AABBCC", True)
    assert key_record("v=DKIM1; k=ed25519; p=").public == ""


@given(st.text(max_size=60))
def test_any_text_is_tags_or_refused(text: str) -> None:
    """Records are written by strangers."""
    with suppress(MalformedRecord):
        assert all(name.isascii() for name in tags(text))


@given(st.lists(st.sampled_from(Standing)))
def test_a_finding_is_as_bad_as_the_worst_that_was_seen(standings: list[Standing]) -> None:
    """Whatever is noted afterwards."""
    found = Finding(check="x", standing=Standing.OK, seen="begun")
    for standing in standings:
        found = found.noting(standing, str(standing))
    assert found.standing is worst(*standings)
    assert found.seen == "; ".join(["begun", *standings])


@given(st.text(alphabet="abc=;", min_size=1, max_size=900))
def test_a_long_record_is_written_in_strings(value: str) -> None:
    """None is longer than 255 octets, and together they are the value (RFC 1035 3.3.14)."""
    line = txt("x.example", value)
    strings = line.partition(" IN TXT ")[2].strip('"').split('" "')
    assert "".join(strings) == value
    assert max(len(each) for each in strings) <= 255


def test_a_record_to_publish_is_escaped() -> None:
    """As a zone file asks for (RFC 1035 5.1)."""
    assert txt("x.example", 'a"b\\c') == 'x.example. IN TXT "a\\"b\\\\c"'


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("smtp.gmail.com", "Google"),
        ("SMTP.Office365.com.", "Microsoft 365"),
        ("notgmail.com", None),
        ("127.0.0.1", None),
    ],
)
def test_a_large_provider_is_known_by_its_servers(server: str, name: str | None) -> None:
    """And nobody else is taken for one."""
    known = mail_host(server)
    assert (known.name if known else None) == name
