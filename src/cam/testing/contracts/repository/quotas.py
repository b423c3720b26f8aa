"""What the quota promises: never more bodies a day than the limit, at any concurrency."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

from cam.domain.model.attempt import AttemptState, Claim, Refusal
from cam.domain.model.campaign import Campaign
from cam.domain.model.quota import Quota
from cam.domain.model.window import SendingWindow
from cam.ports.repository import UnitOfWork
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
