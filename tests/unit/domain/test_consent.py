"""Where somebody is, and whether they may be written to there without having said yes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model import consent, country
from cam.domain.model.errors import InvalidInput
from cam.domain.model.origin import LegalBasis
from cam.testing.builders import a_lead

DE_AT = ("DE", "AT")

GERMANY = [
    "DE", "de", " De ", "DEU", "ger", "Germany", "GERMANY", "Deutschland", "Allemagne", "Alemania",
    "Germania", "Duitsland", "Niemcy", "Berlin, Germany", "Bavaria, Deutschland",
    "Bundesrepublik Deutschland",
]  # fmt: skip
AUSTRIA = ["AT", "AUT", "Austria", "Österreich", "Oesterreich", "OSTERREICH", "Autriche"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *((each, "DE") for each in GERMANY),
        *((each, "AT") for each in AUSTRIA),
        ("France", "FR"),
        ("Schweiz", "CH"),
        ("UK", "GB"),
        ("United States", "US"),
        ("U.S.A.", "US"),
        ("Pays-Bas", "NL"),
        ("JP", "JP"),
        ("", ""),
        ("Atlantis", ""),
        ("Germantown", ""),
        ("Australia", "AU"),
    ],
)
def test_a_country_is_known_as_people_write_it(name: str, code: str) -> None:
    """By its code and by its name in the usual languages; nothing is guessed."""
    assert country.code_named(name) == code


def test_every_name_means_one_country() -> None:
    """And none is also a code of another."""
    names = [each.strip() for some in country._NAMES.values() for each in some.split(",")]
    assert len({country._plain(each) for each in names}) == len(country._BY_NAME)
    for code, some in country._NAMES.items():
        for each in some.split(","):
            assert country.code_named(each) == code, each


@given(st.text(max_size=40))
def test_no_country_is_an_error(name: str) -> None:
    """Whatever stands there: a code of two letters, or nothing."""
    code = country.code_named(name)
    assert code == "" or (len(code) == 2 and code.isupper())


PLACES: list[tuple[dict[str, str], str]] = [
    ({"country": "Deutschland"}, "no consent (Germany)"),
    ({"country": "at"}, "no consent (Austria)"),
    ({"country": "France", "domain": "firma.de"}, ""),
    ({"country": "", "domain": "firma.de"}, "no consent (Germany)"),
    ({"country": "Atlantis", "domain": "firma.at"}, "no consent (Austria)"),
    ({"country": "", "domain": "firm.com", "email": "a@firm.de"}, "no consent (Germany)"),
    ({"country": "", "domain": "firm.fr", "email": "a@firm.de"}, ""),
    ({"country": "", "domain": "", "email": "a@firm.co"}, ""),
    ({"country": "", "domain": "firm.com", "email": "a@firm.com"}, ""),
]


@pytest.mark.parametrize(("facts", "why"), PLACES)
def test_who_may_not_be_written_to(facts: dict[str, str], why: str) -> None:
    """What is said of the country, else the company's domain, else the address's."""
    lead = a_lead(**{"email": "a@firm.com", **facts})
    assert consent.why_not(lead, DE_AT) == why
    assert consent.why_not(lead, ()) == ""


@pytest.mark.parametrize("basis", LegalBasis)
def test_only_consent_opens_the_gate(basis: LegalBasis) -> None:
    """An interest, however legitimate, is none; nor is a purchase."""
    lead = a_lead(country="Germany", legal_basis=basis)
    assert (consent.why_not(lead, DE_AT) == "") is (basis is LegalBasis.CONSENT)


def test_who_may_be_anywhere_is_counted() -> None:
    """While a policy is in force, and nothing tells."""
    anywhere = a_lead(country="", domain="firm.com", email="a@firm.com")
    assert consent.is_unplaced(anywhere, DE_AT)
    assert not consent.is_unplaced(anywhere, ())
    assert not consent.is_unplaced(a_lead(country="France"), DE_AT)


def test_a_list_of_countries_is_read() -> None:
    """Codes or names; `none` is nowhere; a word that is no country is refused."""
    assert consent.countries_named("DE,AT", "X") == DE_AT
    assert consent.countries_named(" germany ; Österreich ", "X") == DE_AT
    assert consent.countries_named("none", "X") == consent.countries_named("", "X") == ()
    with pytest.raises(InvalidInput, match="CAM_CONSENT_COUNTRIES: 'Germny' is no country"):
        consent.countries_named("Germny", "CAM_CONSENT_COUNTRIES")
