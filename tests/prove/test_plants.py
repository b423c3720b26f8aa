"""A proof that finds nothing must be shown to be able to find something."""

import pytest

from cam.app.cli.prove import BUGS
from cam.app.prove.plants import PLANTS, plants_of
from cam.app.prove.promises import PROMISES, prove
from cam.app.prove.proof import CannotProve
from postgres_server import Databases

NAMES = [name for name in PLANTS if name]
SMALL = {
    "quota": {"limit": 3, "runners": 3, "days": 1},
    "suppression": {"races": 24},
    "isolation": {"campaigns": 3},
    "budget": {"cap": 12, "runners": 3},
}
RACED = ("suppress-at-claim", "requeue-authorized")
"""Bugs of what each database does in its own way."""


def test_every_proof_has_bugs_to_report() -> None:
    """And the command names them."""
    assert all(plants_of(promise) for promise in PROMISES)
    assert {promise: list(bugs) for promise, bugs in BUGS.items()} == {
        promise: plants_of(promise) for promise in PROMISES
    }


@pytest.mark.parametrize("plant", NAMES)
async def test_a_planted_bug_is_reported(plant: str) -> None:
    """By the word that says what was seen."""
    bug = PLANTS[plant]
    proof = await prove(bug.promise, SMALL.get(bug.promise, {}), plant=plant, seed=7)
    assert not proof.held
    assert any(bug.word in each for each in proof.wrong), proof.wrong


@pytest.mark.parametrize("plant", RACED)
async def test_a_planted_bug_is_reported_on_postgres(
    plant: str, postgres_databases: Databases
) -> None:
    """Here, too."""
    bug = PLANTS[plant]
    url = postgres_databases.url
    proof = await prove(bug.promise, SMALL.get(bug.promise, {}), database=url, plant=plant, seed=7)
    assert any(bug.word in each for each in proof.wrong), proof.wrong


async def test_a_bug_is_planted_in_its_own_proof_only() -> None:
    """Another proof would not look for it."""
    with pytest.raises(CannotProve, match="count-then-send"):
        await prove("quota", {}, plant="buy-again")
