"""Who is looked for."""

import msgspec
import pytest

from cam.domain.model.audience import Audience
from cam.domain.model.errors import InvalidInput


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q_organization_domains_list", ["www.acme.example"]),
        ("q_organization_domains_list", ["ann@acme.example"]),
        ("q_organization_domains_list", ["https://acme.example/x"]),
        ("q_organization_domains_list", ["acme"]),
        ("q_organization_domains_list", [f"c{n}.example" for n in range(1001)]),
        ("person_seniorities", ["boss"]),
        ("contact_email_status", ["good"]),
        ("organization_num_employees_ranges", ["50,11"]),
        ("organization_num_employees_ranges", ["11-50"]),
        ("revenue_range", {"min": 5, "max": 4}),
        ("revenue_range", {"min": -1}),
        ("revenue_range", {"least": 1}),
        ("organization_num_jobs_range", {"max": "many"}),
        ("organization_job_posted_at_range", {"min": "2025-02-30"}),
        ("organization_job_posted_at_range", {"min": "2025-03-01", "max": "2025-02-01"}),
    ],
)
def test_what_apollo_would_refuse_is_refused(name: str, value: object) -> None:
    """Before anybody is asked."""
    with pytest.raises((InvalidInput, msgspec.ValidationError)):
        msgspec.convert({name: value}, Audience)


def test_an_audience_of_before_the_newer_filters_is_read() -> None:
    """They restrict nothing."""
    old = {"person_seniorities": ["vp"], "organization_num_employees_ranges": ["1,10"]}
    audience = msgspec.convert(old, Audience)
    assert audience.person_seniorities == ("vp",)
    assert not audience.is_empty
    assert msgspec.convert(msgspec.to_builtins(audience), Audience) == audience
