"""What is bought, and what is not: the rule behind `ports.repository.Credits.reserve`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from cam.domain.model.credit import (
    Bound,
    Call,
    CallState,
    Order,
    Question,
    Reserved,
    millionths,
)


class Purchase(Struct, frozen=True, kw_only=True):
    """One key of somebody who was bought."""

    call_id: UUID
    state: CallState
    """Where that call stands."""
    subject: str
    """The person's name in that call."""
    at: datetime

    def is_fresh(self, order: Order, now: datetime) -> bool:
        """Does it still count?"""
        return now - self.at < order.remembered_for


def reservation(
    order: Order,
    questions: Sequence[Question],
    known: Mapping[str, Purchase],
    used: Mapping[tuple[str, str], float],
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> Reserved:
    """What becomes of the questions, the first of them first.

    `known`: key to its fresh purchase; the strongest key of a question decides. `used`: what counts
    against each bound, by (scope, period).
    """
    left = _Left(order, used)
    taken: list[Question] = []
    taken_keys: set[str] = set()
    bought: dict[int, UUID] = {}
    subjects: dict[int, str] = {}
    lost: set[int] = set()
    waiting: set[int] = set()
    unaffordable: dict[int, str] = {}
    for question in questions:
        lead_id = question.lead_id
        purchase = next((known[key] for key in question.keys if key in known), None)
        if purchase is not None and purchase.state.has_answer:
            bought[lead_id] = purchase.call_id
            subjects[lead_id] = purchase.subject
        elif purchase is not None and purchase.state is CallState.LOST:
            lost.add(lead_id)
        elif purchase is not None or not taken_keys.isdisjoint(question.keys):
            waiting.add(lead_id)
        elif full := left.full():
            unaffordable[lead_id] = full.used_up
        else:
            left.take()
            taken.append(question)
            taken_keys.update(question.keys)
    return Reserved(
        calls=_calls(order, taken, now, new_id),
        bought=bought,
        subjects=subjects,
        waiting=frozenset(waiting),
        lost=frozenset(lost),
        unaffordable=unaffordable,
    )


class _Left:
    """The budgets, as one person after the other is taken."""

    def __init__(self, order: Order, used: Mapping[tuple[str, str], float]) -> None:
        self._price = millionths(order.price)
        self._used = {
            bound: millionths(used.get((bound.scope, bound.period), 0.0)) for bound in order.bounds
        }

    def full(self) -> Bound | None:
        """The first budget without room for one more."""
        each = self._used.items()
        return next((bound for bound, used in each if not bound.has_room(used, self._price)), None)

    def take(self) -> None:
        """One more person."""
        for bound in self._used:
            self._used[bound] += self._price


def _calls(
    order: Order, taken: Sequence[Question], now: datetime, new_id: Callable[[], UUID]
) -> tuple[Call, ...]:
    starts = range(0, len(taken), order.batch)
    return tuple(
        order.call(tuple(taken[start : start + order.batch]), call_id=new_id(), at=now)
        for start in starts
    )
