"""What the quota promises: never more bodies a day than the limit, at any concurrency."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from msgspec import structs

from cam.domain.model.attempt import AttemptState, Claim, Refusal
from cam.domain.model.campaign import Campaign
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import DEPLOYMENT, Allowance, Quota, mailbox_scope
from cam.domain.model.window import SendingWindow
from cam.ports.repository import Room, UnitOfWork
from cam.testing.builders import a_suppression
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import LEASE, Promises, Scene, together

NEW_YORK = SendingWindow(zone="America/New_York")


class QuotaPromises(Promises):
    """The quota within `ports.repository.Attempts.authorize`, and `Quotas`."""

    async def allowed(self, scene: Scene, *claims: Claim) -> int:
        """How many of these may be written."""
        return sum(verdict.refusal is None for verdict in await scene.authorize(*claims))

    async def today(self, unit_of_work: UnitOfWork, campaign: Campaign) -> Quota:
        """The campaign's quota."""
        async with unit_of_work.reading() as repo:
            return await repo.quotas.today(campaign)

    async def test_forty_who_ask_at_once_never_exceed_the_limit(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """A limit of seven gives exactly seven; the others wait."""
        campaign = await scene.campaign(max_emails_per_day=7)
        claims = await scene.claimed(campaign, 40)

        answers = await together([partial(scene.authorize, claim) for claim in claims])
        refusals = [verdict.refusal for answer in answers for verdict in answer]
        assert refusals.count(None) == 7
        assert refusals.count(Refusal.QUOTA) == 33
        assert await self.today(unit_of_work, campaign) == Quota(
            day=date(2026, 1, 5), limit=7, used=7
        )

    async def test_one_batch_never_exceeds_the_limit(self, scene: Scene) -> None:
        """The first who ask get what there is."""
        claims = await scene.claimed(await scene.campaign(max_emails_per_day=3), 5)
        verdicts = await scene.authorize(*claims)
        assert [verdict.refusal for verdict in verdicts] == [None] * 3 + [Refusal.QUOTA] * 2

    async def test_a_quota_of_zero_sends_nothing(self, scene: Scene) -> None:
        """0 means none, not the default."""
        claims = await scene.claimed(await scene.campaign(max_emails_per_day=0), 2)
        assert await self.allowed(scene, *claims) == 0

    async def test_no_quota_given_means_twenty(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """The default holds."""
        campaign = await scene.campaign(max_emails_per_day=None)
        claims = await scene.claimed(campaign, 21)
        assert await self.allowed(scene, *claims) == 20
        assert (await self.today(unit_of_work, campaign)).remaining == 0

    async def test_a_lowered_limit_holds_at_once(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """What was used under the higher one is counted."""
        campaign = await scene.campaign(max_emails_per_day=10)
        claims = await scene.claimed(campaign, 5)
        assert await self.allowed(scene, *claims[:3]) == 3
        lowered = await scene.changed(campaign, max_emails_per_day=2)
        assert await self.allowed(scene, *claims[3:]) == 0
        assert (await self.today(unit_of_work, lowered)).remaining == 0

    async def test_the_refused_wait_for_the_next_local_midnight(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """The day is that of the campaign's zone; at its midnight a new quota begins."""
        campaign = await scene.campaign(max_emails_per_day=1, sending_window=NEW_YORK)
        _, refused = claims = await scene.claimed(campaign, 2)
        assert await self.allowed(scene, *claims) == 1
        midnight = datetime(2026, 1, 6, 5, 0, tzinfo=UTC)
        kept = await scene.attempt(refused)
        assert (kept.state, kept.next_try) == (AttemptState.QUEUED, midnight)
        clock.advance(midnight - clock.now() - timedelta(seconds=1))
        assert await scene.claim(campaign) == []
        clock.advance(1)
        assert await self.allowed(scene, *await scene.claim(campaign)) == 1
        assert (await scene.attempt(refused)).quota_day == date(2026, 1, 6)

    async def test_late_in_the_utc_night_the_local_day_goes_on(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """UTC's midnight gives New York nothing."""
        campaign = await scene.campaign(max_emails_per_day=1, sending_window=NEW_YORK)
        assert await self.allowed(scene, *await scene.claimed(campaign)) == 1
        clock.advance(timedelta(hours=19))
        assert await self.allowed(scene, *await scene.claimed(campaign)) == 0

    async def test_a_clock_that_steps_back_gives_no_second_quota(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """The day only moves forward."""
        campaign = await scene.campaign(max_emails_per_day=2)
        clock.advance(timedelta(days=1))
        assert await self.allowed(scene, *await scene.claimed(campaign, 2)) == 2
        clock.advance(timedelta(days=-1))
        assert await self.allowed(scene, *await scene.claimed(campaign)) == 0
        assert (await self.today(unit_of_work, campaign)).remaining == 0

    async def test_another_zone_gives_no_second_quota(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """Whoever moves a campaign west does not live the same day twice."""
        clock.advance(timedelta(hours=3))
        far_east = SendingWindow(zone="Pacific/Auckland")
        campaign = await scene.campaign(max_emails_per_day=1, sending_window=far_east)
        assert await self.allowed(scene, *await scene.claimed(campaign)) == 1
        west = await scene.changed(
            campaign, sending_window=SendingWindow(zone="America/Los_Angeles")
        )
        assert await self.allowed(scene, *await scene.claimed(west)) == 0

    async def test_a_refusal_uses_no_quota(self, unit_of_work: UnitOfWork, scene: Scene) -> None:
        """Only what may be written is counted."""
        campaign = await scene.campaign(max_emails_per_day=1)
        suppressed, fine = await scene.claimed(campaign, 2)
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression(suppressed.attempt.recipient)])
        assert await self.allowed(scene, suppressed, fine) == 1

    async def test_quota_is_never_given_back(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Neither a put-off mail nor one of unknown fate makes room for another."""
        campaign = await scene.campaign(max_emails_per_day=2)
        put_off, _ = await scene.authorized(campaign, 2)
        await scene.record(put_off, AttemptState.QUEUED, next_try=clock.now() + LEASE)
        clock.advance(LEASE)
        async with unit_of_work() as repo:
            await repo.attempts.reap(campaign.id, epoch=1)
        assert (await self.today(unit_of_work, campaign)).used == 2

    async def test_each_campaign_has_its_own_quota(self, scene: Scene) -> None:
        """One that has used its own up does not hold the others."""
        for _ in range(2):
            claims = await scene.claimed(await scene.campaign(max_emails_per_day=1), 2)
            assert await self.allowed(scene, *claims) == 1

    async def test_a_mailbox_has_one_quota_for_all_campaigns(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """What one campaign has sent through it is not left for another."""
        mailbox = Allowance(scope=mailbox_scope("ann@x.test"), most=3)
        answers: list[Refusal | None] = []
        campaigns = [await scene.campaign(max_emails_per_day=2) for _ in range(2)]
        for campaign in campaigns:
            claims = await scene.claimed(campaign, 2)
            verdicts = await scene.authorize(*claims, allowances=(mailbox,))
            answers += [verdict.refusal for verdict in verdicts]
        assert answers == [None, None, None, Refusal.MAILBOX]
        async with unit_of_work.reading() as repo:
            assert (await repo.quotas.room(campaigns[1], (mailbox,))).mails == 0
            assert (await repo.quotas.room(campaigns[1])).mails == 1

    async def test_racing_campaigns_never_exceed_the_deployment(self, scene: Scene) -> None:
        """Each with room of its own; together exactly the deployment's limit."""
        whole = Allowance(scope=DEPLOYMENT, most=7)
        claims: list[Claim] = []
        for _ in range(3):
            claims += await scene.claimed(await scene.campaign(max_emails_per_day=5), 5)
        answers = await together(
            [partial(scene.authorize, claim, allowances=(whole,)) for claim in claims]
        )
        refusals = [verdict.refusal for answer in answers for verdict in answer]
        assert refusals.count(None) == 7
        assert refusals.count(Refusal.DEPLOYMENT) == 8

    async def test_risky_addresses_get_their_share_and_no_more(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """A tenth of thirty is three; the others wait for midnight, and certain ones go on."""
        campaign = await scene.campaign(max_emails_per_day=30, mail_risky_addresses=True)
        claims = await scene.claimed(campaign, 6)
        for claim in claims[:5]:
            await scene.save(structs.replace(claim.lead, email_status=EmailStatus.RISKY))
        verdicts = await scene.authorize(*claims)
        assert [v.refusal for v in verdicts] == [None] * 3 + [Refusal.RISKY_SHARE] * 2 + [None]
        waiting = await scene.attempt(claims[3])
        assert (waiting.state, waiting.next_try) == (
            AttemptState.QUEUED,
            datetime(2026, 1, 6, tzinfo=UTC),
        )
        async with unit_of_work.reading() as repo:
            assert await repo.quotas.room(campaign) == Room(mails=26, risky=0)

    async def test_a_share_below_one_mail_is_none(self, scene: Scene) -> None:
        """It is rounded down: never more than the share."""
        campaign = await scene.campaign(max_emails_per_day=9, mail_risky_addresses=True)
        (claim,) = await scene.claimed(campaign)
        await scene.save(structs.replace(claim.lead, email_status=EmailStatus.RISKY))
        assert await self.allowed(scene, claim) == 0

    async def test_a_zone_edited_a_minute_before_midnight_starts_no_day_twice(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """Eastwards it is tomorrow already, and stays tomorrow when it is edited back."""
        clock.advance(timedelta(hours=14, minutes=59))  # 23:59 in London
        campaign = await scene.campaign(
            max_emails_per_day=1, sending_window=SendingWindow(zone="Europe/London")
        )
        assert await self.allowed(scene, *await scene.claimed(campaign)) == 1
        east = await scene.changed(campaign, sending_window=SendingWindow(zone="Europe/Helsinki"))
        (tomorrow,) = await scene.claimed(east)
        assert await self.allowed(scene, tomorrow) == 1
        assert (await scene.attempt(tomorrow)).quota_day == date(2026, 1, 6)
        back = await scene.changed(east, sending_window=SendingWindow(zone="Europe/London"))
        assert await self.allowed(scene, *await scene.claimed(back)) == 0
        clock.advance(timedelta(minutes=2))
        assert await self.allowed(scene, *await scene.claimed(back)) == 0

    @pytest.mark.parametrize("month", [3, 10])
    async def test_a_day_of_23_or_25_hours_has_one_quota(
        self, scene: Scene, clock: FrozenClock, month: int
    ) -> None:
        """Berlin's clocks change; the local date counts, not 24 hours."""
        change = {3: datetime(2026, 3, 29, tzinfo=UTC), 10: datetime(2026, 10, 25, tzinfo=UTC)}
        clock.advance(change[month] - timedelta(hours=1) - clock.now())
        campaign = await scene.campaign(
            max_emails_per_day=1, sending_window=SendingWindow(zone="Europe/Berlin")
        )
        sent = 0
        for _ in range(27):
            await scene.planned(await scene.lead(campaign))
            sent += await self.allowed(scene, *await scene.claim(campaign))
            clock.advance(timedelta(hours=1))
        assert sent == 2  # that day's, and the first hours' of the next
