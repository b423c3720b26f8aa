"""Where an address came from: the stronger, older word counts, in whatever order it is told."""

from datetime import timedelta

import pytest
from hypothesis import given

from cam.domain.model import source
from cam.domain.model.errors import InvalidInput
from cam.domain.model.lead import Said
from cam.domain.model.merging import IMPORT, caught_up, lead_of, merged
from cam.domain.model.origin import LegalBasis, Origin, named_source, stronger
from cam.testing.builders import NOON, a_lead, a_prospect

from .strategies import origins

LATER = NOON + timedelta(days=1)
BY_DROPCONTACT = {"email": Said("dropcontact", NOON)}
CONSENT, CUSTOMER, INTEREST, UNKNOWN = LegalBasis


@given(origins, origins, origins)
def test_the_order_of_telling_makes_no_difference(one: Origin, two: Origin, three: Origin) -> None:
    """Two files, imported in either order, leave the same lead."""
    assert stronger(one, two) == stronger(two, one)
    assert stronger(stronger(one, two), three) == stronger(one, stronger(two, three))
    assert stronger(one, one) == one


@pytest.mark.parametrize(
    ("wins", "loses"),
    [
        (Origin(legal_basis=CONSENT, obtained_at=LATER), Origin(legal_basis=CUSTOMER, source="x")),
        (Origin(legal_basis=CUSTOMER), Origin(legal_basis=INTEREST)),
        (Origin(legal_basis=INTEREST), Origin(source="x", obtained_at=NOON)),
        (Origin(source="x", obtained_at=LATER), Origin(obtained_at=NOON)),
        (Origin(source="x", obtained_at=NOON), Origin(source="y", obtained_at=LATER)),
        (Origin(obtained_at=NOON), Origin()),
    ],
)
def test_what_counts(wins: Origin, loses: Origin) -> None:
    """The stronger basis, then one with a source, then the older one."""
    assert stronger(wins, loses) == stronger(loses, wins) == wins


def test_a_found_lead_comes_from_who_found_it_and_when() -> None:
    """On no basis that CAM would have guessed."""
    lead = lead_of(a_prospect(provider="apollo", provider_id="p"), 1, NOON, imported=False)
    assert lead.origin == Origin(source="Apollo", obtained_at=NOON)


def test_an_imported_lead_comes_from_what_its_file_says() -> None:
    """Since the day that it names, else since now."""
    told = Origin(legal_basis=CONSENT, source="our fair", obtained_at=NOON - timedelta(days=9))
    person = a_prospect(
        legal_basis=told.legal_basis, source=told.source, obtained_at=told.obtained_at
    )
    assert lead_of(person, 1, NOON, imported=True).origin == told
    assert lead_of(a_prospect(), 1, NOON, imported=True).origin == Origin(obtained_at=NOON)


def test_consent_that_is_told_later_counts_from_then_on() -> None:
    """And what is told without a word of it takes nothing away."""
    lead = lead_of(a_prospect(), 1, NOON, imported=True)
    agreed = merged(lead, a_prospect(legal_basis=CONSENT, source="a form"), LATER, imported=True)
    assert agreed.origin == Origin(legal_basis=CONSENT, source="a form", obtained_at=LATER)
    assert merged(agreed, a_prospect(), LATER, imported=True).origin == agreed.origin
    found = a_prospect(provider="apollo", provider_id="p", legal_basis=UNKNOWN)
    assert merged(agreed, found, LATER, imported=False).origin == agreed.origin


def test_who_is_asked_about_keeps_the_origin_that_came_meanwhile() -> None:
    """A provider says nothing of it."""
    asked = a_lead()
    standing = a_lead(legal_basis=CONSENT, source="a form", obtained_at=NOON)
    assert caught_up(asked, standing).origin == standing.origin


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"provider": "apollo", "source": "Apollo"}, "I found your business address via Apollo."),
        ({"provider": "apollo"}, "I found your business address via Apollo."),
        ({"source": "our stand at the fair."}, "I have your address from our stand at the fair."),
        (
            {"provider": "apollo", "source": "our fair"},
            "I have your address from our fair.",
        ),
        (
            {"provider": "apollo", "source": "Apollo", "provenance": BY_DROPCONTACT},
            "I found your business address via Dropcontact.",
        ),
        ({"provenance": {"email": Said(IMPORT, NOON)}}, "Your address comes from our own records."),
        ({}, "Your address comes from our own records."),
        ({"source": "a\r\nBcc: x@y.test"}, "I have your address from a Bcc: x@y.test."),
    ],
)  # fmt: skip
def test_the_sentence_of_the_first_mail(changes: dict[str, object], words: str) -> None:
    """What an operator says, else who gave the address, else who found the person."""
    assert source.sentence(a_lead(**{"provider": "", "source": "", **changes})) == words


def test_a_source_is_no_essay() -> None:
    """It ends a sentence."""
    with pytest.raises(InvalidInput, match="longer than 200"):
        named_source("x" * 201)
