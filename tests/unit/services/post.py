"""Mailboxes with fake mailers, and runs through them, in few words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import anyio

from cam.domain.model.campaign import Campaign
from cam.domain.model.event import EventType
from cam.domain.model.lead import Lead
from cam.domain.model.mail import Sender
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.quota import Allowance
from cam.domain.model.report import Plan
from cam.domain.services.holding import Holding
from cam.domain.services.mailboxes import Mailboxes, Outlet
from cam.domain.services.next_step import Means
from cam.domain.services.outreach import Outreach
from cam.domain.services.planning import Planning
from cam.domain.services.round import Contacted
from cam.domain.services.send_ledger import SendLedger
from cam.ports.failpoints import NoFailpoints
from cam.ports.probe import Probed
from cam.ports.repository import Fence
from cam.testing.builders import a_sender
from cam.testing.fakes.mailer import FakeMailer

from .scene import Scene

BEGUN = timedelta(days=1)


def a_mailbox(name: str, **changes: Any) -> Mailbox:
    """One with an address of its own."""
    return Mailbox(name=name, sender=Sender(name=name, email=f"{name}@agency.test"), **changes)


class Post:
    """One process: its mailboxes, each with a mailer that remembers everything."""

    def __init__(
        self,
        scene: Scene,
        *mailboxes: Mailbox,
        keys: Mapping[str, str] = {},
        probed: Mapping[str, Probed] = {},
        allowances: Sequence[Allowance] = (),
    ) -> None:
        self.scene = scene
        self.mailers = {each.name: FakeMailer() for each in mailboxes}
        self.holding = Holding(
            scene.unit_of_work, scene.clock, keys=keys, probed=probed, announce=True
        )
        outlets = [Outlet(each, self.mailers[each.name]) for each in mailboxes]
        self.mailboxes = Mailboxes(
            {"smtp": outlets}, sender=a_sender(), holding=self.holding, allowances=allowances
        )
        self.outreach = Outreach(
            scene.unit_of_work,
            self.mailboxes,
            SendLedger(scene.unit_of_work, scene.clock, announce=False),
            scene.clock,
            NoFailpoints(),
        )

    async def leads(self, campaign: Campaign, number: int, **changes: Any) -> list[Lead]:
        """So many leads, due to be written to."""
        due = self.scene.clock.now() - BEGUN
        leads = [await self.scene.lead(campaign, **changes) for _ in range(number)]
        await self.scene.save(*(lead.to_contact(due) for lead in leads))
        return leads

    async def run(
        self, campaign: Campaign, fence: Fence, stop: anyio.Event | None = None
    ) -> Contacted:
        """One contacting; what it did."""
        done = Contacted(skipped=Counter())
        await self.outreach.contact(campaign, fence, done, stop)
        return done

    async def plan(self, campaign: Campaign) -> Plan:
        """What a run would begin with."""
        planning = Planning(self.scene.unit_of_work)
        return await planning.plan(campaign.id, Means(), self.mailboxes, searches=False)

    def sent(self) -> dict[str, int]:
        """Mailbox to the bodies that went out through it."""
        return {name: len(mailer.written) for name, mailer in self.mailers.items()}

    async def told(self) -> list[EventType]:
        """What was announced since the last time."""
        async with self.scene.unit_of_work() as repo:
            found = await repo.events.take(campaign_id=None, limit=99, lease=BEGUN)
            await repo.events.delivered([event.id for event in found])
        return [event.type for event in found]
