"""How a story of the credit ledger begins, told through the port's verbs only."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import (
    TOTAL,
    Books,
    Bound,
    Call,
    CallState,
    Order,
    Purpose,
    Question,
    Reserved,
    provider_scope,
)
from cam.domain.model.quota import campaign_scope
from cam.ports.repository import UnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene

TODAY = "2026-01-05"
YEAR = timedelta(days=365)
S = CallState


def person(number: int, *further: str) -> Question:
    """A question about person number so and so, in lead number so and so."""
    email = f"person{number}@x.test"
    keys = (f"provider:apollo:{number}", f"email:{email}", *further)
    return Question(lead_id=number, keys=keys, details={"email": email})


def people(numbers: Iterable[int]) -> list[Question]:
    """One question about each."""
    return [person(number) for number in numbers]


class Ledger:
    """Orders and calls, each kept in a unit of work of its own."""

    def __init__(self, unit_of_work: UnitOfWork, clock: FrozenClock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def order(self, campaign: Campaign, **changes: Any) -> Order:
        """Enrichment by apollo: a credit a person, ten in a call; `per_day`, `total`: the
        campaign's budget, `provider_per_day`, `provider_total`: the provider's."""
        provider = changes.get("provider", "apollo")
        mine, theirs = campaign_scope(campaign.id), provider_scope(provider)
        told = {
            "campaign_id": campaign.id,
            "epoch": 1,
            "provider": provider,
            "purpose": Purpose.ENRICH,
            "price": 1.0,
            "batch": 10,
            "remembered_for": YEAR,
            "bounds": (
                Bound(scope=mine, period=TODAY, most=changes.pop("per_day", None)),
                Bound(scope=mine, period=TOTAL, most=changes.pop("total", None)),
                Bound(scope=theirs, period=TODAY, most=changes.pop("provider_per_day", None)),
                Bound(scope=theirs, period=TOTAL, most=changes.pop("provider_total", None)),
            ),
        }
        return Order(**{**told, **changes})

    async def reserve(
        self, campaign: Campaign, questions: Iterable[Question], **changes: Any
    ) -> Reserved:
        """Orders in one unit of work."""
        async with self._unit_of_work() as repo:
            return await repo.credits.reserve(self.order(campaign, **changes), list(questions))

    async def reserved(self, campaign: Campaign, *numbers: int, **changes: Any) -> Call:
        """The one call that asks about these people."""
        (call,) = (await self.reserve(campaign, people(numbers), **changes)).calls
        return call

    async def save(
        self,
        call: Call,
        *,
        learned: Mapping[str, Collection[str]] = {},
        forgotten: Collection[str] = (),
    ) -> bool:
        """Saves a call in one unit of work."""
        async with self._unit_of_work() as repo:
            return await repo.credits.save(call, learned=learned, forgotten=forgotten)

    async def moved(self, call: Call, *states: CallState, **changes: Any) -> Call:
        """The call on its way through these states, each of them kept."""
        for state in states:
            call = self.step(call, state, **changes)
            assert await self.save(call)
        return call

    def step(self, call: Call, state: CallState, spent: float = 1.0) -> Call:
        """The call, moved to a state."""
        now = self._clock.now()
        match state:
            case S.PENDING:
                return call.pending(now, answer=b"taken", reference="r1", look_at=now)
            case S.ANSWERED:
                return call.answered(now, answer=b"raw answer", result=b"raw result")
            case S.SETTLED:
                return call.settled(now, spent)
            case S.RELEASED:
                return call.released(now, "not taken")
            case S.LOST:
                return call.lost(now, "no answer")
            case _:
                return call

    async def settled(
        self, campaign: Campaign, *numbers: int, spent: float = 1.0, **changes: Any
    ) -> Call:
        """A call about these people that is paid."""
        call = await self.reserved(campaign, *numbers, **changes)
        return await self.moved(call, S.ANSWERED, S.SETTLED, spent=spent)

    async def get(self, call: Call) -> Call:
        """The call as it is kept."""
        async with self._unit_of_work.reading() as repo:
            return (await repo.credits.get([call.id]))[call.id]

    async def unfinished(self, campaign: Campaign) -> list[UUID]:
        """The ids of the calls that are unfinished."""
        async with self._unit_of_work.reading() as repo:
            return [call.id for call in await repo.credits.unfinished(campaign.id)]

    async def reap(self, campaign: Campaign, *, epoch: int) -> int:
        """Reaps."""
        async with self._unit_of_work() as repo:
            return await repo.credits.reap(campaign.id, epoch=epoch)

    async def erase(self, *keys: str) -> int:
        """Erases the people who have these keys."""
        async with self._unit_of_work() as repo:
            return await repo.credits.erase(keys)

    async def books(self) -> Books:
        """The ledger, summed up."""
        async with self._unit_of_work.reading() as repo:
            return await repo.credits.books()

    async def used(self, scope: str = provider_scope("apollo"), period: str = TOTAL) -> float:
        """What counts against a budget."""
        return (await self.books()).used.get(scope, {}).get(period, 0.0)


class LedgerPromises(Promises):
    """What the parts of the ledger's contract share."""

    @pytest.fixture
    def ledger(self, unit_of_work: UnitOfWork, clock: FrozenClock) -> Ledger:
        """The beginning of a story."""
        return Ledger(unit_of_work, clock)

    @pytest.fixture
    async def campaign(self, scene: Scene) -> Campaign:
        """A campaign that buys."""
        return await scene.campaign()
