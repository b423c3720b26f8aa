"""Hearing is the first step of every cycle: real mails out, a real mailbox in."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from cam.app.operations import Cam
from cam.domain.model.arrival import Ruling
from cam.domain.model.attempt import AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import LeadStatus
from cam.testing.clock import FrozenClock
from messages import NO, STOP, UNSURE, YES, a_bounce, a_reply, a_vacation
from peers.peers import Peers

from .imap_mailbox import Mailbox
from .stage import Stage, a_draft, attempts_of, imported, leads_of, lived, lived_all, people

OUTSIDE = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def mailbox(peers: Peers) -> Mailbox:
    """An empty one."""
    return Mailbox(peers)


@asynccontextmanager
async def hearing(stage: Stage, mailbox: Mailbox, clock: FrozenClock) -> AsyncIterator[Cam]:
    """CAM, which sends to the sandbox and reads that mailbox."""
    async with stage.cam(
        *OUTSIDE,
        clock=clock,
        IMAP_HOST=mailbox.host,
        IMAP_PORT=str(mailbox.port),
        IMAP_USERNAME=mailbox.user,
        IMAP_PASSWORD=mailbox.password,
        IMAP_TLS="none",
    ) as cam:
        yield cam


async def mailed(cam: Cam, number: int, name: str = "x") -> Campaign:
    """So many people at companies of their own have got their first mail."""
    campaign = await cam.create_campaign(a_draft(name, max_emails_per_day=100))
    rows = [people(1, f"{name}{each}.example")[0] for each in range(number)]
    await imported(cam, campaign, rows)
    assert (await lived(cam, campaign)).outreach_sent == number
    return campaign


async def test_who_answered_gets_no_further_mail(
    stage: Stage, mailbox: Mailbox, clock: FrozenClock
) -> None:
    """Whatever the answer; who is away gets it later, who said nothing gets it now."""
    async with hearing(stage, mailbox, clock) as cam:
        campaign = await mailed(cam, 7)
        leads, attempts = await leads_of(cam, campaign), await attempts_of(cam, campaign)
        pairs = list(zip(leads, sorted(attempts, key=lambda each: each.lead_id), strict=True))
        answers = (YES, NO, STOP, UNSURE)
        await mailbox.put(
            *(a_reply(*pair, text) for pair, text in zip(pairs, answers, strict=False))
        )
        await mailbox.put(a_bounce(pairs[4][1]), a_vacation(*pairs[5]))
        clock.advance(timedelta(days=3))
        report = await lived(cam, campaign)
        assert (report.replies, report.errors, report.outreach_sent) == (4, (), 1)
        statuses = [lead.status for lead in await leads_of(cam, campaign)]
        s = LeadStatus
        assert statuses == [
            s.QUALIFIED,
            s.LOST,
            s.LOST,
            *[s.CONTACTED] * 1,
            s.LOST,
            *[s.CONTACTED] * 2,
        ]
        assert stage.recipients.count(leads[6].email) == 2
        clock.advance(timedelta(days=7))
        report = await lived(cam, campaign)
        assert stage.recipients.count(leads[5].email) == 2
        assert [stage.recipients.count(each.email) for each in leads[:5]] == [1] * 5
        (waiting,) = await cam.replies(needs_review=True, limit=9)
        await cam.classify(waiting.id, Ruling.NOTHING, by="ann")
        await lived(cam, campaign)
        assert stage.recipients.count(leads[3].email) == 2


async def test_a_run_of_all_reads_the_mailbox_once(
    stage: Stage, mailbox: Mailbox, clock: FrozenClock
) -> None:
    """Each campaign is told of its own replies."""
    async with hearing(stage, mailbox, clock) as cam:
        campaigns = [await mailed(cam, 2, name) for name in ("a", "b", "c")]
        for campaign, number in zip(campaigns, (2, 1, 0), strict=True):
            leads, attempts = await leads_of(cam, campaign), await attempts_of(cam, campaign)
            by_lead = {each.lead_id: each for each in attempts}
            await mailbox.put(*(a_reply(each, by_lead[each.id], NO) for each in leads[:number]))
        logins = len(mailbox.peers.log(100_000).split(f"Login: user=<{mailbox.user}>"))
        run = await lived_all(cam)
        assert [each.replies for each in run.reports] == [2, 1, 0]
        after = len(mailbox.peers.log(100_000).split(f"Login: user=<{mailbox.user}>"))
        assert after - logins == 1
        assert [each.replies for each in (await lived_all(cam)).reports] == [0, 0, 0]


async def test_a_mail_that_was_unknown_is_proved_by_its_answer(
    stage: Stage, mailbox: Mailbox, clock: FrozenClock
) -> None:
    """It is sent from then on, and nobody writes it again."""
    async with hearing(stage, mailbox, clock) as cam:
        campaign = await mailed(cam, 1)
        (lead,), (attempt,) = await leads_of(cam, campaign), await attempts_of(cam, campaign)
        with sqlite3.connect(stage.path) as db:
            db.execute("DROP TRIGGER attempt_moves")
            db.execute("UPDATE attempt SET state = 'unknown', token = ''")
            db.execute("UPDATE lead SET status = 'NEW', next_step = 0, next_action = 'await'")
        db.close()
        await mailbox.put(a_vacation(lead, attempt))
        assert (await lived(cam, campaign)).errors == ()
        (proved,) = await attempts_of(cam, campaign)
        assert proved.state is AttemptState.SENT
        assert "arrived" in proved.evidence
        (after,) = await leads_of(cam, campaign)
        assert (after.status, after.next_step) == (LeadStatus.CONTACTED, 1)


async def test_bounces_pause_a_campaign_and_say_why(
    stage: Stage, mailbox: Mailbox, clock: FrozenClock
) -> None:
    """Seven of sixty; after a resume the same ones do not pause it again."""
    async with hearing(stage, mailbox, clock) as cam:
        campaign = await mailed(cam, 60)
        attempts = await attempts_of(cam, campaign)
        await mailbox.put(*(a_bounce(each) for each in attempts[:7]))
        report = await lived(cam, campaign)
        assert report.campaign_paused.startswith("too many bounces: 7 of 60 mails")
        await cam.resume(campaign.id)
        clock.advance(timedelta(days=1))
        assert (await lived(cam, campaign)).campaign_paused == ""
