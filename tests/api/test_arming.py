"""Over HTTP, too, a copied database sends nothing."""

import shutil
from pathlib import Path

from cam.app.composition import World
from cam.app.settings import Settings
from cam.testing.fakes.mailer import FakeMailer

from .service import SENDER, refused, served


async def test_a_copy_answers_409_to_live_runs(settings: Settings, tmp_path: Path) -> None:
    """With what was found; dry runs and everything else go on."""
    mailer = FakeMailer()
    async with served(settings, world=World(mailer=mailer)) as service:
        number = await service.campaign(leads=1)
        live = await service.post(f"/campaigns/{number}/run-cycle?dry_run=false")
        assert live.status_code == 200
    (tmp_path / "copy").mkdir()
    copy = shutil.copyfile(tmp_path / "cam.db", tmp_path / "copy" / "cam.db")
    there = Settings(database_url=f"sqlite:///{copy}", **SENDER)
    async with served(there, world=World(mailer=mailer)) as service:
        for path in (f"/campaigns/{number}/run-cycle", "/run-all"):
            problem = refused(
                await service.post(f"{path}?dry_run=false"), 409, "deployment_not_armed"
            )
            assert "it is a copy" in problem["detail"]
            dry = await service.post(f"{path}?wait=30")
            assert dry.status_code == 200, dry.text
        assert (await service.get("/campaigns")).status_code == 200
        assert (await service.get("/runs")).json()[0]["requested_by"] == "api"
    assert len(mailer.sent) == 1
