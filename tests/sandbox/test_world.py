"""Who exists in the sandbox: the same people for the same seed."""

from collections import Counter

import pytest

from cam.sandbox.world import Scale, World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Scale(seed=7))


def test_the_same_seed_gives_the_same_people() -> None:
    scale = Scale(seed=3, people=500, companies=100)
    first, second = World(scale), World(scale)
    other = World(Scale(seed=4, people=500, companies=100))
    numbers = range(500)
    assert [*map(first.person, numbers)] == [*map(second.person, numbers)]
    assert [*map(first.person, numbers)] != [*map(other.person, numbers)]


def test_everybody_has_an_ascii_address_of_their_own(world: World) -> None:
    addresses = {world.person(number).email for number in range(world.scale.people)}
    assert len(addresses) == 60_000
    assert all(address.isascii() and address.endswith(".example") for address in addresses)


def test_names_keep_their_accents(world: World) -> None:
    names = " ".join(f"{first} {last}" for first, last in world.names)
    for name in ("José", "Zoë", "Łukasz", "O'Brien"):
        assert name in names


def test_an_id_leads_back_to_its_person(world: World) -> None:
    for number in (0, 1, 31_000, 59_999):
        person = world.person(number)
        assert len(person.id) == 24
        assert world.number_of(person.id) == number
    assert world.number_of("f" * 24) is None
    assert world.number_of("short") is None


def test_the_shares_of_addresses_are_as_asked(world: World) -> None:
    shares = Counter(world.status_of)
    assert shares[0] / 60_000 == pytest.approx(0.75, abs=0.01)
    assert shares[1] / 60_000 == pytest.approx(0.10, abs=0.01)
    clean = World(Scale(people=500, companies=100, verified_share=1.0))
    assert {clean.person(number).email_status for number in range(500)} == {"verified"}


def test_another_share_moves_nobody() -> None:
    rich = World(Scale(people=500, companies=100, verified_share=1.0))
    poor = World(Scale(people=500, companies=100, verified_share=0.1))
    assert all(rich.person(n).email == poor.person(n).email for n in range(500))
