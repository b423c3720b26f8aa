"""The keys by which a person is recognised."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        " https://m.linkedin.com/in/jane-doe",
        "//www.linkedin.com/in/jane-doe",
        "https://www.linkedin.com//in/jane-doe",
        "https://www.linkedin.com:443/in/jane-doe",
        "https://www.linkedin.com/comm/in/jane-doe?midToken=x",
        "https://www.linkedin.com/m/in/jane-doe/",
        "https://www.linkedin.com/in/jane%2Ddoe/?originalSubdomain=fr",
    ],
)
def test_every_spelling_of_a_linkedin_profile_is_one_person(url: str) -> None:
    """Scheme, country, case, slash, query, language."""
    assert linkedin_key(url) == "in/jane-doe"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.linkedin.com/in/ACwAAAxyz",
        "https://www.linkedin.com/sales/lead/ACwAAAxyz,NAME_SEARCH,abcd",
        "https://www.linkedin.com/sales/people/ACwAAAxyz,NAME_SEARCH",
        "https://www.linkedin.com/profile/view?trk=x&id=ACwAAAxyz",
    ],
)
def test_a_member_of_sales_navigator_is_the_same_person(url: str) -> None:
    """Its id opens a profile as well."""
    assert linkedin_key(url) == "in/acwaaaxyz"


def test_two_people_of_one_name_in_old_public_profiles_are_two() -> None:
    """The numbers behind the name tell them apart."""
    one = linkedin_key("https://www.linkedin.com/pub/jane-doe/5/42/a1b")
    assert one == linkedin_key("http://linkedin.com/pub/Jane-Doe/5/42/A1B/en")
    assert one != linkedin_key("https://www.linkedin.com/pub/jane-doe/9/9/9")
    assert linkedin_key("https://www.linkedin.com/pub/jane-doe") == "pub/jane-doe"


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
        "https://evil.test/?u=https://www.linkedin.com/in/jane",
        "https://linkedin.com.evil.test/in/jane",
        "https://www.linkedin.com/sales/company/1234",
        "https://www.linkedin.com/feed/",
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
        ("Zo\u00eb.", "Mu\u0308ller", "x.test."),
    ],
)
def test_accents_and_case_do_not_make_another_person(first: str, last: str, domain: str) -> None:
    """At the same company."""
    assert name_key(first, last, domain) == "zoe muller@x.test"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien", "O\u2019Brien"),
        ("Jean-Pierre", "Jean  Pierre"),
        ("Søren", "soren"),
        ("Łukasz", "LUKASZ"),
        ("Strauß", "Strauss"),
        ("J. R.", "J R"),
    ],
)
def test_spellings_of_a_name_are_one_name(one: str, other: str) -> None:
    """As people write it in a hurry."""
    assert name_key(one, "Doe", "x.test") == name_key(other, "Doe", "x.test")
    assert name_key("Jane", one, "x.test") == name_key("Jane", other, "x.test")


@pytest.mark.parametrize(
    ("one", "other"), [("Ann", "Anna"), ("Müller", "Mueller"), ("रवि", "रव"), ("李", "王")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    """What is no accent is part of the name, in any script."""
    assert name_key(one, "Doe", "x.test") != name_key(other, "Doe", "x.test")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("bücher.test", "xn--bcher-kva.test", True),
        ("BÜCHER.test", "www.bücher.test", True),
        ("bücher.test", "bucher.test", False),
        ("Crème Fraîche SARL", "creme fraiche sarl", True),
        ("acme.test", "acme.example", False),
    ],
)
def test_a_companys_domain_is_compared_as_a_domain(one: str, other: str, *, same: bool) -> None:
    """In A-labels: an accent makes another domain, but not another company's name."""
    assert (name_key("Jane", "Doe", one) == name_key("Jane", "Doe", other)) is same


SLUG = st.text("abcxyz019-éü", min_size=1, max_size=20)


@given(
    SLUG,
    st.sampled_from(["", "http://", "https://", "//", "HTTPS://"]),
    st.sampled_from(["", "www.", "fr.", "m.", "uk.www."]),
    st.sampled_from(["in/", "IN/", "mwlite/in/", "comm/in/", "/in/"]),
    st.sampled_from(["", "/", "/en", "?trk=a/b", "#top", "/?x=linkedin.com/in/other"]),
    st.booleans(),
)
def test_no_spelling_of_a_profile_makes_another_person(
    slug: str, scheme: str, host: str, path: str, tail: str, escaped: bool
) -> None:
    """Whatever is put together from what people paste."""
    told = quote(slug) if escaped else slug.upper()
    url = f"{scheme}{host}linkedin.com/{path}{told}{tail}"
    assert linkedin_key(url) == linkedin_key(f"https://www.linkedin.com/in/{slug}")


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
