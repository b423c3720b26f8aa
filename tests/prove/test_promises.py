"""Each promise holds at the mail sink, on SQLite and on Postgres."""

import pytest

from cam.app.prove.promises import PROMISES, prove
from postgres_server import Databases

SIZES = {
    "no-double-send": {"kills": 24, "runners": 2},
    "quota": {"limit": 3, "runners": 3, "days": 2},
    "suppression": {"races": 24},
    "dry-run": {},
    "isolation": {"campaigns": 2},
    "restore": {},
    "budget": {"cap": 24, "runners": 3},
}
ON_POSTGRES = {
    "no-double-send": {"kills": 8, "runners": 2},
    "suppression": {"races": 8},
    "budget": {"cap": 24, "runners": 3},
}
"""Where the databases differ most; `make prove` runs all of them on both."""
SHOWS = {
    "no-double-send": "kills",
    "quota": "bodies",
    "suppression": "written_to_before",
    "dry-run": "mails_planned",
    "isolation": "rows_compared",
    "restore": "held_when_armed",
    "budget": "spent_under_the_cap",
}
"""A figure that is above nought when a proof has shown anything."""


def test_every_promise_has_its_test() -> None:
    """None is forgotten here."""
    assert set(SIZES) == set(PROMISES) == set(SHOWS)


@pytest.mark.parametrize("promise", list(SIZES))
async def test_a_promise_holds(promise: str) -> None:
    """On SQLite: nothing was wrong, and as much was done as was asked for."""
    proof = await prove(promise, SIZES[promise], seed=7)
    assert proof.wrong == ()
    assert proof.figures.get("kills", 0) >= SIZES[promise].get("kills", 0)
    assert proof.held
    assert proof.figures[SHOWS[promise]] > 0


@pytest.mark.parametrize("promise", list(ON_POSTGRES))
async def test_a_promise_holds_on_postgres(promise: str, postgres_databases: Databases) -> None:
    """In databases of its own, which are gone afterwards."""
    before = _names(postgres_databases)
    proof = await prove(promise, ON_POSTGRES[promise], database=postgres_databases.url, seed=7)
    assert proof.wrong == ()
    assert (proof.held, proof.database) == (True, "postgres")
    assert proof.figures[SHOWS[promise]] > 0
    assert _names(postgres_databases) <= before


def _names(databases: Databases) -> set[str]:
    from postgres_server import asked

    return {name for (name,) in asked(databases.url, "SELECT datname FROM pg_database")}
