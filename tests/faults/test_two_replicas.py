"""Two services on one database, and twenty run-alls at once."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest

from cam.adapters.sql.runs import SqlRuns
from cam.app.operations import Cam
from cam.domain.model.errors import RunNotFound
from cam.domain.model.report import Run
from cam.sandbox import Sandbox
from integration.stage import Stage, a_draft, imported, people
from postgres_server import eventually

from .processes import Serving, serving
from .witness import broken_promises

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")
ASKED = 20
LIMIT = 9
NAMES = ("a", "b", "c")
SMALL, LARGE = 5, 12
"""People of a campaign: fewer and more than the limit."""


@pytest.fixture(params=["sqlite", "postgres"])
def stage(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    """Either database."""
    name = "database_url" if request.param == "sqlite" else "postgres_url"
    return Stage(sandbox, request.getfixturevalue(name))


async def test_each_due_lead_gets_one_mail_and_no_quota_is_passed(stage: Stage) -> None:
    """Every answer is 200, 202 or 409, and every run comes to an end."""
    async with stage.cam(*FINDERS) as cam:
        for name in NAMES:
            campaign = await cam.create_campaign(a_draft(name, max_emails_per_day=LIMIT))
            number = SMALL if name == "a" else LARGE
            await imported(cam, campaign, people(number, f"{name}.example"))
    environment = stage.environment(*FINDERS, SMTP_CONNECTIONS="4")
    async with serving(environment) as one, serving(environment) as two:
        answers = await asyncio.gather(*(_asked(each) for each in (one, two) * (ASKED // 2)))
        told = Counter(answer.status_code for answer in answers)
        assert told.keys() <= {200, 202, 409}, [answer.text for answer in answers]
        await eventually(lambda: _quiet(one))
        last = [await _asked(each, wait=20) for each in (one, two)]
        assert [answer.status_code for answer in last] == [200, 200]
        runs = [await _run(service, answer) for service in (one, two) for answer in answers]
        assert {run["status"] for run in runs} <= {"done", "skipped", "stopped"}
    per_campaign = Counter(address.partition("@")[2] for address in stage.recipients)
    assert per_campaign == {"a.example": SMALL, "b.example": LIMIT, "c.example": LIMIT}
    assert broken_promises(stage, people=0, limit=LIMIT, over=False) == []
    assert set(stage.states()) <= {"sent", "queued"}
    print(f"answers {dict(told)}")  # noqa: T201


async def _asked(service: Serving, wait: int = 0) -> httpx.Response:
    return await service.client.post(f"/api/cam/run-all?dry_run=false&wait={wait}")


async def _quiet(service: Serving) -> bool:
    """Is every run over?"""
    runs = (await service.client.get("/api/cam/runs?limit=200")).json()
    return not any(run["status"] in ("queued", "running") for run in runs)


async def _run(service: Serving, answer: httpx.Response) -> dict[str, str]:
    """The run as any of the services tells it."""
    told = await service.client.get(f"/api/cam/runs/{answer.json()['id']}")
    assert told.status_code == 200, told.text
    run: dict[str, str] = told.json()
    return run


async def test_a_run_that_ends_while_it_is_looked_for_is_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was asked before the run was recorded there, and answers afterwards."""
    honest = SqlRuns.get
    held = object()

    async def late(self: SqlRuns, run_id: object) -> Run:
        try:
            return await honest(self, run_id)  # type: ignore[arg-type]
        except RunNotFound:
            if held in limiter(cam)._borrowers:
                limiter(cam).release_on_behalf_of(held)
                await cam.runs._queue.finished(run.id)
            raise

    async with stage.cam(*FINDERS, CAM_CONCURRENCY="1") as cam:
        campaign = await cam.create_campaign(a_draft())
        limiter(cam).acquire_on_behalf_of_nowait(held)
        run = await cam.run_cycle(campaign.id, dry_run=False)
        monkeypatch.setattr(SqlRuns, "get", late)
        assert (await cam.run(run.id)).id == run.id
        assert (await cam.run(run.id)).status.is_over


def limiter(cam: Cam) -> Any:
    """What lets so many runs of a process begin."""
    return cam.runs._queue._limiter  # type: ignore[attr-defined]
