"""Three people, found, enriched, mailed and announced: a world in memory on a real database."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from cam.app.composition import World, open_cam
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.audience import Audience
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus
from cam.testing.builders import a_profile, a_prospect, a_step
from cam.testing.clock import FrozenClock
from cam.testing.fakes.enricher import FakeEnricher
from cam.testing.fakes.lead_source import FakeLeadSource
from cam.testing.fakes.mailer import FakeMailer
from cam.testing.fakes.webhook_notifier import FakeWebhookNotifier
from integration.stage import SENDER, a_draft

PEOPLE = 3
NAMES = ("first_name", "last_name", "domain")


def _knows(lead: Lead) -> Any:
    names = {name: getattr(lead, name) for name in NAMES}
    email = f"{lead.first_name}@{lead.domain}".lower()
    return a_profile(**names, email=email, linkedin_url="", title="CEO", company="Firm")


class SmallWorld:
    """The outside, which outlives the processes, and one database."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = FrozenClock()
        people = [
            a_prospect(
                email="",
                email_status=EmailStatus.NONE,
                first_name=f"First{number}",
                last_name=f"Last{number}",
                domain=f"firm{number}.example",
                linkedin_url="",
                provider_id=f"p{number}",
            )
            for number in range(PEOPLE)
        ]
        self.source = FakeLeadSource(people, name="apollo")
        self.enricher = FakeEnricher(_knows, name="apollo", batch=2)
        self.mailer = FakeMailer()
        self.notifier = FakeWebhookNotifier()

    def outside(self) -> World:
        """As CAM is given it; a new one has open connections again."""
        self.mailer._closed = False
        return World(
            sources=[self.source],
            enrichers=[self.enricher],
            mailer=self.mailer,
            notifier=self.notifier,
        )

    @asynccontextmanager
    async def cam(self, world: World | None = None) -> AsyncIterator[Cam]:
        """CAM in this world."""
        settings = Settings.read(SENDER | {"CAM_DATABASE_URL": f"sqlite:///{self.path}"})
        async with open_cam(settings, world=world or self.outside(), clock=self.clock) as cam:
            yield cam

    async def begin(self) -> None:
        """The campaign."""
        draft = a_draft(
            audience=Audience(q_keywords="all"), enrichers=("apollo",), sequence=(a_step(),)
        )
        async with self.cam() as cam:
            assert (await cam.create_campaign(draft)).id == 1

    async def cycle(self, world: World | None = None) -> None:
        """One live cycle in a process of its own."""
        async with self.cam(world) as cam:
            run = await cam.run_cycle(1, dry_run=False)
            await cam.runs.wait(run.id)

    async def ends_well(self, *, within: int = 1) -> list[str]:
        """So many clean cycles, a day apart, and what is wrong after them."""
        for _ in range(within):
            self.clock.advance(timedelta(days=1))
            await self.cycle()
        return self.broken_promises(over=True)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(query).fetchall()

    def states(self) -> dict[str, str]:
        """Recipient to the state of the attempt."""
        return dict(self.rows("SELECT recipient, state FROM attempt"))

    def broken_promises(self, *, over: bool) -> list[str]:
        """What is wrong; empty when every promise was kept."""
        bodies, states = Counter(self.mailer.sent), self.states()
        asked = Counter(self.enricher.asked)
        ((used,),) = self.rows(
            "SELECT coalesce(sum(used), 0) FROM quota WHERE scope = 'campaign:1'"
        )
        wrong = [f"mailed {count} times: {to}" for to, count in bodies.items() if count > 1]
        wrong += [
            f"asked about {count} times: {lead}" for lead, count in asked.items() if count > 1
        ]
        wrong += [f"{used} counted, {bodies.total()} bodies"] if used < bodies.total() else []
        wrong += [
            f"{state}, but never written: {to}"
            for to, state in states.items()
            if state == "sent" and not bodies[to]
        ]
        wrong += [
            f"written, but stands as {states.get(to)}: {to}"
            for to in bodies
            if states.get(to) not in ("sent", "unknown", "authorized")
        ]
        wrong += self._books()
        return wrong + (self._unfinished() if over else [])

    def _books(self) -> list[str]:
        """The counters of the budgets are the sum of the calls."""
        ((counted,),) = self.rows(
            "SELECT coalesce(sum(used), 0) FROM credit"
            " WHERE scope = 'provider:apollo' AND period = 'total'"
        )
        ((called,),) = self.rows(
            "SELECT coalesce(sum(CASE state WHEN 'released' THEN 0 WHEN 'settled' THEN spent"
            " ELSE reserved END), 0) FROM call"
        )
        return [] if counted == called else [f"credits: {counted} counted, {called} called"]

    def _unfinished(self) -> list[str]:
        leads = self.rows(
            "SELECT id, next_action, closed_because,"
            " (SELECT state FROM attempt a WHERE a.lead_id = lead.id) FROM lead"
        )
        wrong = [] if len(leads) == PEOPLE else [f"{len(leads)} of {PEOPLE} people kept"]
        wrong += [
            f"still {state}: lead {lead_id}"
            for lead_id, _, _, state in leads
            if state in ("queued", "claimed", "authorized")
        ]
        wrong += [
            f"lost without a word: lead {lead_id}"
            for lead_id, action, closed, state in leads
            if state is None and action == "none" and not closed
        ]
        runs = self.rows("SELECT status FROM run WHERE status IN ('queued', 'running')")
        return wrong + [f"a run is still {status}" for (status,) in runs]
