"""The whole cycle, against real HTTP and SMTP."""

import asyncio
import json
import signal
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from cam.domain.model.errors import AlreadyRunning, CampaignIsPaused, CampaignNotFound
from cam.domain.model.lead import LeadStatus, NextAction
from cam.domain.model.report import RunStatus
from cam.sandbox import Fault
from cam.testing.clock import FrozenClock

from .stage import (
    PATIENCE,
    SOMEBODY,
    Stage,
    a_draft,
    imported,
    leads_of,
    lived,
    lived_all,
    people,
    python,
    suppressed,
    until,
)

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY")
HOOK = "MAKE_WEBHOOK_URL"


async def test_one_call_goes_all_the_way(stage: Stage) -> None:
    """Found, enriched, scored, mailed, counted, announced."""
    async with stage.cam() as cam:
        campaign = await cam.create_campaign(
            a_draft(audience=SOMEBODY, max_new_leads_per_cycle=20, max_emails_per_day=10)
        )
        report = await lived(cam, campaign)
        leads = await leads_of(cam, campaign)
        view = await cam.campaign(campaign.id)
    assert report.errors == ()
    assert report.leads_discovered == len(leads) == 20
    assert report.leads_enriched > 0
    assert report.credits_spent > 0
    assert report.outreach_sent == len(stage.sandbox.mails) == 10
    contacted = [lead for lead in leads if lead.status is LeadStatus.CONTACTED]
    assert sorted(lead.email for lead in contacted) == sorted(stage.recipients)
    assert all(sum(line.points for line in lead.score_lines) > 0 for lead in contacted)
    assert view.metrics.quota_used == stage.quota_used() == 10
    assert view.metrics.sent_today == 10
    told = Counter(json.loads(hook.body)["type"] for hook in stage.sandbox.hooks)
    assert told == {"lead.contacted": 10}
    assert report.events_delivered == 10


async def test_a_mail_is_personal_and_complete(stage: Stage) -> None:
    """The reader finds a name, a sender, an address and the way out."""
    async with stage.cam(*FINDERS) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, ["zoe@client.example,Zoé,Müller,Färber & Söhne,"])
        await lived(cam, campaign)
    (letter,) = stage.letters
    text = letter.get_content()
    assert letter["to"] == "Zoé Müller <zoe@client.example>"
    assert letter["from"] == "Ann Lee <ann@agency.example>"
    assert letter["subject"] == "New clients for Färber & Söhne"
    assert "Hello Zoé," in text
    assert "1 Main St, Springfield" in text
    assert "our own records" in text
    assert "unsubscribe" in text
    assert letter["list-unsubscribe"].startswith("<mailto:ann@agency.example?subject=unsubscribe")
    assert "{{" not in text + letter["subject"]


async def test_the_best_leads_are_written_to_first(stage: Stage) -> None:
    """The quota goes to the highest scores."""
    async with stage.cam() as cam:
        campaign = await cam.create_campaign(
            a_draft(audience=SOMEBODY, max_new_leads_per_cycle=30, max_emails_per_day=5)
        )
        await lived(cam, campaign)
        leads = await leads_of(cam, campaign)
    written = [lead.score for lead in leads if lead.status is LeadStatus.CONTACTED]
    waiting = [
        lead.score
        for lead in leads
        if lead.status is LeadStatus.ENRICHED and lead.next_action is NextAction.CONTACT
    ]
    assert min(written) >= max(waiting)


async def test_a_goal_that_is_reached_pauses_the_campaign(stage: Stage) -> None:
    """A hot lead is QUALIFIED by its mail; the campaign stops itself and says why."""
    async with stage.cam(*FINDERS) as cam:
        campaign = await cam.create_campaign(a_draft(target_clients=1))
        await imported(cam, campaign, ["hot@client.example,Hanna,Hot,Firm,hot", *people(1)])
        report = await lived(cam, campaign)
        after = (await cam.campaign(campaign.id)).campaign
        assert report.campaign_paused == after.pause_reason == "goal reached: 1 of 1 clients"
        statuses = {lead.email: lead.status for lead in await leads_of(cam, campaign)}
        assert statuses["hot@client.example"] is LeadStatus.QUALIFIED
        with pytest.raises(CampaignIsPaused):
            await cam.run_cycle(campaign.id, dry_run=False)
    kinds = Counter(json.loads(hook.body)["type"] for hook in stage.sandbox.hooks)
    assert kinds == {"lead.contacted": 2, "lead.qualified": 1, "campaign.paused": 1}


async def test_a_resumed_campaign_does_not_pause_again_for_the_same_cause(stage: Stage) -> None:
    """Resume counts from now."""
    async with stage.cam(*FINDERS) as cam:
        campaign = await cam.create_campaign(a_draft(target_clients=1))
        await imported(cam, campaign, ["hot@client.example,Hanna,Hot,Firm,hot"])
        await lived(cam, campaign)
        resumed = await cam.resume(campaign.id)
        assert resumed.baseline.qualified == 1
        await imported(cam, campaign, people(2))
        report = await lived(cam, campaign)
        assert (report.campaign_paused, report.outreach_sent) == ("", 2)
        await imported(cam, campaign, ["hot2@client.example,Hugo,Hot,Firm,hot"])
        assert (await lived(cam, campaign)).campaign_paused == "goal reached: 1 of 1 clients"


async def test_follow_ups_thread_under_the_first_mail(stage: Stage) -> None:
    """Three days later, then seven; each answers to those before it, and then it ends."""
    clock = FrozenClock()
    async with stage.cam(*FINDERS, HOOK, clock=clock) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(1))
        assert (await lived(cam, campaign)).outreach_sent == 1
        clock.advance(timedelta(days=2, hours=23))
        assert (await lived(cam, campaign)).outreach_sent == 0
        for days in (1, 7, 7, 30):
            clock.advance(timedelta(days=days))
            await lived(cam, campaign)
        (lead,) = await leads_of(cam, campaign)
    first, second, third = stage.letters
    assert first["in-reply-to"] is None
    assert second["in-reply-to"] == second["references"] == first["message-id"]
    assert third["in-reply-to"] == second["message-id"]
    assert third["references"].split() == [first["message-id"], second["message-id"]]
    assert "our own records" in first.get_content()
    assert "our own records" not in second.get_content()
    assert lead.closed_because == "sequence finished"


async def test_each_day_has_its_quota(stage: Stage) -> None:
    """Today's is used up, tomorrow's is new."""
    clock = FrozenClock()
    async with stage.cam(*FINDERS, HOOK, clock=clock) as cam:
        campaign = await cam.create_campaign(a_draft(max_emails_per_day=2))
        await imported(cam, campaign, people(5))
        sent = []
        for _ in range(4):
            sent += [(await lived(cam, campaign)).outreach_sent for _ in range(2)]
            clock.advance(timedelta(days=1))
    assert sent == [2, 0, 2, 0, 1, 0, 2, 0]
    days = stage.rows("SELECT day, used FROM quota ORDER BY day")
    assert [used for _, used in days] == [2, 2, 1, 2]


async def test_imported_leads_are_mailed_without_any_provider(stage: Stage) -> None:
    """What is not configured is skipped, and the word says how to have it."""
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft(audience=SOMEBODY))
        await imported(cam, campaign, people(3))
        report = await lived(cam, campaign)
    assert report.skipped_steps == {
        "inbox": "not_configured: set IMAP_HOST",
        "discover": "not_configured: set APOLLO_API_KEY",
        "enrich": "not_configured: set APOLLO_API_KEY or DROPCONTACT_API_KEY",
        "announce": "not_configured: set MAKE_WEBHOOK_URL",
    }
    assert (report.outreach_sent, report.errors) == (3, ())
    assert stage.sandbox.books.requests == {}


async def test_without_a_mailer_leads_are_found_and_wait(stage: Stage) -> None:
    """No SMTP_HOST: nothing is claimed, nothing is lost, and it is told."""
    async with stage.cam("SMTP_HOST") as cam:
        campaign = await cam.create_campaign(a_draft(audience=SOMEBODY))
        report = await lived(cam, campaign)
    assert report.skipped_steps["contact"] == "not_configured: set SMTP_HOST"
    assert report.leads_discovered == 50
    assert stage.states() == {}


async def test_without_a_sender_nothing_goes_out(stage: Stage) -> None:
    """A mail without a postal address is none that CAM sends."""
    async with stage.cam(*FINDERS, HOOK, "CAM_POSTAL_ADDRESS") as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(2))
        report = await lived(cam, campaign)
    assert report.skipped_steps["contact"] == "not_configured: set CAM_POSTAL_ADDRESS"
    assert stage.sandbox.mails == []


async def test_each_cycle_brings_new_people(stage: Stage) -> None:
    """Discovery remembers its page."""
    async with stage.cam(HOOK, "SMTP_HOST") as cam:
        campaign = await cam.create_campaign(a_draft(audience=SOMEBODY, max_new_leads_per_cycle=15))
        found = [(await lived(cam, campaign)).leads_discovered for _ in range(3)]
        leads = await leads_of(cam, campaign)
    assert found == [15, 15, 15]
    assert len({lead.provider_id for lead in leads}) == len(leads) == 45


async def test_one_person_is_kept_once_whoever_brings_them(stage: Stage) -> None:
    """Imported, then found: a duplicate, also in another campaign."""
    async with stage.cam(HOOK, "SMTP_HOST") as cam:
        first = await cam.create_campaign(a_draft("a", audience=SOMEBODY))
        second = await cam.create_campaign(a_draft("b", audience=SOMEBODY))
        await lived(cam, first)
        report = await lived(cam, second)
        mine = {lead.provider_id for lead in await leads_of(cam, first)}
        theirs = {lead.provider_id for lead in await leads_of(cam, second)}
    assert report.leads_duplicate >= 50
    assert not mine & theirs


async def test_two_people_who_turn_out_to_be_one_get_one_mail(stage: Stage) -> None:
    """The address of two imported spellings is the same mailbox."""
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft())
        file = ["ann.lee@gmail.com,Ann,Lee,Firm,"]
        await imported(cam, campaign, file)
        with pytest.raises(AssertionError):
            await imported(cam, campaign, ["annlee+work@googlemail.com,Anna,Li,Other,"])
        assert (await lived(cam, campaign)).outreach_sent == 1


BEFORE = [
    msgspec.convert({"route": f"smtp.{stage}", "kind": kind, "status": status, "times": 3}, Fault)
    for stage in ("mail", "rcpt", "data")
    for kind, status in (("status", 450), ("status", 550), ("drop", 0), ("junk", 0))
] + [
    Fault(route="smtp.greet", kind="status", status=421, times=3),
    Fault(route="smtp.greet", kind="drop", times=3),
    Fault(route="smtp.ehlo", kind="drop", times=3),
]


@pytest.mark.parametrize("fault", BEFORE, ids=lambda f: f"{f.route}-{f.kind}-{f.status}")
async def test_a_failure_before_the_barrier_is_never_unknown(stage: Stage, fault: Fault) -> None:
    """Before 354 it is known that nothing went out: refused for good, or tried again."""
    stage.sandbox.change(faults=[fault])
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(6))
        report = await lived(cam, campaign)
        leads = await leads_of(cam, campaign)
    states = stage.states()
    assert report.outreach_unknown == 0
    assert set(states) <= {"sent", "queued", "rejected"}
    assert states["sent"] == len(stage.sandbox.mails) == report.outreach_sent == stage.quota_used()
    assert sum(states.values()) == 6
    assert len([lead for lead in leads if lead.next_action is NextAction.AWAIT]) == states.get(
        "queued", 0
    )


AFTER = {
    "reset in the body": (Fault(route="smtp.body", kind="drop", times=3), "unknown", 0),
    "reset at the dot": (Fault(route="smtp.dot", kind="drop", times=3), "unknown", 0),
    "taken, then dropped": (
        Fault(route="smtp.dot", kind="accept_then_drop", times=3),
        "unknown",
        3,
    ),
    "junk": (Fault(route="smtp.dot", kind="junk", times=3), "unknown", 0),
    "5xx": (Fault(route="smtp.dot", kind="status", status=554, times=3), "rejected", 0),
    "4xx": (Fault(route="smtp.dot", kind="status", status=451, times=3), "queued", 0),
}


@pytest.mark.parametrize("case", list(AFTER))
async def test_a_failure_after_the_barrier_is_definite_or_unknown(stage: Stage, case: str) -> None:
    """After 354 only the server's own word decides; silence is unknown and never retried."""
    fault, becomes, taken = AFTER[case]
    stage.sandbox.change(faults=[fault])
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(6))
        report = await lived(cam, campaign)
        stage.sandbox.change(faults=[])
        again = await lived(cam, campaign)
    assert stage.states() == {"sent": 3, becomes: 3}
    assert report.outreach_unknown == (3 if becomes == "unknown" else 0)
    assert stage.quota_used() == 6
    assert again.outreach_sent == 0
    assert len(stage.sandbox.mails) == 3 + taken
    assert stage.sandbox.sink.repeated() == {}


async def test_a_mail_that_was_put_off_goes_out_once_later(stage: Stage) -> None:
    """4xx: after half an hour it is tried again, and the quota counts only what was written."""
    clock = FrozenClock()
    stage.sandbox.change(faults=[Fault(route="smtp.rcpt", kind="status", status=450, times=2)])
    async with stage.cam(*FINDERS, HOOK, clock=clock) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(3))
        sent = [(await lived(cam, campaign)).outreach_sent for _ in range(2)]
        clock.advance(timedelta(minutes=31))
        sent.append((await lived(cam, campaign)).outreach_sent)
    assert sent == [1, 0, 2]
    assert len(set(stage.recipients)) == len(stage.recipients) == stage.quota_used() == 3


async def test_a_mailbox_that_does_not_work_holds_everybody(stage: Stage) -> None:
    """It is not the leads' fault: nobody is lost, nothing is claimed, the report says why."""
    stage.sandbox.change(faults=[Fault(route="smtp.mail", kind="status", status=530)])
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(4))
        report = await lived(cam, campaign)
        assert [error.code for error in report.errors] == ["mailbox_held"]
        assert stage.states() == {"queued": 4}
        stage.sandbox.change(faults=[])
        mailbox = (await cam.mailboxes())[0]
        assert mailbox.hold is not None
        assert (mailbox.name, mailbox.hold.kind) == ("ann@agency.example", "denied")
        waits = await lived(cam, campaign)
        assert (waits.errors, waits.outreach_sent) == ((), 0)
        assert "is left alone: its server does not let us in (530" in waits.skipped_steps["contact"]
        await cam.release_mailbox(mailbox.name)
        assert (await lived(cam, campaign)).outreach_sent == 4


async def test_a_suppression_between_plan_and_authorize_is_honoured(stage: Stage) -> None:
    """The list is read when the body would be written, not when the mail was planned."""
    async with stage.cam(*FINDERS, HOOK, SMTP_CONNECTIONS="1") as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(5))
        await at_offer(
            cam, 2, lambda: suppressed(cam, "lead3@client.example", "lead4@client.example")
        )
        report = await lived(cam, campaign)
        leads = {lead.email: lead for lead in await leads_of(cam, campaign)}
    assert stage.recipients == [f"lead{n}@client.example" for n in range(3)]
    assert report.outreach_skipped == {"suppressed": 2}
    assert stage.states() == {"sent": 3, "cancelled": 2}
    assert leads["lead3@client.example"].closed_because == "suppressed"
    assert stage.quota_used() == 3


async def test_a_pause_while_sending_stops_further_mails(stage: Stage) -> None:
    """What was only planned waits; resumed, it goes out."""
    async with stage.cam(*FINDERS, HOOK, SMTP_CONNECTIONS="1") as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(5))
        await at_offer(cam, 2, lambda: cam.pause(campaign.id, reason="holiday", by="ann"))
        report = await lived(cam, campaign)
        assert len(stage.sandbox.mails) == report.outreach_sent == 2
        assert stage.states() == {"sent": 2, "queued": 3}
        assert report.campaign_paused == "holiday"
        await cam.resume(campaign.id)
        assert (await lived(cam, campaign)).outreach_sent == 3
    assert len(set(stage.recipients)) == 5


async def test_a_limit_that_is_lowered_while_sending_holds_at_once(stage: Stage) -> None:
    """The limit in force is the one at the moment of writing."""
    async with stage.cam(*FINDERS, HOOK, SMTP_CONNECTIONS="1") as cam:
        campaign = await cam.create_campaign(a_draft(max_emails_per_day=10))
        await imported(cam, campaign, people(5))

        async def lower() -> None:
            async with cam._unit_of_work() as repo:
                now = await repo.campaigns.get(campaign.id)
                await repo.campaigns.save(msgspec.structs.replace(now, max_emails_per_day=2))

        await at_offer(cam, 2, lower)
        report = await lived(cam, campaign)
    assert report.outreach_sent == len(stage.sandbox.mails) == 2
    assert stage.states() == {"sent": 2, "queued": 3}


@pytest.mark.parametrize(("told", "sent"), [(0, 0), (1, 1), (None, 20)])
async def test_the_quota_is_what_the_campaign_says(
    stage: Stage, told: int | None, sent: int
) -> None:
    """0 means none at all; nothing said means 20."""
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft(max_emails_per_day=told))
        await imported(cam, campaign, people(25))
        reports = [await lived(cam, campaign) for _ in range(2)]
    assert [report.outreach_sent for report in reports] == [sent, 0]
    assert len(stage.sandbox.mails) == sent
    assert reports[1].outreach_skipped == {"quota reached for today": 25 - sent}


RUN_ALL = """
import asyncio, json
from cam import run_cam_cycle_for_all
run = asyncio.run(run_cam_cycle_for_all(dry_run=False))
print(json.dumps([run.status, sum(report.outreach_sent for report in run.reports)]))
"""


async def test_four_processes_at_once_keep_the_quota(stage: Stage) -> None:
    """Two rounds of four run-all on one file: nobody twice, never more than the limit."""
    async with stage.cam(*FINDERS, HOOK) as cam:
        for name in "abc":
            campaign = await cam.create_campaign(a_draft(name, max_emails_per_day=7))
            await imported(cam, campaign, people(12, f"{name}.example"))
    sent = 0
    for _ in range(2):
        sent += sum(await asyncio.gather(*(_ran_all(stage) for _ in range(4))))
    per_campaign = Counter(address.partition("@")[2] for address in stage.recipients)
    assert per_campaign == {"a.example": 7, "b.example": 7, "c.example": 7}
    assert len(set(stage.recipients)) == 21 == sent
    assert stage.rows("SELECT used FROM quota") == [(7,)] * 3
    assert not stage.rows("SELECT 1 FROM attempt WHERE state IN ('claimed', 'authorized')")
    assert not stage.rows("SELECT 1 FROM run WHERE status IN ('queued', 'running')")


async def _ran_all(stage: Stage) -> int:
    """What one process says it sent."""
    process = await asyncio.create_subprocess_exec(
        *_command(RUN_ALL), env=stage.environment(*FINDERS, HOOK), stdout=-1, stderr=-1
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return int(json.loads(out.splitlines()[-1])[1])


def _command(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


async def test_at_most_one_cycle_of_a_campaign_at_a_time(stage: Stage) -> None:
    """The second who asks is told, in this process and in another one."""
    stage.sandbox.change(faults=[Fault(route="smtp.dot", kind="slow", seconds=0.3)])
    async with stage.cam(*FINDERS, HOOK) as cam, stage.cam(*FINDERS, HOOK) as other:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(2))
        run = await cam.run_cycle(campaign.id, dry_run=False)
        with pytest.raises(AlreadyRunning) as told:
            await cam.run_cycle(campaign.id, dry_run=False)
        assert told.value.run_id == run.id
        await until(lambda: stage.states().get("authorized", 0) > 0)
        with pytest.raises(AlreadyRunning) as told:
            await other.run_cycle(campaign.id, dry_run=False)
        assert told.value.run_id == run.id
        everything = await lived_all(other)
        assert "already running" in everything.reports[0].skipped_steps["cycle"]
        done = await cam.runs.wait(run.id)
        assert (done.status, done.reports[0].outreach_sent) == (RunStatus.DONE, 2)
        assert (await lived(other, campaign)).outreach_sent == 0


async def test_a_campaign_that_does_not_exist_is_said_so(stage: Stage) -> None:
    """The block's own error comes out as it is."""
    with pytest.raises(CampaignNotFound):
        async with stage.cam() as cam:
            await cam.run_cycle(99, dry_run=False)


RUN_ONE = """
import asyncio
from cam import open_cam
async def main():
    async with open_cam() as cam:
        run = await cam.{ask}
        print("begun", flush=True)
        await cam.runs.wait(run.id)
asyncio.run(main())
"""


@pytest.mark.parametrize("ask", ["run_cycle(1, dry_run=False)", "run_all(dry_run=False)"])
async def test_a_killed_run_is_recorded_as_interrupted_by_the_next(stage: Stage, ask: str) -> None:
    """Its process ended without a word; nobody believes for ever that it still runs."""
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(4))
        environment = stage.environment(
            *FINDERS, HOOK, SMTP_CONNECTIONS="1", CAM_FAILPOINT="replied:2"
        )
        with python(RUN_ONE.format(ask=ask), environment) as process:
            await until(lambda: process.poll() is not None)
            assert process.returncode == -signal.SIGKILL
        assert stage.rows("SELECT DISTINCT status FROM run") == [("running",)]
        everything = await lived_all(cam)
        assert everything.status is RunStatus.DONE_WITH_FAILURES
        assert everything.reports[0].outreach_unknown == 1
        assert everything.reports[0].outreach_sent == 2
    statuses = Counter(status for (status,) in stage.rows("SELECT status FROM run"))
    killed = 1 if "cycle" in ask else 2
    assert statuses == {"interrupted": killed, "done_with_failures": 2}
    assert stage.states() == {"sent": 3, "unknown": 1}


TERMINATED = """
import asyncio, signal
from cam import open_cam
async def main():
    task = asyncio.current_task()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, {on_term})
    async with open_cam() as cam:
        run = await cam.run_cycle(1, dry_run=False)
        print("begun", flush=True)
        {wait}
asyncio.run(main())
"""
ENDINGS = {
    "cancelled": TERMINATED.format(on_term="task.cancel", wait="await cam.runs.wait(run.id)"),
    "asked to end": TERMINATED.replace("{on_term}", "stop.set")
    .replace("{wait}", "await stop.wait()")
    .replace("task = asyncio.current_task()", "stop = asyncio.Event()"),
}


@pytest.mark.parametrize("ending", list(ENDINGS))
async def test_sigterm_leaves_no_claim_behind(stage: Stage, ending: str) -> None:
    """What is under way ends and is recorded; what was only claimed is given back."""
    stage.sandbox.change(faults=[Fault(route="smtp.dot", kind="slow", seconds=0.4)])
    async with stage.cam(*FINDERS, HOOK) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(12))
        environment = stage.environment(*FINDERS, HOOK, SMTP_CONNECTIONS="2")
        with python(ENDINGS[ending], environment) as process:
            await until(lambda: len(stage.sandbox.mails) >= 3)
            asked_at = time.monotonic()
            process.send_signal(signal.SIGTERM)
            await until(lambda: process.poll() is not None)
            assert time.monotonic() - asked_at < PATIENCE
        states = stage.states()
        assert set(states) == {"sent", "queued"}
        assert states["sent"] == len(stage.sandbox.mails) == stage.quota_used() < 12
        stage.sandbox.change(faults=[])
        await lived(cam, campaign)
    assert stage.states() == {"sent": 12}
    assert len(set(stage.recipients)) == 12


async def test_a_provider_that_fails_is_told_and_the_rest_goes_on(stage: Stage) -> None:
    """No discovery, no enrichment: imported leads are mailed all the same."""
    stage.sandbox.change(faults=[Fault(route="apollo", kind="status", status=401)])
    async with stage.cam(HOOK, "DROPCONTACT_API_KEY") as cam:
        campaign = await cam.create_campaign(a_draft(audience=SOMEBODY))
        await imported(cam, campaign, [*people(3), "x@client.example,Xenia,Last,,"])
        report = await lived(cam, campaign)
    assert [error.step for error in report.errors] == ["discover"]
    assert report.skipped_steps["enrich"].startswith("apollo is left alone: it denied the key")
    assert report.outreach_sent == 4


async def test_what_was_kept_before_a_failure_is_counted(stage: Stage) -> None:
    """The second page fails; the people of the first are in the report."""
    fault = Fault(route="apollo.search", kind="status", status=401, skip=1)
    stage.sandbox.change(faults=[fault])
    async with stage.cam(HOOK, "SMTP_HOST") as cam:
        campaign = await cam.create_campaign(a_draft(audience=SOMEBODY, max_new_leads_per_cycle=10))
        report = await lived(cam, campaign)
        kept = len(await leads_of(cam, campaign))
    assert 0 < kept < 10
    assert report.leads_discovered == kept
    assert [error.step for error in report.errors] == ["discover"]


async def test_mails_that_went_out_before_a_failure_are_counted(stage: Stage) -> None:
    """The database fails between two mails; the report tells of those that are out."""
    async with stage.cam(*FINDERS, HOOK, SMTP_CONNECTIONS="1") as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(5))

        async def fail() -> None:
            raise RuntimeError("a bug")

        await at_offer(cam, 2, fail)
        report = await lived(cam, campaign)
        assert len(stage.sandbox.mails) == report.outreach_sent == 2
        assert [error.step for error in report.errors] == ["contact"]
        assert set(stage.states()) == {"sent", "queued"}
        assert (await lived(cam, campaign)).outreach_sent == 3


async def at_offer(cam: Any, nth: int, act: Any) -> None:
    """Has `act` done when mail number `nth` (from 0) stands at 354, before it asks leave."""
    ledger = cam.runs._cycle._do.ledger
    honest = ledger.authorize
    asked = 0

    async def authorize(go: Any) -> Any:
        nonlocal asked
        if asked == nth:
            asked += 1
            await act()
        asked += 1
        return await honest(go)

    ledger.authorize = authorize
