"""A fake mailbox, a fake repository, and mails that went out: what comes back is heard."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from msgspec import structs

from cam.adapters.incoming.quoting import stripped
from cam.adapters.incoming.read import read
from cam.domain.model.arrival import Arrival, ArrivalKind, Ruling
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.incoming import Incoming
from cam.domain.model.lead import Lead
from cam.domain.services.applying import Applying
from cam.domain.services.hearing import Heard, Hearing
from cam.domain.services.holding import Holding
from cam.domain.services.judging import Judging
from cam.domain.services.taking import Taking
from cam.ports.failpoints import NoFailpoints
from cam.testing.builders import an_attempt, an_id
from cam.testing.fakes.inbox import FakeInbox

from .scene import Scene


class Mailroom(Scene):
    """What the tests of hearing share."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene.unit_of_work, scene.clock)
        self.inbox = FakeInbox(self.clock.now)
        self.parse: Callable[[bytes], Incoming] = partial(read, strip=stripped)

    def hearing(self, **changes: Any) -> Hearing:
        """Something that hears, as a process of its own would."""
        applying = self.applying()
        taking = Taking(
            self.unit_of_work,
            lambda raw: self.parse(raw),
            applying,
            self.clock,
            NoFailpoints(),
        )
        return Hearing(self.inbox, taking, self.clock, **changes)

    def applying(self) -> Applying:
        """What applies a message."""
        return Applying(self.clock, Holding(self.unit_of_work, self.clock), announce=True)

    async def heard(self) -> Heard:
        """What one reading finds."""
        return await self.hearing().hear(an_id())

    async def written(
        self, campaign: Campaign, *, mailbox: str = "", **changes: Any
    ) -> tuple[Lead, Attempt]:
        """A lead whose first mail went out."""
        lead = await self.lead(campaign, **changes)
        attempt = await self.attempt(lead, mailbox=mailbox)
        contacted = lead.contacted(self.clock.now(), 0, campaign.sequence)
        await self.save(contacted)
        return contacted, attempt

    async def attempt(self, lead: Lead, **changes: Any) -> Attempt:
        """The mail to the lead, SENT unless something else is said."""
        subject = f"Hello {lead.first_name}"
        told = {"state": AttemptState.SENT, "subject": subject, **changes}
        attempt = an_attempt(lead, **told)
        async with self.unit_of_work() as repo:
            assert await repo.attempts.plan([attempt])
        return attempt

    async def attempts(self, lead: Lead) -> dict[int, AttemptState]:
        """Step to the state of each of the lead's mails."""
        async with self.unit_of_work() as repo:
            return {each.step: each.state for each in await repo.attempts.of_leads([lead.id])}

    async def arrivals(self) -> list[Arrival]:
        """All that is kept, by id."""
        async with self.unit_of_work.reading() as repo:
            return [
                each
                for kind in ArrivalKind
                for each in await repo.arrivals.page(kind=kind, limit=1000)
            ]

    async def told(self) -> list[str]:
        """What was announced, oldest first; taken away with it."""
        async with self.unit_of_work() as repo:
            taken = await repo.events.take(campaign_id=None, limit=99, lease=timedelta(1))
            await repo.events.delivered([each.id for each in taken])
        return [event.type.value for event in taken]

    async def classify(self, arrival_id: UUID, ruling: Ruling) -> Arrival:
        """A person's word."""
        judging = Judging(self.unit_of_work, self.applying())
        return await judging.classify(arrival_id, ruling, by="ann")

    async def advance(self, lead: Lead, **changes: Any) -> Lead:
        """The lead, changed."""
        changed = structs.replace(lead, **changes)
        await self.save(changed)
        return changed
