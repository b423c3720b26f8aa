"""A dry run touches nothing, asks nobody, and tells the truth about the live run that follows."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from cam.adapters.apollo.api import ApolloApi
from cam.adapters.apollo.source import ApolloSource
from cam.adapters.make.webhook import MakeWebhook
from cam.adapters.smtp.mailer import SmtpMailer
from cam.app.operations import Cam
from cam.domain.model.campaign import Campaign, Verify
from cam.domain.model.errors import DatabaseUnavailable
from cam.domain.model.report import CycleReport, Plan, RunStatus
from cam.domain.model.sequence import Step
from cam.domain.model.window import SendingWindow
from cam.ports.dry_run import DryRunWouldAct, planning
from cam.sandbox import Fault
from cam.sandbox.smtp import SmtpSession
from cam.testing.builders import a_mail, an_event
from cam.testing.clock import FrozenClock

from .stage import SOMEBODY, Stage, a_draft, imported, lived, lived_all, people, suppressed

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY")
HOOK = "MAKE_WEBHOOK_URL"
STRICT = (Step(subject="For {{company}}", text="Hello {{first_name}}\n"),)
CONFIGURED = {
    "everything": (),
    "no provider": (*FINDERS, HOOK),
    "no mailer": ("SMTP_HOST",),
    "no sender": ("CAM_SENDER_EMAIL",),
}


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every SMTP connection that the sandbox gets."""
    made: list[Any] = []
    honest = SmtpSession.connection_made

    def connection_made(self: SmtpSession, transport: Any) -> None:
        made.append(transport)
        honest(self, transport)

    monkeypatch.setattr(SmtpSession, "connection_made", connection_made)
    return made


async def all_kinds(stage: Stage, cam: Cam) -> list[Campaign]:
    """Campaigns in every state: due leads, queued attempts, suppressed, unwritable, at a goal."""
    due = await cam.create_campaign(a_draft("due", audience=SOMEBODY, max_emails_per_day=3))
    await imported(cam, due, people(5, "due.example"))
    queued = await cam.create_campaign(a_draft("queued"))
    await imported(cam, queued, people(4, "queued.example"))
    stage.sandbox.change(faults=[Fault(route="smtp.mail", kind="status", status=530)])
    await lived(cam, queued)
    stage.sandbox.change(faults=[])
    await cam.release_mailbox("ann@agency.example")
    assert stage.states() == {"queued": 4}
    mixed = await cam.create_campaign(a_draft("mixed", sequence=STRICT))
    nobody = ["x@mixed.example,,Nameless,Firm,", "y@mixed.example,Yves,Firmless,,"]
    await imported(cam, mixed, [*people(3, "mixed.example"), *nobody])
    await suppressed(cam, "lead1@mixed.example", "other.example")
    goal = await cam.create_campaign(a_draft("goal", target_clients=1))
    await imported(cam, goal, ["hot@goal.example,Hanna,Hot,Firm,hot"])
    await lived(cam, goal)
    await cam.resume(goal.id)
    await imported(cam, goal, people(2, "goal.example"))
    closed = await cam.create_campaign(a_draft("closed", sending_window=_closed_today()))
    await imported(cam, closed, people(2, "closed.example"))
    return [due, queued, mixed, goal, closed]


def _closed_today() -> SendingWindow:
    """FrozenClock begins on a Monday."""
    return SendingWindow(days=(7,))


@pytest.mark.parametrize("configured", list(CONFIGURED))
async def test_a_dry_run_changes_nothing_and_asks_nobody(
    stage: Stage, connections: list[Any], configured: str
) -> None:
    """Equal databases before and after; not one request, not one connection."""
    clock = FrozenClock()
    async with stage.cam(*FINDERS, HOOK, clock=clock) as cam:
        campaigns = await all_kinds(stage, cam)
    before = stage.dump()
    connections.clear()
    stage.sandbox.books.reset()
    mails, hooks = len(stage.sandbox.mails), len(stage.sandbox.hooks)
    async with stage.cam(*CONFIGURED[configured], clock=clock) as cam:
        for campaign in campaigns:
            run = await cam.run_cycle(campaign.id)
            assert (run.dry_run, run.status) == (True, RunStatus.DONE)
            assert (await cam.runs.wait(run.id)) == run
        everything = await cam.run_all()
        assert len(everything.reports) == len(campaigns)
        assert all(report.dry_run and report.plan for report in everything.reports)
    assert stage.dump() == before
    assert connections == []
    assert stage.sandbox.books.requests == {}
    assert (len(stage.sandbox.mails), len(stage.sandbox.hooks)) == (mails, hooks)


async def test_the_plan_is_what_a_live_run_then_does(stage: Stage) -> None:
    """The same recipients with the same subjects, and the quota as foretold."""
    clock = FrozenClock()
    async with stage.cam(*FINDERS, HOOK, clock=clock) as cam:
        campaigns = await all_kinds(stage, cam)
        plans = {r.campaign_id: _plan(r) for r in (await cam.run_all()).reports}
        before = len(stage.sandbox.mails)
        await lived_all(cam)
        after = {each.campaign.id: each.metrics.quota_used for each in await cam.campaigns()}
    written = Counter(
        (mail.rcpt_to[0], letter["subject"])
        for mail, letter in list(zip(stage.sandbox.mails, stage.letters, strict=True))[before:]
    )
    planned = Counter(
        (mail.recipient, mail.subject) for plan in plans.values() for mail in plan.would_send
    )
    assert written == planned
    assert planned.total() == 3 + 4 + 2 + 2
    assert {owner: plan.quota_used_after for owner, plan in plans.items()} == after
    due, queued, mixed, goal, closed = (plans[each.id] for each in campaigns)
    assert (due.quota_used, due.quota_used_after, due.quota_limit) == (0, 3, 3)
    assert (queued.quota_used, len(queued.would_send)) == (0, 4)
    assert (goal.quota_used, goal.quota_used_after) == (1, 3)
    assert closed.would_send == ()
    assert len(mixed.would_send) == 2


async def test_every_lead_that_is_left_out_has_its_reason(stage: Stage) -> None:
    """Nobody is passed over in silence."""
    clock = FrozenClock()
    async with stage.cam(*FINDERS, HOOK, clock=clock) as cam:
        campaigns = await all_kinds(stage, cam)
        plans = [_plan((await cam.run_cycle(each.id)).reports[0]) for each in campaigns]
    due, _, mixed, _, closed = plans
    assert all(skipped.reason for plan in plans for skipped in plan.would_skip)
    assert _reasons(due) == {"quota reached for today": 2}
    assert _reasons(mixed) == {
        "suppressed": 1,
        "missing_field: first_name is empty and has no default": 1,
        "missing_field: company is empty and has no default": 1,
    }
    assert _reasons(closed) == {"outside the sending window": 2}
    leads = stage.rows(
        "SELECT campaign_id, count(*) FROM lead WHERE next_action != 'none' GROUP BY 1"
    )
    told = {
        campaign.id: len(plan.would_send) + len(plan.would_skip)
        for campaign, plan in zip(campaigns, plans, strict=True)
    }
    assert dict(leads) == told


async def test_a_tight_quota_is_planned_as_it_is_used(stage: Stage) -> None:
    """A lead whose mail cannot be written takes nobody's place: not in the plan, not in life."""
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft(sequence=STRICT, max_emails_per_day=2))
        await imported(cam, campaign, ["x@c.example,,Nameless,Firm,", *people(3)])
        plan = _plan((await cam.run_cycle(campaign.id)).reports[0])
        await lived(cam, campaign)
    assert sorted(mail.recipient for mail in plan.would_send) == sorted(stage.recipients)
    assert len(stage.recipients) == 2


async def test_a_pause_that_would_fire_is_foretold(stage: Stage) -> None:
    """And then nobody would be written to."""
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft(target_clients=3))
        await imported(cam, campaign, ["hot@c.example,Hanna,Hot,Firm,hot"])
        await lived(cam, campaign)
        await imported(cam, campaign, people(1))
        async with cam._unit_of_work() as repo:
            now = await repo.campaigns.get(campaign.id)
            await repo.campaigns.save(msgspec.structs.replace(now, target_clients=1))
        plan = _plan((await cam.run_cycle(campaign.id)).reports[0])
        assert plan.would_pause == "goal reached: 1 of 1 clients"
        assert plan.would_send == ()
        report = await lived(cam, campaign)
    assert report.campaign_paused == plan.would_pause
    assert (report.outreach_sent, len(stage.sandbox.mails)) == (0, 1)


async def test_what_is_not_configured_is_said_in_a_dry_run_too(stage: Stage) -> None:
    """The same words as a live run's."""
    names = (*FINDERS, "SMTP_HOST")
    async with stage.cam(*names) as cam:
        campaign = await cam.create_campaign(a_draft(audience=SOMEBODY))
        mute = await cam.create_campaign(a_draft("mute", channels_enabled=()))
        dry = (await cam.run_cycle(campaign.id)).reports[0]
        live = await lived(cam, campaign)
        assert dict(dry.skipped_steps) == dict(live.skipped_steps)
        dry = (await cam.run_cycle(mute.id)).reports[0]
        assert dry.skipped_steps["contact"] == (await lived(cam, mute)).skipped_steps["contact"]


async def test_credits_that_would_be_spent_are_told(stage: Stage) -> None:
    """At most that many, and the live run keeps to it."""
    async with stage.cam(HOOK, "SMTP_HOST") as cam:
        campaign = await cam.create_campaign(a_draft(verify=Verify.ALL))
        unfinished = [f"x{each}@client.example,Xenia{each},Last,," for each in range(2)]
        await imported(cam, campaign, [*people(4), *unfinished])
        plan = _plan((await cam.run_cycle(campaign.id)).reports[0])
        assert (plan.would_enrich, plan.would_verify) == (2, 4)
        report = await lived(cam, campaign)
    assert 0 < report.credits_spent <= plan.credits_at_most


WRITES = ("DELETE FROM lead", "UPDATE campaign SET name = 'y'", "CREATE TABLE t (x)")


@pytest.mark.parametrize("write", WRITES)
async def test_the_database_itself_refuses_to_write_while_reading(stage: Stage, write: str) -> None:
    """Not a matter of good will: a forgotten write raises, and nothing is changed."""
    async with stage.cam() as cam:
        await cam.create_campaign(a_draft())
        before = stage.dump()
        connections = cam._unit_of_work._connections  # type: ignore[attr-defined]
        with pytest.raises((DatabaseUnavailable, OperationalError)):
            async with connections.reading() as connection:
                await connection.exec_driver_sql(write)
    assert stage.dump() == before


def _plan(report: CycleReport) -> Plan:
    assert report.plan is not None
    return report.plan


def _reasons(plan: Plan) -> dict[str, int]:
    return dict(Counter(skipped.reason for skipped in plan.would_skip))


async def test_the_plan_of_a_large_campaign_is_what_a_live_run_then_does(stage: Stage) -> None:
    """Everybody due is told or counted, and nobody waits without a word."""
    async with stage.cam(*FINDERS, HOOK, clock=FrozenClock()) as cam:
        campaign = await cam.create_campaign(a_draft(max_emails_per_day=0))
        await imported(cam, campaign, people(800))
        await lived(cam, campaign)
        async with cam._unit_of_work() as repo:
            await repo.campaigns.save(msgspec.structs.replace(campaign, max_emails_per_day=600))
        plan = _plan((await cam.run_cycle(campaign.id)).reports[0])
        report = await lived(cam, campaign)
    assert (len(plan.would_send), plan.quota_used_after) == (600, 600)
    assert len(plan.would_send) + len(plan.would_skip) + plan.more_due == 800
    assert report.outreach_sent == 600
    assert sorted(stage.recipients) == sorted(mail.recipient for mail in plan.would_send)
    assert report.outreach_skipped == {"quota reached for today": 200}


async def test_without_an_enricher_every_given_address_is_mailed(stage: Stage) -> None:
    """`max_enriched_per_cycle` bounds what is paid for, not who is written to."""
    async with stage.cam(*FINDERS, HOOK, clock=FrozenClock()) as cam:
        draft = a_draft(max_emails_per_day=300, max_enriched_per_cycle=10)
        campaign = await cam.create_campaign(draft)
        await imported(cam, campaign, people(150))
        plan = _plan((await cam.run_cycle(campaign.id)).reports[0])
        assert len(plan.would_send) == 150
        assert (await lived(cam, campaign)).outreach_sent == 150


async def test_no_client_works_while_a_dry_run_is_planned(stage: Stage) -> None:
    """The last barrier: what would ask somebody is kept from it, and named."""
    with planning():
        apollo = ApolloApi("key", FrozenClock(), base_url=stage.sandbox.apollo_url)
        with pytest.raises(DryRunWouldAct, match="apollo"):
            await ApolloSource(apollo).search(SOMEBODY, page=1, per_page=10)
        hook = MakeWebhook(stage.sandbox.make_url, FrozenClock())
        with pytest.raises(DryRunWouldAct, match="make"):
            await hook.deliver(an_event(1))
        mailer = SmtpMailer(host="127.0.0.1", port=stage.sandbox.smtp_port, tls="none")
        with pytest.raises(DryRunWouldAct, match="mail server"):
            await mailer.send(a_mail(), never)
    assert stage.sandbox.books.requests == {}


async def never(_: str) -> bool:
    """Leave that is not asked for."""
    raise AssertionError("asked")
