"""A mailer that does not work at all holds the run, and costs no lead its mail."""

from collections import Counter
from datetime import timedelta

import anyio
import pytest

from cam.domain.model.attempt import AttemptState
from cam.domain.model.mail import Mail
from cam.domain.model.mailbox import Mailbox
from cam.domain.services.holding import Holding
from cam.domain.services.mailboxes import Mailboxes, Outlet
from cam.domain.services.outreach import MAX_TRIES, Outreach
from cam.domain.services.round import Contacted
from cam.domain.services.send_ledger import SendLedger
from cam.ports.failpoints import NoFailpoints
from cam.ports.mailer import Authorize, SendResult, SendStatus
from cam.testing.builders import NOON, a_sender

from .scene import Scene


class ShutScenario:
    """A mailing scenario whose key is refused: heard of only after leave was asked."""

    def __init__(self) -> None:
        self.tried = 0

    async def send(self, mail: Mail, authorize: Authorize) -> SendResult:
        assert await authorize(mail.message_id)
        self.tried += 1
        return SendResult(status=SendStatus.HELD, code=401, reply="no key")

    async def aclose(self) -> None:
        await anyio.lowlevel.checkpoint()


@pytest.mark.parametrize("runs", [1, MAX_TRIES + 2])
async def test_a_mail_that_was_surely_not_taken_goes_back_to_the_queue(
    scene: Scene, runs: int
) -> None:
    """However often: it is neither unknown nor given up, as it is not the lead's fault."""
    campaign, fence = await scene.campaign(max_emails_per_day=20)
    lead = await scene.lead(campaign)
    await scene.save(lead.to_contact(NOON - timedelta(days=30)))
    mailer = ShutScenario()
    ledger = SendLedger(scene.unit_of_work, scene.clock, announce=False)
    mailbox = Mailbox(name="ada@agency.test", label="smtp", takes_all=True)
    outreach = Outreach(
        scene.unit_of_work,
        Mailboxes(
            {"smtp": [Outlet(mailbox, mailer)]},
            sender=a_sender(),
            holding=Holding(scene.unit_of_work, scene.clock),
        ),
        ledger,
        scene.clock,
        NoFailpoints(),
    )
    for number in range(runs):
        done = Contacted(skipped=Counter())
        await outreach.contact(campaign, fence, done)
        assert (done.held, done.sent, done.failed, done.unknown) == ("smtp: 401 no key", 0, 0, 0)
        assert mailer.tried == number + 1
        scene.clock.advance(timedelta(days=1))
    async with scene.unit_of_work.reading() as repo:
        (attempt,) = await repo.attempts.of_campaign(campaign.id)
    assert attempt.state is AttemptState.QUEUED
