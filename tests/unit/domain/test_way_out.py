"""How whoever gets a mail ends it."""

from uuid import UUID

import pytest

from cam.domain.model.token import TokenPurpose, signing_key, subject_of, token_in
from cam.domain.model.way_out import WayOut, is_unread, reachable

ATTEMPT = UUID("019a4f00-0000-7000-8000-000000000001")
KEY = signing_key(b"secret")


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://cam.x.test", "https://cam.x.test"),
        ("https://cam.x.test:8443/cam/", "https://cam.x.test:8443/cam"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://cam.x.test", ""),
        ("http://127.0.0.1.nip.test", ""),
        ("https://", ""),
        ("https://user@cam.x.test", ""),
        ("https://cam.x.test?a=b", ""),
        ("cam.x.test", ""),
        ("", ""),
    ],
)
def test_only_a_safe_address_is_linked_to(url: str, base: str) -> None:
    """https, as RFC 8058 asks, or this very machine."""
    assert reachable(url) == base


def test_both_ways_name_the_same_mail() -> None:
    """The link and the mailto carry one token, which needs no escape."""
    header = WayOut("https://cam.x.test", KEY).header(ATTEMPT, "ann@x.test")
    link, mailto = header.split(", ")
    token = link.removeprefix("<https://cam.x.test/u/").removesuffix(">")
    assert subject_of(KEY, TokenPurpose.UNSUBSCRIBE, token) == ATTEMPT
    assert mailto == f"<mailto:ann@x.test?subject=unsubscribe%20{token}>"
    assert token_in(f"unsubscribe {token}", ()) == token


def test_without_a_public_address_an_answer_is_the_way_out() -> None:
    """And nothing claims that a click is one."""
    way_out = WayOut("", KEY)
    assert way_out.link(ATTEMPT) == ""
    assert way_out.header(ATTEMPT, "ann@x.test").startswith("<mailto:ann@x.test?subject=")


@pytest.mark.parametrize(
    ("mailbox", "unread"),
    [
        ("noreply@x.test", True),
        ("No-Reply@x.test", True),
        ("do_not.reply@x.test", True),
        ("ann@x.test", False),
        ("reply@x.test", False),
        ("noreply@x.test".replace("no", "dono"), False),
        ("", False),
    ],
)
def test_an_address_that_nobody_reads_says_so(mailbox: str, *, unread: bool) -> None:
    """An answer there ends nothing."""
    assert is_unread(mailbox) is unread
