"""The score, 0 to 1, always with its reasons."""

import pytest
from hypothesis import given

from cam.domain.model.audience import Audience
from cam.domain.model.lead import QUALIFY_ABOVE
from cam.domain.model.prospect import EmailStatus, Profile
from cam.domain.model.score import POSITIVE_REPLY, Weights, score
from cam.domain.model.score import given as given_score

from .strategies import audiences, profiles, shares, weights

IDEAL = Profile(
    email="jane@x.test",
    email_status=EmailStatus.VERIFIED,
    title="CEO, Founder",
    seniority="founder",
    employees=12,
    industry="Bakeries",
)
AUDIENCE = Audience(
    person_titles=("founder",),
    person_seniorities=("founder",),
    organization_num_employees_ranges=("11,50",),
    q_organization_keyword_tags=("bakeries",),
)


@given(profiles, audiences, weights)
def test_a_score_lies_between_0_and_1(
    profile: Profile, audience: Audience, weights: Weights
) -> None:
    """For any facts and any weights."""
    assert 0.0 <= score(profile, audience, weights).value <= 1.0


@given(profiles, audiences, weights)
def test_the_reasons_add_up_to_the_score(
    profile: Profile, audience: Audience, weights: Weights
) -> None:
    """Held within 0 and 1, rounded to four places; each reason is named once."""
    scored = score(profile, audience, weights)
    total = sum(line.points for line in scored.lines)
    assert scored.value == pytest.approx(min(1.0, max(0.0, total)), abs=1e-4)
    names = [line.name for line in scored.lines]
    assert len(names) == len(set(names))
    assert all(line.because for line in scored.lines)


@given(profiles, audiences)
def test_what_a_lead_is_reaches_070_and_no_more(profile: Profile, audience: Audience) -> None:
    """Under default weights."""
    assert score(profile, audience, Weights()).value <= QUALIFY_ABOVE


def test_the_ideal_lead_reaches_exactly_070_and_a_positive_reply_1() -> None:
    """Every line is there; what a lead does goes above."""
    ideal = score(IDEAL, AUDIENCE, Weights())
    assert ideal.value == 0.70
    assert len(ideal.lines) == 6
    replied = ideal.plus("positive_reply", POSITIVE_REPLY, "said yes")
    assert replied.value == 1.0
    assert replied.lines[-1].because == "said yes"


@pytest.mark.parametrize(
    ("title", "wanted", "similar", "fits"),
    [
        ("Founder & CEO", "ceo", True, True),
        ("CEO, Founder", "founder", True, True),
        ("VP of Sales", "Sales VP", True, True),
        ("Sales", "VP Sales", True, False),
        ("Founder & CEO", "ceo", False, False),
        ("CEO", "ceo", False, True),
        ("", "ceo", True, False),
        ("Intern", "", True, False),
        ("Intern", " ", True, False),
    ],
)
def test_a_title_fits_by_its_words(title: str, wanted: str, similar: bool, fits: bool) -> None:
    """All wanted words, in any order; exactly those when similar titles are not wanted."""
    audience = Audience(person_titles=(wanted,), include_similar_titles=similar)
    lines = score(Profile(title=title), audience, Weights()).lines
    assert ("title_fits" in {line.name for line in lines}) is fits


def test_an_audience_that_wants_nothing_gives_only_the_base() -> None:
    """Nothing looked for is nothing that fits."""
    stranger = Profile(industry="", title="CEO", seniority="", employees=None)
    assert [line.name for line in score(stranger, Audience(), Weights()).lines] == ["base"]


@given(shares)
def test_an_imported_score_is_taken_as_it_is(value: float) -> None:
    """To four places, with the operator as its reason."""
    imported = given_score(value)
    assert imported.value == pytest.approx(value, abs=1e-4)
    assert [line.name for line in imported.lines] == ["imported"]


@pytest.mark.parametrize(("told", "held"), [(7.0, 1.0), (-1.0, 0.0)])
def test_an_imported_score_is_held_within_its_bounds(told: float, held: float) -> None:
    """A spreadsheet may say anything."""
    assert given_score(told).value == held
