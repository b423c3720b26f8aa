"""The credit ledger in memory."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import structs

from cam.domain.model.credit import (
    CALL_MOVES,
    REAPED,
    UNDER_WAY,
    BookLine,
    Books,
    Bound,
    Call,
    CallState,
    Order,
    Purpose,
    Question,
    Reserved,
    books,
    millionths,
)
from cam.domain.model.errors import CampaignNotFound, StorageError
from cam.domain.model.reservation import Purchase, reservation
from cam.testing.fakes.repository.state import State


class FakeCredits:
    """Keeps `ports.repository.Credits`."""

    def __init__(self, state: State, now: datetime, new_id: Callable[[], UUID]) -> None:
        self._state = state
        self._now = now
        self._new_id = new_id

    async def reserve(self, order: Order, questions: Sequence[Question]) -> Reserved:
        """Writes down the calls that are to be made."""
        if order.campaign_id not in self._state.campaigns:
            raise CampaignNotFound(order.campaign_id)
        used = {counter: amount / 1_000_000 for counter, amount in self._state.credits.items()}
        answer = reservation(
            order, questions, self._known(order), used, now=self._now, new_id=self._new_id
        )
        for call in answer.calls:
            self._state.calls[call.id] = call
            for question in call.questions:
                self._remember(call, question.subject, question.keys, anew=True)
            self._count(call.scopes, millionths(call.reserved))
        return answer

    async def save(
        self,
        call: Call,
        *,
        learned: Mapping[str, Collection[str]] = {},
        forgotten: Collection[str] = (),
    ) -> bool:
        """Keeps a call that moved."""
        kept = self._state.calls.get(call.id)
        if kept is None or (kept.state, call.state) not in CALL_MOVES:
            return False
        moved = structs.replace(kept, **call.news)
        self._count(kept.scopes, millionths(moved.holds) - millionths(kept.holds))
        if moved.is_blank_once_settled:
            moved = structs.replace(moved, answer=b"", result=b"")
        self._state.calls[call.id] = moved
        if moved.is_blank_once_settled or moved.state is CallState.RELEASED:
            self._forget(moved)
            return True
        self._forget(moved, forgotten)
        for subject in {question.subject for question in moved.questions}.difference(forgotten):
            self._remember(moved, subject, learned.get(subject, ()))
        return True

    async def get(self, call_ids: Collection[UUID]) -> dict[UUID, Call]:
        """Those calls that exist, by id."""
        calls = self._state.calls
        return {each: calls[each] for each in call_ids if each in calls}

    async def unfinished(self, campaign_id: int) -> list[Call]:
        """The campaign's PENDING and ANSWERED calls, oldest first."""
        found = self._mine(campaign_id, CallState.PENDING, CallState.ANSWERED)
        return sorted(found, key=lambda call: call.id)

    async def reap(self, campaign_id: int, *, epoch: int) -> int:
        """What older runs left RESERVED becomes LOST."""
        left = [c for c in self._mine(campaign_id, CallState.RESERVED) if c.epoch < epoch]
        for call in left:
            self._state.calls[call.id] = call.lost(self._now, REAPED)
        return len(left)

    async def erase(self, keys: Collection[str]) -> int:
        """Blanks what is kept of people."""
        erased = {call.id: self._subjects(call, keys) for call in self._state.calls.values()}
        for call_id, subjects in erased.items():
            if subjects:
                call = self._state.calls[call_id].erased(subjects)
                self._state.calls[call_id] = call
                self._forget(call, None if call.state.has_answer else subjects)
        return sum(map(bool, erased.values()))

    async def books(self) -> Books:
        """The whole ledger, summed up."""
        used: dict[str, dict[str, float]] = defaultdict(dict)
        for (scope, period), amount in self._state.credits.items():
            if amount:
                used[scope][period] = amount / 1_000_000
        lines: dict[tuple[str, Purpose, int | None], list[Call]] = defaultdict(list)
        for call in self._state.calls.values():
            if call.state is not CallState.RELEASED:
                lines[call.provider, call.purpose, call.campaign_id].append(call)
        return books((_line(calls) for calls in lines.values()), dict(used))

    def _known(self, order: Order) -> dict[str, Purchase]:
        return {
            key: structs.replace(each, state=self._state.calls[each.call_id].state)
            for (provider, purpose, key), each in self._state.purchases.items()
            if (provider, purpose) == (order.provider, order.purpose)
            and each.is_fresh(order, self._now)
        }

    def _remember(
        self, call: Call, subject: str, keys: Collection[str], *, anew: bool = False
    ) -> None:
        """By these keys the person is known; unless `anew`, a key that is known stays as it is."""
        purchase = Purchase(call_id=call.id, state=call.state, subject=subject, at=call.created_at)
        for key in keys:
            place = (call.provider, call.purpose, key)
            if anew or place not in self._state.purchases:
                self._state.purchases[place] = purchase

    def _forget(self, call: Call, subjects: Collection[str] | None = None) -> None:
        """Drops the keys of these subjects, or all that the call has."""
        for place, purchase in list(self._state.purchases.items()):
            if purchase.call_id == call.id and (subjects is None or purchase.subject in subjects):
                del self._state.purchases[place]

    def _count(self, scopes: Collection[Bound], change: int) -> None:
        for bound in scopes:
            counter = (bound.scope, bound.period)
            amount = self._state.credits.get(counter, 0) + change
            if amount < 0:
                raise StorageError(f"{bound.scope} would count {amount} millionths of a credit")
            self._state.credits[counter] = amount

    def _mine(self, campaign_id: int, *states: CallState) -> list[Call]:
        calls = self._state.calls.values()
        return [c for c in calls if c.campaign_id == campaign_id and c.state in states]

    def _subjects(self, call: Call, keys: Collection[str]) -> set[str]:
        """Those of the call's people who have one of the keys."""
        asked = {each.subject for each in call.questions if not set(keys).isdisjoint(each.keys)}
        return asked | {
            purchase.subject
            for (_, _, key), purchase in self._state.purchases.items()
            if purchase.call_id == call.id and key in keys
        }


def _line(calls: Sequence[Call]) -> BookLine:
    """What calls of one kind come to."""
    whole = {
        state: sum(millionths(call.holds) for call in calls if call.state is state) / 1_000_000
        for state in CallState
    }
    return BookLine(
        provider=calls[0].provider,
        purpose=calls[0].purpose,
        campaign_id=calls[0].campaign_id,
        calls=len(calls),
        spent=whole[CallState.SETTLED],
        lost=whole[CallState.LOST],
        held=sum(whole[state] for state in UNDER_WAY),
    )
