"""What a sending window, a pause and a ramp-up promise at the moment of decision."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from cam.domain.model.attempt import AttemptState, Claim, Refusal, Verdict
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import Allowance, Quota, mailbox_scope
from cam.domain.model.rhythm import Pause, RampUp
from cam.domain.model.window import SendingWindow
from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_suppression
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene, together

ANN = mailbox_scope("ann@x.test")
MINUTE = timedelta(minutes=1)
OFFICE = SendingWindow(
    zone="Europe/London", days=(1, 2, 3, 4, 5), start=time(9), until=time(17), holidays=()
)


def paced(seconds: int, jitter: int = 0) -> Allowance:
    """A mailbox that is counted, and rests."""
    return Allowance(scope=ANN, most=None, pause=Pause(seconds=seconds, jitter=jitter))


def refusals(verdicts: Sequence[Verdict]) -> list[Refusal | None]:
    """Their refusals, in order."""
    return [verdict.refusal for verdict in verdicts]


class RhythmPromises(Promises):
    """`ports.repository.Attempts.authorize`: when mails leave."""

    async def test_what_was_claimed_before_the_window_closed_waits_until_it_opens(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Claimed at 16:59, refused at 17:00; the next working day it is claimed again."""
        clock.advance(datetime(2026, 1, 9, 16, 59, tzinfo=UTC) - clock.now())  # a Friday
        campaign = await scene.campaign(sending_window=OFFICE)
        claims = await scene.claimed(campaign, 3)
        assert refusals(await scene.authorize(claims[0])) == [None]
        clock.advance(MINUTE)
        assert refusals(await scene.authorize(*claims[1:])) == [Refusal.WINDOW] * 2
        kept = await scene.attempt(claims[1])
        monday = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
        assert (kept.state, kept.token, kept.next_try) == (AttemptState.QUEUED, "", monday)
        clock.advance(monday - clock.now() - timedelta(seconds=1))
        assert await scene.claim(campaign) == []
        clock.advance(1)
        assert refusals(await scene.authorize(*await scene.claim(campaign))) == [None] * 2
        async with unit_of_work.reading() as repo:
            assert (await repo.quotas.today(campaign)).used == 2

    async def test_a_closed_window_is_told_before_a_quota_that_is_used_up(
        self, scene: Scene
    ) -> None:
        """Else a mail would wait for a midnight at which nothing may go out."""
        closed = SendingWindow(days=(2,))
        claims = await scene.claimed(
            await scene.campaign(sending_window=closed, max_emails_per_day=0)
        )
        assert refusals(await scene.authorize(*claims)) == [Refusal.WINDOW]
        assert (await scene.attempt(claims[0])).next_try == datetime(2026, 1, 6, tzinfo=UTC)

    async def test_a_suppression_is_told_before_a_closed_window(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """What ends an attempt does not wait for the morning."""
        (claim,) = await scene.claimed(
            await scene.campaign(sending_window=SendingWindow(days=(2,)))
        )
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression(claim.attempt.recipient)])
        assert refusals(await scene.authorize(claim)) == [Refusal.SUPPRESSED]

    async def test_a_mailbox_rests_after_each_mail(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """The second one waits until that very moment; what is not asked to rest does not."""
        campaign = await scene.campaign()
        first, second, other = await scene.claimed(campaign, 3)
        mailbox = paced(90)
        assert await scene.authorize(first, allowances=(mailbox,)) == [
            Verdict(first.attempt.id, None, timedelta(seconds=90))
        ]
        clock.advance(30)
        assert await scene.authorize(second, allowances=(mailbox,)) == [
            Verdict(second.attempt.id, Refusal.PACED, timedelta(seconds=60))
        ]
        free_at = clock.now() + MINUTE
        assert (await scene.attempt(second)).next_try == free_at
        async with unit_of_work.reading() as repo:
            assert (await repo.quotas.of([mailbox]))[ANN] == Quota(
                day=date(2026, 1, 5), limit=None, used=1, next_send_at=free_at
            )
        assert refusals(await scene.authorize(other)) == [None]
        clock.advance(MINUTE - timedelta(seconds=1))
        assert await scene.claim(campaign) == []
        clock.advance(1)
        (again,) = await scene.claim(campaign)
        assert refusals(await scene.authorize(again, allowances=(mailbox,))) == [None]

    async def test_of_those_who_ask_together_one_has_the_turn(self, scene: Scene) -> None:
        """In one batch, too."""
        claims = await scene.claimed(await scene.campaign(), 4)
        verdicts = await scene.authorize(*claims, allowances=(paced(60),))
        assert refusals(verdicts) == [None] + [Refusal.PACED] * 3

    async def test_of_many_who_ask_at_once_one_has_the_turn(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Whatever their campaigns; and so in each pause, also in the very first."""
        claims: list[Claim] = []
        campaigns = [await scene.campaign() for _ in range(4)]
        for campaign in campaigns:
            claims += await scene.claimed(campaign, 5)
        for sent in range(1, 4):
            answers = await together(
                [partial(scene.authorize, claim, allowances=(paced(60),)) for claim in claims]
            )
            told = [refusal for answer in answers for refusal in refusals(answer)]
            assert told.count(None) == 1
            assert told.count(Refusal.PACED) == 20 - sent
            clock.advance(MINUTE)
            claims = [claim for each in campaigns for claim in await scene.claim(each)]
        async with unit_of_work.reading() as repo:
            assert (await repo.quotas.of([paced(60)]))[ANN].used == 3

    async def test_a_pause_is_at_least_the_least_and_at_most_the_most(self, scene: Scene) -> None:
        """By chance, and not the same each time."""
        rests = set()
        for number in range(12):
            mailbox = Allowance(
                scope=mailbox_scope(f"m{number}"), most=None, pause=Pause(seconds=60, jitter=60)
            )
            (claim,) = await scene.claimed(await scene.campaign())
            (verdict,) = await scene.authorize(claim, allowances=(mailbox,))
            rests.add(verdict.rest)
        assert timedelta(seconds=60) <= min(rests) < max(rests) <= timedelta(seconds=120)

    async def test_a_refusal_makes_nobody_rest(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Neither a suppression nor a quota of the same mailbox that is used up."""
        claims = await scene.claimed(await scene.campaign(), 2)
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression(claims[0].attempt.recipient)])
        assert (await scene.authorize(claims[0], allowances=(paced(60),)))[0].rest == timedelta()
        full = Allowance(scope=ANN, most=0, pause=Pause(seconds=60))
        assert await scene.authorize(claims[1], allowances=(full,)) == [
            Verdict(claims[1].attempt.id, Refusal.MAILBOX)
        ]

    async def test_a_ramp_up_rises_from_the_day_of_the_first_mail(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Days without a mail count, too; it ends at the limit, and days before the first do not
        count."""
        campaign = await scene.campaign(max_emails_per_day=9, ramp_up=RampUp(start=2, step=3))
        clock.advance(timedelta(days=5))
        for days, most in ((0, 2), (1, 5), (1, 8), (1, 9), (30, 9)):
            clock.advance(timedelta(days=days))
            async with unit_of_work.reading() as repo:
                assert (await repo.quotas.room(campaign)).mails == most
                assert (await repo.quotas.today(campaign)).limit == most
                metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
                assert metrics.quota_limit == most
            claims = await scene.claimed(campaign, 10)
            assert refusals(await scene.authorize(*claims)).count(None) == most
            for claim in claims[most:]:
                assert (await scene.attempt(claim)).reason == Refusal.QUOTA
            async with unit_of_work() as repo:
                await repo.attempts.hold(reason="of another day")

    async def test_a_mailbox_ramps_up_for_all_campaigns_at_once(self, scene: Scene) -> None:
        """Racing, and on the very first day: together exactly what it starts with."""
        mailbox = Allowance(scope=ANN, most=50, ramp_up=RampUp(start=3, step=1))
        claims: list[Claim] = []
        for _ in range(3):
            claims += await scene.claimed(await scene.campaign(), 4)
        answers = await together(
            [partial(scene.authorize, claim, allowances=(mailbox,)) for claim in claims]
        )
        told = [refusal for answer in answers for refusal in refusals(answer)]
        assert (told.count(None), told.count(Refusal.MAILBOX)) == (3, 9)

    async def test_the_share_of_risky_addresses_rises_with_the_ramp_up(self, scene: Scene) -> None:
        """Half of the four mails of the first day, not of the later limit."""
        campaign = await scene.campaign(
            max_emails_per_day=100,
            ramp_up=RampUp(start=4, step=1),
            mail_risky_addresses=True,
            risky_share=0.5,
        )
        for _ in range(3):
            await scene.planned(await scene.lead(campaign, email_status=EmailStatus.RISKY))
        verdicts = await scene.authorize(*await scene.claim(campaign))
        assert refusals(verdicts) == [None, None, Refusal.RISKY_SHARE]

    @pytest.mark.parametrize("step_back", [timedelta(days=1), timedelta(days=40)])
    async def test_a_clock_that_steps_back_never_raises_a_ramp_up(
        self, scene: Scene, clock: FrozenClock, step_back: timedelta
    ) -> None:
        """Nor does it make the limit negative: what is used is used."""
        campaign = await scene.campaign(ramp_up=RampUp(start=1, step=1))
        assert refusals(await scene.authorize(*await scene.claimed(campaign))) == [None]
        clock.advance(-step_back)
        assert refusals(await scene.authorize(*await scene.claimed(campaign))) == [Refusal.QUOTA]
