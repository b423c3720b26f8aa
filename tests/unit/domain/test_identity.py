"""The keys by which a person is recognised."""

import pytest
from hypothesis import given

from cam.domain.model.prospect import EmailStatus, Identity, Profile, linkedin_key, name_key

from .strategies import words


@pytest.mark.parametrize(
    "url",
    [
        "https://www.linkedin.com/in/jane-doe",
        "http://linkedin.com/in/jane-doe/",
        "linkedin.com/in/Jane-Doe",
        "www.linkedin.com/in/jane-doe?trk=x",
        "https://fr.linkedin.com/in/jane-doe#about",
        "https://www.linkedin.com/in/jane-doe/en",
        "https://www.linkedin.com/mwlite/in/jane-doe",
        "HTTPS://WWW.LINKEDIN.COM/IN/JANE-DOE",
    ],
)
def test_every_spelling_of_a_linkedin_profile_is_one_person(url: str) -> None:
    """Scheme, country, case, slash, query, language."""
    assert linkedin_key(url) == "in/jane-doe"


def test_an_escaped_linkedin_name_is_the_same_as_the_plain_one() -> None:
    """Providers write it either way, composed or not; nothing unprintable gets into the key."""
    plain = linkedin_key("https://linkedin.com/in/j\u00e9r\u00f4me")
    assert plain == linkedin_key("https://linkedin.com/in/J%C3%A9r%C3%B4me")
    assert plain == linkedin_key("https://linkedin.com/in/je\u0301ro\u0302me")
    assert linkedin_key("https://linkedin.com/in/jane%00%0A") == "in/jane"
    assert linkedin_key("https://linkedin.com/in/%00") is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "jane-doe",
        "https://linkedin.com/company/acme",
        "https://linkedin.com/in/",
        "https://notlinkedin.com/in/jane",
        "https://evil.test/?u=linkedin.com/in/jane",
    ],
)
def test_what_is_no_linkedin_profile_gives_no_key(url: str) -> None:
    """A company is nobody."""
    assert linkedin_key(url) is None


@pytest.mark.parametrize(
    ("first", "last", "domain"),
    [
        ("Zoë", "Müller", "x.test"),
        ("zoe", "muller", "x.test"),
        ("ZOE\u0308", "MULLER", "www.x.test"),
        (" Zoe ", "Muller", "X.test "),
    ],
)
def test_accents_and_case_do_not_make_another_person(first: str, last: str, domain: str) -> None:
    """At the same company."""
    assert name_key(first, last, domain) == "zoe muller@x.test"


@pytest.mark.parametrize(
    ("first", "last", "domain"),
    [("", "Doe", "x.test"), ("Jane", "", "x.test"), ("Jane", "Doe", ""), (" ", "Doe", "x.test")],
)
def test_half_a_name_is_nobody(first: str, last: str, domain: str) -> None:
    """Blank is not a name."""
    assert name_key(first, last, domain) is None


@given(words, words, words)
def test_any_text_gives_a_key_or_none(first: str, last: str, domain: str) -> None:
    """Names from outside never raise."""
    key = name_key(first, last, domain)
    assert key is None or "@" in key
    linkedin_key(first)


def test_an_identity_has_the_keys_that_the_facts_give() -> None:
    """None where there is not enough to tell."""
    assert Identity.of(Profile()) == Identity()
    assert Identity.of(Profile(email="Jane+x@X.test"), "apollo", "7") == Identity(
        provider_key="apollo:7", email_key="jane@x.test"
    )
    assert Identity.of(Profile(), "apollo", "") == Identity()


@pytest.mark.parametrize("status", EmailStatus)
def test_only_given_and_verified_addresses_are_mailable(status: EmailStatus) -> None:
    """Risky ones when told so; nothing else ever."""
    fine = status in (EmailStatus.GIVEN, EmailStatus.VERIFIED)
    assert status.mailable() is fine
    assert status.mailable(risky_too=True) is (fine or status is EmailStatus.RISKY)


@pytest.mark.parametrize("status", EmailStatus)
def test_a_verifiers_verdict_settles_an_address(status: EmailStatus) -> None:
    """Given, unknown and unverified ones are worth another question."""
    open_ones = {EmailStatus.NONE, EmailStatus.GIVEN, EmailStatus.UNVERIFIED}
    assert status.settled is (status not in open_ones)
