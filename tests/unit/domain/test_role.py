"""Functions are told from persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.role import ROLES, is_role


@pytest.mark.parametrize(
    "local",
    [
        *("info", "INFO", "Sales", "info2", "sales01", "info+newsletter", "info+"),
        *("noreply", "no-reply", "no_reply", "no.reply", "do-not-reply", "no-reply-7"),
        *("mailer-daemon", "customer.service", "contact-us", "help-desk"),
        *("sales-emea", "support-fr", "billing-dept-2", "cheese-request", "owner-cheese"),
        *("postmaster", "abuse", "hostmaster", "webmaster", "hr", "rh", "kontakt", "ventas"),
    ],
)
def test_a_function_is_one_in_every_spelling(local: str) -> None:
    """Case, tags, numbers, separators, and which of several."""
    assert is_role(local)


@pytest.mark.parametrize(
    "local",
    [
        *("jane", "jane.doe", "j.doe", "jdoe", "informa", "salesforce.jane", "infos-jane"),
        *("h.r", "p-r", "i.t", "jobs.steve", "sales.maria", "jane-sales", "mary.support", "owner"),
        *("2024", "-", "+", "1+1", "request", "contactless", "doe-jane"),
    ],
)
def test_a_person_is_nobodys_function(local: str) -> None:
    """Initials, surnames, and names that begin alike."""
    assert not is_role(local)


def test_the_mailboxes_of_rfc_2142_are_functions() -> None:
    """All of them, list by list: business, network, services, domain names."""
    named = "info marketing sales support abuse noc security postmaster hostmaster usenet news"
    assert set(f"{named} webmaster www uucp ftp".split()) <= ROLES


def test_the_list_is_written_as_it_is_looked_up() -> None:
    """Lower case, without the separators and numbers that are taken away before."""
    assert [
        each for each in ROLES if not (each.isascii() and each.isalpha() and each.islower())
    ] == []


@given(st.sampled_from(sorted(ROLES)), st.text("abc019", max_size=5), st.integers(0, 99))
def test_neither_tag_nor_number_hides_a_function(role: str, tag: str, number: int) -> None:
    """Whichever it is."""
    assert is_role(f"{role.title()}{number}+{tag}")
