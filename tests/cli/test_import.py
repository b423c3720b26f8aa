"""People of a file become leads; refused rows are told with their line."""

import asyncio

from .shell import Shell

GOOD = "email,first name,tags\nada@acme.example,Ada,hot\nbob@beta.example,Bob,\n"


async def test_people_of_a_file_are_kept(cam: Shell) -> None:
    """Exit code 0; who comes again is known already."""
    await cam("campaign", "create", "--name", "X")
    file = cam.file("people.csv", GOOD)
    first = await cam("import", file, "--campaign-id", "1")
    assert (first.code, "2 new" in first.out, first.err) == (0, True, "")
    again = await cam("import", file, "--campaign-id", "1", "--json")
    assert (again.code, again.json["new"], again.json["duplicates"]) == (0, 0, 2)


async def test_refused_rows_end_with_2_and_tell_their_lines(cam: Shell) -> None:
    """The good rows are kept all the same."""
    await cam("campaign", "create", "--name", "X")
    file = cam.file("people.csv", GOOD + "no address,Eve,\n\na@b..c,Mallory,\n")
    answer = await cam("import", file, "--campaign-id", "1", "--json")
    assert answer.code == 2
    assert [row["line"] for row in answer.json["refusals"]] == [4, 6]
    assert (answer.json["new"], answer.json["refused"]) == (2, 2)
    readable = await cam("import", file, "--campaign-id", "1")
    assert readable.code == 2
    assert "line 4: " in readable.out
    assert "line 6: " in readable.out


async def test_progress_goes_to_stderr_only(cam: Shell) -> None:
    """stdout is one document even when progress is forced."""
    await cam("campaign", "create", "--name", "X")
    file = cam.file("people.csv", GOOD)
    answer = await cam("import", file, "--campaign-id", "1", "--json", "--progress")
    assert answer.json["new"] == 2
    assert "campaign 1: rows" in answer.err


async def test_what_cannot_be_read_could_not_run(cam: Shell) -> None:
    """A missing file, a file that is no table, an unknown campaign: 1, and nothing is kept."""
    await cam("campaign", "create", "--name", "X")
    before = cam.dump
    file, table = cam.file("people.csv", GOOD), cam.file("no.csv", "colour,size\nred,1\n")
    answers = [
        await cam("import", "missing.csv", "--campaign-id", "1"),
        await cam("import", ".", "--campaign-id", "1"),
        await cam("import", table, "--campaign-id", "1"),
        await cam("import", file, "--campaign-id", "9"),
    ]
    assert [answer.code for answer in answers] == [1, 1, 1, 1]
    says = ("cannot be read", "cannot be read", "no.csv: has no e-mail", "there is no campaign 9")
    assert all(word in answer.err for word, answer in zip(says, answers, strict=True))
    assert cam.dump == before


async def test_two_processes_that_import_one_file_keep_each_person_once(cam: Shell) -> None:
    """At the same time, in whatever order the rows stand."""
    await cam("campaign", "create", "--name", "X")
    rows = [f"person{number}@x{number % 50}.example,P{number},\n" for number in range(3_000)]
    head = "email,first name,tags\n"
    files = [
        cam.file("forth.csv", head + "".join(rows)),
        cam.file("back.csv", head + "".join(reversed(rows))),
    ]
    imports = [cam("import", file, "--campaign-id", "1", "--json") for file in files]
    answers = await asyncio.gather(*imports)
    assert [answer.code for answer in answers] == [0, 0]
    assert sum(answer.json["new"] for answer in answers) == 3_000
    assert sum(answer.json["duplicates"] for answer in answers) == 3_000
    assert sum('INSERT INTO "lead"' in line for line in cam.dump) == 3_000


async def test_who_is_known_completes_the_lead_that_is_there(cam: Shell) -> None:
    """It is counted, and told."""
    await cam("campaign", "create", "--name", "X")
    await cam("import", cam.file("people.csv", GOOD), "--campaign-id", "1")
    more = cam.file("more.csv", "email,city\nada@acme.example,London\nbob@beta.example,\n")
    answer = await cam("import", more, "--campaign-id", "1")
    assert "0 new, 1 merged, 1 known already" in answer.out
