"""A person's word about what arrived decides, once, and nothing takes a suppression back."""

from datetime import timedelta

import pytest

from cam.domain.model.arrival import Arrival, ArrivalKind, Ruling
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.consequence import COMPANY_REPLIED, WAITS
from cam.domain.model.errors import ReplyIsNobodys, ReplyNotFound
from cam.domain.model.lead import Lead, LeadStatus, NextAction
from cam.domain.services.erasing import Erasing
from cam.testing.builders import a_step, an_id
from messages import NO, STOP, UNSURE, YES, a_bounce, a_complaint, a_reply

from .mailroom import Mailroom
from .scene import Scene


@pytest.fixture
def room(scene: Scene) -> Mailroom:
    """An empty mailbox."""
    return Mailroom(scene)


async def unsure(room: Mailroom, **changes: object) -> tuple[Campaign, Lead, Attempt, Arrival]:
    """A reply that waits for a review."""
    campaign, _ = await room.campaign(**changes)
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, UNSURE))
    await room.heard()
    (arrival,) = await room.arrivals()
    await room.told()
    return campaign, lead, attempt, arrival


@pytest.mark.parametrize(
    ("ruling", "status", "events"),
    [
        (Ruling.POSITIVE, LeadStatus.QUALIFIED, ["lead.qualified"]),
        (Ruling.NEUTRAL, LeadStatus.REPLIED, []),
        (Ruling.WRONG_PERSON, LeadStatus.REPLIED, []),
        (Ruling.NEGATIVE, LeadStatus.LOST, ["lead.lost"]),
        (Ruling.UNSUBSCRIBE, LeadStatus.LOST, ["lead.lost", "lead.unsubscribed"]),
        (Ruling.HARD_BOUNCE, LeadStatus.LOST, ["lead.lost"]),
        (Ruling.COMPLAINT, LeadStatus.LOST, ["lead.lost"]),
    ],
)
async def test_a_word_moves_the_lead_as_if_it_had_been_certain(
    room: Mailroom, ruling: Ruling, status: LeadStatus, events: list[str]
) -> None:
    """It no longer waits; who said so is kept."""
    _, lead, _, arrival = await unsure(room)
    ruled = await room.classify(arrival.id, ruling)
    after = await room.read(lead.id)
    assert (after.status, after.closed_because) == (status, "")
    assert (ruled.needs_review, ruled.ruled_by) == (False, "ann")
    suppresses = ruling in (Ruling.UNSUBSCRIBE, Ruling.HARD_BOUNCE, Ruling.COMPLAINT)
    assert bool(await room.covered(lead.email)) is suppresses
    assert await room.told() == events


@pytest.mark.parametrize(
    ("ruling", "kind"),
    [
        (Ruling.HARD_BOUNCE, ArrivalKind.BOUNCE),
        (Ruling.OUT_OF_OFFICE, ArrivalKind.AUTO_REPLY),
        (Ruling.NEGATIVE, ArrivalKind.REPLY),
        (Ruling.NOTHING, ArrivalKind.REPLY),
    ],
)
async def test_it_is_counted_as_what_it_was(
    room: Mailroom, ruling: Ruling, kind: ArrivalKind
) -> None:
    """A bounce that looked like a person's mail is a bounce."""
    *_, arrival = await unsure(room)
    assert (await room.classify(arrival.id, ruling)).kind is kind


@pytest.mark.parametrize(
    ("ruling", "days"), [(Ruling.NOTHING, 3), (Ruling.AUTO, 3), (Ruling.OUT_OF_OFFICE, 7)]
)
async def test_what_means_nothing_lets_the_sequence_go_on(
    room: Mailroom, ruling: Ruling, days: int
) -> None:
    """By the cadence, and after the absence."""
    _, lead, _, arrival = await unsure(room)
    await room.classify(arrival.id, ruling)
    after = await room.read(lead.id)
    assert (after.next_action, after.closed_because) == (NextAction.CONTACT, "")
    assert after.next_action_at == room.clock.now() + timedelta(days=days)
    assert after.next_step == 1


async def test_a_step_that_was_cancelled_meanwhile_is_left_out(room: Mailroom) -> None:
    """Its attempt cannot be made again: the one after it follows, or the sequence is finished."""
    steps = (a_step(), a_step(), a_step())
    campaign, _ = await room.campaign(sequence=steps)
    lead, attempt = await room.written(campaign)
    await room.attempt(lead, state=AttemptState.QUEUED)
    await room.inbox.put(a_reply(lead, attempt, UNSURE))
    await room.heard()
    (arrival,) = await room.arrivals()
    await room.classify(arrival.id, Ruling.NOTHING)
    assert (await room.read(lead.id)).next_step == 2


async def test_who_has_another_message_under_review_still_waits(room: Mailroom) -> None:
    """One word is not enough for two."""
    _, lead, attempt, first = await unsure(room)
    await room.inbox.put(a_reply(lead, attempt, UNSURE, number=2))
    await room.heard()
    await room.classify(first.id, Ruling.NOTHING)
    assert (await room.read(lead.id)).closed_because == WAITS
    second = (await room.arrivals())[-1]
    await room.classify(second.id, Ruling.NOTHING)
    assert (await room.read(lead.id)).closed_because == ""


async def test_a_word_may_correct_cam_and_an_earlier_word(room: Mailroom) -> None:
    """A lead that was lost for a no may be qualified; its points count once."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, NO))
    await room.heard()
    (arrival,) = await room.arrivals()
    await room.classify(arrival.id, Ruling.POSITIVE)
    first = await room.read(lead.id)
    assert first.status is LeadStatus.QUALIFIED
    await room.classify(arrival.id, Ruling.NEUTRAL)
    await room.classify(arrival.id, Ruling.POSITIVE)
    assert (await room.read(lead.id)).score == first.score


async def test_a_word_said_twice_changes_nothing_more(room: Mailroom) -> None:
    """Nothing is announced again."""
    *_, arrival = await unsure(room)
    first = await room.classify(arrival.id, Ruling.NEGATIVE)
    await room.told()
    assert await room.classify(arrival.id, Ruling.NEGATIVE) == first
    assert await room.told() == []


async def test_a_suppression_stays_whatever_is_said_later(room: Mailroom) -> None:
    """Nobody is taken off the list by a second thought."""
    _, lead, _, arrival = await unsure(room)
    await room.classify(arrival.id, Ruling.UNSUBSCRIBE)
    await room.classify(arrival.id, Ruling.POSITIVE)
    assert await room.covered(lead.email)


async def test_a_person_s_word_stops_the_company_where_a_weak_sign_did_not(
    room: Mailroom,
) -> None:
    """A bare sender stops its own lead; once it is known to be a reply, the others, too."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign, domain="acme.test", email="ann@acme.test")
    colleague = await room.lead(campaign, domain="acme.test", email="bob@acme.test")
    await room.inbox.put(a_reply(lead, None, NO, Subject="Other"))
    await room.heard()
    assert not (await room.read(colleague.id)).is_stopped
    (arrival,) = await room.arrivals()
    await room.classify(arrival.id, Ruling.NEGATIVE)
    assert (await room.read(colleague.id)).closed_because == COMPANY_REPLIED


@pytest.mark.parametrize(
    ("ruling", "because"), [(Ruling.NEUTRAL, COMPANY_REPLIED), (Ruling.NOTHING, "")]
)
async def test_a_company_is_stopped_only_once_it_is_sure_that_somebody_replied(
    room: Mailroom, ruling: Ruling, because: str
) -> None:
    """Nothing brings the others back: so the lead alone waits for the person's word."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign, domain="acme.test", email="ann@acme.test")
    colleague = await room.lead(campaign, domain="acme.test", email="bob@acme.test")
    await room.inbox.put(a_reply(lead, attempt, UNSURE))
    await room.heard()
    assert (await room.read(lead.id)).closed_because == WAITS
    assert not (await room.read(colleague.id)).is_stopped
    (arrival,) = await room.arrivals()
    await room.classify(arrival.id, ruling)
    assert (await room.read(colleague.id)).closed_because == because


async def test_what_is_about_nobody_can_only_be_put_aside(room: Mailroom) -> None:
    """There is no lead that a word could move."""
    await room.inbox.put(b"")
    await room.heard()
    (arrival,) = await room.arrivals()
    with pytest.raises(ReplyIsNobodys):
        await room.classify(arrival.id, Ruling.POSITIVE)
    assert not (await room.classify(arrival.id, Ruling.NOTHING)).needs_review
    with pytest.raises(ReplyNotFound):
        await room.classify(an_id(), Ruling.POSITIVE)


async def test_a_bounce_under_review_is_made_hard_by_a_word(room: Mailroom) -> None:
    """It was known by its recipient only."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    await room.inbox.put(a_bounce(None, recipient=lead.email))
    await room.heard()
    (arrival,) = await room.arrivals()
    await room.classify(arrival.id, Ruling.HARD_BOUNCE)
    assert (await room.read(lead.id)).status is LeadStatus.LOST
    assert await room.covered(lead.email)


@pytest.mark.parametrize("ruling", [Ruling.POSITIVE, Ruling.UNSUBSCRIBE, Ruling.NOTHING])
async def test_nothing_moves_an_erased_lead_or_tells_of_it(room: Mailroom, ruling: Ruling) -> None:
    """Neither what comes later nor a person's word about it."""
    _, lead, attempt, arrival = await unsure(room)
    await Erasing(room.unit_of_work).address(lead.email, "asked")
    erased = await room.read(lead.id)
    for number, text in enumerate((YES, STOP), 2):
        await room.inbox.put(a_reply(lead, attempt, text, number=number))
    await room.inbox.put(a_complaint(attempt))
    await room.heard()
    await room.classify(arrival.id, ruling)
    assert await room.read(lead.id) == erased
    assert await room.told() == []
