"""A database that was copied or restored sends nothing until a person arms it."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cam.adapters import mounts
from cam.adapters.sql.attempts import SqlAttempts
from cam.adapters.sql.place_sqlite import FilePlace
from cam.app.composition import migrated
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.attempt import Claim
from cam.domain.model.campaign import Campaign, OnUnknown
from cam.domain.model.errors import AlreadyArmed, InvalidInput, NotArmed, UnsafeStorage
from cam.domain.model.lead import NextAction
from cam.domain.model.report import RunStatus
from cam.testing.builders import an_event
from cam.testing.clock import FrozenClock

from .stage import (
    SOMEBODY,
    Stage,
    a_draft,
    attempts_of,
    imported,
    leads_of,
    lived,
    lived_all,
    people,
)

HOOK = "MAKE_WEBHOOK_URL"
WITHOUT = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", HOOK)
BACKUP = "restored last night's backup"


def saved(stage: Stage, name: str = "backup.db") -> Path:
    """A backup, as SQLite makes it."""
    file = stage.path.with_name(name)
    with closing(sqlite3.connect(stage.path)) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy)
    return file


def put_back(stage: Stage, backup: Path) -> None:
    """Written into the file that is there, as `cp` does: its inode stays."""
    before = stage.path.stat().st_ino
    for beside in ("-wal", "-shm"):
        stage.path.with_name(f"{stage.path.name}{beside}").unlink(missing_ok=True)
    shutil.copyfile(backup, stage.path)
    assert stage.path.stat().st_ino == before


def elsewhere(stage: Stage, backup: Path) -> Stage:
    """The same sandbox, and a copy of the database in a folder of its own."""
    folder = stage.path.parent / "elsewhere"
    folder.mkdir()
    return Stage(stage.sandbox, f"sqlite:///{shutil.copyfile(backup, folder / 'cam.db')}")


async def begun(cam: Cam, number: int = 6, *, sent: int = 3, **changes: Any) -> Campaign:
    """A campaign that has written to some of its people, the quota of the day."""
    campaign = await cam.create_campaign(a_draft(max_emails_per_day=sent, **changes))
    await imported(cam, campaign, people(number))
    assert (await lived(cam, campaign)).outreach_sent == sent
    return campaign


async def refused_everywhere(stage: Stage, campaign: Campaign, what: str) -> None:
    """No live run, of one campaign or of all; a dry one tells why."""
    mails = len(stage.sandbox.mails)
    stage.sandbox.books.reset()
    async with stage.cam() as cam:
        before = stage.dump()
        for ask in (cam.run_cycle(campaign.id, dry_run=False), cam.run_all(dry_run=False)):
            with pytest.raises(NotArmed, match=what):
                await ask
        assert what in (await cam.standing()).differs
        (report,) = (await cam.run_cycle(campaign.id)).reports
        assert what in report.skipped_steps["cycle"]
        assert (await cam.announce()).delivered == 0
    assert stage.dump() == before
    assert stage.sandbox.books.requests == {}
    assert len(stage.sandbox.mails) == mails


async def test_a_copy_asks_and_sends_nothing(stage: Stage) -> None:
    """Neither a provider, nor a mail, nor an announcement; the original goes on."""
    clock = FrozenClock()
    async with stage.cam(*WITHOUT, clock=clock) as cam:
        campaign = await begun(cam, audience=SOMEBODY)
        async with cam._unit_of_work() as repo:
            await repo.events.add([an_event(campaign.id)])
        backup = saved(stage)
    await refused_everywhere(elsewhere(stage, backup), campaign, "it is a copy")
    clock.advance(timedelta(days=1))
    async with stage.cam(*WITHOUT, clock=clock) as cam:
        assert (await lived(cam, campaign)).outreach_sent == 3


async def test_an_older_state_in_the_same_file_is_known(stage: Stage) -> None:
    """The file and its disk are the same; the mark beside it is ahead."""
    async with stage.cam(*WITHOUT) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(2))
        await lived(cam, campaign)
        backup = saved(stage)
        await lived(cam, campaign)
    put_back(stage, backup)
    await refused_everywhere(stage, campaign, "an older state of this database was put back")


async def test_a_backup_from_before_the_first_run_is_known(stage: Stage) -> None:
    """Where it was used later: what it did then is in its mark."""
    async with stage.cam(*WITHOUT) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(2))
        backup = saved(stage)
        await lived(cam, campaign)
    put_back(stage, backup)
    await refused_everywhere(stage, campaign, "an older state of this database was put back")


async def test_a_backup_from_the_midst_of_a_run_is_known(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken after the run began and before its mails went out: each leave to write is marked."""
    backups: list[Path] = []
    honest = SqlAttempts.authorize

    async def authorize(self: SqlAttempts, *told: Any) -> Any:
        if not backups:
            backups.append(saved(stage))
        return await honest(self, *told)

    monkeypatch.setattr(SqlAttempts, "authorize", authorize)
    async with stage.cam(*WITHOUT) as cam:
        campaign = await begun(cam, 1, sent=1)
    put_back(stage, backups[0])
    await refused_everywhere(stage, campaign, "an older state of this database was put back")


async def test_a_whole_folder_that_was_put_back_into_itself_is_known(stage: Stage) -> None:
    """With the older mark: the newer one is still there."""
    async with stage.cam(*WITHOUT) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(2))
        await lived(cam, campaign)
        backup = saved(stage)
        locks = stage.path.with_name("cam.db.locks")
        shutil.copytree(locks, stage.path.with_name("backup.locks"))
        await lived(cam, campaign)
    put_back(stage, backup)
    shutil.copytree(stage.path.with_name("backup.locks"), locks, dirs_exist_ok=True)
    await refused_everywhere(stage, campaign, "an older state of this database was put back")


async def test_a_mark_that_is_gone_is_told(stage: Stage) -> None:
    """Without it nobody can say whether this is the newest state."""
    async with stage.cam(*WITHOUT) as cam:
        campaign = await begun(cam)
    shutil.rmtree(stage.path.with_name("cam.db.locks"))
    await refused_everywhere(stage, campaign, "the mark of this database is not in")


async def test_a_new_database_at_an_old_place_is_new(stage: Stage) -> None:
    """Who deletes the file and begins again is not stopped by the old one's mark."""
    async with stage.cam(*WITHOUT) as cam:
        await begun(cam)
    for name in ("cam.db", "cam.db-wal", "cam.db-shm"):
        stage.path.with_name(name).unlink(missing_ok=True)
    await migrated(Settings.read(stage.environment()))
    async with stage.cam(*WITHOUT) as cam:
        await begun(cam)


async def test_a_file_that_is_replaced_under_a_run_sends_nothing_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was claimed is given back, no quota is used, and the report says why."""
    honest = SqlAttempts.claim

    async def claim(self: SqlAttempts, *told: Any, **how: Any) -> list[Claim]:
        claims = await honest(self, *told, **how)
        shutil.copyfile(stage.path, stage.path.with_name("newer"))
        stage.path.with_name("newer").replace(stage.path)
        return claims

    async with stage.cam(*WITHOUT) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(3))
        monkeypatch.setattr(SqlAttempts, "claim", claim)
        run = await cam.runs.wait((await cam.run_cycle(campaign.id, dry_run=False)).id)
        (report,) = run.reports
        attempts = await attempts_of(cam, campaign)
    assert run.status is RunStatus.DONE_WITH_FAILURES
    assert [(each.step, each.code) for each in report.errors] == [
        ("contact", "deployment_not_armed")
    ]
    assert {each.state.value for each in attempts} == {"queued"}
    assert stage.recipients == []


async def restored(stage: Stage, clock: FrozenClock, **changes: Any) -> Campaign:
    """A backup from before the mails of a day, put back after them."""
    async with stage.cam(*WITHOUT, clock=clock) as cam:
        campaign = await cam.create_campaign(a_draft(max_emails_per_day=3, **changes))
        await imported(cam, campaign, people(6))
        backup = saved(stage)
        assert (await lived(cam, campaign)).outreach_sent == 3
    put_back(stage, backup)
    return campaign


async def test_what_went_out_since_the_backup_is_never_sent_again(stage: Stage) -> None:
    """All that was due is held; the mail server's log settles it, and everybody gets one mail."""
    clock = FrozenClock()
    campaign = await restored(stage, clock)
    logged = set(stage.recipients)
    async with stage.cam(*WITHOUT, clock=clock) as cam:
        armed = await cam.arm(because=BACKUP, by="ann")
        assert (len(armed.held), armed.leads) == (6, 6)
        assert stage.states() == {"unknown": 6}
        clock.advance(timedelta(days=1))
        assert (await lived(cam, campaign)).outreach_sent == 0
        for each in await attempts_of(cam, campaign):
            if each.recipient in logged:
                await cam.resolve_attempt(each.id, sent=True, because="in the log", by="ann")
        rest = await cam.resolve_held(campaign.id, sent=False, because="not in it", by="ann")
        assert rest == 3
        assert (await lived(cam, campaign)).outreach_sent == 3
        standing = await cam.standing()
    assert sorted(stage.recipients) == sorted(row.partition(",")[0] for row in people(6))
    assert (standing.refusal, standing.armed_by) == ("", f"ann: {BACKUP}")


async def test_nothing_is_held_when_nothing_was_sent_since(stage: Stage) -> None:
    """It was moved while CAM stood still: it goes on where it stood."""
    async with stage.cam(*WITHOUT) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(2))
        await lived(cam, campaign)
        await imported(cam, campaign, people(2, "later.example"))
    there = elsewhere(stage, saved(stage))
    async with there.cam(*WITHOUT) as cam:
        armed = await cam.arm(because="moved", by="ann", holds=False)
        assert armed.held == ()
        assert there.states() == {"sent": 2}
        await lived_all(cam)
    assert there.states() == {"sent": 4}
    assert len(set(stage.recipients)) == 4


async def test_what_was_queued_is_held_too(stage: Stage) -> None:
    """Its lead waits, whatever became of it in the other copy."""
    clock = FrozenClock()
    campaign = await restored(stage, clock)
    async with stage.cam(*WITHOUT, clock=clock) as cam:
        armed = await cam.arm(because=BACKUP, by="ann")
        leads = await leads_of(cam, campaign)
        await cam.resolve_attempt(armed.held[0], sent=False, because="mistake", by="ann")
        again = await cam.arm(because=BACKUP, by="ann", anyway=True)
    assert {lead.next_action for lead in leads} == {NextAction.AWAIT}
    assert again.held == armed.held[:1]


async def test_who_got_more_than_one_step_perhaps_is_left_alone(stage: Stage) -> None:
    """A backup that is older than the sequence's first pause. A word that the first step was not
    sent lets it go on; a word that it was does not: nobody asked about the second."""
    clock = FrozenClock()
    campaign = await restored(stage, clock)
    clock.advance(timedelta(days=4))
    async with stage.cam(*WITHOUT, clock=clock) as cam:
        armed = await cam.arm(because=BACKUP, by="ann")
        assert all(lead.closed_because for lead in await leads_of(cam, campaign))
        first, second = armed.held[:2]
        await cam.resolve_attempt(first, sent=True, because="logged", by="ann")
        await cam.resolve_attempt(second, sent=False, because="not logged", by="ann")
        assert (await lived(cam, campaign)).outreach_sent == 1
        clock.advance(timedelta(days=3, minutes=1))
        assert (await lived(cam, campaign)).outreach_sent == 1
    assert stage.states() == {"unknown": 4, "sent": 3}


@pytest.mark.parametrize(
    ("policy", "action"),
    [
        (OnUnknown.ASK, NextAction.AWAIT),
        (OnUnknown.STOP, NextAction.NONE),
        (OnUnknown.ASSUME_SENT, NextAction.CONTACT),
    ],
)
async def test_the_campaign_says_what_follows(
    stage: Stage, policy: OnUnknown, action: NextAction
) -> None:
    """As for every attempt whose end is unknown."""
    clock = FrozenClock()
    campaign = await restored(stage, clock, on_unknown=policy)
    async with stage.cam(*WITHOUT, clock=clock) as cam:
        await cam.arm(because=BACKUP, by="ann")
        leads = await leads_of(cam, campaign)
    assert {lead.next_action for lead in leads} == {action}


async def test_who_was_not_verified_yet_is_not_mailed_by_a_word(stage: Stage) -> None:
    """ "Not sent" puts a held mail back in the queue, but no address that nobody mails."""
    clock = FrozenClock()
    campaign = await restored(stage, clock)
    with closing(sqlite3.connect(stage.path)) as db, db:
        db.execute("UPDATE lead SET email_status = 'unverified', next_action = 'verify'")
    sent = len(stage.recipients)
    async with stage.cam(*WITHOUT, clock=clock) as cam:
        assert len((await cam.arm(because=BACKUP, by="ann")).held) == 6
        assert await cam.resolve_held(None, sent=False, because="not logged", by="ann") == 6
        report = await lived(cam, campaign)
        leads = await leads_of(cam, campaign)
    assert (report.outreach_sent, len(stage.recipients)) == (0, sent)
    assert report.outreach_failed > 0
    assert {lead.closed_because for lead in leads} == {"address is unverified", ""}


async def test_an_armed_database_is_armed_again_only_on_demand(stage: Stage) -> None:
    """Arming holds back: it is not done by mistake, nor without a reason."""
    async with stage.cam(*WITHOUT) as cam:
        with pytest.raises(AlreadyArmed, match="never used"):
            await cam.arm(because="x", by="ann")
        await begun(cam)
        with pytest.raises(AlreadyArmed, match="its first live run"):
            await cam.arm(because="x", by="ann")
        with pytest.raises(InvalidInput):
            await cam.arm(because=" \n", by="ann", anyway=True)
        await cam.arm(because="disk snapshot", by="ann", anyway=True)
        assert "unknown" in stage.states()


async def test_an_honest_database_never_looks_restored(stage: Stage, tmp_path: Path) -> None:
    """Killed at any instant between the first mark, the commit and the mark that follows it."""
    place = FilePlace(str(stage.path), b"key")
    place.prepare()
    assert (place.highest(), place.older(0)) == (0, "")
    place.prepare()  # killed before the commit, and begun again
    assert place.older(1) == ""  # committed, and killed before the mark
    place.moved(1)
    assert place.older(1) == ""
    assert place.older(0) != ""


async def test_processes_that_mark_at_once_leave_the_highest(stage: Stage) -> None:
    """In whatever order they come, the mark never goes back."""
    place = FilePlace(str(stage.path), b"key")
    for mark in (3, 5, 4):
        place.moved(mark)
    assert place.highest() == 5


@pytest.fixture
def on_nfs(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on the database lies on NFS, as the kernel tells it."""

    def mounted() -> None:
        table = tmp_path / "mountinfo"
        table.write_text(
            "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
            f"2 1 0:9 / {stage.path.parent.resolve()} rw - nfs4 nas:/cam rw,vers=4.2\n"
        )
        monkeypatch.setattr(mounts, "TABLE", table)

    return mounted


async def test_no_run_is_live_on_a_network_file_system(
    stage: Stage, on_nfs: Callable[[], None]
) -> None:
    """Whoever armed it; a dry run says so."""
    async with stage.cam(*WITHOUT) as cam:
        campaign = await begun(cam)
        on_nfs()
        with pytest.raises(UnsafeStorage, match="nfs4"):
            await cam.run_cycle(campaign.id, dry_run=False)
        with pytest.raises(UnsafeStorage, match="nfs4"):
            await cam.run_all(dry_run=False)
        with pytest.raises(UnsafeStorage, match="nfs4"):
            await cam.arm(because="x", by="ann", anyway=True)
        (report,) = (await cam.run_cycle(campaign.id)).reports
        assert "nfs4" in report.skipped_steps["cycle"]
    assert len(stage.sandbox.mails) == 3


async def test_a_transaction_that_began_before_a_mark_was_moved_is_not_older(
    stage: Stage,
) -> None:
    """It reads the mark of its beginning, while the one beside the file has gone on."""
    async with stage.cam("SMTP_HOST") as cam:
        campaign = await cam.create_campaign(a_draft())
        await lived(cam, campaign)
        async with cam._unit_of_work.reading() as early:
            await early.campaigns.all()
            async with cam._unit_of_work() as repo:
                await repo.deployment.begin()
            standing = await early.deployment.standing()
    assert standing.differs == ""
