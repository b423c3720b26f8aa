"""`cam prove` tells the truth by its exit code."""

import json

import pytest

from cam.app.cli import main
from cam.app.prove.paper import written
from cam.app.prove.proof import SHOWN, Proof, told


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["prove", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_promise_that_held_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    """With its figures and the seed; progress goes to stderr."""
    code, out, err = asked(capsys, "dry-run", "--seed", "5", "--progress")
    assert (code, "held" in out, "seed 5" in out) == (0, True, True), out
    assert "dry-run: dry runs" in err


def test_a_broken_promise_ends_with_1_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """As one document, too."""
    code, out, _ = asked(capsys, "dry-run", "--plant", "dry-run-writes", "--json")
    proof = json.loads(out)
    assert (code, proof["held"], proof["plant"]) == (1, False, "dry-run-writes")
    assert proof["wrong"] == [
        "plan-cycle changed rows of campaign",
        "plan-all changed rows of campaign",
    ]


@pytest.mark.parametrize(
    ("database", "word"),
    [
        ("mysql://here", "sqlite, postgres or postgresql://"),
        ("postgresql://postgres@127.0.0.1:1/postgres", "does not answer"),
    ],
)
def test_what_could_not_be_run_says_nothing(
    capsys: pytest.CaptureFixture[str], database: str, word: str
) -> None:
    """A clear error instead of a verdict."""
    code, out, err = asked(capsys, "dry-run", "--database", database)
    assert (code, out) == (1, "")
    assert word in err


def test_an_unknown_bug_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that there are."""
    code, _, err = asked(capsys, "quota", "--plant", "buy-again")
    assert (code, "count-then-send" in err) == (1, True)


def test_the_page_tells_figures_date_commit_and_what_broke() -> None:
    """Whatever came out is written down."""
    good = _proof("quota", held=True)
    bad = _proof("restore", held=False)
    page = written([good, bad])
    for words in ("## quota, sqlite: held", "| kills | 1,000 |", "| double | **0** |"):
        assert words in page
    assert "broken: restore on sqlite" in page
    assert "- sent twice" in page
    assert "- Date: 20" in page
    assert "- Commit: " in page


def _proof(promise: str, *, held: bool) -> Proof:
    return Proof(
        promise=promise,
        held=held,
        database="sqlite",
        seed=1,
        plant="",
        did="killed",
        figures={"kills": 1000, "double": 0},
        wrong=() if held else ("sent twice",),
        seconds=2.0,
    )


def test_many_complaints_are_counted() -> None:
    """Each once; not a page of them."""
    complaints = [f"sent twice: {number}" for number in range(SHOWN + 5)]
    assert told([*complaints, *complaints])[-1] == "and 5 more"
