"""Runs are dry unless told otherwise, and their exit code tells the truth."""

from cam.adapters.file_locks import FileLocks
from cam.sandbox import Sandbox

from .shell import SENDER, Shell

PEOPLE = "email,first name,company\nada@acme.example,Ada,Acme\nbob@beta.example,Bob,Beta\n"


async def a_campaign(cam: Shell, *options: str, people: str = "") -> None:
    await cam("campaign", "create", "--name", "Bakers", "--now", *options)
    if people:
        await cam("import", cam.file("people.csv", people), "--campaign-id", "1")


async def test_dry_is_the_default_and_writes_nothing(cam_there: Shell, sandbox: Sandbox) -> None:
    """Nothing in the database, no request, no mail; of one campaign or of all."""
    await a_campaign(cam_there, "--title", "CEO", people=PEOPLE)
    before = cam_there.dump
    one = await cam_there("run-cycle", "--campaign-id", "1")
    every = await cam_there("run-all")
    assert (one.code, every.code) == (0, 0)
    assert cam_there.dump == before
    assert sandbox.books.requests.total() == 0
    assert sandbox.mails == []
    assert sandbox.hooks == []


async def test_a_plan_names_who_gets_what_and_who_not(cam: Shell) -> None:
    """Without an enricher the given addresses would be written to, within the quota."""
    cam.environment |= SENDER | {"SMTP_HOST": "127.0.0.1", "SMTP_TLS": "none"}
    await a_campaign(cam, "--max-emails-per-day", "1", people=PEOPLE)
    shown = await cam("run-cycle", "--campaign-id", "1")
    assert "New clients for Acme" in shown.out
    assert "quota reached for today" in shown.out
    assert "0 used, 1 after, of 1" in shown.out
    run = (await cam("run-cycle", "--campaign-id", "1", "--json")).json
    assert run["dry_run"] is True
    assert [mail["recipient"] for mail in run["reports"][0]["plan"]["would_send"]] == [
        "ada@acme.example"
    ]


async def test_a_plan_without_a_mail_server_sends_to_nobody(cam: Shell) -> None:
    """A dry run promises no more than a live run would do, and says what to set."""
    await a_campaign(cam, people=PEOPLE)
    plan = (await cam("run-cycle", "--campaign-id", "1", "--json")).json["reports"][0]["plan"]
    assert plan["would_send"] == []
    assert {"not_configured: set SMTP_HOST"} == {each["reason"] for each in plan["would_skip"]}
    assert plan["quota_used_after"] == 0


async def test_a_live_cycle_sends_and_tells(cam_there: Shell, sandbox: Sandbox) -> None:
    """What the report counts is what was received; a second cycle writes to nobody twice."""
    await a_campaign(cam_there, "--title", "CEO", "--max-emails-per-day", "5")
    live = ("run-cycle", "--campaign-id", "1", "--no-dry-run", "--json", "--progress")
    first = await cam_there(*live)
    assert first.code == 0, first.out
    report = first.json["reports"][0]
    assert report["outreach_sent"] == len(sandbox.mails) == 5
    assert report["leads_discovered"] > 0
    assert "campaign 1: mails" in first.err
    await cam_there(*live)
    assert len(sandbox.mails) == 5
    shown = await cam_there("campaign", "show", "1")
    assert "5 of 5 used, 0 left" in shown.out


async def test_all_campaigns_get_a_line_each(cam_there: Shell, sandbox: Sandbox) -> None:
    """A paused one is not among them."""
    await a_campaign(cam_there, "--title", "CEO", "--max-emails-per-day", "2")
    await cam_there("campaign", "create", "--name", "Second")
    await cam_there("campaign", "create", "--name", "Third")
    await cam_there("campaign", "pause", "3")
    answer = await cam_there("run-all", "--no-dry-run")
    assert answer.code == 0, answer.out + answer.err
    assert "Bakers" in answer.out
    assert "Second" in answer.out
    assert "Third" not in answer.out
    assert len(sandbox.mails) == 2


async def test_a_run_with_failures_ends_with_2(cam_there: Shell) -> None:
    """A key that Apollo does not accept fails a step; the others go on. Afterwards Apollo is left
    alone, and the reason is told."""
    await a_campaign(cam_there, "--title", "CEO")
    key = {"APOLLO_API_KEY": "wrong"}
    one = await cam_there("run-cycle", "--campaign-id", "1", "--no-dry-run", "--json", **key)
    assert (one.code, one.json["status"]) == (2, "done_with_failures")
    every = await cam_there("run-all", "--no-dry-run", "--json", **key)
    word = every.json["reports"][0]["skipped_steps"]["discover"]
    assert (every.code, word[:50]) == (0, "apollo is left alone: it denied the key (401 Inval")
    assert "discover skipped: apollo" in (await cam_there("run-all", "--no-dry-run", **key)).out


async def test_what_cannot_run_ends_with_1(cam: Shell) -> None:
    """Unknown, paused, running already: one sentence each, with its stable code."""
    await a_campaign(cam)
    unknown = await cam("run-cycle", "--campaign-id", "9", "--json")
    async with FileLocks(cam.folder / "cam.db.locks").held(1):
        running = await cam("run-cycle", "--campaign-id", "1", "--no-dry-run", "--json")
    await cam("campaign", "pause", "1")
    paused = await cam("run-cycle", "--campaign-id", "1", "--json")
    answers = (unknown, running, paused)
    assert [answer.code for answer in answers] == [1, 1, 1]
    codes = [answer.json["error"]["code"] for answer in answers]
    assert codes == ["campaign_not_found", "already_running", "campaign_paused"]
    assert "resume it first" in paused.err


async def test_the_database_must_be_there(cam: Shell) -> None:
    """Each sentence says what to do, and none shows a password."""
    places = {
        "sqlite:///empty.db": "run `cam migrate`",
        "sqlite:///no/such/folder/cam.db": "run `cam migrate`",
        f"sqlite:///{cam.file('text.db', 'no database ' * 1000)}": "not a database",
        "postgresql://u:canary@127.0.0.1:1/cam": "cannot reach the database at 127.0.0.1:1: ",
        "mysql://u:canary@127.0.0.1/cam": "CAM_DATABASE_URL",
    }
    for url, says in places.items():
        answer = await cam("run-all", CAM_DATABASE_URL=url)
        assert (answer.code, answer.out) == (1, "")
        assert says in answer.err
        assert "canary" not in answer.err


async def test_migrate_makes_a_database_and_may_be_repeated(cam: Shell) -> None:
    """First from nothing, then there is nothing to do."""
    url = {"CAM_DATABASE_URL": "sqlite:///new.db"}
    first, again = await cam("migrate", "--json", **url), await cam("migrate", **url)
    assert (first.code, again.code) == (0, 0)
    assert first.json["before"] == ""
    assert "up to date" in again.out
    assert (await cam("campaign", "list", **url)).code == 0
