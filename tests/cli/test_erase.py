"""`cam erase`: afterwards the person stands nowhere, and nobody brings them back."""

from pathlib import Path

import pytest

from .shell import Door, Shell

JANE = "jane.doe@acme.example"
PEOPLE = f"email,first name,last name\n{JANE},Jane,Quux\nbob@acme.example,Bob,Roe\n"


def test_an_erased_person_stands_nowhere_and_is_refused(door: Door, tmp_path: Path) -> None:
    """Not in the dump nor in the file's bytes; an import counts them as suppressed."""
    cam = door.shell
    for name in ("X", "Y"):
        door("campaign", "create", "--name", name)
    file = cam.file("people.csv", PEOPLE)
    door("import", file, "--campaign-id", "1")
    told = door("erase", "Jane.Doe+x@ACME.example", "--because", f"{JANE} asked", "--json")
    assert (told.code, told.json["leads"], told.json["in_flight"]) == (0, 1, [])
    assert JANE not in told.out + told.err
    dump = "\n".join(cam.dump).lower()
    assert not any(word in dump for word in (JANE, "quux"))
    assert "bob@acme.example" in dump
    for each in tmp_path.glob("cam.db*"):
        assert JANE.encode() not in each.read_bytes().lower(), each
    for campaign in ("1", "2"):
        again = door("import", file, "--campaign-id", campaign, "--json")
        assert again.json["suppressed"] == 1
    assert JANE not in "\n".join(cam.dump)


def test_an_unknown_address_is_refused_from_now_on(door: Door) -> None:
    """It says that nothing was known, and that it is suppressed; twice is fine."""
    for _ in range(2):
        told = door("erase", JANE)
        assert told.code == 0
        assert "Nothing is known" in told.out
        assert "refused from now on" in told.out
    door("campaign", "create", "--name", "X")
    file = door.shell.file("people.csv", PEOPLE)
    assert door("import", file, "--campaign-id", "1", "--json").json["suppressed"] == 1


@pytest.mark.parametrize("target", ["acme.example", "not an address", "a@b..c", ""])
def test_what_is_no_address_is_not_erased(door: Door, target: str) -> None:
    """A whole domain neither; 1, and nothing is written."""
    before = door.shell.dump
    assert door("erase", target).code == 1
    assert door.shell.dump == before


def test_the_own_address_is_not_erased(door: Door) -> None:
    """A campaign could not write any more."""
    file = door.shell.file("own.toml", 'name = "X"\n[sender]\nemail = "ann@agency.example"\n')
    assert door("campaign", "create", "--file", file).code == 0
    told = door("erase", "ann@agency.example", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "own_address")


async def test_the_command_logs_no_address(cam: Shell) -> None:
    """In a process of its own: stderr stays empty."""
    told = await cam("erase", JANE)
    assert (told.code, told.err) == (0, "")
    assert JANE not in told.out
