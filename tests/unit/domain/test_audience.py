"""Who is looked for."""

import pytest

from cam.domain.model.audience import Audience


@pytest.mark.parametrize(
    ("employees", "fits"), [(None, False), (0, False), (1, True), (10, True), (11, False)]
)
def test_a_company_fits_within_its_range_bounds_included(employees: int | None, fits: bool) -> None:
    """An unknown size fits nowhere."""
    audience = Audience(organization_num_employees_ranges=("1,10", "500,1000"))
    assert audience.fits_employees(employees) is fits


def test_an_audience_that_restricts_nothing_is_empty() -> None:
    """Whether similar titles count does not restrict anybody."""
    assert Audience().is_empty
    assert Audience(include_similar_titles=False).is_empty
    assert not Audience(q_keywords="bakery").is_empty


def test_equal_filters_have_one_fingerprint_and_others_another() -> None:
    """So paging goes on in the same search only."""
    bakers = Audience(person_titles=("baker",))
    assert bakers.fingerprint == Audience(person_titles=("baker",)).fingerprint
    assert bakers.fingerprint != Audience(person_titles=("Baker",)).fingerprint
    assert bakers.fingerprint != Audience(q_keywords="baker").fingerprint
