"""Real messages of many servers, with the labels of the project that collected them.

What they call hard: userunknown, hostunknown, hasmoved, notaccept. "Unknown" in answer to DATA, or
where nothing says what it answers, they call `filtered`, which is not hard. Where a label
contradicts RFC 3463 or RFC 3464, the RFC's reading stays, and it is named here.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from cam.adapters.incoming.read import read
from cam.domain.model.incoming import BounceKind, Incoming, IncomingKind

FOLDER = Path(__file__).parents[4].parent / "shared/facts/samples/dsn"

CONTRADICTED = {
    "lhost-exim-30.eml": "5.7.1 is policy, and the words are Access denied",
    "lhost-postfix-05.eml": "450 4.1.1 is class 4: it may pass",
    "lhost-receivingses-01.eml": "5.1.1 Mailbox does not exist",
    "lhost-sendmail-27.eml": "RCPT was refused: DATA got 503 Need RCPT",
}
"""By a code or a command."""
TWINS = {
    "lhost-apachejames-01.eml": "lhost-verizon-02.eml",
    "lhost-surfcontrol-01.eml": "lhost-mcafee-04.eml",
    "lhost-x2-01.eml": "lhost-powermta-02.eml",
    "lhost-zoho-03.eml": "lhost-outlook-08.eml",
}
"""Not hard by label, though another server's same words are."""

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no shared/facts/samples/dsn here")


def labels() -> dict[str, list[dict[str, object]]]:
    """What each message is called."""
    told: dict[str, list[dict[str, object]]] = json.loads((FOLDER / "labels.json").read_text())
    return told


def message(name: str) -> Incoming:
    """One of them, read."""
    return read((FOLDER / "eml" / name).read_bytes())


def is_hard(name: str) -> bool:
    """Do we call it hard?"""
    return any(bounce.kind is BounceKind.HARD for bounce in message(name).bounces)


@pytest.fixture(scope="module")
def verdicts() -> dict[str, tuple[bool, bool]]:
    """Of each message, whether it is hard by its label and by us."""
    return {
        name: (any(each["hard"] is True for each in told), is_hard(name))
        for name, told in labels().items()
    }


def test_the_hard_ones_are_found_and_the_others_are_not(
    verdicts: dict[str, tuple[bool, bool]], capsys: pytest.CaptureFixture[str]
) -> None:
    """At least 97 % and at most 3 %, as a table."""
    rows = {"by their labels": verdicts}
    rows["by the RFCs"] = {k: v for k, v in verdicts.items() if k not in CONTRADICTED}
    rates = {}
    with capsys.disabled():
        print("\n                  hard  found         others  called hard")  # noqa: T201
        for title, row in rows.items():
            table = Counter(row.values())
            hard = table[True, True] + table[True, False]
            others = table[False, True] + table[False, False]
            found, wrong = table[True, True] / hard, table[False, True] / others
            rates[title] = (found, wrong)
            print(  # noqa: T201
                f"{title:16}  {hard:4}  {table[True, True]:4} {found:7.1%}  "
                f"{others:6}  {table[False, True]:4} {wrong:7.1%}"
            )
    assert rates["by their labels"][0] >= 0.97
    assert rates["by the RFCs"][0] >= 0.97
    assert rates["by the RFCs"][1] <= 0.03


def test_every_difference_is_known(verdicts: dict[str, tuple[bool, bool]]) -> None:
    """A contradiction of an RFC, or one between two labels; nothing else, and nothing less."""
    different = {name for name, (label, ours) in verdicts.items() if label is not ours}
    assert different == CONTRADICTED.keys() | TWINS.keys()


def test_the_twins_say_the_same(verdicts: dict[str, tuple[bool, bool]]) -> None:
    """One is hard by its label, the other is not; we call both hard."""
    for name, twin in TWINS.items():
        assert (verdicts[name], verdicts[twin]) == ((False, True), (True, True))


def test_nearly_all_are_bounces_that_name_somebody() -> None:
    """The rest are vacation notices, reports of authentication, and one to a postmaster."""
    kinds = {name: message(name) for name in labels()}
    others = {name for name, read in kinds.items() if read.kind is not IncomingKind.BOUNCE}
    assert others == {
        *("arf-19.eml", "arf-20.eml", "rfc3834-03.eml", "rfc3834-04.eml", "lhost-postfix-75.eml"),
    }
    nameless = [name for name, read in kinds.items() if name not in others and not read.recipients]
    assert len(nameless) <= 5


def test_nobody_in_them_is_taken_for_a_person() -> None:
    """No machine's word may end a sequence."""
    assert {n for n in labels() if message(n).kind is IncomingKind.REPLY} == set()
