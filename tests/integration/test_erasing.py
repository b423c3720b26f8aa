"""Erased while everything runs, and found again: the address stands nowhere, whatever the store."""

import asyncio
from typing import Any

import pytest

from cam.adapters.sql import tables
from cam.adapters.system_clock import SystemClock
from cam.app.composition import World
from cam.app.operations import Cam
from cam.domain.model.lead import Lead
from cam.domain.services.erasing import Erased
from cam.sandbox import Sandbox
from cam.testing.fakes.inbox import FakeInbox
from cam.testing.fakes.mailer import FakeMailer
from messages import a_bounce, a_reply

from .stage import (
    SOMEBODY,
    Stage,
    a_draft,
    attempts_of,
    imported,
    leads_of,
    lived,
    people,
    until,
)


@pytest.fixture(params=["database_url", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    """A database of each kind, migrated and empty."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def stage(sandbox: Sandbox, url: str) -> Stage:
    """A sandbox and an empty database of each kind."""
    return Stage(sandbox, url)


def stored(stage: Stage) -> str:
    """Every value of every table, as text in lower case."""
    told: list[str] = []
    for table in tables.metadata.sorted_tables:
        for row in stage.rows(f'SELECT * FROM "{table.name}"'):
            told += [str(_read(value)).lower() for value in row]
    return "\n".join(told)


def _read(value: Any) -> Any:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


async def test_an_erased_person_who_is_found_again_is_refused(stage: Stage) -> None:
    """By another campaign, whose enricher tells the address again: the lead is closed, and the
    address stands neither in it nor in the answer that was paid for."""
    seeks: dict[str, Any] = {"audience": SOMEBODY, "max_new_leads_per_cycle": 20}
    async with stage.cam("DROPCONTACT_API_KEY") as cam:
        first = await cam.create_campaign(a_draft(max_emails_per_day=3, **seeks))
        await lived(cam, first)
        known = [lead.email for lead in await leads_of(cam, first) if lead.email]
        for each in known[:3]:
            done = await cam.erase(each, f"{each} asked")
            assert (done.leads, done.in_flight) == (1, ())
            assert done.calls >= 1
            assert each.lower() not in stored(stage)
        second = await cam.create_campaign(a_draft("y", max_emails_per_day=0, **seeks))
        report = await lived(cam, second)
        again: list[Lead] = await leads_of(cam, second)
    assert report.errors == ()
    closed = [lead for lead in again if lead.closed_because == "suppressed"]
    assert len(closed) == 3
    assert {(lead.email, lead.last_name, lead.provider_id) for lead in closed} == {("", "", "")}
    assert [each for each in known[:3] if each.lower() in stored(stage)] == []
    assert known[3].lower() in stored(stage)


async def test_erased_in_the_middle_of_a_live_run(stage: Stage) -> None:
    """Whoever is erased while mails go out: nobody fails, no address comes back, nobody is mailed
    twice, and no mail goes to them after an answer that named nothing in flight."""
    async with stage.cam("APOLLO_API_KEY", "DROPCONTACT_API_KEY") as cam:
        campaign = await cam.create_campaign(a_draft(max_emails_per_day=200))
        await imported(cam, campaign, people(120))
        victims = [f"lead{number}@client.example" for number in range(119, 0, -9)]
        run = asyncio.create_task(lived(cam, campaign))
        await until(lambda: len(stage.sandbox.mails) > 0)
        done = await asyncio.gather(*(_erased(cam, stage, each) for each in victims))
        report = await run
        leads = await leads_of(cam, campaign)
        later = await lived(cam, campaign)
    assert (report.errors, later.errors, later.outreach_sent) == ((), (), 0)
    assert not any(lead.email in victims for lead in leads)
    text = stored(stage)
    assert [each for each in victims if each in text] == []
    assert len(set(stage.recipients)) == len(stage.recipients)
    assert len(stage.recipients) < 120, "somebody was erased before their turn"
    others = {row.partition(",")[0] for row in people(120)} - set(victims)
    waiting = {email for (email,) in stage.rows(_WAITS)}
    assert others <= set(stage.recipients) | waiting, "nobody else is lost"
    assert len(waiting) < 10, "whose leave came too late, on a busy machine"
    assert {told.attempts for _, told in done} == {1}, "all were planned by then"
    for email, (before, told) in zip(victims, done, strict=True):
        if not told.in_flight:
            assert stage.recipients.count(email) == before


_WAITS = "SELECT recipient FROM attempt WHERE state = 'queued' AND next_try IS NOT NULL"


async def _erased(cam: Cam, stage: Stage, email: str) -> tuple[int, Erased]:
    """How often the person had been mailed when the answer came, and the answer."""
    told = await cam.erase(email, "asked")
    return stage.recipients.count(email), told


async def test_what_an_erased_person_wrote_stands_nowhere(stage: Stage) -> None:
    """Neither their words nor the subject, nor what a server said about them; and what others
    wrote stays."""
    inbox = FakeInbox(SystemClock().now)
    async with stage.cam(world=World(mailer=FakeMailer(), inbox=inbox)) as cam:
        campaign = await cam.create_campaign(a_draft(stop_company_on_reply=False))
        await imported(cam, campaign, people(3))
        await lived(cam, campaign)
        leads = {lead.id: lead for lead in await leads_of(cam, campaign)}
        attempts = await attempts_of(cam, campaign)
        for number, each in enumerate(attempts):
            words = f"Hm, secret{number}."
            lead = leads[each.lead_id]
            await inbox.put(a_reply(lead, each, words, Subject=f"Re: subject{number}"))
            await inbox.put(a_bounce(None, recipient=lead.email))
        assert (await cam.read_inbox(dry_run=False)).read == 6
        before = stored(stage)
        assert all(f"{word}{n}" in before for word in ("secret", "subject") for n in range(3))
        victim = leads[attempts[1].lead_id].email
        await cam.erase(victim, "asked")
        after = stored(stage)
    assert [word for word in (victim, "secret1", "subject1") if word in after] == []
    assert all(f"secret{number}" in after for number in (0, 2))
