"""What happens when somebody is stopped while a mail to them is on its way: one of two ends."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from msgspec import structs

from cam.domain.model.attempt import AttemptState, Claim, Refusal
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import Lead, LeadEvent, LeadStatus, NextAction
from cam.ports.repository import UnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene, together

RACES = 12
S = AttemptState


async def stopped(unit_of_work: UnitOfWork, claim: Claim, clock: FrozenClock) -> list[AttemptState]:
    """A reply is applied: what is not authorized is cancelled, and the lead is LOST."""
    async with unit_of_work() as repo:
        cancelled = await repo.attempts.cancel_for([claim.lead.id], reason="negative reply")
        leads = await repo.leads.get([claim.lead.id])
        lost = [each.moved(LeadEvent.NEGATIVE_REPLY, clock.now()) for each in leads.values()]
        await repo.leads.advance(lost)
    return [each.state for each in cancelled]


class StoppingPromises(Promises):
    """`Attempts.cancel_for`, `of_leads`, `postpone`, and leads that only one moves at a time."""

    async def test_what_is_not_authorized_is_cancelled(
        self, scene: Scene, unit_of_work: UnitOfWork
    ) -> None:
        """Queued and claimed; what may have gone out stays, and others' mails go on."""
        campaign = await scene.campaign()
        queued = (await scene.planned(await scene.lead(campaign)))[0]
        waiting = (await scene.planned(await scene.lead(campaign)))[0]
        (claimed, _) = await scene.claim(campaign)
        flying = (await scene.authorized(campaign, by="other"))[0].attempt
        async with unit_of_work() as repo:
            done = await repo.attempts.cancel_for(
                [queued.lead_id, flying.lead_id], reason="replied"
            )
        assert {(each.lead_id, each.state, each.reason) for each in done} == {
            (queued.lead_id, S.CANCELLED, "replied")
        }
        async with unit_of_work() as repo:
            states = [each.state for each in await repo.attempts.of_leads([flying.lead_id])]
            others = await repo.attempts.of_leads([waiting.lead_id])
        assert states == [S.AUTHORIZED]
        assert [each.state for each in others] == [S.CLAIMED]
        assert claimed.attempt.id in {queued.id, waiting.id}

    async def test_a_reply_races_the_authorization(
        self, scene: Scene, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Either the mail was authorized first, or it is cancelled; never both, and never after."""
        campaign = await scene.campaign(max_emails_per_day=RACES)
        claims = await scene.claimed(campaign, RACES)
        for claim in claims:
            verdicts, cancelled = await asyncio.gather(
                scene.authorize(claim), stopped(unit_of_work, claim, clock)
            )
            attempt = await scene.attempt(claim)
            went = verdicts[0].refusal is None
            assert attempt.state is (S.AUTHORIZED if went else S.CANCELLED)
            assert bool(cancelled) is not went or verdicts[0].refusal is Refusal.STOPPED
            (late,) = await scene.authorize(claim)
            assert late.refusal in (Refusal.LOST_CLAIM, Refusal.STOPPED)
            assert (await scene.read(claim.lead.id)).status is LeadStatus.LOST

    async def test_a_reply_races_the_record_of_its_mail(
        self, scene: Scene, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Who has said no stays lost, also when the mail is recorded as sent at that moment."""
        campaign = await scene.campaign(max_emails_per_day=RACES)

        async def recorded(claim: Claim) -> None:
            await scene.record(claim, S.SENT)
            async with unit_of_work() as repo:
                leads = await repo.leads.get([claim.lead.id])
                await repo.leads.advance(
                    [
                        each.contacted(clock.now(), claim.attempt.step, campaign.sequence)
                        for each in leads.values()
                    ]
                )

        for claim in await scene.authorized(campaign, RACES):
            await asyncio.gather(recorded(claim), stopped(unit_of_work, claim, clock))
            lead = await scene.read(claim.lead.id)
            assert (lead.status, lead.next_action) == (LeadStatus.LOST, NextAction.NONE)

    async def test_a_reply_races_the_planning_of_the_next_mail(
        self, scene: Scene, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """A lead that was due, and is stopped meanwhile, is not put back on its way."""
        campaign = await scene.campaign(max_emails_per_day=RACES)

        async def planned(campaign: Campaign) -> list[Lead]:
            async with unit_of_work() as repo:
                due = await repo.leads.due(campaign.id, NextAction.CONTACT)
                await asyncio.sleep(0)
                await repo.leads.advance([each.awaiting(clock.now()) for each in due])
            return due

        for claim in await scene.authorized(campaign, RACES):
            await scene.record(claim, S.SENT)
            await scene.save(claim.lead.to_contact(clock.now()))
            await asyncio.gather(planned(campaign), stopped(unit_of_work, claim, clock))
            lead = await scene.read(claim.lead.id)
            assert (lead.status, lead.next_action) == (LeadStatus.LOST, NextAction.NONE)

    @pytest.mark.parametrize("number", [2, 8])
    async def test_many_who_move_the_same_leads_wait_for_each_other(
        self, scene: Scene, unit_of_work: UnitOfWork, number: int
    ) -> None:
        """Each sees what the one before did, in whatever order they name them."""
        campaign = await scene.campaign()
        ids = [(await scene.lead(campaign)).id for _ in range(3)]

        async def another(order: int) -> None:
            async with unit_of_work() as repo:
                leads = await repo.leads.get(ids[::order])
                steps = [structs.replace(e, next_step=e.next_step + 1) for e in leads.values()]
                await repo.leads.advance(steps)

        await together([partial(another, 1 if n % 2 else -1) for n in range(number)])
        assert [(await scene.read(each)).next_step for each in ids] == [number] * 3

    async def test_a_queued_mail_is_put_off(
        self, scene: Scene, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Not tried before then; one that waits for longer anyway stays as it is."""
        campaign = await scene.campaign()
        (attempt,) = await scene.planned(await scene.lead(campaign))
        later = clock.now() + timedelta(days=7)
        async with unit_of_work() as repo:
            assert await repo.attempts.postpone([attempt.lead_id], until=later) == 1
        async with unit_of_work() as repo:
            sooner = later - timedelta(days=1)
            assert await repo.attempts.postpone([attempt.lead_id], until=sooner) == 0
        assert await scene.claim(campaign) == []
        clock.advance(timedelta(days=7))
        assert [each.attempt.id for each in await scene.claim(campaign)] == [attempt.id]

    async def test_attempts_are_found_by_what_a_message_names(
        self, scene: Scene, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """By Message-ID; by whom they were written to, the newest first; not what never left."""
        campaign = await scene.campaign()
        (claim,) = await scene.authorized(campaign)
        (waiting,) = await scene.planned(await scene.lead(campaign))
        named = claim.attempt.message_id
        tagged = claim.lead.email.replace("@", "+news@").upper()
        async with unit_of_work.reading() as repo:
            found = await repo.attempts.by_message_id([named, "other@x.test"])
            written = await repo.attempts.written_to(tagged, since=clock.now())
            unsent = await repo.attempts.written_to(waiting.recipient, since=clock.now())
        assert [each.id for each in found.values()] == [claim.attempt.id]
        assert [each.id for each in written] == [claim.attempt.id]
        assert unsent == []

    async def test_a_company_s_leads_are_found_by_domain_and_by_address(
        self, scene: Scene, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """Of this campaign, and only those with whom something is left to do."""
        campaign, other = await scene.campaign(), await scene.campaign()
        by_domain = await scene.lead(campaign, domain="acme.test")
        by_address = await scene.lead(campaign, domain="", email="bob@acme.test")
        closed = await scene.lead(campaign, domain="acme.test")
        lost = await scene.lead(campaign, domain="acme.test")
        await scene.lead(campaign, domain="notacme.test", email="x@notacme.test")
        await scene.lead(other, domain="acme.test")
        await scene.save(
            closed.closed("x", clock.now()), lost.moved(LeadEvent.COMPLAINT, clock.now())
        )
        async with unit_of_work.reading() as repo:
            found = await repo.leads.of_company(campaign.id, "acme.test")
        assert found == [by_domain.id, by_address.id]
