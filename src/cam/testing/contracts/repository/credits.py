"""What the ledger promises of calls: the counters are what the calls hold, and moves are legal."""

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from msgspec import structs

from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import CALL_MOVES, BookLine, Call, CallState, Purpose
from cam.ports.repository import UnitOfWork
from cam.testing.builders import an_id
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.ledger import TODAY, Ledger, LedgerPromises, people, person
from cam.testing.contracts.repository.scene import Scene, together

S = CallState
PATHS = {
    S.RESERVED: (),
    S.PENDING: (S.PENDING,),
    S.ANSWERED: (S.ANSWERED,),
    S.SETTLED: (S.ANSWERED, S.SETTLED),
    S.LOST: (S.LOST,),
    S.RELEASED: (S.RELEASED,),
}
"""A way to each state."""


class CreditPromises(LedgerPromises):
    """`ports.repository.Credits`."""

    @pytest.mark.parametrize("start", S)
    @pytest.mark.parametrize("end", S)
    async def test_only_legal_moves_are_kept(
        self, ledger: Ledger, campaign: Campaign, start: CallState, end: CallState
    ) -> None:
        """An illegal one answers False and writes nothing, whatever its writer believed."""
        kept = await ledger.moved(await ledger.reserved(campaign, 1, 2), *PATHS[start])
        used = await ledger.used()
        moved = structs.replace(kept, state=end, spent=0.25, reason="moved")
        legal = (start, end) in CALL_MOVES
        assert await ledger.save(moved, learned={person(1).subject: ["x"]}) is legal
        assert await ledger.get(kept) == (moved if legal else kept)
        assert await ledger.used() == (moved.holds if legal else used)

    async def test_a_call_that_does_not_exist_is_not_saved(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """It stands in no book."""
        call = await ledger.reserved(campaign, 1)
        stranger = structs.replace(ledger.step(call, S.ANSWERED), id=an_id())
        assert not await ledger.save(stranger)
        assert await ledger.used() == 1

    async def test_two_who_save_the_same_move_at_once_count_it_once(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """A callback and a look at the same time."""
        call = await ledger.moved(await ledger.reserved(campaign, 1, 2), S.ANSWERED)
        settled = ledger.step(call, S.SETTLED, spent=0.5)
        answers = await together([partial(ledger.save, settled)] * 5)
        assert sorted(answers) == [False] * 4 + [True]
        assert await ledger.used() == 0.5

    async def test_credits_count_until_the_vendors_price_is_known(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """Whole while nobody knows, then the price, in every budget of the call."""
        call = await ledger.reserved(campaign, 1, 2, 3)
        mine = f"campaign:{campaign.id}"
        for state, holds in ((S.PENDING, 3), (S.LOST, 3), (S.ANSWERED, 3), (S.SETTLED, 1.25)):
            call = await ledger.moved(call, state, spent=1.25)
            for scope in (mine, "provider:apollo"):
                assert await ledger.used(scope) == await ledger.used(scope, TODAY) == holds

    async def test_a_call_that_was_not_taken_gives_its_credits_back(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """And its people may be bought again."""
        call = await ledger.reserved(campaign, 1, 2)
        await ledger.moved(call, S.RELEASED)
        assert await ledger.used() == 0
        assert len((await ledger.reserved(campaign, 1, 2, total=2)).questions) == 2

    async def test_a_vendor_that_took_more_than_was_reserved_is_counted(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """The books tell the truth; the budget is then used up."""
        await ledger.settled(campaign, 1, spent=7.0, total=2)
        assert await ledger.used() == 7
        assert (await ledger.reserve(campaign, people([2]), total=2)).unaffordable

    async def test_who_was_found_is_known_by_what_was_learned(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """By keys that nobody asked with; one that somebody else has stays where it is."""
        other = await ledger.settled(campaign, 2)
        call = await ledger.moved(await ledger.reserved(campaign, 1), S.ANSWERED)
        subject, taken = person(1).subject, person(2).keys[1]
        learned = {subject: ["linkedin:in/one", taken], "nobody of this call": ["email:x"]}
        assert await ledger.save(ledger.step(call, S.SETTLED), learned=learned)
        asked = [
            structs.replace(person(n), keys=(key,))
            for n, key in ((7, "linkedin:in/one"), (8, taken), (9, "email:x"))
        ]
        reserved = await ledger.reserve(campaign, asked)
        assert reserved.bought == {7: call.id, 8: other.id}
        assert reserved.subjects == {7: subject, 8: person(2).subject}
        assert [q.lead_id for each in reserved.calls for q in each.questions] == [9]

    async def test_who_is_forgotten_may_be_bought_again(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """By each of the keys, learned ones too; the others of the call are still known."""
        call = await ledger.moved(await ledger.reserved(campaign, 1, 2), S.ANSWERED)
        one = person(1).subject
        settled = ledger.step(call, S.SETTLED)
        assert await ledger.save(settled, learned={one: ["linkedin:in/one"]}, forgotten=[one])
        again = await ledger.reserve(campaign, [person(1, "linkedin:in/one"), person(2)])
        assert set(again.bought) == {2}
        assert len(again.calls) == 1

    async def test_a_call_is_found_again_until_it_is_finished(
        self, ledger: Ledger, scene: Scene, campaign: Campaign
    ) -> None:
        """PENDING and ANSWERED ones, oldest first, of that campaign only."""
        calls = [await ledger.reserved(campaign, number) for number in range(6)]
        for call, path in zip(calls, PATHS.values(), strict=True):
            await ledger.moved(call, *path)
        elsewhere = await ledger.reserved(await scene.campaign(), 9)
        await ledger.moved(elsewhere, S.PENDING)
        found = await ledger.unfinished(campaign)
        assert found == sorted(found)
        assert set(found) == {calls[1].id, calls[2].id}

    async def test_a_pending_call_is_put_off(
        self, ledger: Ledger, campaign: Campaign, clock: FrozenClock
    ) -> None:
        """As often as the provider is not ready."""
        call = await ledger.moved(await ledger.reserved(campaign, 1), S.PENDING)
        for _ in range(2):
            later = clock.advance(60)
            call = call.postponed(clock.now(), later)
            assert await ledger.save(call)
            assert (await ledger.get(call)).look_at == later
        assert await ledger.used() == 1

    async def test_what_older_runs_left_reserved_is_lost(
        self, ledger: Ledger, scene: Scene, campaign: Campaign
    ) -> None:
        """It may have been taken: it counts, and nobody is bought again. A newer run's is left."""
        old = await ledger.reserved(campaign, 1, epoch=1)
        taken = await ledger.moved(await ledger.reserved(campaign, 2, epoch=1), S.PENDING)
        mine = await ledger.reserved(campaign, 3, epoch=2)
        elsewhere = await ledger.reserved(await scene.campaign(), 4, epoch=1)
        assert await ledger.reap(campaign, epoch=2) == 1
        assert await ledger.reap(campaign, epoch=2) == 0
        states = [(await ledger.get(each)).state for each in (old, taken, mine, elsewhere)]
        assert states == [S.LOST, S.PENDING, S.RESERVED, S.RESERVED]
        assert (await ledger.get(old)).reason
        assert await ledger.used() == 4
        assert (await ledger.reserve(campaign, people([1]))).lost == {1}

    async def test_an_answer_that_comes_after_the_reaper_counts(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """It was taken after all; that it was not taken, nobody can say any more."""
        call = await ledger.reserved(campaign, 1)
        await ledger.reap(campaign, epoch=2)
        assert not await ledger.save(ledger.step(call, S.RELEASED))
        assert await ledger.save(ledger.step(call, S.ANSWERED))
        assert (await ledger.get(call)).answer == b"raw answer"

    async def test_the_books_are_the_sum_of_the_calls(
        self, ledger: Ledger, scene: Scene, campaign: Campaign
    ) -> None:
        """By provider, purpose and campaign; a call that was not taken is none."""
        other = await scene.campaign()
        await ledger.settled(campaign, 1, 2, spent=0.1)
        await ledger.settled(campaign, 3, spent=0.2)
        await ledger.reserved(campaign, 4, 5, 6)
        await ledger.moved(await ledger.reserved(campaign, 7), S.PENDING)
        await ledger.moved(await ledger.reserved(campaign, 8), S.LOST)
        await ledger.moved(await ledger.reserved(other, 9), S.RELEASED)
        await ledger.settled(other, 10, spent=2, provider="dropcontact", purpose=Purpose.VERIFY)
        books = await ledger.books()
        assert books.lines == (
            BookLine(
                provider="apollo",
                purpose=Purpose.ENRICH,
                campaign_id=campaign.id,
                calls=5,
                spent=0.3,
                held=4,
                lost=1,
            ),
            BookLine(
                provider="dropcontact",
                purpose=Purpose.VERIFY,
                campaign_id=other.id,
                calls=1,
                spent=2,
            ),
        )
        whole = {"2026-01-05": 5.3, "total": 5.3}
        assert books.used == {
            "provider:apollo": whole,
            f"campaign:{campaign.id}": whole,
            "provider:dropcontact": {"2026-01-05": 2, "total": 2},
            f"campaign:{other.id}": {"2026-01-05": 2, "total": 2},
        }

    async def test_units_of_work_that_save_many_calls_close_no_circle(
        self, unit_of_work: UnitOfWork, ledger: Ledger, scene: Scene
    ) -> None:
        """Calls of two campaigns at two providers, saved in one order and in the other, while
        more is reserved."""
        one, two = await scene.campaign(), await scene.campaign()
        ways = []
        for number in range(0, 40, 4):
            here = await ledger.reserved(one, number, provider="a")
            there = await ledger.reserved(two, number + 1, provider="b")
            ways.append([ledger.step(here, S.RELEASED), ledger.step(there, S.RELEASED)])
            here = await ledger.reserved(one, number + 2, provider="b")
            there = await ledger.reserved(two, number + 3, provider="a")
            ways.append([ledger.step(there, S.RELEASED), ledger.step(here, S.RELEASED)])

        async def save(calls: list[Call]) -> None:
            async with unit_of_work() as repo:
                for call in calls:
                    assert await repo.credits.save(call)

        orders = [partial(ledger.reserved, one, 99, provider=name) for name in ("b", "a")]
        savings = [partial(save, way) for way in ways]
        todo: list[Callable[[], Awaitable[object]]] = [*savings, *orders]
        await together(todo)
        assert await ledger.used("provider:a") == await ledger.used("provider:b") == 1
