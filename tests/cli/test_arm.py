"""`cam arm`: looks without a reason, arms with one."""

import shutil
from pathlib import Path

import pytest

from cam.adapters import mounts
from cam.sandbox import Sandbox

from .shell import Door, Shell

PEOPLE = "email,first name\nada@acme.example,Ada\nbob@beta.example,Bob\n"


async def copied(cam: Shell) -> Shell:
    """A campaign that has written to somebody, and `cam` on a copy of its database."""
    del cam.environment["APOLLO_API_KEY"]
    await cam("campaign", "create", "--name", "X", "--now", "--max-emails-per-day", "1")
    await cam("import", cam.file("people.csv", PEOPLE), "--campaign-id", "1")
    assert (await cam("run-cycle", "--campaign-id", "1", "--no-dry-run")).code == 0
    folder = cam.folder / "copy"
    folder.mkdir()
    shutil.copyfile(cam.folder / "cam.db", folder / "cam.db")
    environment = cam.environment | {"CAM_DATABASE_URL": f"sqlite:///{folder / 'cam.db'}"}
    return Shell(folder, **environment)


async def test_a_copy_is_refused_shown_and_armed(cam_there: Shell, sandbox: Sandbox) -> None:
    """1 and the reason; then the held ones; then it runs."""
    assert (await cam_there("arm")).code == 0
    copy = await copied(cam_there)
    sent = len(sandbox.mails)
    for command in (("run-cycle", "--campaign-id", "1"), ("run-all",)):
        refused = await copy(*command, "--no-dry-run", "--json")
        assert (refused.code, refused.json["error"]["code"]) == (1, "deployment_not_armed")
        assert "it is a copy" in refused.err
        dry = await copy(*command)
        assert dry.code == 0
    checkup = await copy("doctor", "--json")
    (database,) = [each for each in checkup.json["checks"] if each["name"] == "database"]
    assert (database["state"], "it is a copy" in database["detail"]) == ("failed", True)
    looked = await copy("arm")
    assert looked.code == 1
    assert "Not armed" in looked.out
    assert "it is a copy" in looked.out
    armed = await copy("arm", "--because", "the old machine is dead", "--json")
    assert armed.code == 0
    assert (armed.json["leads"], armed.json["before"]["place"] != "") == (1, True)
    assert "the old machine is dead" in (await copy("arm")).out
    assert (await copy("run-cycle", "--campaign-id", "1", "--no-dry-run")).code == 0
    assert len(sandbox.mails) == sent
    settled = await copy("attempts", "resolve-held", "--sent", "--because", "logged", "--json")
    assert settled.json == {"settled": 1}


async def test_arming_twice_is_refused(cam_there: Shell) -> None:
    """And what --nothing-was-sent-since holds is nothing."""
    copy = await copied(cam_there)
    moved = await copy("arm", "--because", "moved", "--nothing-was-sent-since")
    assert moved.code == 0
    assert "Nothing is held" in moved.out
    again = await copy("arm", "--because", "moved", "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "already_armed")


def test_migrate_warns_of_a_network_file_system(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It makes the database, which dry runs may use."""
    table = tmp_path / "mountinfo"
    table.write_text("1 0 0:9 / / rw - nfs4 nas:/ rw\n")
    monkeypatch.setattr(mounts, "TABLE", table)
    answer = door("migrate", "--json")
    assert (answer.code, answer.json["after"] != "") == (0, True)
    assert "nfs4" in answer.err
