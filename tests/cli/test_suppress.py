"""Whom the operator suppresses nobody keeps or mails any more."""

from cam.sandbox import Sandbox

from .shell import Shell

PEOPLE = "email,first name\nada@acme.example,Ada\nbob@beta.example,Bob\ncid@beta.example,Cid\n"


async def test_the_suppressed_get_no_mail_and_are_not_kept_again(
    cam_there: Shell, sandbox: Sandbox
) -> None:
    """By address, plus tags or not, and by domain; before and after they were imported."""
    cam = cam_there
    del cam.environment["APOLLO_API_KEY"]
    await cam("campaign", "create", "--name", "X", "--now")
    file = cam.file("people.csv", PEOPLE)
    assert (await cam("suppress", "Bob+news@beta.example", "--reason", "asked")).code == 0
    assert (await cam("import", file, "--campaign-id", "1", "--json")).json["suppressed"] == 1
    told = await cam("suppress", "BETA.example", "--json")
    entry = told.json["suppression"]
    assert (told.code, entry["kind"], entry["value"]) == (0, "domain", "beta.example")
    assert told.json["in_flight"] == []
    run = await cam("run-cycle", "--campaign-id", "1", "--no-dry-run", "--json")
    assert run.code == 0
    assert [mail.rcpt_to for mail in sandbox.mails] == [("ada@acme.example",)]
    assert run.json["reports"][0]["outreach_skipped"] == {"suppressed": 1}


async def test_what_is_neither_address_nor_domain_is_refused(cam: Shell) -> None:
    """1, and nothing is written."""
    before = cam.dump
    assert (await cam("suppress", "not an address")).code == 1
    assert cam.dump == before
