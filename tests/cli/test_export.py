"""Leads leave as a file that `cam import` reads back."""

import csv
import io
import json

from .shell import Shell

PEOPLE = "email,first name,phone,=odd\nada@acme.example,Zoë,+33 1,@x\nbob@beta.example,Bob,,\n"


async def with_people(cam: Shell) -> None:
    await cam("campaign", "create", "--name", "X")
    await cam("import", cam.file("people.csv", PEOPLE), "--campaign-id", "1")


async def test_an_export_is_read_back_and_adds_nobody(cam: Shell) -> None:
    """As CSV, with and without BOM, and as JSON lines."""
    await with_people(cam)
    for name, *options in (("a.csv",), ("b.csv", "--bom"), ("c.jsonl", "--json")):
        answer = await cam("export", "1", "-o", name, *options)
        assert (answer.code, answer.out, answer.err) == (0, "", "")
        again = await cam("import", name, "--campaign-id", "1", "--json")
        assert (again.json["new"], again.json["merged"], again.json["duplicates"]) == (0, 0, 2)
    assert (cam.folder / "b.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (cam.folder / "a.csv").stat().st_mode & 0o077 == 0


async def test_an_export_goes_to_stdout(cam: Shell) -> None:
    """Nothing else does; no cell is a formula."""
    await with_people(cam)
    ada, bob = csv.DictReader(io.StringIO((await cam("export", "1")).out))
    assert (ada["first_name"], ada["phone"], ada["'=odd"]) == ("Zoë", "'+33 1", "'@x")
    assert (bob["email"], bob["cam_status"]) == ("bob@beta.example", "NEW")
    lines = (await cam("export", "1", "--json")).out.splitlines()
    assert json.loads(lines[0])["custom"] == {"=odd": "@x"}


async def test_an_export_that_cannot_be_written_leaves_no_file(cam: Shell) -> None:
    """An unknown campaign, a folder that is not there: 1, and nothing half-written."""
    await with_people(cam)
    before = sorted(each.name for each in cam.folder.iterdir())
    unknown = await cam("export", "9", "-o", "out.csv")
    nowhere = await cam("export", "1", "-o", "nowhere/out.csv")
    assert (unknown.code, nowhere.code) == (1, 1)
    assert "there is no campaign 9" in unknown.err
    assert "cannot be written" in nowhere.err
    assert sorted(each.name for each in cam.folder.iterdir()) == before
