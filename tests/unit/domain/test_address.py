"""Addresses: refused, never repaired."""

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model import address
from cam.domain.model.errors import InvalidInput
from cam.domain.model.suppression import suppression
from cam.testing.builders import NOON

REFUSED = [
    "",
    "@",
    "a",
    "a@",
    "@x.test",
    "a@b",
    "a@b..c",
    "a@localhost",
    "a@[127.0.0.1]",
    "a@-x.test",
    "a@x_y.test",
    "a@x.test.",
    ".a@x.test",
    "a.@x.test",
    "a..b@x.test",
    " a@x.test",
    "a@x.test ",
    "a@x.test\n",
    "a@x.test\r\nBcc: evil@z.test",
    "a\x00@x.test",
    "a b@x.test",
    '"a b"@x.test',
    "a(comment)@x.test",
    "Jane <a@x.test>",
    "evil@z.test,x@y.test",
    "a@b@x.test",
    "é@x.test",
    "=?utf-8?q?a?=@x.test",
    "a" * 65 + "@x.test",
    "a@" + "b" * 64 + ".test",
    "a" * 60 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 20 + ".test",
    "email_not_unlocked@domain.com",
    "Email_Not_Unlocked@Domain.com",
]


@pytest.mark.parametrize("told", REFUSED)
def test_what_is_no_address_is_refused(told: str) -> None:
    """Nothing is made of it, by any of the keys."""
    for read in (address.parsed, address.canonical, address.base, address.domain_of):
        with pytest.raises(InvalidInput) as refused:
            read(told)
        assert (refused.value.field, refused.value.kind) == ("email", "invalid_email")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(told: str) -> None:
    """No other error, and what is accepted holds nothing that a header or SMTP would misread."""
    try:
        written = address.parsed(told)
    except InvalidInput:
        return
    assert written.isascii()
    assert not set(written) & set(' \t\r\n\0<>()[],;:\\"')


@pytest.mark.parametrize(
    ("told", "written", "canonical", "base"),
    [
        ("Jane@X.Test", "Jane@x.test", "jane@x.test", "jane@x.test"),
        ("jane+a+b@x.test", "jane+a+b@x.test", "jane+a+b@x.test", "jane@x.test"),
        ("j.doe@x.test", "j.doe@x.test", "j.doe@x.test", "j.doe@x.test"),
        ("J.Doe+x@gmail.com", "J.Doe+x@gmail.com", "j.doe+x@gmail.com", "jdoe@gmail.com"),
        ("jdoe@googlemail.com", "jdoe@googlemail.com", "jdoe@googlemail.com", "jdoe@gmail.com"),
        ("+a@x.test", "+a@x.test", "+a@x.test", "+a@x.test"),
        (
            "a@bücher.test",
            "a@xn--bcher-kva.test",
            "a@xn--bcher-kva.test",
            "a@xn--bcher-kva.test",
        ),
    ],
)
def test_an_address_has_its_keys(told: str, written: str, canonical: str, base: str) -> None:
    """As written to, as compared, and without its tag."""
    assert address.parsed(told) == written
    assert address.canonical(told) == canonical
    assert address.base(told) == base


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("j.doe@gmail.com", "JDoe+x@googlemail.com"),
        ("a@bücher.test", "A+x@xn--bcher-kva.test"),
        ("a@BÜCHER.test", "a@bücher.test"),
        ("jane@x.test", "Jane+a+b@X.TEST"),
    ],
)
def test_two_spellings_of_one_mailbox_have_one_base(one: str, other: str) -> None:
    """And suppressing one forbids the other."""
    assert address.base(one) == address.base(other)
    assert suppression(one, "asked", NOON).covers(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("j.doe@x.test", "jdoe@x.test"),
        ("jane@x.test", "jane@y.test"),
        ("a@bucher.test", "a@bücher.test"),
        ("jane-x@x.test", "jane@x.test"),
    ],
)
def test_two_mailboxes_have_two_bases(one: str, other: str) -> None:
    """Dots count everywhere but at Gmail."""
    assert address.base(one) != address.base(other)


def test_a_gmail_address_is_written_to_with_its_dots() -> None:
    """Only recognition drops them."""
    assert address.parsed("J.Doe+x@GoogleMail.com") == "J.Doe+x@googlemail.com"


LABEL = st.text("ab0-", min_size=1, max_size=64) | st.sampled_from(
    ["xn--a", "ab--c", "test", "a_b"]
)


@given(
    st.text("aZ0._+-", min_size=1, max_size=66),
    st.lists(LABEL, min_size=1, max_size=4),
    st.sampled_from(["com", "c", "test", "local", "example", "c0m", "onion", "x" * 64, "arpa"]),
)
def test_the_short_way_judges_as_the_library_does(local: str, labels: list[str], top: str) -> None:
    """What the pattern lets through, RFC 5321 does; and is written alike."""
    told = ".".join([f"{local}@{labels[0]}", *labels[1:], top])
    if not address.is_plain(told):
        return
    written = validate_email(
        told, check_deliverability=False, test_environment=True, strict=True, allow_smtputf8=False
    )
    assert address.parsed(told) == f"{written.local_part}@{written.ascii_domain}"


LOCAL = st.text("abcXYZ019._%-", min_size=1, max_size=20).filter(
    lambda local: not (local[0] == "." or local[-1] == "." or ".." in local)
)


@given(LOCAL, st.text("abz+", max_size=8), st.sampled_from(["x.test", "gmail.com", "X.Test"]))
def test_the_keys_are_stable(local: str, tag: str, domain: str) -> None:
    """A key of a key is itself; neither case nor tag makes another person."""
    told = f"{local}+{tag}@{domain}"
    assert address.canonical(address.canonical(told)) == address.canonical(told)
    assert address.base(address.base(told)) == address.base(told)
    assert address.base(told) == address.base(f"{local.swapcase()}@{domain}")
