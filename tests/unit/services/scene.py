"""Campaigns and leads in a fake repository, in few words."""

from typing import Any

from cam.domain.model.campaign import Campaign
from cam.domain.model.event import Event
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus
from cam.ports.repository import Fence, UnitOfWork
from cam.testing.builders import a_campaign_draft, a_prospect
from cam.testing.clock import FrozenClock

BARE: dict[str, Any] = {"email": "", "email_status": EmailStatus.NONE}
"""A prospect without an address."""


class Scene:
    """What the tests of the services share."""

    def __init__(self, unit_of_work: UnitOfWork, clock: FrozenClock) -> None:
        self.unit_of_work = unit_of_work
        self.clock = clock

    async def campaign(self, **changes: Any) -> tuple[Campaign, Fence]:
        """A campaign and the fence of its first run."""
        async with self.unit_of_work() as repo:
            campaign = await repo.campaigns.add(a_campaign_draft(**changes))
            epoch = await repo.campaigns.begin_epoch(campaign.id)
        return campaign, Fence(campaign.id, epoch)

    async def lead(self, campaign: Campaign, *, imported: bool = False, **changes: Any) -> Lead:
        """A lead that is kept, due to be enriched."""
        async with self.unit_of_work() as repo:
            kept = await repo.leads.keep(
                campaign.id, [a_prospect(**changes)], imported=imported, limit=None
            )
        return await self.read(kept.leads[0])

    async def read(self, lead_id: int) -> Lead:
        """The lead as it is kept."""
        async with self.unit_of_work.reading() as repo:
            return (await repo.leads.get([lead_id]))[lead_id]

    async def leads(self, campaign: Campaign) -> list[Lead]:
        """The campaign's leads, by id."""
        async with self.unit_of_work.reading() as repo:
            found = await repo.leads.get(range(1000))
        return [lead for lead in found.values() if lead.campaign_id == campaign.id]

    async def save(self, *leads: Lead) -> None:
        """Keeps changed leads."""
        async with self.unit_of_work() as repo:
            await repo.leads.save(leads)

    async def add(self, *events: Event) -> None:
        """Events to be delivered."""
        async with self.unit_of_work() as repo:
            await repo.events.add(events)

    async def covered(self, *addresses: str) -> frozenset[str]:
        """Which of these are suppressed."""
        async with self.unit_of_work.reading() as repo:
            return await repo.suppressions.covering(addresses)

    async def waiting(self) -> int:
        """Events that are not delivered yet."""
        async with self.unit_of_work.reading() as repo:
            return await repo.events.waiting()
