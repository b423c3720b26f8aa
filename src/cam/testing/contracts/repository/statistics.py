"""What the statistics promise."""

from datetime import timedelta

from cam.domain.model.attempt import AttemptState
from cam.domain.model.lead import LeadEvent, LeadStatus
from cam.domain.model.metrics import StepResult
from cam.ports.repository import UnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene


class StatisticsPromises(Promises):
    """`ports.repository.Statistics`."""

    async def test_a_campaign_in_which_nothing_happened_measures_nothing(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Zeros, not errors; no campaigns, no metrics."""
        campaign = await scene.campaign()
        async with unit_of_work.reading() as repo:
            assert await repo.statistics.metrics([]) == {}
            metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
        assert metrics.leads == metrics.quota_used == metrics.sent_today == 0
        assert metrics.conversion_rate == 0.0
        assert metrics.today == clock.now().date()

    async def test_leads_and_attempts_are_counted_per_campaign(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """By status and by state, with the quota that is used and what was gained."""
        campaign = await scene.campaign(target_clients=4, mrr_per_client=50.0)
        other = await scene.campaign()
        sent, rejected = await scene.authorized(campaign, 2)
        await scene.record(sent, AttemptState.SENT)
        await scene.record(rejected, AttemptState.REJECTED)
        (failed,) = await scene.claimed(campaign)
        await scene.record(failed, AttemptState.FAILED)
        await scene.planned(await scene.lead(campaign))
        await scene.save(sent.lead.moved(LeadEvent.OPERATOR_QUALIFIES, clock.now()))
        (unknown,) = await scene.authorized(other)
        await scene.record(unknown, AttemptState.UNKNOWN)
        async with unit_of_work.reading() as repo:
            measured = await repo.statistics.metrics([campaign, other])
        metrics = measured[campaign.id]
        assert {
            status: metrics.count(status) for status in LeadStatus if metrics.count(status)
        } == {
            LeadStatus.NEW: 3,
            LeadStatus.QUALIFIED: 1,
        }
        states = {state: count for state, count in metrics.attempts_by_state.items() if count}
        assert states == {"sent": 1, "rejected": 1, "failed": 1, "queued": 1}
        assert (metrics.sent_today, metrics.failed_today, metrics.unknown_today) == (1, 2, 0)
        assert (metrics.quota_limit, metrics.quota_used, metrics.quota_left) == (20, 2, 18)
        assert (metrics.clients_progress, metrics.mrr) == (0.25, 50.0)
        assert measured[other.id].leads == 1
        assert measured[other.id].unknown_today == 1

    async def test_only_what_a_server_refused_came_back_at_once(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Not what was given up because no server took it, nor answered for good: an outage of our
        own mail server is nobody's bounce."""
        campaign = await scene.campaign()
        codes = (550, 200, 599, 500, None, None, 400, 421, 450, 499)
        claims = await scene.authorized(campaign, len(codes) + 1)
        for claim, code in zip(claims, codes, strict=False):
            await scene.record(claim, AttemptState.REJECTED, smtp_code=code)
        await scene.record(claims[-1], AttemptState.SENT, smtp_code=250)
        async with unit_of_work.reading() as repo:
            metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
        assert metrics.attempts_by_state["rejected"] == metrics.failed_today == len(codes)
        assert (metrics.refused, metrics.bounced, metrics.mailed) == (4, 4, 5)

    async def test_results_are_told_by_step_and_variant(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """What went out, what was answered and what came back; twice is once."""
        campaign = await scene.campaign()
        leads = [await scene.lead(campaign) for _ in range(5)]
        for lead, variant in zip(leads, "AABBB", strict=True):
            await scene.planned(lead, variant=variant)
        claims = {claim.lead.id: claim for claim in await scene.claim(campaign)}
        answered, bounced, sent, unknown, waits = [claims[lead.id] for lead in leads]
        await scene.authorize(answered, bounced, sent, unknown)
        for claim in (answered, bounced, sent):
            await scene.record(claim, AttemptState.SENT)
        await scene.record(unknown, AttemptState.UNKNOWN)
        assert waits.attempt.variant == "B"
        for _ in range(2):
            async with unit_of_work() as repo:
                await repo.attempts.replied([answered.attempt.id])
                await repo.attempts.bounced([bounced.attempt.id])
        async with unit_of_work.reading() as repo:
            assert await repo.statistics.results(campaign.id) == [
                StepResult(step=0, variant="A", sent=2, replied=1, bounced=1),
                StepResult(step=0, variant="B", sent=1),
            ]
            assert await repo.statistics.results(campaign.id + 1) == []

    async def test_the_first_answer_counts(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """A second one does not move the moment of the first."""
        (claim,) = await scene.authorized(await scene.campaign())
        first = clock.now()
        for _ in range(2):
            async with unit_of_work() as repo:
                await repo.attempts.replied([claim.attempt.id])
                await repo.attempts.bounced([claim.attempt.id])
            clock.advance(timedelta(hours=1))
        attempt = await scene.attempt(claim)
        assert (attempt.replied_at, attempt.bounced_at) == (first, first)

    async def test_yesterday_is_not_today(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """What was sent before the last local midnight counts in all, not today."""
        campaign = await scene.campaign()
        (claim,) = await scene.authorized(campaign)
        await scene.record(claim, AttemptState.SENT)
        clock.advance(timedelta(days=1))
        async with unit_of_work.reading() as repo:
            metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
        assert metrics.attempts_by_state["sent"] == 1
        assert metrics.sent_today == metrics.quota_used == 0
        assert metrics.today == clock.now().date()
