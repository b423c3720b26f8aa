"""The demo works on its own, checks itself, and leaves nothing behind."""

from pathlib import Path

import pytest

from cam.app.cli import main
from cam.app.demo import received

from .shell import Shell


@pytest.fixture
def alone(tmp_path: Path) -> Shell:
    """`cam` without any setting but one that must not be used."""
    return Shell(tmp_path, CAM_DATABASE_URL="sqlite:///never.db", APOLLO_API_KEY="never")


async def test_the_demo_works_and_leaves_nothing_behind(alone: Shell) -> None:
    """Exit code 0; not one file, nor in the temporary folder."""
    answer = await alone("demo")
    assert answer.code == 0, answer.err
    assert "What to try next" in answer.out
    assert "goal reached: 2 of 2 clients" in answer.out
    assert list(alone.folder.iterdir()) == []


async def test_the_demo_as_one_document(alone: Shell) -> None:
    """Claims that hold, mails, webhooks, and why the campaign paused."""
    told = (await alone("demo", "--json", "--progress")).json
    assert told["paused"] == "goal reached: 2 of 2 clients"
    assert told["webhooks"]["lead.contacted"] == told["mails"] > 0
    assert "a second run writes to nobody twice" in told["claims"]
    assert told["seconds"] < 20


async def test_the_mails_of_the_demo_are_personal_and_complete(alone: Shell) -> None:
    """As received: every header once, the postal address, a way out, a name."""
    answer = await alone("demo", "--keep", "kept", "--json")
    assert answer.code == 0, answer.err
    files = sorted((alone.folder / "kept" / "mails").iterdir())
    mails = [received.opened(file.read_bytes()) for file in files]
    assert len(mails) == answer.json["mails"]
    for mail in mails:
        assert [len(mail.get_all(name, [])) for name in received.HEADERS] == [1] * 6
        assert str(mail["From"]) == "Ada Lovelace <ada@agency.example>"
        assert str(mail["List-Unsubscribe"]).startswith("<mailto:ada@agency.example?subject=")
        assert str(mail["Message-ID"]).endswith("@agency.example>")
        assert mail["Date"].datetime.tzinfo is not None
        assert "Ada Agency, 1 Sandbox Street, 10115 Berlin" in received.text_of(mail)
        assert received.is_personal(mail)
    assert len({str(mail["To"]) for mail in mails}) == len(mails)
    assert len({str(mail["Message-ID"]) for mail in mails}) == len(mails)
    again = await alone("demo", "--keep", "kept")
    assert (again.code, "not empty" in again.err) == (1, True)


def test_a_claim_that_does_not_hold_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The demo does not merely say so: it looks."""
    monkeypatch.setattr(received, "is_personal", lambda _: False)
    assert main(["demo"]) == 1
    assert "every mail greets its recipient by name" in capsys.readouterr().err
