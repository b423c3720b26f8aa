"""`cam preview`: a mail as it would be, on a terminal, as bytes, as HTML, and to oneself."""

from email import message_from_string
from email.policy import default

import pytest

from cam.sandbox import Sandbox

from .shell import SENDER, Door, Shell

FILE = """
name = "Bakers"
[[sequence]]
subject = "Flour for {{company|your bakery}}"
text = "Hello {{first_name|there}},\\n\\nmay I bring you a bag from {{custom.mill|the mill}}?\\n"
html = "<p>Hello {{first_name|there}}, may I bring you a bag?</p>"
[[sequence.variants]]
name = "A"
[[sequence.variants]]
name = "B"
subject = "A bag of flour"
[[sequence]]
text = "Hello {{first_name|there}}, is {{city}} far?"
"""
PEOPLE = "email,first name,last name,company\njane@acme.example,JANE (she/her),Doe,Acme & Söhne\n"


@pytest.fixture
def bakers(door: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A campaign with one lead."""
    for name, value in SENDER.items():
        monkeypatch.setenv(name, value)
    assert door("campaign", "create", "--file", door.shell.file("b.toml", FILE)).code == 0
    assert door("import", door.shell.file("p.csv", PEOPLE), "--campaign-id", "1").code == 0
    return door


@pytest.fixture(autouse=True)
def migrated(door: Door) -> None:
    door("migrate")


def test_a_mail_is_shown_with_what_stands_in_its_fields(bakers: Door) -> None:
    """To a lead; a person reads what is known and what is said."""
    answer = bakers("preview", "--campaign-id", "1", "--lead", "1", "--variant", "A")
    assert answer.code == 0
    assert "Subject: Flour for Acme & Söhne" in answer.out
    assert "Hello Jane," in answer.out
    assert "JANE (she/her)" in answer.out
    assert "the mill" in answer.out
    assert 'reply "unsubscribe"' in answer.out
    sample = bakers("preview", "--campaign-id", "1", "--variant", "B")
    assert "Subject: A bag of flour" in sample.out
    assert "To: jane.doe@example.com" in sample.out


def test_raw_is_the_mail_and_nothing_else(bakers: Door) -> None:
    """What a mail program reads."""
    answer = bakers("preview", "--campaign-id", "1", "--lead", "1", "--raw")
    mail = message_from_string(answer.out, policy=default)
    assert mail["To"] == "Jane Doe <jane@acme.example>"
    assert mail.get_content_type() == "multipart/alternative"
    lacking = bakers("preview", "--campaign-id", "1", "--lead", "1", "--step", "2", "--raw")
    assert (lacking.code, "missing_field: city" in lacking.err) == (2, True)
    html = bakers("preview", "--campaign-id", "1", "--lead", "1", "--html").out
    assert html.startswith("<!DOCTYPE html>")
    assert "Hello Jane, may I bring" in html


def test_a_mail_that_would_fail_says_why(bakers: Door) -> None:
    """Its step counts from 1; exit code 2; a value fills the gap."""
    asked = ("preview", "--campaign-id", "1", "--lead", "1", "--step", "2")
    answer = bakers(*asked)
    assert answer.code == 2
    assert "is {{city}} far?" in answer.out
    assert "missing_field: city" in answer.out
    filled = bakers(*asked, "--value", "city=Lyon", "--json")
    assert (filled.code, filled.json["why_not"]) == (0, [])
    assert filled.json["subject"].startswith("Re: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--variant", "C"), "there are: A, B"),
        (("--step", "3"), "the last one is"),
        (("--lead", "9"), "no lead 9"),
        (("--value", "first_name"), "is not FIELD=TEXT"),
        (("--value", "firstname=x"), 'did you mean "first_name"?'),
        (("--send-to", "nobody", "--no-dry-run"), "email"),
        (("--send-to", "me@agency.example"), "SMTP_HOST"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    bakers: Door, arguments: tuple[str, ...], words: str
) -> None:
    """One sentence, exit code 1."""
    answer = bakers("preview", "--campaign-id", "1", *arguments)
    assert answer.code == 1
    assert words in answer.err


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ('text = "{{firstname}}"', "sequence[0].variants[1].text"),
        ('subject = "Re: hello"', "sequence[0].variants[1].subject"),
        ('text = "x"\nhtml = "<img src=x>"', "sequence[0].variants[1].html"),
    ],
)
def test_a_file_that_is_refused_says_where(door: Door, wrong: str, place: str) -> None:
    """Down to the variant."""
    file = FILE.replace('subject = "A bag of flour"', wrong)
    answer = door("campaign", "create", "--file", door.shell.file("w.toml", file))
    assert answer.code == 1
    assert place in answer.err


async def test_a_test_mail_really_arrives(cam_there: Shell, sandbox: Sandbox) -> None:
    """Once it is meant; then it is marked, and the results tell nothing of it."""
    await cam_there("migrate")
    await cam_there("campaign", "create", "--file", cam_there.file("b.toml", FILE))
    send = ("preview", "--campaign-id", "1", "--variant", "B", "--send-to", "me@agency.example")
    dry = await cam_there(*send)
    assert (dry.code, "say --no-dry-run" in dry.out, sandbox.mails) == (0, True, [])
    sent = await cam_there(*send, "--no-dry-run")
    assert (sent.code, sent.out) == (0, "Sent to me@agency.example: [Test] A bag of flour\n")
    (mail,) = sandbox.mails
    assert mail.rcpt_to == ("me@agency.example",)
    assert b"Subject: [Test] A bag of flour" in mail.raw
    shown = (await cam_there("campaign", "show", "1", "--json")).json
    assert (shown["results"], shown["metrics"]["leads_by_status"]) == ([], {})


async def test_results_are_shown_by_step_and_variant(cam_there: Shell) -> None:
    """For people in a line each."""
    await cam_there("migrate")
    made = await cam_there("campaign", "create", "--file", cam_there.file("b.toml", FILE), "--now")
    assert made.code == 0, made.err
    await cam_there("import", cam_there.file("p.csv", PEOPLE), "--campaign-id", "1")
    for _ in range(2):
        await cam_there("run-cycle", "--campaign-id", "1", "--no-dry-run")
    shown = await cam_there("campaign", "show", "1")
    assert "1 sent, 0 answered (0%), 0 bounced" in shown.out
    assert "step 1, variant" in shown.out
