"""On Postgres: an event locks people before attempts, as an authorization under way has done."""

import anyio
import asyncpg
import pytest

from cam.domain.model.event_in import EventIn, EventInKind
from cam.sandbox import Sandbox
from postgres_server import eventually, told

from .stage import Stage, a_draft, imported, lived, people

WITHOUT = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")
LEAD = "lead0@client.example"
WAITS = """
SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
"""
HOLD = "SELECT pg_advisory_xact_lock_shared(hashtext($1))"


@pytest.mark.parametrize("kind", [EventInKind.COMPLAINT, EventInKind.UNSUBSCRIBE])
async def test_a_no_of_an_address_waits_for_an_authorization_and_not_it_for_the_no(
    sandbox: Sandbox, postgres_url: str, kind: EventInKind
) -> None:
    """While it waits for the person it holds neither their mails nor their lead: else each would
    wait for the other."""
    stage = Stage(sandbox, postgres_url)
    async with stage.cam(*WITHOUT) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(1))
        assert (await lived(cam, campaign)).outreach_sent == 1
        authorizing = await asyncpg.connect(postgres_url)
        try:
            async with anyio.create_task_group() as tasks, authorizing.transaction():
                await authorizing.execute(HOLD, LEAD)
                tasks.start_soon(cam.take_event, "1", EventIn(type=kind, email=LEAD))
                await eventually(lambda: told(postgres_url, WAITS))
                await authorizing.execute("SELECT FROM attempt FOR UPDATE NOWAIT")
                await authorizing.execute("SELECT FROM lead FOR UPDATE NOWAIT")
        finally:
            await authorizing.close()
    assert stage.rows("SELECT status FROM lead") == [("LOST",)]
