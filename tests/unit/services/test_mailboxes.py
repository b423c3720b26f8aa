"""Several mailboxes: who is written to through which, and that one's trouble is not another's."""

from datetime import timedelta

import pytest
from msgspec import structs

from cam.domain.model.attempt import AttemptState
from cam.domain.model.errors import NotConfigured
from cam.domain.model.event import EventType
from cam.domain.model.hold import HoldKind
from cam.domain.model.mail import Sender
from cam.domain.model.mailbox import Mailbox
from cam.ports.mailer import SendResult, SendStatus
from cam.testing.builders import a_step

from .post import Post, a_mailbox
from .scene import Scene
from .shop import FakeProbed

DENIED = SendResult(status=SendStatus.HELD, code=535, reply="5.7.8 no")
TWO_STEPS = (a_step(delay=timedelta(0)), a_step(subject="Again", delay=timedelta(days=1)))


async def test_new_leads_are_spread_by_the_room_that_is_left(scene: Scene) -> None:
    """Each mail is written by its mailbox, and no mailbox passes its limit."""
    post = Post(scene, a_mailbox("a", mails_per_day=3), a_mailbox("b", mails_per_day=5))
    campaign, fence = await scene.campaign()
    await post.leads(campaign, 10)
    done = await post.run(campaign, fence)
    assert (done.sent, post.sent()) == (8, {"a": 3, "b": 5})
    assert done.skipped == {"mailbox quota reached for today": 2}
    assert {mail.sender.email for mail in post.mailers["b"].written} == {"b@agency.test"}
    assert {mail.message_id.partition("@")[2] for mail in post.mailers["a"].written} == {
        "agency.test"
    }
    async with scene.unit_of_work.reading() as repo:
        kept = await repo.attempts.of_campaign(campaign.id)
    leads = {lead.id: lead.mailbox for lead in await scene.leads(campaign)}
    assert all(leads[each.lead_id] == each.mailbox for each in kept)
    assert sorted(leads.values()) == [""] * 2 + ["a"] * 3 + ["b"] * 5


async def test_a_follow_up_leaves_through_the_mailbox_of_the_first_mail(scene: Scene) -> None:
    """Threaded under it, though another one has more room by then."""
    first = Post(scene, a_mailbox("a", mails_per_day=9))
    campaign, fence = await scene.campaign(sequence=TWO_STEPS)
    await first.leads(campaign, 2)
    await first.run(campaign, fence)
    scene.clock.advance(timedelta(days=1))
    both = Post(scene, a_mailbox("a", mails_per_day=9), a_mailbox("b", mails_per_day=99))
    await both.leads(campaign, 1)
    await both.run(campaign, fence)
    assert both.sent() == {"a": 2, "b": 1}
    firsts = {mail.message_id for mail in first.mailers["a"].written}
    assert {mail.in_reply_to for mail in both.mailers["a"].written} == firsts


@pytest.mark.parametrize("trouble", ["full", "held", "gone"])
async def test_a_lead_waits_for_its_mailbox_and_never_switches(scene: Scene, trouble: str) -> None:
    """Full, held or no more: the report says so, and the plan before it."""
    first = Post(scene, a_mailbox("a"))
    campaign, fence = await scene.campaign(sequence=TWO_STEPS)
    (lead,) = await first.leads(campaign, 1)
    await first.run(campaign, fence)
    scene.clock.advance(timedelta(days=1))
    mine = {"full": [a_mailbox("a", mails_per_day=0)], "held": [a_mailbox("a")], "gone": []}
    post = Post(scene, *mine[trouble], a_mailbox("b"))
    if trouble == "held":
        await post.holding.hold_by_hand("mailbox:a", because="a test", by="me")
    reason = {
        "full": "mailbox quota reached for today",
        "held": "mailbox a is left alone",
        "gone": "mailbox a is not configured",
    }
    plan = await post.plan(campaign)
    assert [(each.lead_id, each.reason) for each in plan.would_skip] == [(lead.id, reason[trouble])]
    done = await post.run(campaign, fence)
    assert (done.sent, dict(done.skipped)) == (0, {"waits for its mailbox": 1})
    waiting = await scene.read(lead.id)
    assert (waiting.mailbox, waiting.closed_because) == ("a", "")


async def test_a_mailbox_that_is_refused_does_not_stop_the_others(scene: Scene) -> None:
    """Its mails go back to the queue, it is held and announced once, and not asked again."""
    post = Post(scene, a_mailbox("a"), a_mailbox("b"))
    campaign, fence = await scene.campaign()
    for lead in await post.leads(campaign, 8):
        post.mailers["a"].will_answer(lead.email, DENIED)
    done = await post.run(campaign, fence)
    assert post.sent() == {"a": 0, "b": 4}
    assert (done.sent, done.failed, done.held) == (4, 0, "mailbox a: 535 5.7.8 no")
    asked = len(post.mailers["a"].offered)
    scene.clock.advance(timedelta(minutes=30))
    again = await post.run(campaign, fence)
    told = "mailbox a is left alone: its server does not let us in (535 5.7.8 no)"
    assert (again.sent, again.held, again.left_alone) == (0, "", {"mailbox:a": told})
    assert len(post.mailers["a"].offered) == asked
    assert await post.told() == [EventType.MAILBOX_HELD]
    async with scene.unit_of_work.reading() as repo:
        states = [each.state for each in await repo.attempts.of_campaign(campaign.id)]
    assert states.count(AttemptState.QUEUED) == 4


async def test_a_queued_mail_of_a_mailbox_that_is_no_more_is_told(scene: Scene) -> None:
    """It waits for the mailbox to come back, and nobody else takes it."""
    campaign, fence = await scene.campaign()
    post = Post(scene, a_mailbox("a"))
    (lead,) = await post.leads(campaign, 1)
    post.mailers["a"].will_answer(lead.email, DENIED)
    await post.run(campaign, fence)
    others = Post(scene, a_mailbox("b"), a_mailbox("c"))
    done = await others.run(campaign, fence)
    assert (done.sent, dict(done.skipped)) == (0, {"mailbox a is not configured": 1})
    plan = await others.plan(campaign)
    assert [skip.reason for skip in plan.would_skip] == ["mailbox a is not configured"]
    back = Post(scene, a_mailbox("a"), a_mailbox("b"), keys={"mailbox:a": "new"})
    assert (await back.run(campaign, fence)).sent == 1
    assert back.sent() == {"a": 1, "b": 0}


async def test_leads_of_a_held_mailbox_stand_in_nobodys_way(scene: Scene) -> None:
    """However many they are, and however good."""
    post = Post(scene, a_mailbox("a"), a_mailbox("b"))
    campaign, fence = await scene.campaign(max_emails_per_day=5)
    stuck = await post.leads(campaign, 120)
    for lead in [await scene.read(each.id) for each in stuck]:
        await scene.save(structs.replace(lead, mailbox="a", score=0.9))
    (lead,) = await post.leads(campaign, 1)
    await post.holding.hold_by_hand("mailbox:a", because="a test", by="me")
    done = await post.run(campaign, fence)
    assert post.mailers["b"].sent == [lead.email]
    assert done.skipped == {"waits for its mailbox": 120}


@pytest.mark.parametrize(
    ("kind", "over"), [(HoldKind.DENIED, True), (HoldKind.BY_HAND, False), (HoldKind.POLICY, True)]
)
async def test_a_new_password_ends_a_hold_but_not_a_persons(
    scene: Scene, kind: HoldKind, over: bool
) -> None:
    """In the process that has it."""
    campaign, fence = await scene.campaign()
    old = Post(scene, a_mailbox("a"), keys={"mailbox:a": "old"})
    if kind is HoldKind.BY_HAND:
        await old.holding.hold_by_hand("mailbox:a", because="a test", by="me")
    else:
        await old.holding.hold("mailbox:a", kind, "no", campaign.id)
    await old.leads(campaign, 1)
    assert (await old.run(campaign, fence)).sent == 0
    new = Post(scene, a_mailbox("a"), keys={"mailbox:a": "new"})
    assert len((await new.plan(campaign)).would_send) == over
    assert (await new.run(campaign, fence)).sent == over


async def test_a_login_that_works_again_ends_the_hold(scene: Scene) -> None:
    """Looked at after an hour, not sooner, and again after each hour."""
    refused = FakeProbed("mailbox a", accepted=False)
    campaign, fence = await scene.campaign()
    post = Post(scene, a_mailbox("a"), probed={"mailbox:a": refused})
    await post.holding.hold("mailbox:a", HoldKind.DENIED, "no", campaign.id)
    await post.leads(campaign, 1)
    for minutes, looks, sent in ((59, 0, 0), (1, 1, 0), (59, 1, 0)):
        scene.clock.advance(timedelta(minutes=minutes))
        assert (await post.run(campaign, fence)).sent == sent
        assert refused.looks == looks
    post = Post(scene, a_mailbox("a"), probed={"mailbox:a": FakeProbed("mailbox a")})
    assert (await post.run(campaign, fence)).sent == 0
    scene.clock.advance(timedelta(minutes=1))
    assert (await post.run(campaign, fence)).sent == 1


async def test_a_campaign_chooses_its_mailboxes(scene: Scene) -> None:
    """Only those get its new leads."""
    post = Post(scene, a_mailbox("a"), a_mailbox("b"))
    campaign, fence = await scene.campaign(mailboxes=("b",))
    await post.leads(campaign, 4)
    await post.run(campaign, fence)
    assert post.sent() == {"a": 0, "b": 4}


async def test_the_mailboxs_sender_comes_before_the_campaigns(scene: Scene) -> None:
    """What it leaves open is the campaign's, then the deployment's; without an address nobody
    writes."""
    bare = Mailbox(name="bare", takes_all=True)
    post = Post(scene, a_mailbox("a"), bare)
    campaign, _ = await scene.campaign(sender=Sender(email="camp@agency.test", company="Camp"))
    assert post.mailboxes.sender(campaign, a_mailbox("a")).email == "a@agency.test"
    assert post.mailboxes.sender(campaign, a_mailbox("a")).company == "Camp"
    assert post.mailboxes.sender(campaign, bare).email == "camp@agency.test"
    assert post.mailboxes.sender(campaign, bare).name == "Ada Sender"
    with pytest.raises(NotConfigured, match="SMTP_HOST"):
        Post(scene).mailboxes.check(campaign)


async def test_the_plan_tells_which_mailbox_and_why_not(scene: Scene) -> None:
    """And the run does as planned."""
    post = Post(scene, a_mailbox("a", mails_per_day=2), a_mailbox("b", mails_per_day=9))
    await post.holding.hold_by_hand("mailbox:b", because="holidays", by="me")
    campaign, fence = await scene.campaign()
    await post.leads(campaign, 3)
    plan = await post.plan(campaign)
    assert [mail.mailbox for mail in plan.would_send] == ["a", "a"]
    assert [skip.reason for skip in plan.would_skip] == ["mailbox b is left alone"]
    a, b = plan.mailboxes
    assert (a.name, a.used, a.limit, a.left, a.held) == ("a", 0, 2, 2, "")
    assert b.held == "mailbox b is left alone: a person held it (me: holidays)"
    assert (await post.run(campaign, fence)).sent == 2
    assert post.sent() == {"a": 2, "b": 0}
