"""What recording promises: each outcome once, under its own token, where it is possible."""

from datetime import timedelta

import pytest
from msgspec import structs

from cam.domain.model.attempt import AttemptState, Claim
from cam.ports.repository import UnitOfWork
from cam.testing.builders import an_id
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import LEASE, Promises, Scene

S = AttemptState


class OutcomePromises(Promises):
    """`ports.repository.Attempts.record`."""

    async def test_an_outcome_under_another_token_is_not_written(self, scene: Scene) -> None:
        """Nor under none."""
        (claim,) = await scene.authorized(await scene.campaign())
        before = await scene.attempt(claim)
        for token in ("another", ""):
            assert await scene.record(claim, S.SENT, token=token) == []
        assert await scene.attempt(claim) == before

    async def test_an_outcome_of_no_attempt_is_not_written(self, scene: Scene) -> None:
        """It changes nothing and harms nobody."""
        (claim,) = await scene.authorized(await scene.campaign())
        gone = structs.replace(claim.attempt, id=an_id())
        stray = Claim(attempt=gone, lead=claim.lead)
        assert await scene.record(stray, S.SENT) == []

    @pytest.mark.parametrize("state", [S.SENT, S.UNKNOWN])
    async def test_what_was_not_authorized_cannot_have_gone_out(
        self, scene: Scene, state: AttemptState
    ) -> None:
        """A claimed attempt is neither sent nor unknown."""
        (claim,) = await scene.claimed(await scene.campaign())
        assert await scene.record(claim, state) == []
        assert await scene.attempt(claim) == claim.attempt

    @pytest.mark.parametrize("state", [S.CANCELLED, S.FAILED])
    async def test_what_was_authorized_cannot_be_called_back(
        self, scene: Scene, state: AttemptState
    ) -> None:
        """Its body may be on its way."""
        (claim,) = await scene.authorized(await scene.campaign())
        assert await scene.record(claim, state) == []
        assert (await scene.attempt(claim)).state is S.AUTHORIZED

    @pytest.mark.parametrize("state", [S.REJECTED, S.FAILED, S.CANCELLED, S.QUEUED])
    async def test_a_definite_outcome_before_the_body_is_written(
        self, scene: Scene, state: AttemptState
    ) -> None:
        """A claimed attempt can be refused, fail, be cancelled or be put off."""
        (claim,) = await scene.claimed(await scene.campaign())
        assert await scene.record(claim, state, reason="why") == [claim.attempt.id]
        kept = await scene.attempt(claim)
        assert (kept.state, kept.reason) == (state, "why")

    @pytest.mark.parametrize("state", [S.SENT, S.REJECTED, S.UNKNOWN, S.QUEUED])
    async def test_an_outcome_after_the_body_is_written_with_the_servers_words(
        self, scene: Scene, state: AttemptState
    ) -> None:
        """Code and reply are kept; the lease is over."""
        (claim,) = await scene.authorized(await scene.campaign())
        written = await scene.record(claim, state, smtp_code=250, smtp_reply="2.0.0 ok q123")
        assert written == [claim.attempt.id]
        kept = await scene.attempt(claim)
        assert (kept.state, kept.smtp_code, kept.smtp_reply) == (state, 250, "2.0.0 ok q123")
        assert kept.lease_until is None

    async def test_an_outcome_recorded_twice_is_written_once(self, scene: Scene) -> None:
        """Whoever did not hear the first answer may ask again."""
        (claim,) = await scene.authorized(await scene.campaign())
        assert await scene.record(claim, S.SENT, smtp_reply="first") == [claim.attempt.id]
        assert await scene.record(claim, S.SENT, smtp_reply="second") == []
        assert (await scene.attempt(claim)).smtp_reply == "first"

    @pytest.mark.parametrize("state", [S.REJECTED, S.UNKNOWN, S.QUEUED])
    async def test_what_was_sent_stays_sent(self, scene: Scene, state: AttemptState) -> None:
        """No later word changes it."""
        (claim,) = await scene.authorized(await scene.campaign())
        await scene.record(claim, S.SENT)
        assert await scene.record(claim, state) == []
        assert (await scene.attempt(claim)).state is S.SENT

    async def test_a_put_off_mail_is_tried_again_at_its_time(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """Each time it is put off counts as a try; its day's quota is asked for anew."""
        campaign = await scene.campaign()
        (claim,) = await scene.authorized(campaign)
        for tries in (1, 2):
            when = clock.now() + timedelta(hours=1)
            assert await scene.record(claim, S.QUEUED, next_try=when) == [claim.attempt.id]
            kept = await scene.attempt(claim)
            assert (kept.tries, kept.next_try) == (tries, when)
            assert await scene.claim(campaign) == []
            clock.advance(timedelta(hours=1))
            (claim,) = await scene.claim(campaign, by=f"try {tries}")
            assert (await scene.authorize(claim))[0].refusal is None

    async def test_a_put_off_mail_no_longer_listens_to_its_old_token(self, scene: Scene) -> None:
        """What was given back is nobody's: only the next claimer may speak for it."""
        (claim,) = await scene.claimed(await scene.campaign())
        await scene.record(claim, S.QUEUED)
        assert await scene.record(claim, S.CANCELLED) == []
        assert (await scene.attempt(claim)).state is S.QUEUED

    async def test_the_old_token_does_not_speak_for_the_next_claim(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """A run that woke up late cannot spoil what its successor holds."""
        campaign = await scene.campaign()
        (old,) = await scene.claimed(campaign, by="old", epoch=1)
        async with unit_of_work() as repo:
            await repo.attempts.reap(campaign.id, epoch=2)
        (new,) = await scene.claim(campaign, by="new", epoch=2)
        assert await scene.record(old, S.REJECTED) == []
        assert await scene.attempt(new) == new.attempt

    @pytest.mark.parametrize("state", [S.SENT, S.REJECTED, S.QUEUED])
    async def test_an_outcome_after_the_reaper_is_evidence(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock, state: AttemptState
    ) -> None:
        """Who held the claim and heard the server late may still tell."""
        campaign = await scene.campaign()
        (claim,) = await scene.authorized(campaign)
        clock.advance(LEASE)
        async with unit_of_work() as repo:
            reaped = await repo.attempts.reap(campaign.id, epoch=1)
        assert reaped.unknown == (claim.attempt.id,)
        assert await scene.record(claim, state) == [claim.attempt.id]
        assert (await scene.attempt(claim)).state is state

    async def test_an_unknown_attempt_is_never_claimed_again(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """It may have gone out: nobody retries by himself."""
        campaign = await scene.campaign()
        (claim,) = await scene.authorized(campaign)
        await scene.record(claim, S.UNKNOWN)
        clock.advance(timedelta(days=30))
        assert await scene.claim(campaign, by="again", epoch=2) == []
