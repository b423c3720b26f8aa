"""Several mailboxes over real SMTP, and processes that race for one that pauses."""

import asyncio
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from cam.adapters.sql import tables
from cam.app.operations import Cam
from cam.sandbox import Sandbox

from .smtp_peer import SmtpPeer, serving
from .stage import Stage, a_draft, imported, lived, people

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL", "MAKE_MAILER_URL")
RACERS = 5
AN_HOUR = "3600"

TWO = """
[[mailbox]]
name = "ann"
sender_email = "ann@agency.example"

[[mailbox]]
name = "bob"
sender_email = "bob@agency.example"
sender_name = "Bob Bowman"
port = {port}
username = "bob"
password = "{password}"
"""


async def test_a_535_holds_one_mailbox_and_a_new_password_ends_it(
    stage: Stage, tmp_path: Path
) -> None:
    """The other one goes on; the leads of the held one wait and then hear from it."""
    file = tmp_path / "mailboxes.toml"
    async with serving(SmtpPeer(extensions=("AUTH PLAIN",))) as peer:
        for _ in range(20):
            peer.answers("AUTH", b"535 5.7.8 no\r\n")

        def written(password: str) -> str:
            file.write_text(TWO.format(port=peer.port, password=password))
            return str(file)

        async with stage.cam(*FINDERS, CAM_MAILBOXES=written("wrong")) as cam:
            campaign = await cam.create_campaign(a_draft())
            await imported(cam, campaign, people(6))
            report = await lived(cam, campaign)
            assert [error.code for error in report.errors] == ["mailbox_held"]
            assert (report.outreach_sent, len(stage.recipients)) == (3, 3)
            asked = peer.connections
            again = await lived(cam, campaign)
            assert again.errors == ()
            assert "mailbox bob is left alone" in again.skipped_steps["contact"]
            assert peer.connections == asked
        peer._scripts["AUTH"].clear()
        async with stage.cam(*FINDERS, CAM_MAILBOXES=written("right")) as cam:
            assert (await lived(cam, campaign)).outreach_sent == 3
            assert all(each.hold is None for each in await cam.mailboxes())
        assert len(peer.bodies) == 3
        assert all(b"From: Bob Bowman <bob@agency.example>" in body for body in peer.bodies)
        assert set(peer.recipients).isdisjoint(stage.recipients)


@pytest.mark.parametrize("database", ["database_url", "postgres_url"])
async def test_racing_processes_send_one_mail_a_pause(
    sandbox: Sandbox, database: str, request: pytest.FixtureRequest
) -> None:
    """Each with a campaign of its own, so that no lock but the mailbox's is in their way."""
    stage = Stage(sandbox, request.getfixturevalue(database))
    async with stage.cam(*FINDERS, SMTP_MIN_SECONDS_BETWEEN_MAILS=AN_HOUR) as cam:
        for number in range(RACERS):
            campaign = await cam.create_campaign(a_draft(f"c{number}"))
            await imported(cam, campaign, people(2, f"c{number}.example"))
        for turn in range(1, 3):
            codes = await asyncio.gather(*(_cycle(stage, number + 1) for number in range(RACERS)))
            assert codes == [0] * RACERS
            assert len(stage.recipients) == turn
            (mailbox,) = await cam.mailboxes()
            assert mailbox.used == turn
            await _an_hour_passes(cam)
    assert Counter(stage.recipients).most_common(1)[0][1] == 1
    assert stage.states()["sent"] == 2


async def _cycle(stage: Stage, campaign_id: int) -> int:
    words = ("run-cycle", "--campaign-id", str(campaign_id), "--no-dry-run")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cam.app.cli", *words),
        env=stage.environment(*FINDERS, SMTP_MIN_SECONDS_BETWEEN_MAILS=AN_HOUR),
        stdout=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


async def _an_hour_passes(cam: Cam) -> None:
    """For the mailbox: the database's own clock cannot be moved."""
    async with cam._unit_of_work() as repo:
        earlier = repo.now() - timedelta(seconds=1)
        await repo.quotas._db.execute(  # type: ignore[attr-defined]
            update(tables.pace).values(next_send_at=earlier)
        )
