"""Who gets which wording."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cam.domain.model.errors import InvalidInput
from cam.domain.model.variant import Variant, chosen

NAMES = st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=6, unique=True)
WEIGHTS = st.integers(0, 9)
PEOPLE = range(1, 301)


def of(names: list[str], weight: int = 1) -> list[Variant]:
    return [Variant(name=name, weight=weight) for name in names]


def shares(variants: list[Variant], people: range = PEOPLE, step: int = 0) -> dict[int, str]:
    return {lead: chosen(variants, 7, lead, step) for lead in people}


@given(names=NAMES, data=st.data())
def test_whoever_asks_again_gets_the_same(names: list[str], data: st.DataObject) -> None:
    """Whatever the order of the variants and however many people there are."""
    variants = of(names)
    shuffled = data.draw(st.permutations(variants))
    assert shares(variants) == shares(list(shuffled))
    assert shares(variants, range(1, 20)).items() <= shares(variants).items()


@given(names=NAMES)
def test_a_new_variant_moves_only_those_whom_it_gains(names: list[str]) -> None:
    """And dropping it gives them back."""
    before, after = shares(of(names)), shares(of([*names, "new"]))
    assert all(after[lead] in (before[lead], "new") for lead in PEOPLE)


@given(names=NAMES, weight=WEIGHTS)
def test_a_new_weight_moves_people_only_to_it_or_only_from_it(
    names: list[str], weight: int
) -> None:
    """The others exchange nobody among themselves."""
    before = shares(of(names, 3))
    variants = of(names, 3)
    after = shares([replace(variants[0], weight=weight), *variants[1:]])
    for lead in PEOPLE:
        if before[lead] != after[lead]:
            gained, lost = (after, before) if weight > 3 else (before, after)
            assert gained[lead] == names[0]
            assert lost[lead] != names[0]


def test_people_are_shared_out_by_weight() -> None:
    """3 to 1 is 3 to 1, for 4,000 people within a few hundredths."""
    variants = [Variant(name="A", weight=3), Variant(name="B"), Variant(name="off", weight=0)]
    counted = Counter(shares(variants, range(1, 4001)).values())
    assert counted.keys() == {"A", "B"}
    assert counted["A"] / 4000 == pytest.approx(0.75, abs=0.03)


def test_each_step_and_each_campaign_draws_anew() -> None:
    """Who got A first may get B later: one step's result says nothing about another's."""
    variants = of(["A", "B"])
    first, second = shares(variants), shares(variants, step=1)
    same = sum(first[lead] == second[lead] for lead in PEOPLE)
    assert 100 < same < 200
    assert chosen([], 1, 1, 0) == ""


@pytest.mark.parametrize("name", ["", "x" * 41, "a\nb", "a/b", " a", "é"])
def test_a_name_can_be_said_on_a_command_line(name: str) -> None:
    """Short, plain, on one line."""
    with pytest.raises((msgspec.ValidationError, InvalidInput)):
        msgspec.convert({"name": name}, Variant)
