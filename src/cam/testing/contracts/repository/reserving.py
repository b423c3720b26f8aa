"""What reserving credits promises: nobody twice, and never past a budget, at any concurrency."""

from datetime import timedelta
from functools import partial

import pytest

from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import CallState, Purpose
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.ledger import (
    TODAY,
    YEAR,
    Ledger,
    LedgerPromises,
    people,
    person,
)
from cam.testing.contracts.repository.scene import Scene, together

S = CallState


class ReservingPromises(LedgerPromises):
    """`ports.repository.Credits.reserve`."""

    async def test_people_are_grouped_into_calls_in_their_order(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """Each call holds its people's price, and is kept as it was told."""
        questions = people(range(1, 26))
        reserved = await ledger.reserve(campaign, questions, price=0.5)
        assert [len(call.questions) for call in reserved.calls] == [10, 10, 5]
        assert [q for call in reserved.calls for q in call.questions] == questions
        assert [call.reserved for call in reserved.calls] == [5.0, 5.0, 2.5]
        assert [await ledger.get(call) for call in reserved.calls] == list(reserved.calls)
        assert len({call.token for call in reserved.calls}) == 3
        assert sorted(call.id for call in reserved.calls) == [call.id for call in reserved.calls]
        assert await ledger.used() == 12.5
        assert await ledger.used(f"campaign:{campaign.id}", TODAY) == 12.5

    async def test_nothing_asked_is_nothing_bought(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """No call, and no budget is named."""
        reserved = await ledger.reserve(campaign, [], total=0)
        assert (reserved.calls, reserved.unaffordable) == ((), {})

    async def test_an_order_without_any_bound_is_only_written_down(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """Nobody is bought twice by it either."""
        assert (await ledger.reserve(campaign, people([1]), bounds=())).calls
        assert (await ledger.reserve(campaign, people([1]), bounds=())).waiting == {1}

    async def test_those_who_reserve_at_once_buy_nobody_twice(
        self, ledger: Ledger, scene: Scene
    ) -> None:
        """Twelve orders of three campaigns with overlapping people."""
        campaigns = [await scene.campaign() for _ in range(3)]
        answers = await together(
            [
                partial(ledger.reserve, campaigns[n % 3], people(range(n, n + 20)))
                for n in range(1, 13)
            ]
        )
        asked = [q.lead_id for each in answers for call in each.calls for q in call.questions]
        assert sorted(asked) == list(range(1, 32))
        assert sum(len(each.waiting) for each in answers) == 12 * 20 - 31
        assert await ledger.used() == 31

    @pytest.mark.parametrize("budget", ["per_day", "total", "provider_per_day", "provider_total"])
    async def test_those_who_reserve_at_once_never_pass_a_budget(
        self, ledger: Ledger, campaign: Campaign, budget: str
    ) -> None:
        """Ten orders of five people each get exactly what there is."""
        answers = await together(
            [
                partial(ledger.reserve, campaign, people(range(n, n + 5)), **{budget: 17.0})
                for n in range(1, 51, 5)
            ]
        )
        asked = [q.lead_id for each in answers for call in each.calls for q in call.questions]
        assert len(asked) == len(set(asked)) == 17
        assert sum(len(each.unaffordable) for each in answers) == 33
        assert await ledger.used() == 17

    async def test_the_budget_without_room_is_named(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """Each budget in words, with what it allows."""
        told: dict[str, dict[str, float]] = {
            "the campaign's budget of 2 credits a day is used up": {"per_day": 2},
            "the campaign's budget of 1 credit in all is used up": {"total": 1},
            "apollo's budget of 1.5 credits a day is used up": {"provider_per_day": 1.5},
            "apollo's budget of 0 credits in all is used up": {"provider_total": 0},
        }
        for words, budget in told.items():
            reserved = await ledger.reserve(campaign, people([1, 2, 3]), **budget)
            assert set(reserved.unaffordable.values()) == {words}
            for call in reserved.calls:
                await ledger.moved(call, S.RELEASED)

    async def test_a_budget_counts_all_campaigns_of_its_scope(
        self, ledger: Ledger, scene: Scene
    ) -> None:
        """The provider's over all campaigns, the campaign's over all providers."""
        one, two = await scene.campaign(), await scene.campaign()
        await ledger.reserve(one, people([1, 2, 3]), provider_total=4)
        second = await ledger.reserve(two, people([4, 5]), provider_total=4)
        assert set(second.unaffordable) == {5}
        third = await ledger.reserve(one, people([6, 7]), provider="dropcontact", total=4)
        assert set(third.unaffordable) == {7}

    async def test_another_day_has_another_budget(self, ledger: Ledger, campaign: Campaign) -> None:
        """The day's bound is that of its date; the whole one goes on."""
        await ledger.reserve(campaign, people([1, 2]), per_day=2)
        bounds = ledger.order(campaign, per_day=2, total=3).bounds
        today, *rest = bounds
        tomorrow = (type(today)(scope=today.scope, period="2026-01-06", most=2), *rest)
        reserved = await ledger.reserve(campaign, people([3, 4]), bounds=tomorrow)
        assert set(reserved.unaffordable) == {4}
        assert "3 credits in all" in reserved.unaffordable[4]

    async def test_tenths_of_a_credit_add_up(self, ledger: Ledger, campaign: Campaign) -> None:
        """0.1 three times is 0.3, and not a hair more."""
        for number in (1, 2, 3):
            assert (await ledger.reserve(campaign, people([number]), price=0.1, total=0.3)).calls
        full = await ledger.reserve(campaign, people([4]), price=0.1, total=0.3)
        assert set(full.unaffordable) == {4}
        assert await ledger.used() == pytest.approx(0.3, abs=1e-6)

    @pytest.mark.parametrize(
        ("states", "part"),
        [
            ((), "waiting"),
            ((S.PENDING,), "waiting"),
            ((S.ANSWERED,), "bought"),
            ((S.ANSWERED, S.SETTLED), "bought"),
            ((S.LOST,), "lost"),
            ((S.PENDING, S.LOST), "lost"),
            ((S.LOST, S.PENDING), "waiting"),
            ((S.LOST, S.ANSWERED), "bought"),
            ((S.RELEASED,), "calls"),
        ],
    )
    async def test_who_was_asked_about_is_told_by_where_the_call_stands(
        self, ledger: Ledger, scene: Scene, states: tuple[CallState, ...], part: str
    ) -> None:
        """By one key in common; in whatever campaign; only who was surely not bought is bought."""
        call = await ledger.reserved(await scene.campaign(), 1)
        await ledger.moved(call, *states)
        again = person(1, "linkedin:in/one")
        again = type(again)(lead_id=9, keys=again.keys[:0:-1], details={})
        reserved = await ledger.reserve(await scene.campaign(), [again], total=1)
        parts = {
            "waiting": bool(reserved.waiting),
            "lost": bool(reserved.lost),
            "bought": bool(reserved.bought),
            "calls": bool(reserved.calls),
        }
        assert [name for name, filled in parts.items() if filled] == [part]
        assert reserved.unaffordable == {}
        if part == "bought":
            assert reserved.bought == {9: call.id}
            assert reserved.subjects == {9: call.questions[0].subject}

    async def test_the_strongest_key_decides(self, ledger: Ledger, campaign: Campaign) -> None:
        """A namesake's answer is not taken for the one that is on its way."""
        await ledger.settled(campaign, 1)
        await ledger.reserved(campaign, 2)
        mixed = person(2, *person(1).keys)
        assert (await ledger.reserve(campaign, [mixed])).waiting == {2}

    async def test_one_person_twice_in_an_order_is_bought_once(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """The second one waits for the first one's answer."""
        twin = type(person(2))(lead_id=2, keys=("linkedin:in/x", person(1).keys[1]), details={})
        reserved = await ledger.reserve(campaign, [person(1), twin, person(3)])
        assert [q.lead_id for q in reserved.calls[0].questions] == [1, 3]
        assert reserved.waiting == {2}

    async def test_each_provider_and_purpose_remembers_for_itself(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """Who was enriched was not verified, nor asked of another provider."""
        await ledger.reserved(campaign, 1)
        await ledger.reserved(campaign, 1, provider="dropcontact")
        await ledger.reserved(campaign, 1, purpose=Purpose.VERIFY)
        assert len((await ledger.books()).lines) == 3

    async def test_an_answer_that_is_too_old_counts_no_more(
        self, ledger: Ledger, campaign: Campaign, clock: FrozenClock
    ) -> None:
        """Until then it does; afterwards the newest call has the person."""
        old = await ledger.settled(campaign, 1)
        clock.advance(YEAR - timedelta(seconds=1))
        assert (await ledger.reserve(campaign, people([1]))).bought == {1: old.id}
        clock.advance(1)
        new = await ledger.reserved(campaign, 1)
        await ledger.moved(new, S.ANSWERED)
        assert (await ledger.reserve(campaign, people([1]))).bought == {1: new.id}

    async def test_many_long_keys_are_found_again(self, ledger: Ledger, campaign: Campaign) -> None:
        """Six hundred people, with keys of hundreds of characters that are not all ASCII."""
        questions = [
            person(n, f"name:é' \"%_{'x' * 300}{n}", f"linkedin:in/{n}") for n in range(600)
        ]
        first = await ledger.reserve(campaign, questions, batch=250)
        assert [len(call.questions) for call in first.calls] == [250, 250, 100]
        again = [type(q)(lead_id=q.lead_id, keys=q.keys[2:3], details={}) for q in questions]
        assert len((await ledger.reserve(campaign, again)).waiting) == 600
