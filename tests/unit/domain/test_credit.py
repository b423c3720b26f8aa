"""Credits: budgets in words and in numbers, and a call's life."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cam.domain.model.credit import (
    CALL_MOVES,
    TOTAL,
    BookLine,
    Bound,
    Call,
    CallState,
    CreditBudget,
    Order,
    Purpose,
    Question,
    Reserved,
    books,
    bounds,
    millionths,
)
from cam.domain.model.errors import IllegalMove, InvalidInput
from cam.domain.model.reservation import Purchase, reservation
from cam.testing.builders import NOON, an_id

S = CallState


def question(number: int, *keys: str) -> Question:
    """One about lead number so and so."""
    return Question(lead_id=number, keys=keys or (f"key {number}",), details={"name": "Jane"})


def order(*bounds: Bound, price: float = 1.0, batch: int = 10) -> Order:
    """An order that remembers for a day."""
    return Order(
        campaign_id=1,
        epoch=1,
        provider="apollo",
        purpose=Purpose.ENRICH,
        price=price,
        batch=batch,
        bounds=bounds,
        remembered_for=timedelta(days=1),
    )


def call(state: CallState = S.RESERVED, people: int = 2) -> Call:
    """One that reserved two credits."""
    asked = tuple(map(question, range(people)))
    made = order().call(asked, call_id=an_id(), at=NOON)
    return structs.replace(made, state=state)


def moved(start: Call, end: CallState) -> Call:
    """The call in the next state, by its own verbs."""
    match end:
        case S.PENDING if start.state is S.PENDING:
            return start.postponed(NOON, NOON)
        case S.PENDING:
            return start.pending(NOON, answer=b"", reference="r", look_at=NOON)
        case S.ANSWERED:
            return start.answered(NOON)
        case S.SETTLED:
            return start.settled(NOON, 1.5)
        case S.LOST:
            return start.lost(NOON, "gone")
        case _:
            return start.released(NOON, "refused")


@pytest.mark.parametrize("start", S)
@pytest.mark.parametrize("end", [each for each in S if each is not S.RESERVED])
def test_a_call_moves_as_the_table_says(start: CallState, end: CallState) -> None:
    """And no other way."""
    if (start, end) in CALL_MOVES:
        assert moved(call(start), end).state is end
    else:
        with pytest.raises(IllegalMove, match=start.value):
            moved(call(start), end)


def test_only_what_holds_its_whole_reservation_can_move() -> None:
    """So what a move changes in the books is told by the reservation and the new state."""
    assert all(start.counts_whole for start, _ in CALL_MOVES)


def test_a_lost_call_never_gives_its_credits_back() -> None:
    """It may have been taken: no way leads from it to RELEASED but by evidence that it was."""
    assert {end for start, end in CALL_MOVES if start is S.LOST} == {S.PENDING, S.ANSWERED}
    assert {start for start, end in CALL_MOVES if end is S.RELEASED} == {S.RESERVED, S.PENDING}


@pytest.mark.parametrize(
    ("state", "holds"), [(S.SETTLED, 1.5), (S.RELEASED, 0.0), (S.LOST, 2.0), (S.PENDING, 2.0)]
)
def test_a_call_holds_what_may_have_been_taken(state: CallState, holds: float) -> None:
    """The vendor's price once it is settled, nothing once it is released."""
    start = call(S.ANSWERED if state is S.SETTLED else S.RESERVED)
    assert moved(start, state).holds == holds


@pytest.mark.parametrize("price", [-1.0, float("nan"), float("inf"), 1e12])
def test_a_price_that_is_none_is_not_believed(price: float) -> None:
    """The call counts whole, and tells why."""
    settled = call(S.ANSWERED).settled(NOON, price, "half of it")
    assert settled.holds == 2.0
    assert "not believed" in settled.reason
    assert "half of it" in settled.reason


def test_a_raw_answer_is_written_when_it_comes_only() -> None:
    """One that was blanked since does not come back with a later move."""
    answered = call().answered(NOON, answer=b"raw")
    assert answered.news["answer"] == b"raw"
    assert not {"answer", "result", "questions", "reserved"} & answered.settled(NOON, 1).news.keys()


def test_an_erased_question_keeps_its_place_only() -> None:
    """Answers are told apart by places; nothing of the person is left."""
    erased = structs.replace(call(S.ANSWERED, 3), answer=b"x").erased({"key 1"})
    assert [each.is_erased for each in erased.questions] == [False, True, False]
    assert erased.questions[1] == Question(lead_id=1, keys=("erased:1",), details={})
    assert erased.is_blanked
    assert not call(S.ANSWERED).is_blanked


def test_a_question_needs_a_key() -> None:
    """Who could not be remembered would be bought twice."""
    with pytest.raises(InvalidInput, match="key"):
        Question(lead_id=1, keys=(), details={})


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (
            Bound(scope="campaign:7", period="2026-01-05", most=50),
            "the campaign's budget of 50 credits a day is used up",
        ),
        (
            Bound(scope="provider:apollo", period=TOTAL, most=200.0),
            "apollo's budget of 200 credits in all is used up",
        ),
        (
            Bound(scope="provider:dropcontact", period=TOTAL, most=1234567.125),
            "dropcontact's budget of 1234567.125 credits in all is used up",
        ),
        (
            Bound(scope="provider:apollo", period=TOTAL, most=1),
            "apollo's budget of 1 credit in all is used up",
        ),
    ],
)
def test_a_budget_says_in_words_that_it_is_used_up(bound: Bound, words: str) -> None:
    """Whose it is, how much, and whether tomorrow has a new one."""
    assert bound.used_up == words


def test_a_budget_bounds_the_day_and_the_whole() -> None:
    """Each on its own counter."""
    day, whole = bounds("campaign:7", date(2026, 1, 5), CreditBudget(per_day=5, total=None))
    assert (day.period, day.most) == ("2026-01-05", 5)
    assert (whole.period, whole.most) == (TOTAL, None)


@given(
    price=st.sampled_from([0.1, 0.25, 0.333333, 1.0, 3.0]),
    most=st.floats(0, 20),
    used=st.floats(0, 20),
    people=st.integers(0, 30),
    batch=st.integers(1, 7),
)
def test_as_many_are_taken_as_the_budget_has_room_for(
    price: float, most: float, used: float, people: int, batch: int
) -> None:
    """Not one more, not one less, counted in millionths; no call is larger than a batch."""
    bound = Bound(scope="campaign:1", period=TOTAL, most=most)
    asked = [question(number) for number in range(people)]
    told = reserve(
        order(bound, price=price, batch=batch), asked, used={("campaign:1", TOTAL): used}
    )
    sizes = [len(each.questions) for each in told.calls]
    taken = sum(sizes)
    room = max(0, (millionths(most) - millionths(used)) // millionths(price))
    assert taken == min(people, room)
    assert all(size == batch for size in sizes[:-1])
    assert all(0 < size <= batch for size in sizes)
    assert len(told.unaffordable) == people - taken
    assert sum(millionths(each.reserved) for each in told.calls) == taken * millionths(price)


keys = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3).map(tuple)


@given(
    people=st.lists(keys, max_size=8),
    known=st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(S)),
)
def test_each_question_ends_in_one_part_and_nobody_is_taken_twice(
    people: list[tuple[str, ...]], known: dict[str, CallState]
) -> None:
    """Whatever keys they share with each other and with those who are known."""
    asked = [question(number, *some) for number, some in enumerate(people)]
    purchases = {
        key: Purchase(call_id=an_id(), state=state, subject=key, at=NOON)
        for key, state in known.items()
    }
    told = reserve(order(), asked, known=purchases)
    taken = [each for made in told.calls for each in made.questions]
    parts = [
        [each.lead_id for each in taken],
        list(told.bought),
        list(told.waiting),
        list(told.lost),
        list(told.unaffordable),
    ]
    assert sorted(lead for part in parts for lead in part) == list(range(len(people)))
    spread = [key for each in taken for key in set(each.keys)]
    assert len(spread) == len(set(spread))
    assert known.keys().isdisjoint(spread)
    assert told.subjects.keys() == told.bought.keys()


def test_the_books_list_their_lines_in_order() -> None:
    """Deleted campaigns last."""

    def line(provider: str, campaign_id: int | None) -> BookLine:
        return BookLine(
            provider=provider, purpose=Purpose.ENRICH, campaign_id=campaign_id, spent=0.5
        )

    unordered = [line("b", 1), line("a", None), line("a", 10), line("a", 9)]
    ledger = books(unordered, {})
    assert [(each.provider, each.campaign_id) for each in ledger.lines] == [
        ("a", 9),
        ("a", 10),
        ("a", None),
        ("b", 1),
    ]
    assert ledger.total() == 2.0
    assert ledger.total(campaigns=[1, 9]) == 1.0


def reserve(
    wanted: Order,
    asked: Sequence[Question],
    *,
    known: dict[str, Purchase] | None = None,
    used: dict[tuple[str, str], float] | None = None,
) -> Reserved:
    """What becomes of them at noon."""
    return reservation(wanted, asked, known or {}, used or {}, now=NOON, new_id=an_id)
