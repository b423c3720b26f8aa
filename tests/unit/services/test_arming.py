"""What may have gone out since the newest run is held, and no more than that."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cam.domain.model.attempt import AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import TOTAL, Bound, CallState, Order, Purpose, Question
from cam.domain.model.errors import UnsafeStorage
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.prospect import EmailStatus
from cam.domain.services.arming import Arming, perhaps_sent
from cam.testing.builders import NOON, a_campaign, a_lead, a_run, a_sender, a_step, an_attempt
from cam.testing.clock import FrozenClock
from cam.testing.fakes.repository import FakeUnitOfWork

from .scene import BARE, Scene

DAY = timedelta(days=1)
MORNING = FrozenClock().now()
THREE_STEPS = (a_step(), a_step(), a_step(delay=timedelta(days=7)))
STEPS = a_campaign(sequence=THREE_STEPS, first_contact_delay=None)
"""The second step after three days, the third seven days later."""


def due(action: NextAction = NextAction.CONTACT, **changes: object) -> Lead:
    """A lead that is due at NOON."""
    return a_lead(next_action=action, next_action_at=NOON, **changes)


@pytest.mark.parametrize(
    ("lead", "since", "now", "number"),
    [
        (due(), NOON, NOON, 1),
        (due(), NOON, NOON - timedelta(seconds=1), 0),
        (due(), NOON, NOON + 3 * DAY, 2),
        (due(), NOON, NOON + 10 * DAY, 3),
        (due(), NOON, NOON + 99 * DAY, 3),
        (due(next_step=2), NOON, NOON + 99 * DAY, 1),
        (due(next_step=3), NOON, NOON + 99 * DAY, 0),
        (due(), NOON + 99 * DAY, NOON + 100 * DAY, 1),
        (due(NextAction.ENRICH), NOON, NOON + timedelta(minutes=29), 0),
        (due(NextAction.ENRICH), NOON, NOON + timedelta(minutes=30), 1),
        (due(NextAction.VERIFY), NOON, NOON + timedelta(minutes=30), 1),
        (a_lead(next_action=NextAction.AWAIT, next_action_at=None), NOON, NOON, 1),
        (due(**BARE), NOON, NOON + 99 * DAY, 0),
        (due().closed("asked", NOON), NOON, NOON + 99 * DAY, 0),
    ],
)
def test_the_cadence_says_what_may_have_gone_out(
    lead: Lead, since: datetime, now: datetime, number: int
) -> None:
    """Nothing before it was due, nothing after the last step, nothing to who has no address."""
    assert perhaps_sent(lead, STEPS, since, now) == number


@given(
    since=st.integers(0, 1000), waits=st.lists(st.integers(0, 500), min_size=2, max_size=2),
    action=st.sampled_from(NextAction),
)  # fmt: skip
def test_the_later_it_is_the_more_may_have_gone_out(
    since: int, waits: list[int], action: NextAction
) -> None:
    """Never less, and never more than the sequence has."""
    start = NOON + timedelta(hours=since)
    counts = [
        perhaps_sent(due(action), STEPS, start, start + timedelta(hours=wait))
        for wait in sorted(waits)
    ]
    assert counts == sorted(counts)
    assert counts[-1] <= len(THREE_STEPS)


class Restored:
    """A database that was copied elsewhere; what is in it is put there first."""

    def __init__(self, fake: FakeUnitOfWork, scene: Scene, clock: FrozenClock) -> None:
        self.fake, self.scene, self.clock = fake, scene, clock

    async def campaign(self, **changes: object) -> Campaign:
        """A campaign that has run now."""
        campaign, _ = await self.scene.campaign(**changes)
        async with self.fake() as repo:
            await repo.deployment.begin()
            run = a_run(campaign.id, requested_at=self.clock.now())
            await repo.runs.save([run])
        return campaign

    def arming(self) -> Arming:
        """In another place."""
        self.fake = self.fake.copied("elsewhere")
        return Arming(self.fake, self.clock, sender=a_sender(), announce=True)


@pytest.fixture
def restored(fake: FakeUnitOfWork, scene: Scene, clock: FrozenClock) -> Restored:
    """Nothing in it yet."""
    return Restored(fake, scene, clock)


async def test_each_that_is_held_is_announced(restored: Restored) -> None:
    """As every attempt that becomes unknown; its lead waits."""
    campaign = await restored.campaign()
    lead = await restored.scene.lead(campaign)
    await restored.scene.save(lead.to_contact(MORNING))
    queued = await restored.scene.lead(campaign)
    await restored.scene.save(queued.awaiting(MORNING))
    async with restored.fake() as repo:
        await repo.attempts.plan([an_attempt(queued)])
    armed = await restored.arming().arm(because="x", by="ann")
    async with restored.fake.reading() as repo:
        attempts = await repo.attempts.of_campaign(campaign.id)
        leads = await repo.leads.get([lead.id, queued.id])
        assert await repo.events.waiting(campaign.id) == 2
    assert {each.id for each in attempts} == set(armed.held)
    assert [each.state for each in attempts] == [AttemptState.UNKNOWN] * 2
    assert {each.next_action for each in leads.values()} == {NextAction.AWAIT}
    assert armed.since == MORNING


async def test_who_was_not_due_goes_on(restored: Restored) -> None:
    """Nobody wrote to them in the meantime."""
    campaign = await restored.campaign()
    lead = await restored.scene.lead(campaign)
    later = lead.to_contact(MORNING + DAY)
    await restored.scene.save(later)
    bare = await restored.scene.lead(campaign, **BARE)
    assert (await restored.arming().arm(because="x", by="ann")).held == ()
    async with restored.fake.reading() as repo:
        kept = await repo.leads.get([lead.id, bare.id])
    assert kept[lead.id].next_action_at == MORNING + DAY
    assert kept[bare.id].next_action is NextAction.ENRICH


async def test_calls_that_were_under_way_count_as_spent(restored: Restored) -> None:
    """They may have been answered, to the other copy; nobody asks again."""
    campaign = await restored.campaign()
    order = Order(
        campaign_id=campaign.id,
        epoch=1,
        provider="apollo",
        purpose=Purpose.ENRICH,
        price=1.0,
        batch=10,
        bounds=(Bound(scope="provider:apollo", period=TOTAL, most=None),),
        remembered_for=DAY,
    )
    question = Question(lead_id=1, keys=("email:a@x.test",), details={})
    async with restored.fake() as repo:
        (call,) = (await repo.credits.reserve(order, [question])).calls
    assert (await restored.arming().arm(because="x", by="ann")).lost_calls == 1
    async with restored.fake() as repo:
        assert (await repo.credits.get([call.id]))[call.id].state is CallState.LOST
        assert (await repo.credits.reserve(order, [question])).calls == ()


async def test_a_run_that_goes_on_elsewhere_is_fenced_off(restored: Restored) -> None:
    """Its epoch is over: a process that was frozen while this was armed writes nothing more."""
    campaign = await restored.campaign()
    arming = restored.arming()
    async with restored.fake.reading() as repo:
        before = (await repo.campaigns.get(campaign.id)).run_epoch
    await arming.arm(because="x", by="ann")
    async with restored.fake.reading() as repo:
        assert (await repo.campaigns.get(campaign.id)).run_epoch == before + 1


async def test_only_what_arming_held_is_settled_at_once(
    restored: Restored, fake: FakeUnitOfWork
) -> None:
    """What was unknown before needs a word of its own."""
    campaign = await restored.campaign()
    other = await restored.campaign()
    unknown: dict[int, UUID] = {}
    for each in (campaign, other):
        lead = await restored.scene.lead(each)
        await restored.scene.save(lead.to_contact(MORNING))
        before = await restored.scene.lead(each)
        await restored.scene.save(structs.replace(before, email_status=EmailStatus.VERIFIED))
        attempt = an_attempt(before, state=AttemptState.UNKNOWN, reason="a reset in the body")
        unknown[each.id] = attempt.id
        async with fake() as repo:
            await repo.attempts.plan([attempt])
    arming = restored.arming()
    await arming.arm(because="x", by="ann")
    settled = [
        await arming.resolve_held(which, sent=True, because="logged", by="ann")
        for which in (other.id, None, None)
    ]
    assert settled == [1, 1, 0]
    async with restored.fake.reading() as repo:
        kept = await repo.attempts.get(list(unknown.values()))
    assert {each.state for each in kept.values()} == {AttemptState.UNKNOWN}


async def test_an_unsafe_place_is_not_armed(restored: Restored) -> None:
    """Nor is anything held there."""
    await restored.campaign()
    arming = restored.arming()
    state = restored.fake._committed
    state.deployment[1] = structs.replace(state.deployment[1], unsafe="it lies on nfs4")
    with pytest.raises(UnsafeStorage, match="nfs4"):
        await arming.arm(because="x", by="ann")
