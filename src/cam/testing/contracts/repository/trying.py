"""What is promised of a test mail: it is no lead's, and counted and refused as any mail is."""

from datetime import timedelta
from functools import partial

import anyio

from cam.domain.model.attempt import Refusal
from cam.domain.model.quota import DEPLOYMENT, Allowance, mailbox_scope
from cam.domain.model.rhythm import Pause, RampUp
from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_suppression
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.arming import Copying
from cam.testing.contracts.repository.mailboxes import held
from cam.testing.contracts.repository.scene import Promises, Scene, together

ME = "me+test@agency.test"


class TryingPromises(Promises):
    """`ports.repository.Attempts.authorize_test`."""

    async def ask(
        self, unit_of_work: UnitOfWork, *allowances: Allowance, to: str = ME
    ) -> Refusal | None:
        """Asks for one, in a unit of work of its own."""
        async with unit_of_work() as repo:
            return await repo.attempts.authorize_test(to, allowances, mailbox="ann")

    async def test_a_test_mail_is_counted_in_every_limit(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """With the leads' mails; the campaign's own quota is not touched, nor any attempt."""
        campaign = await scene.campaign(max_emails_per_day=9)
        mailbox = Allowance(scope=mailbox_scope("ann@x.test"), most=3)
        whole = Allowance(scope=DEPLOYMENT, most=2)
        assert await self.ask(unit_of_work, mailbox, whole) is None
        (claim,) = await scene.claimed(campaign)
        (verdict,) = await scene.authorize(claim, allowances=(mailbox, whole))
        assert verdict.refusal is None
        assert await self.ask(unit_of_work, mailbox, whole) is Refusal.DEPLOYMENT
        assert await self.ask(unit_of_work, mailbox) is None
        assert await self.ask(unit_of_work, mailbox) is Refusal.MAILBOX
        async with unit_of_work.reading() as repo:
            assert (await repo.quotas.today(campaign)).used == 1
            assert len(await repo.attempts.of_campaign(campaign.id)) == 1

    async def test_what_is_refused_is_counted_nowhere(self, unit_of_work: UnitOfWork) -> None:
        """One limit without room takes nothing from the others."""
        mailbox = Allowance(scope=mailbox_scope("ann@x.test"), most=1)
        none = Allowance(scope=DEPLOYMENT, most=0)
        assert await self.ask(unit_of_work, mailbox, none) is Refusal.DEPLOYMENT
        assert await self.ask(unit_of_work, mailbox) is None

    async def test_no_limit_means_no_limit(self, unit_of_work: UnitOfWork) -> None:
        """As for any mail."""
        assert [await self.ask(unit_of_work) for _ in range(3)] == [None] * 3

    async def test_nobody_suppressed_gets_a_test(self, unit_of_work: UnitOfWork) -> None:
        """In any spelling, by their domain as well; and it is not counted."""
        one = Allowance(scope=DEPLOYMENT, most=1)
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression("me@agency.test"), a_suppression("y.test")])
        assert await self.ask(unit_of_work, one) is Refusal.SUPPRESSED
        assert await self.ask(unit_of_work, one, to="x@Y.test") is Refusal.SUPPRESSED
        assert await self.ask(unit_of_work, one, to="other@agency.test") is None

    async def test_those_who_test_at_once_never_exceed_a_limit(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """Ten who race for three get three."""
        mailbox = Allowance(scope=mailbox_scope("ann@x.test"), most=3)
        answers = await together([partial(self.ask, unit_of_work, mailbox)] * 10)
        assert answers.count(None) == 3
        assert answers.count(Refusal.MAILBOX) == 7

    async def test_a_held_mailbox_sends_no_test(
        self, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Nor is it counted; through another mailbox it is sent, and after the hold."""
        one = Allowance(scope=DEPLOYMENT, most=1)
        async with unit_of_work() as repo:
            await repo.holds.put(held("bob", clock))
        assert await self.ask(unit_of_work) is None
        async with unit_of_work() as repo:
            await repo.holds.put(held("ann", clock))
        assert await self.ask(unit_of_work, one) is Refusal.HELD
        async with unit_of_work() as repo:
            await repo.holds.lift(mailbox_scope("ann"))
        assert await self.ask(unit_of_work, one) is None

    async def test_a_hold_waits_for_a_test_under_way(
        self, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Whoever holds the mailbox knows that nothing more leaves through it."""
        acknowledged = anyio.Event()

        async def holds() -> None:
            async with unit_of_work() as repo:
                await repo.holds.put(held("ann", clock))
            acknowledged.set()

        async with anyio.create_task_group() as tasks, unit_of_work() as repo:
            assert await repo.attempts.authorize_test(ME, (), mailbox="ann") is None
            tasks.start_soon(holds)
            with anyio.move_on_after(0.2):
                await acknowledged.wait()
            assert not acknowledged.is_set()
        assert await self.ask(unit_of_work) is Refusal.HELD

    async def test_a_test_waits_for_the_pause_and_begins_one(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """As a lead's mail does: tests and leads' mails keep the same distance."""
        paused = Allowance(scope=mailbox_scope("ann"), most=9, pause=Pause(seconds=60))
        one, two = await scene.claimed(await scene.campaign(), 2)
        assert await self.ask(unit_of_work, paused) is None
        assert await self.ask(unit_of_work, paused) is Refusal.PACED
        (verdict,) = await scene.authorize(one, allowances=(paused,))
        assert (verdict.refusal, verdict.rest) == (Refusal.PACED, timedelta(seconds=60))
        clock.advance(timedelta(seconds=60))
        (verdict,) = await scene.authorize(two, allowances=(paused,))
        assert verdict.refusal is None
        assert await self.ask(unit_of_work, paused) is Refusal.PACED
        clock.advance(timedelta(seconds=60))
        assert await self.ask(unit_of_work, paused) is None
        async with unit_of_work.reading() as repo:
            assert (await repo.quotas.of([paused]))[paused.scope].used == 3

    async def test_a_test_begins_the_ramp_up(
        self, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """It is a mail that the mailbox sends."""
        rising = Allowance(scope=mailbox_scope("ann"), most=9, ramp_up=RampUp(start=1, step=1))
        assert await self.ask(unit_of_work, rising) is None
        assert await self.ask(unit_of_work, rising) is Refusal.MAILBOX
        clock.advance(timedelta(days=1))
        answers = [await self.ask(unit_of_work, rising) for _ in range(3)]
        assert answers == [None, None, Refusal.MAILBOX]

    async def test_a_copy_sends_no_test_either(
        self, unit_of_work: UnitOfWork, copied: Copying
    ) -> None:
        """Until a person arms it."""
        async with unit_of_work() as repo:
            await repo.deployment.begin()
        copy = await copied()
        assert await self.ask(copy) is Refusal.NOT_ARMED
        assert await self.ask(unit_of_work) is None
