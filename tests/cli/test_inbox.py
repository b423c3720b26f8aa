"""`cam inbox` and `cam replies`, against a real mailbox."""

import sqlite3
from pathlib import Path

import pytest

from cam.sandbox import Sandbox
from integration.imap_mailbox import Mailbox
from messages import NO, UNSURE
from peers.peers import Peers

from .shell import Door, Shell


@pytest.fixture
def mailbox(peers: Peers) -> Mailbox:
    """An empty one."""
    return Mailbox(peers)


@pytest.fixture
async def cam_with_mail(cam_there: Shell, mailbox: Mailbox, sandbox: Sandbox) -> Shell:
    """One person was mailed; the mailbox is empty."""
    cam_there.environment |= {
        "IMAP_HOST": mailbox.host,
        "IMAP_PORT": str(mailbox.port),
        "IMAP_USERNAME": mailbox.user,
        "IMAP_PASSWORD": mailbox.password,
        "IMAP_TLS": "none",
        "APOLLO_API_KEY": "",
    }
    cam_there.file("people.csv", "email,first_name\njane@client.example,Jane\n")
    assert (await cam_there("campaign", "create", "--name", "x", "--now")).code == 0
    assert (await cam_there("import", "people.csv", "--campaign-id", "1")).code == 0
    sent = await cam_there("run-cycle", "--campaign-id", "1", "--no-dry-run", "--json")
    assert sent.json["reports"][0]["outreach_sent"] == len(sandbox.mails) == 1
    return cam_there


def answered(cam: Shell, text: str) -> bytes:
    """Jane's answer to the mail that she got."""
    with sqlite3.connect(Path(cam.folder) / "cam.db") as db:
        ((message_id,),) = db.execute("SELECT message_id FROM attempt").fetchall()
    db.close()
    return (
        f"From: Jane <jane@client.example>\nTo: ada@agency.example\nSubject: Re: Hi\n"
        f"Message-ID: <answer@client.example>\nIn-Reply-To: <{message_id}>\n\n{text}\n"
    ).encode()


async def test_a_look_changes_nothing_and_a_reading_applies(
    cam_with_mail: Shell, mailbox: Mailbox
) -> None:
    """Dry by default; the second reading finds nothing new."""
    await mailbox.put(answered(cam_with_mail, NO))
    before = cam_with_mail.dump
    look = await cam_with_mail("inbox", "--json")
    assert (look.code, look.json["dry_run"], look.json["by_kind"]) == (0, True, {"reply": 1})
    assert look.json["messages"][0]["verdict"] == "negative"
    assert cam_with_mail.dump == before
    assert "Dry: nothing was applied. 1 new: 1 reply." in (await cam_with_mail("inbox")).out
    done = await cam_with_mail("inbox", "--no-dry-run", "--json")
    assert (done.code, done.json["read"]) == (0, 1)
    assert "LOST" in "".join(cam_with_mail.dump)
    assert (await cam_with_mail("inbox", "--no-dry-run", "--json")).json["read"] == 0


async def test_what_needs_a_person_is_shown_and_classified(
    cam_with_mail: Shell, mailbox: Mailbox
) -> None:
    """The queue, the message with its text, the word, and its end."""
    await mailbox.put(answered(cam_with_mail, f"[bold]{UNSURE}[/bold]"))
    await cam_with_mail("run-all", "--no-dry-run")
    (waiting,) = (await cam_with_mail("replies", "--needs-review", "--json")).json
    listed = (await cam_with_mail("replies", "--needs-review")).out
    assert "needs" in listed
    shown = (await cam_with_mail("replies", "show", waiting["id"])).out
    assert f"[bold]{UNSURE}[/bold]" in shown, "what others write is not styled"
    done = await cam_with_mail("replies", "classify", waiting["id"], "--as", "positive", "--json")
    assert (done.code, done.json["effects"][-1]) == (0, "lead QUALIFIED")
    assert (await cam_with_mail("replies", "--needs-review")).out == "No replies.\n"


async def test_a_dead_mailbox_is_told_and_kills_no_cycle(
    cam_with_mail: Shell, mailbox: Mailbox
) -> None:
    """Exit code 2, the reason, and no password; the rest of the cycle goes on."""
    wrong = {"IMAP_PASSWORD": "canary-password"}
    read = await cam_with_mail("inbox", "--no-dry-run", **wrong)
    assert read.code == 2
    assert "does not let us in" in " ".join(read.out.split())
    run = await cam_with_mail("run-cycle", "--campaign-id", "1", "--no-dry-run", "--json", **wrong)
    assert run.code == 2
    (report,) = run.json["reports"]
    assert [(each["step"], each["code"]) for each in report["errors"]] == [
        ("inbox", "provider_denied")
    ]
    assert "contact" not in report["skipped_steps"]
    assert "canary" not in read.out + read.err + run.out + run.err
    gone = await cam_with_mail("inbox", IMAP_PORT="1")
    assert (gone.code, "refused" in gone.out) == (2, True)


def test_without_a_mailbox_it_could_not_run(door: Door) -> None:
    """It says which setting is missing."""
    answer = door("inbox")
    assert (answer.code, "IMAP_HOST" in answer.err) == (1, True)
    assert door("replies", "show", "7").code == 1
    assert door("replies", "classify", "7", "--as", "maybe").code == 1
    assert door("replies", "--after", "7").code == 1
