"""Unknown attempts: a person's word or seven days settle them, as the campaign's policy says."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cam.domain.model.attempt import Attempt, AttemptState, Go
from cam.domain.model.campaign import OnUnknown
from cam.domain.model.errors import AttemptIsKnown, AttemptNotFound, InvalidInput
from cam.domain.model.lead import Lead, LeadStatus, NextAction
from cam.domain.services.resolving import Resolving
from cam.domain.services.send_ledger import SendLedger
from cam.ports.repository import Fence
from cam.testing.builders import an_attempt
from cam.testing.clock import FrozenClock
from cam.testing.fakes.repository import FakeUnitOfWork

from .scene import Scene


class Story:
    """A campaign with one attempt whose run ended between authorization and outcome."""

    def __init__(self, fake: FakeUnitOfWork, scene: Scene, clock: FrozenClock) -> None:
        self.fake, self.scene, self.clock = fake, scene, clock
        self.resolving = Resolving(fake)

    async def begin(self, on_unknown: OnUnknown = OnUnknown.ASK) -> None:
        """Up to the reaper's word."""
        self.campaign, self.fence = await self.scene.campaign(on_unknown=on_unknown)
        lead = await self.scene.lead(self.campaign)
        await self.scene.save(lead.awaiting(self.clock.now()))
        planned = an_attempt(lead)
        async with self.fake() as repo:
            await repo.attempts.plan([planned])
            (claim,) = await repo.attempts.claim(
                self.campaign.id, epoch=1, token="t", lease=timedelta(minutes=5), limit=1
            )
            await repo.attempts.authorize(
                [Go(attempt_id=claim.attempt.id, token="t", mime_sha256="ab" * 32)]
            )
            epoch = await repo.campaigns.begin_epoch(self.campaign.id)
        self.fence = Fence(self.campaign.id, epoch)
        self.attempt_id, self.lead_id = planned.id, lead.id
        ledger = SendLedger(self.fake, self.clock, announce=False)
        assert await ledger.reap(self.campaign.id, self.fence) == 1

    async def attempt(self) -> Attempt:
        """As it stands."""
        async with self.fake.reading() as repo:
            return (await repo.attempts.get([self.attempt_id]))[self.attempt_id]

    async def lead(self) -> Lead:
        """As it stands."""
        return await self.scene.read(self.lead_id)

    async def resolve(self, *, sent: bool, because: str = "found in Sent") -> Attempt:
        """Ann's word."""
        return await self.resolving.resolve(self.attempt_id, sent=sent, because=because, by="ann")


@pytest.fixture
def story(fake: FakeUnitOfWork, scene: Scene, clock: FrozenClock) -> Story:
    """To be begun."""
    return Story(fake, scene, clock)


async def test_nothing_follows_while_a_person_is_asked(story: Story) -> None:
    """The lead waits; the attempt stands as unknown."""
    await story.begin(OnUnknown.ASK)
    assert (await story.attempt()).state is AttemptState.UNKNOWN
    lead = await story.lead()
    assert (lead.next_action, lead.status) == (NextAction.AWAIT, LeadStatus.NEW)


async def test_assumed_sent_the_sequence_goes_on(story: Story) -> None:
    """The lead counts as contacted; its next step is due later; the attempt stays unknown."""
    await story.begin(OnUnknown.ASSUME_SENT)
    lead = await story.lead()
    assert (lead.status, lead.next_step, lead.next_action) == (
        LeadStatus.CONTACTED, 1, NextAction.CONTACT,
    )  # fmt: skip
    assert (await story.attempt()).state is AttemptState.UNKNOWN


async def test_evidence_after_the_assumption_redoes_no_step(story: Story) -> None:
    """It only settles the attempt."""
    await story.begin(OnUnknown.ASSUME_SENT)
    before = await story.lead()
    story.clock.advance(timedelta(hours=1))
    assert (await story.resolve(sent=True)).state is AttemptState.SENT
    assert await story.lead() == before


async def test_told_to_stop_the_lead_is_left_alone(story: Story) -> None:
    """With the reason; a word that it was not sent takes it up again."""
    await story.begin(OnUnknown.STOP)
    assert (await story.lead()).closed_because == "nobody knows whether step 1 was sent"
    await story.resolve(sent=False, because="the server's log has nothing")
    lead = await story.lead()
    assert (lead.closed_because, lead.next_action) == ("", NextAction.AWAIT)
    assert (await story.attempt()).state is AttemptState.QUEUED


async def test_a_word_that_it_was_sent_is_kept_with_who_said_it(story: Story) -> None:
    """And the sequence goes on."""
    await story.begin()
    settled = await story.resolve(sent=True, because="she answered\nit")
    assert (settled.state, settled.evidence) == (AttemptState.SENT, "ann: she answered it")
    lead = await story.lead()
    assert (lead.status, lead.next_step) == (LeadStatus.CONTACTED, 1)


async def test_a_word_without_a_reason_is_no_evidence(story: Story) -> None:
    """Nothing changes."""
    await story.begin()
    with pytest.raises(InvalidInput, match="how you know"):
        await story.resolve(sent=True, because=" \n")
    assert (await story.attempt()).state is AttemptState.UNKNOWN


async def test_a_second_word_is_refused(story: Story) -> None:
    """What is settled stays so."""
    await story.begin()
    await story.resolve(sent=True)
    with pytest.raises(AttemptIsKnown, match="is sent, not unknown"):
        await story.resolve(sent=False)
    assert (await story.attempt()).state is AttemptState.SENT


async def test_nobody_settles_what_does_not_exist(story: Story) -> None:
    """404, not silence."""
    with pytest.raises(AttemptNotFound):
        await story.resolving.resolve(uuid4(), sent=True, because="x", by="ann")


async def test_seven_days_make_it_final_and_it_counts_as_sent(story: Story) -> None:
    """Not a second earlier; and it is never queued again."""
    await story.begin()
    story.clock.advance(timedelta(days=7) - timedelta(seconds=1))
    assert await story.resolving.finish(story.campaign, story.fence) == 0
    story.clock.advance(timedelta(seconds=1))
    assert await story.resolving.finish(story.campaign, story.fence) == 1
    assert (await story.attempt()).state is AttemptState.UNKNOWN_FINAL
    lead = await story.lead()
    assert (lead.status, lead.next_step) == (LeadStatus.CONTACTED, 1)
    assert await story.resolving.finish(story.campaign, story.fence) == 0


async def test_a_final_one_of_a_stopped_lead_moves_nothing_on(story: Story) -> None:
    """Contacted it counts; written to again it is not."""
    await story.begin(OnUnknown.STOP)
    story.clock.advance(timedelta(days=8))
    await story.resolving.finish(story.campaign, story.fence)
    lead = await story.lead()
    assert lead.is_stopped
    assert lead.next_action is NextAction.NONE
