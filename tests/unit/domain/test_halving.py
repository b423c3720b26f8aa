"""A search too large to be read is read in halves; nobody falls between them."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.audience import Audience, DateRange, NumberRange
from cam.domain.model.halving import halved, part_after, part_of

words = st.lists(st.sampled_from("abcdefgh"), max_size=5).map(tuple)
amounts = st.none() | st.integers(0, 40)


@st.composite
def number_ranges(draw: st.DrawFn) -> NumberRange:
    low, high = draw(amounts), draw(amounts)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return NumberRange(min=low, max=high)


@st.composite
def audiences(draw: st.DrawFn) -> Audience:
    low = draw(st.integers(1, 9))
    ranges = draw(st.sampled_from([(), (f"{low},{low + 7}",), ("1,3", "5,20")]))
    day = date(2026, 1, 1)
    days = draw(st.sampled_from([DateRange(), DateRange(min=day, max=day + timedelta(days=5))]))
    return Audience(
        person_titles=draw(words),
        person_locations=draw(words),
        currently_using_all_of_technology_uids=draw(words),
        organization_num_employees_ranges=ranges,
        revenue_range=draw(number_ranges()),
        organization_job_posted_at_range=days,
    )


person = st.fixed_dictionaries(
    {
        "title": st.sampled_from("abcdefgh"),
        "place": st.sampled_from("abcdefgh"),
        "staff": st.none() | st.integers(1, 22),
        "revenue": st.none() | st.integers(0, 200),
        "job": st.integers(0, 6),
        "technologies": st.sets(st.sampled_from("abcdefgh")),
    }
)


def within(value: Any, bounds: Any) -> bool:
    if bounds.min is None and bounds.max is None:
        return True
    if value is None:
        return False
    return (bounds.min is None or bounds.min <= value) and (
        bounds.max is None or value <= bounds.max
    )


def fits(audience: Audience, who: dict[str, Any]) -> bool:
    """As Apollo says: one of each list, all of the `all_of` list, within each range."""
    return (
        (not audience.person_titles or who["title"] in audience.person_titles)
        and (not audience.person_locations or who["place"] in audience.person_locations)
        and set(audience.currently_using_all_of_technology_uids) <= who["technologies"]
        and (
            not audience.organization_num_employees_ranges or audience.fits_employees(who["staff"])
        )
        and within(who["revenue"], audience.revenue_range)
        and within(
            date(2026, 1, 1) + timedelta(days=who["job"]),
            audience.organization_job_posted_at_range,
        )
    )


@given(audiences(), person)
def test_who_fits_the_whole_fits_a_half_and_the_other_way_round(
    audience: Audience, who: dict[str, Any]
) -> None:
    """Nobody is lost, nobody is let in."""
    halves = halved(audience)
    if halves is not None:
        assert any(fits(half, who) for half in halves) is fits(audience, who)


@given(audiences())
def test_halving_ends(audience: Audience) -> None:
    """Each half is another audience, and after enough steps there is none."""
    part = ""
    while (halves := halved(part_of(audience, part))) is not None:
        assert part_of(audience, part) not in halves
        part += "0"
        assert len(part) < 60


@pytest.mark.parametrize("size", [2, 3, 5, 16])
def test_the_parts_are_walked_in_order_each_once(size: int) -> None:
    """Splitting every part to its end meets each term once."""
    audience = Audience(person_titles=tuple(str(n) for n in range(size)))
    part: str | None = ""
    met: list[str] = []
    while part is not None:
        here = part_of(audience, part)
        if halved(here) is not None:
            part += "0"
            continue
        met += here.person_titles
        part = part_after(part)
    assert met == list(audience.person_titles)


@pytest.mark.parametrize(
    ("part", "after"), [("", None), ("0", "1"), ("1", None), ("01", "1"), ("0100", "0101")]
)
def test_the_part_after(part: str, after: str | None) -> None:
    """The sibling, or that of the nearest ancestor which has one."""
    assert part_after(part) == after


@pytest.mark.parametrize(
    "audience",
    [
        Audience(q_keywords="x"),
        Audience(person_titles=("a",)),
        Audience(person_titles=("a", "a")),
        Audience(organization_num_employees_ranges=("5,5",)),
        Audience(revenue_range=NumberRange(min=7, max=7)),
        Audience(currently_using_all_of_technology_uids=("a", "b")),
        Audience(currently_not_using_any_of_technology_uids=("a", "b")),
        Audience(organization_job_posted_at_range=DateRange(min=date(2026, 1, 1))),
    ],
)
def test_what_cannot_be_split_is_not(audience: Audience) -> None:
    """One term, one number, terms that all have to match, no end."""
    assert halved(audience) is None


def test_a_part_that_is_no_more_is_the_whole() -> None:
    """Its filters may have become unsplittable with another version."""
    audience = Audience(person_titles=("a",))
    assert part_of(audience, "0101") == audience
