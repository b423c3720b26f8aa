"""What records mean (RFC 5321 5.1, RFC 7505)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.checked import Verdict
from cam.domain.model.exchanges import of_addresses, of_exchanges

hosts = st.sampled_from([".", "localhost", "mx.acme.com", "127.0.0.1", "9.9.9.9", "x.invalid"])
records = st.lists(st.tuples(st.integers(0, 65535), hosts), min_size=1, max_size=5)


@pytest.mark.parametrize(
    "exchanges",
    [
        [(0, ".")],
        [(10, ".")],
        [(0, "localhost")],
        [(0, "LOCALHOST")],
        [(10, "mail.localhost"), (20, "localhost.localdomain")],
        [(10, "nowhere.invalid")],
        [(10, "127.0.0.1")],
        [(10, "10.0.0.1"), (20, "192.168.1.1")],
    ],
)
def test_records_that_name_no_host_take_no_mail(exchanges: list[tuple[int, str]]) -> None:
    """Null MX, and what people wrote before there was one."""
    assert of_exchanges(exchanges).verdict is Verdict.NO_MAIL


def test_a_null_mx_is_told_from_a_broken_one() -> None:
    """The reason is what an operator reads."""
    assert "null MX" in of_exchanges([(0, ".")]).reason
    assert "localhost" in of_exchanges([(0, "localhost")]).reason


@pytest.mark.parametrize("broken", [(0, "."), (5, "localhost"), (7, "127.0.0.1")])
def test_a_null_mx_beside_others_is_void(broken: tuple[int, str]) -> None:
    """The others take the mail (RFC 7505 3)."""
    told = of_exchanges([broken, (10, "mx.acme.com")])
    assert (told.verdict, "mx.acme.com" in told.reason) == (Verdict.OK, True)


def test_an_address_in_place_of_a_name_counts() -> None:
    """Against RFC 5321 5.1, and yet delivered to."""
    assert of_exchanges([(10, "9.9.9.9")]).verdict is Verdict.OK


@given(records, records)
def test_more_records_never_take_mail_away(
    some: list[tuple[int, str]], more: list[tuple[int, str]]
) -> None:
    """One host that takes it is enough, in whatever order they came."""
    if of_exchanges(some).verdict is Verdict.OK:
        assert of_exchanges(some + more).verdict is Verdict.OK
        assert of_exchanges(more + some).verdict is Verdict.OK


@pytest.mark.parametrize(
    ("addresses", "verdict"),
    [
        ([], Verdict.NO_MAIL),
        (["9.9.9.9"], Verdict.OK),
        (["2620:fe::fe"], Verdict.OK),
        (["127.0.0.1"], Verdict.NO_MAIL),
        (["127.0.0.1", "9.9.9.9"], Verdict.OK),
        (["0.0.0.0", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.1.1"], Verdict.NO_MAIL),
        (["172.32.0.1"], Verdict.OK),
        (["::1"], Verdict.NO_MAIL),
        (["::", "fd00::1", "fe80::1", "ff02::1"], Verdict.NO_MAIL),
        (["::ffff:127.0.0.1"], Verdict.NO_MAIL),
        (["::ffff:9.9.9.9"], Verdict.OK),
    ],
)
def test_a_domain_without_mx_is_its_own_exchange(addresses: list[str], verdict: Verdict) -> None:
    """If a stranger's host can be at its address."""
    assert of_addresses(addresses).verdict is verdict
