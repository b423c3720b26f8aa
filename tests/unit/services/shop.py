"""The services that buy, put together around fakes."""

from collections.abc import Collection, Mapping
from typing import Any

from cam.domain.model.campaign import Campaign
from cam.domain.model.checked import Checked, Verdict
from cam.domain.model.credit import Call, CreditBudget
from cam.domain.model.hold import Hold
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus, Profile
from cam.domain.services.bought import Bought
from cam.domain.services.checking import Checking
from cam.domain.services.enrichment import Enriched, Enrichments
from cam.domain.services.holding import Holding
from cam.domain.services.purchasing import Budgets, Purchasing
from cam.domain.services.verification import Verification
from cam.ports.failpoints import NoFailpoints, Point
from cam.ports.probe import Probe
from cam.ports.repository import Fence
from cam.testing.fakes.enricher import FakeEnricher

from .scene import Scene


class Stop(BaseException):
    """The process ends here."""


class StopsAt(NoFailpoints):
    """Ends the process at one point, the nth time that it is reached."""

    def __init__(self, point: Point, nth: int) -> None:
        self._point, self._nth = point, nth

    def reached(self, point: Point) -> None:
        """Raises Stop there."""
        self._nth -= point is self._point
        if point is self._point and self._nth == 0:
            raise Stop


class FakeCheck:
    """Knows the verdicts that a test names; any other address is OK."""

    def __init__(self, **verdicts: Verdict) -> None:
        self.verdicts = verdicts
        """Domain (dots as underscores) to verdict."""
        self.asked: list[str] = []

    async def check(self, addresses: Collection[str]) -> Mapping[str, Checked]:
        """A verdict for each."""
        self.asked += addresses
        return {each: self._checked(each.partition("@")[2]) for each in addresses}

    def _checked(self, domain: str) -> Checked:
        verdict = self.verdicts.get(domain.replace(".", "_"), Verdict.OK)
        return Checked(verdict, f"no mail server for {domain}")


class FakeProbed:
    """A provider that is looked at for free."""

    def __init__(self, name: str, *, accepted: bool = True, credits_left: float | None = 5) -> None:
        self.now = Probe(
            provider=name, reachable=True, accepted=accepted, credits_left=credits_left
        )
        self.looks = 0

    async def probe(self) -> Probe:
        """One look."""
        self.looks += 1
        return self.now


class Shop:
    """One process: what it buys is kept in the scene's repository."""

    def __init__(
        self,
        scene: Scene,
        *enrichers: FakeEnricher,
        budgets: Mapping[str, CreditBudget] | None = None,
        probed: Mapping[str, FakeProbed] | None = None,
        check: FakeCheck | None = None,
        ends_at: Point | None = None,
        nth: int = 1,
        **options: Any,
    ) -> None:
        self.scene = scene
        self.enrichers = enrichers
        unit_of_work, clock = scene.unit_of_work, scene.clock
        points = NoFailpoints() if ends_at is None else StopsAt(ends_at, nth)
        self.holding = Holding(
            unit_of_work,
            clock,
            keys={each.name: each.key for each in enrichers},
            probed=probed or {},
            announce=True,
        )
        self.budgets = Budgets(of_providers=budgets or {})
        self.purchasing = Purchasing(
            unit_of_work, clock, self.holding, enrichers, points, budgets=self.budgets, **options
        )
        checking = Checking(check)
        self.enrichments = Enrichments(unit_of_work, enrichers, self.purchasing, checking)
        self.verification = Verification(unit_of_work, enrichers, self.purchasing, checking)

    async def fence(self, campaign: Campaign, *, anew: bool = False) -> tuple[Campaign, Fence]:
        """The campaign as it is kept, and the fence of its run, or of a new one."""
        async with self.scene.unit_of_work() as repo:
            if anew:
                await repo.campaigns.begin_epoch(campaign.id)
            campaign = await repo.campaigns.get(campaign.id)
        return campaign, Fence(campaign.id, campaign.run_epoch)

    async def bought(self, campaign: Campaign, *leads: Lead, of: int = 0) -> Bought:
        """What one asking of one enricher comes to."""
        campaign, fence = await self.fence(campaign)
        return await self.purchasing.ask(campaign, fence, self.enrichers[of], leads)

    async def resumed(self, campaign: Campaign) -> list[tuple[str, Bought]]:
        """What the beginning of a new run comes to."""
        campaign, fence = await self.fence(campaign, anew=True)
        return await self.purchasing.resume(campaign, fence)

    async def enriched(self, campaign: Campaign, *, anew: bool = False) -> Enriched:
        """What one enrichment does."""
        done = Enriched()
        campaign, fence = await self.fence(campaign, anew=anew)
        await self.enrichments.enrich(campaign, fence, done)
        return done

    async def verified(self, campaign: Campaign) -> Enriched:
        """What one verification does."""
        done = Enriched()
        campaign, fence = await self.fence(campaign)
        await self.verification.verify(campaign, fence, done)
        return done

    async def calls(self) -> list[Call]:
        """Every call that is kept, by id."""
        async with self.scene.unit_of_work.reading() as repo:
            calls = repo.credits._state.calls.values()  # type: ignore[attr-defined]
        return sorted(calls, key=lambda call: call.id)

    async def states(self) -> list[str]:
        """Where each call stands."""
        return [call.state.value for call in await self.calls()]

    async def used(self, scope: str) -> float:
        """What counts against a budget in all."""
        async with self.scene.unit_of_work.reading() as repo:
            return (await repo.credits.books()).used.get(scope, {}).get("total", 0.0)

    async def holds(self) -> dict[str, Hold]:
        """The providers that are left alone."""
        async with self.scene.unit_of_work.reading() as repo:
            return await repo.holds.all()


def address_of(lead: Lead, status: EmailStatus = EmailStatus.VERIFIED) -> Profile:
    """An address for this lead."""
    return Profile(email=f"found{lead.id}@x.test", email_status=status)


def verified(lead: Lead) -> Profile:
    """A verified address for everybody."""
    return address_of(lead)


def unproven(lead: Lead) -> Profile:
    """An unverified address for everybody."""
    return address_of(lead, EmailStatus.UNVERIFIED)
