"""On Postgres a copy, a dump that was put back and a promoted standby send nothing until armed."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cam.app.composition import migrated
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import DatabaseUnavailable, NotArmed
from cam.sandbox import Sandbox
from postgres_server import Databases, PostgresServer, asked, eventually, on, own_server, told

from .stage import Stage, a_draft, imported, lived, people

WITHOUT = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")


async def begun(cam: Cam) -> Campaign:
    """A campaign that has written to one of its people."""
    campaign = await cam.create_campaign(a_draft(max_emails_per_day=1))
    await imported(cam, campaign, people(3))
    assert (await lived(cam, campaign)).outreach_sent == 1
    return campaign


async def refused(stage: Stage, campaign: Campaign, what: str) -> None:
    """No live run; then a person arms it, and what may have gone out is held."""
    mails = len(stage.sandbox.mails)
    async with stage.cam(*WITHOUT) as cam:
        with pytest.raises(NotArmed, match=what):
            await cam.run_cycle(campaign.id, dry_run=False)
        with pytest.raises(NotArmed, match=what):
            await cam.run_all(dry_run=False)
        armed = await cam.arm(because="a test", by="ann")
        assert armed.leads == 2
        assert (await lived(cam, campaign)).errors == ()
    assert len(stage.sandbox.mails) == mails
    assert stage.states() == {"sent": 1, "unknown": 2}


async def test_a_copy_on_the_same_server(
    sandbox: Sandbox, postgres_url: str, postgres_databases: Databases
) -> None:
    """Made by CREATE DATABASE ... TEMPLATE."""
    stage = Stage(sandbox, postgres_url)
    async with stage.cam(*WITHOUT) as cam:
        campaign = await begun(cam)
    copy = postgres_databases.empty(template=postgres_url.rpartition("/")[2])
    await refused(Stage(sandbox, copy), campaign, "it is a copy on the same server")


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of this test's own."""
    with own_server() as running:
        yield running


def dumped_and_put_back(server: PostgresServer, url: str) -> None:
    """By pg_dump and psql."""
    dump = subprocess.run(
        [server._binaries / "pg_dump", "--clean", "--if-exists", url],
        capture_output=True,
        check=True,
    )
    done = subprocess.run(
        [server._binaries / "psql", "-q", "-v", "ON_ERROR_STOP=1", url],
        input=dump.stdout,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


async def test_a_dump_that_was_put_back(sandbox: Sandbox, server: PostgresServer) -> None:
    """Into the very database that it was taken of."""
    url = on(server.url, "cam")
    asked(server.url, "CREATE DATABASE cam")
    stage = Stage(sandbox, url)
    await migrated(Settings.read(stage.environment()))
    async with stage.cam(*WITHOUT) as cam:
        campaign = await begun(cam)
    dumped_and_put_back(server, url)
    await refused(stage, campaign, "a dump was put back")


class Standby(PostgresServer):
    """A standby of a server: a base backup that follows it."""

    def __init__(self, primary: PostgresServer, folder: Path) -> None:
        self._binaries, self._user, self._durable = primary._binaries, primary._user, False
        self.database, self._data, self._log = primary.database, folder / "data", folder / "log"
        self._log.touch(mode=0o666)
        self._keeper = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        told = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres"]
        self._run("pg_basebackup", *told, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")

    def promote(self) -> None:
        """From now on it is a primary."""
        self._run("pg_ctl", "promote", "-w")


@contextmanager
def standby_of(primary: PostgresServer) -> Iterator[Standby]:
    """A standby that runs."""
    folder = primary._data.parent / "standby"
    folder.mkdir()
    if primary._user:
        shutil.chown(folder, primary._user)
    standby = Standby(primary, folder)
    try:
        standby.start()
        yield standby
    finally:
        standby.end()


async def test_a_promoted_standby(sandbox: Sandbox, server: PostgresServer) -> None:
    """It follows its primary, and is promoted when that crashes."""
    stage = Stage(sandbox, server.url)
    await migrated(Settings.read(stage.environment()))
    with standby_of(server) as standby:
        after = Stage(sandbox, standby.url)
        async with stage.cam(*WITHOUT) as cam:
            campaign = await begun(cam)
        at = f"'{asked(server.url, 'SELECT pg_current_wal_lsn()::text')[0][0]}'::pg_lsn"

        async def caught_up() -> bool:
            query = f"SELECT pg_last_wal_replay_lsn() >= {at}"
            return bool((await told(standby.url, query))[0][0])

        await eventually(caught_up)
        async with after.cam(*WITHOUT) as cam:
            with pytest.raises((NotArmed, DatabaseUnavailable)):
                await cam.run_cycle(campaign.id, dry_run=False)
        server.stop()
        standby.promote()
        await refused(after, campaign, "a standby was promoted")


async def test_a_plain_role_may_ask_where_it_is(sandbox: Sandbox, server: PostgresServer) -> None:
    """CAM needs no superuser for that: all four parts are told."""
    asked(server.url, "CREATE ROLE plain LOGIN NOSUPERUSER")
    asked(server.url, "CREATE DATABASE cam OWNER plain")
    url = on(server.url, "cam").replace("postgres@", "plain@")
    stage = Stage(sandbox, url)
    await migrated(Settings.read(stage.environment()))
    async with stage.cam(*WITHOUT) as cam:
        await begun(cam)
        standing = await cam.standing()
    assert [part.split(" ")[0] for part in standing.place.split(", ")] == [
        "server",
        "timeline",
        "database",
        "table",
    ]
    assert standing.refusal == ""


async def test_what_a_server_does_not_tell_is_left_out(
    sandbox: Sandbox, server: PostgresServer
) -> None:
    """As on hosted ones; the rest still tells a copy."""
    asked(server.url, "CREATE ROLE plain LOGIN NOSUPERUSER")
    asked(server.url, "CREATE DATABASE cam OWNER plain")
    for function in ("pg_control_system()", "pg_walfile_name(pg_lsn)"):
        asked(on(server.url, "cam"), f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    stage = Stage(sandbox, on(server.url, "cam").replace("postgres@", "plain@"))
    await migrated(Settings.read(stage.environment()))
    async with stage.cam(*WITHOUT) as cam:
        campaign = await begun(cam)
        place = (await cam.standing()).place
    assert [part.split(" ")[0] for part in place.split(", ")] == ["database", "table"]
    asked(server.url, "CREATE DATABASE other TEMPLATE cam OWNER plain")
    for function in ("pg_control_system()", "pg_walfile_name(pg_lsn)"):
        asked(on(server.url, "other"), f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    there = Stage(sandbox, on(server.url, "other").replace("postgres@", "plain@"))
    await refused(there, campaign, "it is a copy on the same server")
