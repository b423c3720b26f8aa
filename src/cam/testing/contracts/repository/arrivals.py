"""What `ports.repository.Arrivals` promises: each message once, and one who reads on at a time."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from cam.domain.model.arrival import Arrival, ArrivalKind, MatchedBy
from cam.domain.model.attempt import Attempt, AttemptState, Claim
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import ReplyNotFound
from cam.domain.model.inbox import Mark
from cam.domain.model.metrics import CameBack
from cam.ports.repository import UnitOfWork
from cam.testing.builders import an_arrival, an_attempt, an_id
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene, together

BOX, FOLDER = "ann@imap.test", "INBOX"


class Arrivals:
    """Keeps and reads messages, each in a unit of work of its own."""

    def __init__(self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock) -> None:
        self._unit_of_work = unit_of_work
        self._scene = scene
        self._clock = clock

    def mark(self, uid: int, validity: int = 7) -> Mark:
        """A mark of now."""
        return Mark(validity=validity, uid=uid, read_at=self._clock.now())

    async def advance(self, before: Mark | None, after: Mark, folder: str = FOLDER) -> bool:
        """Moves the mark."""
        async with self._unit_of_work() as repo:
            return await repo.arrivals.advance(BOX, folder, before, after)

    async def add(self, arrival: Arrival) -> bool:
        """Keeps a message."""
        async with self._unit_of_work() as repo:
            return await repo.arrivals.add(arrival)

    async def about(self, attempt: Attempt, **changes: Any) -> Arrival:
        """A message about that mail, kept."""
        arrival = an_arrival(
            campaign_id=attempt.campaign_id,
            lead_id=attempt.lead_id,
            attempt_id=attempt.id,
            matched_by=changes.pop("matched_by", MatchedBy.MESSAGE_ID),
            **changes,
        )
        assert await self.add(arrival)
        return arrival

    async def page(self, **asked: Any) -> list[UUID]:
        """The ids of a page."""
        async with self._unit_of_work.reading() as repo:
            return [each.id for each in await repo.arrivals.page(limit=100, **asked)]

    async def unknown(self, campaign: Campaign) -> Claim:
        """A mail of which nobody knows whether it went out."""
        (claim,) = await self._scene.authorized(campaign)
        await self._scene.record(claim, AttemptState.UNKNOWN)
        return claim


class ArrivalPromises(Promises):
    """`ports.repository.Arrivals`, and what the metrics make of it."""

    @pytest.fixture
    def arrivals(self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock) -> Arrivals:
        """What arrived."""
        return Arrivals(unit_of_work, scene, clock)

    async def test_a_mark_moves_only_from_where_it_stands(
        self, arrivals: Arrivals, unit_of_work: UnitOfWork
    ) -> None:
        """Whoever read from an older one changes nothing; another folder has its own."""
        first, second = arrivals.mark(1), arrivals.mark(4_294_967_295)
        assert await arrivals.advance(None, first)
        assert not await arrivals.advance(None, arrivals.mark(9))
        assert await arrivals.advance(first, second)
        assert not await arrivals.advance(first, arrivals.mark(9))
        assert await arrivals.advance(None, arrivals.mark(3, validity=8), folder="Junk")
        async with unit_of_work.reading() as repo:
            assert await repo.arrivals.mark(BOX, FOLDER) == second
            assert await repo.arrivals.mark(BOX, "Junk") == arrivals.mark(3, validity=8)
            assert await repo.arrivals.mark(BOX, "Sent") is None

    async def test_of_two_who_read_on_at_once_one_moves_the_mark(self, arrivals: Arrivals) -> None:
        """From nothing, and from a mark."""
        before: Mark | None = None
        for uid in (1, 2, 3):
            after, start = arrivals.mark(uid), before
            moved = await together([partial(arrivals.advance, start, after)] * 6)
            assert sorted(moved) == [False] * 5 + [True]
            before = after

    async def test_a_message_is_kept_once(self, arrivals: Arrivals) -> None:
        """By its key, raced or not; whatever else is said of it the second time."""
        same = [an_arrival(key="id:same@x.test") for _ in range(5)]
        kept = await together([partial(arrivals.add, each) for each in same])
        assert sorted(kept) == [False] * 4 + [True]
        assert len(await arrivals.page(kind=ArrivalKind.REPLY)) == 1

    async def test_a_message_is_read_as_it_was_kept(
        self, arrivals: Arrivals, unit_of_work: UnitOfWork
    ) -> None:
        """And as it was saved later."""
        arrival = an_arrival(reasons=("a", "b"), subject="Ré: ok", text="yes\nplease")
        await arrivals.add(arrival)
        changed = structs.replace(
            arrival, verdict="positive", effects=("lead QUALIFIED",), needs_review=False
        )
        async with unit_of_work() as repo:
            assert await repo.arrivals.get(arrival.id) == arrival
            await repo.arrivals.save(changed)
        async with unit_of_work.reading() as repo:
            assert await repo.arrivals.get(arrival.id) == changed
            assert await repo.arrivals.known([arrival.key, "id:other"]) == {arrival.key}
            with pytest.raises(ReplyNotFound):
                await repo.arrivals.get(an_id())

    async def test_a_page_has_what_was_asked_for(self, arrivals: Arrivals, scene: Scene) -> None:
        """By review, campaign, kind; without a kind only what is about a lead or needs a person."""
        one, two = await scene.campaign(), await scene.campaign()
        (first,) = await scene.authorized(one)
        (second,) = await scene.authorized(two)
        sure = await arrivals.about(first.attempt)
        unsure = await arrivals.about(second.attempt, needs_review=True)
        stray = an_arrival(kind=ArrivalKind.BOUNCE)
        broken = an_arrival(kind=ArrivalKind.UNREADABLE, needs_review=True)
        await arrivals.add(stray)
        await arrivals.add(broken)
        assert await arrivals.page() == [sure.id, unsure.id, broken.id]
        assert await arrivals.page(needs_review=True) == [unsure.id, broken.id]
        assert await arrivals.page(needs_review=False) == [sure.id]
        assert await arrivals.page(campaign_id=one.id) == [sure.id]
        assert await arrivals.page(kind=ArrivalKind.BOUNCE) == [stray.id]
        assert await arrivals.page(after=sure.id) == [unsure.id, broken.id]

    async def test_soft_bounces_are_counted_by_the_mail(
        self, arrivals: Arrivals, scene: Scene, unit_of_work: UnitOfWork
    ) -> None:
        """Two notices about one mail count once, and not at all of the mail in question; hard ones,
        other people's and what anybody could have written do not count."""
        campaign = await scene.campaign()
        first, other = await scene.authorized(campaign, 2)
        second = structs.replace(an_attempt(first.lead), step=first.attempt.step + 1)
        async with unit_of_work() as repo:
            await repo.attempts.plan([second])
        soft = partial(arrivals.about, kind=ArrivalKind.BOUNCE, verdict="soft")
        await soft(second, matched_by=MatchedBy.RECIPIENT)
        for attempt in (first.attempt, first.attempt, other.attempt):
            await soft(attempt)
        await arrivals.about(second, kind=ArrivalKind.BOUNCE, verdict="hard")
        async with unit_of_work.reading() as repo:
            assert await repo.arrivals.soft_bounces(first.lead.id, besides=second.id) == 1
            assert await repo.arrivals.soft_bounces(first.lead.id, besides=first.attempt.id) == 0

    async def test_whom_a_mailbox_s_fault_was_told_of(
        self, arrivals: Arrivals, scene: Scene, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Through that mailbox, lately, by a proof, and for our own fault only; not the erased."""
        campaign = await scene.campaign()
        (claim,) = await scene.authorized(campaign)
        ann, bob, weak, late, soft, gone = mails = [
            an_attempt(
                claim.lead,
                step=10 + n,
                mailbox="bob" if n == 1 else "ann",
                recipient=f"{n}@x{n}.test" if n < 5 else "",
            )
            for n in range(6)
        ]
        async with unit_of_work() as repo:
            await repo.attempts.plan(mails)
        ours = partial(arrivals.about, kind=ArrivalKind.BOUNCE)
        since = clock.now()
        for attempt in (ann, ann, bob, gone):
            await ours(attempt, verdict="ours", received_at=since)
        await ours(weak, verdict="ours", received_at=since, matched_by=MatchedBy.RECIPIENT)
        await ours(late, verdict="ours", received_at=since - timedelta(seconds=1))
        await ours(soft, verdict="soft", received_at=since)
        async with unit_of_work.reading() as repo:
            told = partial(repo.arrivals.blaming, since=since)
            assert await told(campaign.id, "ann") == {"0@x0.test"}
            assert await told(campaign.id, "bob") == {"1@x1.test"}
            assert await told(campaign.id + 1, "ann") == frozenset()

    async def test_what_came_back_proves_that_a_mail_went_out(
        self, arrivals: Arrivals, scene: Scene, unit_of_work: UnitOfWork
    ) -> None:
        """Only of unknown ones, and only what nobody can write who has not got the mail."""
        campaign = await scene.campaign()
        proved, guessed, sent = [await arrivals.unknown(campaign) for _ in range(3)]
        async with unit_of_work() as repo:
            await repo.attempts.resolve(sent.attempt.id, AttemptState.SENT, evidence="a person")
        await arrivals.about(proved.attempt, kind=ArrivalKind.BOUNCE)
        await arrivals.about(guessed.attempt, matched_by=MatchedBy.SENDER)
        await arrivals.about(sent.attempt)
        async with unit_of_work.reading() as repo:
            assert await repo.arrivals.proofs(campaign.id) == {proved.attempt.id: "bounce"}
            assert await repo.arrivals.proofs(campaign.id + 1) == {}

    async def test_the_metrics_count_what_came_back(
        self, arrivals: Arrivals, scene: Scene, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Once a mail, by class and kind; what needs a review is counted as that; by local day."""
        campaign = await scene.campaign()
        one, two, three = await scene.authorized(campaign, 3)
        yesterday = clock.now() - timedelta(days=1)
        await arrivals.about(one.attempt, verdict="positive", received_at=yesterday)
        await arrivals.about(two.attempt, verdict="neutral", needs_review=True)
        await arrivals.about(two.attempt, kind=ArrivalKind.COMPLAINT, verdict="complaint")
        for _ in range(2):
            await arrivals.about(three.attempt, kind=ArrivalKind.BOUNCE, verdict="hard")
        await arrivals.about(three.attempt, kind=ArrivalKind.AUTO_REPLY, verdict="auto")
        async with unit_of_work.reading() as repo:
            metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
            days = await repo.statistics.came_back(campaign, since=yesterday.date())
            later = await repo.statistics.came_back(campaign, since=clock.now().date())
        assert metrics.came_back == CameBack(
            replies={"positive": 1, "needs_review": 1},
            auto_replies=1,
            bounces={"hard": 1},
            complaints=1,
        )
        assert [each.day for each in days] == [yesterday.date(), clock.now().date()]
        assert [each.replies for each in days] == [{"positive": 1}, {"needs_review": 1}]
        assert later == days[1:]
        assert isinstance(later[0].day, date)
