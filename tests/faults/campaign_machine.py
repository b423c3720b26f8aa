"""What may happen to a campaign, in any order, and what must hold after each of it."""

import shutil
from collections import Counter
from datetime import timedelta
from typing import Any

import anyio
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from msgspec import structs

from cam.adapters.smtp.mailer import BODY_WITHIN
from cam.domain.model.attempt import AttemptState
from cam.domain.model.campaign import OnUnknown
from cam.domain.model.lead import LeadEvent
from cam.domain.model.rotation import Rotation, Turn
from cam.domain.model.window import SendingWindow, local_day
from cam.domain.services.erasing import Erasing
from cam.domain.services.resolving import Resolving
from cam.domain.services.round import Contacted, Round
from cam.domain.services.send_ledger import Ended
from cam.domain.services.suppressing import suppressed
from cam.ports.repository import Fence

from .machine_ground import (
    ARRIVE,
    BODIES,
    LIVE,
    MAILBOX,
    PEOPLE,
    TOO_LATE,
    Hand,
    MachineGround,
)

ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin")
PAUSE_BETWEEN_RUNS = timedelta(seconds=BODY_WITHIN + 1)
A_WEEK = timedelta(days=7, minutes=1)


class CampaignMachine(MachineGround):
    """Plan, claim, authorize, write, record; and whatever may come between."""

    @initialize(on_unknown=st.sampled_from(OnUnknown), limit=st.integers(1, 3))
    def create(self, on_unknown: OnUnknown, limit: int) -> None:
        """A campaign of two steps, and its people."""

        self.do(self._created(on_unknown, limit))
        self.begin()

    # A process

    @rule()
    def begin(self) -> None:
        """Another run: what older ones left is settled, what is due is planned."""
        self.clock.advance(PAUSE_BETWEEN_RUNS)

        async def begin() -> None:
            async with self.work() as repo:
                await repo.deployment.begin()
                self.fence = Fence(1, await repo.campaigns.begin_epoch(1))
                campaign = await repo.campaigns.get(1)
            await self.ledger.reap(1, self.fence)
            await Resolving(self.work).finish(campaign, self.fence)
            self.round = Round(campaign, Contacted(skipped=Counter()), anyio.Event())
            self.round.rotation = Rotation([Turn(mailbox=MAILBOX)])
            if campaign.is_active:
                await self.outreach._plan(self.round, self.fence)

        self.do(begin())
        assert not [each for each in self.attempts if each.state in LIVE]

    @rule(number=st.integers(1, PEOPLE))
    def claim(self, number: int) -> None:
        """The newest run takes some."""
        token = str(self.clock.new_id())
        self.round.room = number
        claims = self.do(self.outreach._claim(self.round, self.fence, token))
        self.hands += [Hand(claim) for claim in claims]

    @precondition(lambda self: any(not hand.authorized_at for hand in self.hands))
    @rule(choice=st.randoms(use_true_random=False))
    def authorize(self, choice: Any) -> None:
        """Some process asks leave for one of its mails; it may have slept since it took it."""
        hand = choice.choice([each for each in self.hands if not each.authorized_at])
        campaign = self.campaign
        if self.do(self._allowed(hand)):
            hand.authorized_at = self.clock.now()
            self.day = max(self.day, local_day(self.clock.now(), campaign.zone))
            self.used[self.day] += 1
            assert self.used[self.day] <= campaign.mails_per_day, "more than the limit"
            assert campaign.is_active, "while paused"
        else:
            self.hands.remove(hand)

    @precondition(lambda self: any(hand.authorized_at and not hand.result for hand in self.hands))
    @rule(choice=st.randoms(use_true_random=False), fate=st.sampled_from(sorted(BODIES)))
    def write(self, choice: Any, fate: str) -> None:
        """The body goes out, once, unless the leave is older than the mailer allows."""
        ready = [each for each in self.hands if each.authorized_at and not each.result]
        hand = choice.choice(ready)
        if (self.clock.now() - hand.authorized_at).total_seconds() > BODY_WITHIN:
            hand.result = TOO_LATE
            return
        assert hand.key[0] not in self.untouchable, "after an acknowledged suppression"
        hand.result = BODIES[fate]
        self.arrived[hand.key] += fate in ARRIVE

    @precondition(lambda self: any(hand.result for hand in self.hands))
    @rule(choice=st.randoms(use_true_random=False))
    def record(self, choice: Any) -> None:
        """A process writes down how a mail ended, however late; or writes it twice."""
        hand = choice.choice([each for each in self.hands if each.result])
        assert hand.result is not None
        ended = Ended(self.outreach._outcome(hand.claim, hand.result), self.campaign)
        for _ in range(choice.choice([1, 2])):
            self.do(self._recorded(ended))
        self.hands.remove(hand)

    @rule()
    def crash(self) -> None:
        """Every process dies; what they had in hand is forgotten."""
        self.hands.clear()

    # People and time

    @rule(number=st.integers(0, PEOPLE - 1))
    def reply(self, number: int) -> None:
        """The person answers."""

        async def reply() -> None:
            async with self.work() as repo:
                lead = (await repo.leads.get([number + 1]))[number + 1]
                await repo.leads.advance([lead.moved(LeadEvent.NEUTRAL_REPLY, repo.now())])

        if f"p{number}@firm{number}.example" not in self.untouchable:
            self.do(reply())

    @rule(number=st.integers(0, PEOPLE - 1), forever=st.booleans(), whole=st.booleans())
    def suppress(self, number: int, *, forever: bool, whole: bool) -> None:
        """The person, or the whole domain, or every trace of the person."""
        email = f"p{number}@firm{number}.example"
        if forever:
            flying = self.do(Erasing(self.work).address(email, "asked")).in_flight
        else:
            target = email.partition("@")[2] if whole else email
            flying = self.do(suppressed(self.work, target, "asked")).in_flight
        if not flying:
            self.untouchable.add(email)

    @rule(active=st.booleans())
    def pause_or_resume(self, *, active: bool) -> None:
        """By an operator."""
        if active:
            self.do(self.review.resume(1))
        else:
            self.do(self.review.pause(1, "a test", by="test"))

    @rule(limit=st.integers(0, 4), zone=st.sampled_from(ZONES))
    def edit(self, limit: int, zone: str) -> None:
        """Another limit, another zone."""
        changed = structs.replace(
            self.campaign, max_emails_per_day=limit, sending_window=SendingWindow(zone=zone)
        )
        self.do(self._saved(changed))

    @rule(hours=st.sampled_from([1, 6, 24, 26]))
    def wait(self, hours: int) -> None:
        """Leases end, days begin."""
        self.clock.advance(timedelta(hours=hours))

    @rule()
    def wait_a_week(self) -> None:
        """What was unknown so long is final with the next run."""
        self.clock.advance(A_WEEK)

    @rule(sent=st.booleans(), choice=st.randoms(use_true_random=False))
    def resolve(self, *, sent: bool, choice: Any) -> None:
        """A person says of an unknown one what became of it."""
        doubtful = [each for each in self.attempts if each.state is AttemptState.UNKNOWN]
        if doubtful:
            attempt = choice.choice(doubtful)
            told = Resolving(self.work).resolve(attempt.id, sent=sent, because="seen", by="test")
            self.do(told)
            key = attempt.recipient, attempt.step
            self.not_sent[key] += not sent
            self.said_sent |= {key} if sent else set()

    # Promises

    def nobody_gets_a_step_twice(self) -> None:
        """Unless a person said that it was not sent."""
        for key, copies in self.arrived.items():
            assert copies <= 1 + self.not_sent[key], f"{key}: {copies} copies"

    @invariant()
    def the_books_tell_the_truth(self) -> None:
        """What stands as sent was sent, or a person says so; each day's use is what was authorized
        on it, never given back."""
        self.nobody_gets_a_step_twice()
        attempts, used = self.do(self._kept())
        for each in attempts:
            key = each.recipient, each.step
            if each.state is AttemptState.SENT:
                assert self.arrived[key] or key in self.said_sent
        assert used == dict(self.used)

    def teardown(self) -> None:
        """When all is well again, everybody whom nothing stops has had the first mail."""
        try:
            self._ends_well()
        finally:
            self.do(self.connections.aclose())
            self.runner.close()
            shutil.rmtree(self.folder)

    def _ends_well(self) -> None:
        self.hands.clear()
        for _ in range(2 * PEOPLE):
            self.edit(4, "UTC")
            self.pause_or_resume(active=True)
            self.wait(26)
            self.begin()
            self.claim(PEOPLE)
            while self.hands:
                self._sent_in_order()
            self.nobody_gets_a_step_twice()
        left = [e for e in self.attempts if e.state in (*LIVE, AttemptState.QUEUED)]
        assert left == []
        self.do(self._nobody_is_lost())

    def _sent_in_order(self) -> None:
        hand = self.hands.pop()
        if not self.do(self._allowed(hand)):
            return
        assert hand.key[0] not in self.untouchable
        self.arrived[hand.key] += 1
        outcome = self.outreach._outcome(hand.claim, BODIES["taken"])
        self.do(self._recorded(Ended(outcome, self.campaign)))
