"""One campaign on the real SQLite repository, and a model of the mail server.

The model knows what was accepted, what each day used, and what any person was promised.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis.stateful import RuleBasedStateMachine
from msgspec import Struct

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.domain.model.attempt import Attempt, AttemptState, Claim, Go
from cam.domain.model.campaign import Campaign, OnUnknown
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.prospect import EmailStatus
from cam.domain.services.holding import Holding
from cam.domain.services.mailboxes import Mailboxes, Outlet
from cam.domain.services.outreach import Outreach
from cam.domain.services.review import Review
from cam.domain.services.send_ledger import Ended, SendLedger
from cam.ports.failpoints import NoFailpoints
from cam.ports.mailer import SendResult, SendStatus
from cam.testing.builders import a_campaign_draft, a_prospect, a_sender, a_step
from cam.testing.clock import FrozenClock
from cam.testing.fakes.mailer import FakeMailer

T = TypeVar("T")
PEOPLE = 4
BODIES = {
    "taken": SendResult(status=SendStatus.SENT, code=250, reply="2.0.0 taken"),
    "put off": SendResult(status=SendStatus.DEFERRED, code=451, reply="4.3.0 later"),
    "refused": SendResult(status=SendStatus.REJECTED, code=554, reply="5.6.0 no"),
    "taken, answer lost": SendResult(status=SendStatus.UNKNOWN, reply="no answer"),
    "not taken, answer lost": SendResult(status=SendStatus.UNKNOWN, reply="no answer"),
}
ARRIVE = {"taken", "taken, answer lost"}
TOO_LATE = SendResult(status=SendStatus.DEFERRED, reply="authorized too late to write")
MAILBOX = Mailbox(name="ada@agency.test", is_counted=False, takes_all=True)
LIVE = {AttemptState.CLAIMED, AttemptState.AUTHORIZED}

Key = tuple[str, int]
"""A person's address, and a step."""


class Hand(Struct):
    """One mail in the hands of a process."""

    claim: Claim
    authorized_at: Any = None
    result: SendResult | None = None

    @property
    def key(self) -> Key:
        return self.claim.attempt.recipient, self.claim.attempt.step


class MachineGround(RuleBasedStateMachine):
    """What the rules stand on."""

    empty: ClassVar[Path]
    """A migrated, empty database."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="cam-machine-"))
        shutil.copyfile(self.empty, self.folder / "cam.db")
        self.runner = asyncio.Runner()
        self.clock = FrozenClock()
        self.connections = Connections(f"sqlite:///{self.folder}/cam.db")
        self.work = SqlUnitOfWork(self.connections, self.clock)
        self.ledger = SendLedger(self.work, self.clock, announce=True)
        self.review = Review(self.work, self.clock, announce=False)
        self.outreach = Outreach(
            self.work,
            Mailboxes(
                {"smtp": [Outlet(MAILBOX, FakeMailer())]},
                sender=a_sender(),
                holding=Holding(self.work, self.clock),
            ),
            self.ledger,
            self.clock,
            NoFailpoints(),
        )
        self.hands: list[Hand] = []
        self.arrived: Counter[Key] = Counter()
        self.not_sent: Counter[Key] = Counter()
        """Times that a person said of an unknown one that it was not sent."""
        self.said_sent: set[Key] = set()
        self.untouchable: set[str] = set()
        """Whose suppression or erasure was acknowledged with nothing in flight."""
        self.used: Counter[date] = Counter()
        self.day = date.min

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Its value."""
        return self.runner.run(work)

    @property
    def campaign(self) -> Campaign:
        """As it is kept."""
        return self.do(self._campaign())

    @property
    def attempts(self) -> list[Attempt]:
        """As they are kept."""
        return self.do(self._attempts())

    async def _campaign(self) -> Campaign:
        async with self.work.reading() as repo:
            return await repo.campaigns.get(1)

    async def _attempts(self) -> list[Attempt]:
        async with self.work.reading() as repo:
            return await repo.attempts.of_campaign(1)

    async def _created(self, on_unknown: OnUnknown, limit: int) -> None:
        async with self.work() as repo:
            draft = a_campaign_draft(
                max_emails_per_day=limit,
                on_unknown=on_unknown,
                sequence=(a_step(), a_step(subject="Again", delay=timedelta(days=1))),
            )
            campaign = await repo.campaigns.add(draft)
            people = [
                a_prospect(email=f"p{n}@firm{n}.example", email_status=EmailStatus.VERIFIED)
                for n in range(PEOPLE)
            ]
            kept = await repo.leads.keep(campaign.id, people, imported=True, limit=None)
            leads = await repo.leads.get(kept.leads)
            now = repo.now()
            await repo.leads.save([lead.to_contact(now) for lead in leads.values()])

    async def _allowed(self, hand: Hand) -> bool:
        attempt = hand.claim.attempt
        asked = Go(attempt_id=attempt.id, token=attempt.token, mime_sha256="ab" * 32)
        return (await self.ledger.authorize(asked)).refusal is None

    async def _recorded(self, ended: Ended) -> None:
        await self.ledger.record(ended)

    async def _saved(self, campaign: Campaign) -> None:
        async with self.work() as repo:
            await repo.campaigns.save(campaign)

    async def _kept(self) -> tuple[list[Attempt], dict[date, int]]:
        async with self.work.reading() as repo:
            rows = await repo.quotas._db.exec_driver_sql("SELECT day, used FROM quota")
            used = {date.fromisoformat(str(row.day)): row.used for row in rows if row.used}
            return await repo.attempts.of_campaign(1), used

    async def _nobody_is_lost(self) -> None:
        async with self.work.reading() as repo:
            leads = await repo.leads.get(range(1, PEOPLE + 1))
            attempts = await repo.attempts.of_campaign(1)
        tried = {each.lead_id for each in attempts}
        for lead in leads.values():
            assert lead.id in tried or lead.is_stopped, f"lost without a word: {lead}"
