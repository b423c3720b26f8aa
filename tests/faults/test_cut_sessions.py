"""Every session on Postgres is cut, again and again, while mails go out."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from cam.domain.model.errors import DatabaseUnavailable
from cam.domain.model.report import Run
from cam.sandbox import Sandbox
from integration.stage import Stage, a_draft, imported, lived, people, until
from postgres_server import told

from .witness import broken_promises

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid != pg_backend_pid()
"""
PEOPLE = 30
CUTS = 8
LAST_CYCLES = 3


@pytest.fixture
def stage(sandbox: Sandbox, postgres_url: str) -> Stage:
    """On Postgres."""
    return Stage(sandbox, postgres_url)


@pytest.mark.parametrize("seed", range(3))
async def test_cut_at_random_nobody_is_mailed_twice_and_nobody_lost(
    stage: Stage, seed: int
) -> None:
    """The cycle that was cut, and those that follow, come to an end without any help."""
    dice = random.Random(seed)
    stage.sandbox.change(latency=0.002)
    async with stage.cam(*FINDERS, SMTP_CONNECTIONS=dice.choice("139")) as cam:
        campaign = await cam.create_campaign(a_draft(max_emails_per_day=1000))
        await imported(cam, campaign, people(PEOPLE))
        begin = partial(cam.run_cycle, campaign.id, dry_run=False)
        run = await begin()
        await until(lambda: len(stage.sandbox.mails) > 0)
        for _ in range(CUTS):
            await asyncio.sleep(dice.uniform(0, 0.08))  # where it hits is left to chance
            await told(stage.database_url, CUT)
            if (await _again(partial(cam.run, run.id))).status.is_over:
                run = await _again(begin)
        await _again(partial(cam.runs.wait, run.id, 60))
        assert broken_promises(stage, people=PEOPLE, limit=1000, over=False) == []
        stage.sandbox.change(latency=0.0)
        reports = [await lived(cam, campaign) for _ in range(LAST_CYCLES)]
        assert reports[-1].errors == ()
    assert broken_promises(stage, people=PEOPLE, limit=1000) == []
    states = stage.states()
    assert set(states) <= {"sent", "unknown"}
    print(f"seed {seed}: {states}, {len(stage.recipients)} arrived")  # noqa: T201


async def _again(ask: Callable[[], Awaitable[Run]]) -> Run:
    """The answer; whoever asks in the very moment of a cut is told so, and asks again."""
    while True:
        try:
            return await ask()
        except DatabaseUnavailable:
            continue
