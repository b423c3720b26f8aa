"""Pauses between mails: a cycle sends what may go, waits a little, and leaves the rest."""

from datetime import timedelta
from itertools import pairwise

import anyio
import pytest

from cam.domain.model.mail import Mail
from cam.domain.model.rhythm import Pause, RampUp
from cam.domain.model.rotation import PATIENCE
from cam.ports.mailer import Authorize, SendResult
from cam.testing.fakes.mailer import FakeMailer

from .post import Post, a_mailbox
from .scene import Scene


async def test_a_long_pause_is_left_to_the_next_cycle(scene: Scene) -> None:
    """One mail a cycle, nobody is planned in vain, and nothing is waited for."""
    post = Post(scene, a_mailbox("a", pause=Pause(seconds=90)))
    campaign, fence = await scene.campaign()
    await post.leads(campaign, 4)
    for cycle in range(1, 4):
        plan = await post.plan(campaign)
        assert len(plan.would_send) == 1
        assert [skip.reason for skip in plan.would_skip].count("paced") == 4 - cycle
        done = await post.run(campaign, fence)
        assert (done.sent, dict(done.skipped)) == (1, {"paced": 4 - cycle})
        again = await post.run(campaign, fence)
        assert (again.sent, dict(again.skipped)) == (0, {"paced": 4 - cycle})
        assert scene.clock.slept == []
        scene.clock.advance(90)
    assert len(post.mailers["a"].offered) == 3


async def test_a_short_pause_is_waited_for_within_patience(scene: Scene) -> None:
    """At 0, 8 and 16 seconds; the fourth would be after 24."""
    post = Post(scene, a_mailbox("a", pause=Pause(seconds=8)))
    campaign, fence = await scene.campaign()
    await post.leads(campaign, 9)
    done = await post.run(campaign, fence)
    assert (done.sent, scene.clock.slept) == (3, [8, 8])
    assert sum(scene.clock.slept) <= PATIENCE.total_seconds()
    dates = [mail.date for mail in post.mailers["a"].written]
    assert {later - mail for mail, later in pairwise(dates)} == {timedelta(seconds=8)}


async def test_what_is_left_to_the_next_cycle_is_told(scene: Scene) -> None:
    """Planned at the least pause, and chance took longer."""
    post = Post(scene, a_mailbox("a", pause=Pause(seconds=4, jitter=60)))
    campaign, fence = await scene.campaign()
    await post.leads(campaign, 6)
    done = await post.run(campaign, fence)
    assert done.sent + done.skipped["paced"] == 6
    assert 1 <= done.sent <= 6


async def test_nothing_is_waited_for_when_nobody_waits(scene: Scene) -> None:
    """The last mail ends the cycle."""
    post = Post(scene, a_mailbox("a", pause=Pause(seconds=5)))
    campaign, fence = await scene.campaign()
    await post.leads(campaign, 2)
    assert (await post.run(campaign, fence)).sent == 2
    assert scene.clock.slept == [5]


async def test_one_that_rests_does_not_hold_one_that_does_not(scene: Scene) -> None:
    """Their mails leave at once."""
    post = Post(scene, a_mailbox("a", pause=Pause(seconds=60)), a_mailbox("b", mails_per_day=7))
    campaign, fence = await scene.campaign()
    await post.leads(campaign, 12)
    await post.run(campaign, fence)
    assert post.sent() == {"a": 1, "b": 7}
    assert scene.clock.slept == []


async def test_campaigns_of_one_process_do_not_ask_the_server_in_vain(scene: Scene) -> None:
    """Whoever would be refused at 354 does not begin: its mail waits in the queue."""
    post = Post(scene, a_mailbox("a", pause=Pause(seconds=60)))
    campaigns = [await scene.campaign() for _ in range(5)]
    for campaign, _ in campaigns:
        await post.leads(campaign, 2)
    async with anyio.create_task_group() as tasks:
        for campaign, fence in campaigns:
            tasks.start_soon(post.run, campaign, fence)
    assert len(post.mailers["a"].offered) == len(post.mailers["a"].written) == 1


async def test_two_processes_share_the_pause(scene: Scene) -> None:
    """What the other one sent is heard at the moment of decision."""
    mailbox = a_mailbox("a", pause=Pause(seconds=60))
    one, other = Post(scene, mailbox), Post(scene, mailbox)
    campaign, fence = await scene.campaign()
    await one.leads(campaign, 1)

    class Meanwhile(FakeMailer):
        """While its mail stands at 354, the other process sends."""

        async def send(self, mail: Mail, authorize: Authorize) -> SendResult:
            second, its_fence = await scene.campaign()
            await other.leads(second, 1)
            assert (await other.run(second, its_fence)).sent == 1
            return await super().send(mail, authorize)

    one.mailboxes.outlet(campaign, "a").mailer = Meanwhile()
    done = await one.run(campaign, fence)
    assert (done.sent, dict(done.skipped)) == (0, {"paced": 1})
    scene.clock.advance(60)
    assert (await other.run(campaign, fence)).sent == 1


@pytest.mark.parametrize("stopped_before", [True, False])
async def test_a_wait_ends_when_the_service_stops(scene: Scene, stopped_before: bool) -> None:
    """And no further mail is begun."""
    post = Post(scene, a_mailbox("a", pause=Pause(seconds=5)))
    campaign, fence = await scene.campaign()
    await post.leads(campaign, 5)
    stop = anyio.Event()
    asleep = scene.clock.sleep

    async def sleep(seconds: float) -> None:
        stop.set()
        await asleep(seconds) if stopped_before else await anyio.sleep_forever()

    scene.clock.sleep = sleep  # type: ignore[method-assign]
    assert (await post.run(campaign, fence, stop)).sent == 1


async def test_a_ramp_up_is_shown_in_the_plan_and_kept_by_the_run(scene: Scene) -> None:
    """Of the mailbox and of the campaign, the lower one at each time."""
    post = Post(scene, a_mailbox("a", mails_per_day=50, ramp_up=RampUp(start=3, step=4)))
    campaign, fence = await scene.campaign(ramp_up=RampUp(start=5, step=1))
    await post.leads(campaign, 30)
    for quota, limit, sent in ((5, 3, 3), (6, 7, 6), (7, 11, 7)):
        plan = await post.plan(campaign)
        assert (plan.quota_limit, plan.mailboxes[0].limit) == (quota, limit)
        assert len(plan.would_send) == sent
        assert (await post.run(campaign, fence)).sent == sent
        scene.clock.advance(timedelta(days=1))
