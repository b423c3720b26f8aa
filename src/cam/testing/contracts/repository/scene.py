"""How a repository's story begins, told through the port's verbs only."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from msgspec import structs

from cam.domain.model.attempt import Attempt, AttemptState, Claim, Go, Outcome, Verdict
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Prospect
from cam.domain.model.quota import Allowance
from cam.ports.repository import Kept, UnitOfWork
from cam.testing.builders import a_campaign_draft, a_prospect, an_attempt
from cam.testing.clock import FrozenClock

T = TypeVar("T")

LEASE = timedelta(minutes=10)
EPOCH = 1


async def together(calls: Sequence[Callable[[], Awaitable[T]]]) -> list[T]:
    """The answers of calls that run at the same time."""

    async def answer(call: Callable[[], Awaitable[T]]) -> T:
        return await call()

    return list(await asyncio.gather(*map(answer, calls)))


def go(claim: Claim, allowances: tuple[Allowance, ...] = (), subject: str = "") -> Go:
    """Asks that this claim be authorized."""
    return Go(
        attempt_id=claim.attempt.id,
        token=claim.attempt.token,
        mime_sha256="ab" * 32,
        subject=subject,
        allowances=allowances,
    )


class Mishap(Exception):
    """Something that goes wrong inside a unit of work."""


class Scene:
    """Campaigns, leads and attempts, each kept in a unit of work of its own."""

    def __init__(self, unit_of_work: UnitOfWork, clock: FrozenClock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def campaign(self, **changes: Any) -> Campaign:
        """A campaign that is kept."""
        async with self._unit_of_work() as repo:
            return await repo.campaigns.add(a_campaign_draft(**changes))

    async def changed(self, campaign: Campaign, **changes: Any) -> Campaign:
        """The campaign, changed and saved."""
        changed = structs.replace(campaign, **changes)
        async with self._unit_of_work() as repo:
            await repo.campaigns.save(changed)
        return changed

    async def paused(self, campaign: Campaign) -> Campaign:
        """The campaign, paused and saved."""
        paused = campaign.paused("a test", by="test", at=self._clock.now())
        async with self._unit_of_work() as repo:
            await repo.campaigns.save(paused)
        return paused

    async def keep(
        self,
        campaign: Campaign,
        *prospects: Prospect,
        imported: bool = False,
        limit: int | None = None,
    ) -> Kept:
        """Offers prospects to the campaign."""
        async with self._unit_of_work() as repo:
            return await repo.leads.keep(campaign.id, prospects, imported=imported, limit=limit)

    async def lead(self, campaign: Campaign, *, imported: bool = False, **changes: Any) -> Lead:
        """A lead that is kept."""
        kept = await self.keep(campaign, a_prospect(**changes), imported=imported)
        return await self.read(kept.leads[0])

    async def read(self, lead_id: int) -> Lead:
        """The lead as it is kept."""
        async with self._unit_of_work.reading() as repo:
            return (await repo.leads.get([lead_id]))[lead_id]

    async def save(self, *leads: Lead) -> dict[int, int]:
        """Saves leads."""
        async with self._unit_of_work() as repo:
            return await repo.leads.save(leads)

    async def planned(self, *leads: Lead, **changes: Any) -> list[Attempt]:
        """The next step of each lead, queued."""
        attempts = [an_attempt(lead, **changes) for lead in leads]
        async with self._unit_of_work() as repo:
            assert len(await repo.attempts.plan(attempts)) == len(attempts)
        return attempts

    async def claim(
        self,
        campaign: Campaign,
        *,
        by: str = "mine",
        limit: int = 100,
        epoch: int = EPOCH,
        **changes: Any,
    ) -> list[Claim]:
        """Claims what is due, under the token `by`."""
        async with self._unit_of_work() as repo:
            return await repo.attempts.claim(
                campaign.id, epoch=epoch, token=by, lease=LEASE, limit=limit, **changes
            )

    async def claimed(
        self, campaign: Campaign, number: int = 1, *, by: str = "mine", epoch: int = EPOCH
    ) -> list[Claim]:
        """So many new leads, each with its first mail claimed."""
        for _ in range(number):
            await self.planned(await self.lead(campaign))
        claims = await self.claim(campaign, by=by, epoch=epoch)
        assert len(claims) == number
        return claims

    async def authorize(
        self, *claims: Claim, allowances: tuple[Allowance, ...] = (), subject: str = ""
    ) -> list[Verdict]:
        """Asks for authorization in one unit of work."""
        asked = [go(claim, allowances, subject) for claim in claims]
        async with self._unit_of_work() as repo:
            return await repo.attempts.authorize(asked)

    async def authorized(
        self, campaign: Campaign, number: int = 1, *, by: str = "mine", epoch: int = EPOCH
    ) -> list[Claim]:
        """So many new leads, each with its first mail authorized."""
        claims = await self.claimed(campaign, number, by=by, epoch=epoch)
        assert all(verdict.refusal is None for verdict in await self.authorize(*claims))
        return claims

    async def record(self, claim: Claim, state: AttemptState, **changes: Any) -> list[UUID]:
        """Records how a claimed attempt ended."""
        outcome = Outcome(
            attempt_id=claim.attempt.id,
            token=changes.pop("token", claim.attempt.token),
            lead_id=claim.lead.id,
            campaign_id=claim.lead.campaign_id,
            step=claim.attempt.step,
            state=state,
            at=self._clock.now(),
            **changes,
        )
        async with self._unit_of_work() as repo:
            return await repo.attempts.record([outcome])

    async def attempt(self, claim: Claim) -> Attempt:
        """The attempt as it is kept now."""
        async with self._unit_of_work.reading() as repo:
            return (await repo.attempts.get([claim.attempt.id]))[claim.attempt.id]


class Promises:
    """What the parts of the contract share."""

    @pytest.fixture
    def clock(self) -> FrozenClock:
        """The clock that the repository lives by."""
        return FrozenClock()

    @pytest.fixture
    def scene(self, unit_of_work: UnitOfWork, clock: FrozenClock) -> Scene:
        """The beginning of a story."""
        return Scene(unit_of_work, clock)
