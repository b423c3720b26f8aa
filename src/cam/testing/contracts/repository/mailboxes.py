"""What the mailboxes promise: who is written to through which, and that a held one is silent."""

from collections import Counter
from datetime import timedelta
from functools import partial

import anyio
from msgspec import structs

from cam.domain.model.attempt import AttemptState, Refusal
from cam.domain.model.hold import Hold, HoldKind
from cam.domain.model.lead import NextAction
from cam.domain.model.quota import mailbox_scope
from cam.ports.repository import UnitOfWork
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene, go


def held(name: str, clock: FrozenClock) -> Hold:
    """That mailbox, held."""
    return Hold(
        provider=mailbox_scope(name),
        kind=HoldKind.DENIED,
        reason="535 no",
        key="k",
        since=clock.now(),
        look_again_at=clock.now() + timedelta(hours=1),
    )


class MailboxPromises(Promises):
    """`ports.repository`: the mailboxes of leads and attempts."""

    async def test_leads_of_some_mailboxes_are_due(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """The best first, and those without one under the empty name; without a choice all."""
        campaign = await scene.campaign()
        ids = {}
        for mailbox, score in (("a", 0.9), ("b", 0.8), ("", 0.7), ("a", 0.6)):
            lead = (await scene.lead(campaign)).to_contact(clock.now())
            await scene.save(structs.replace(lead, mailbox=mailbox, score=score))
            ids[score] = lead.id
        async with unit_of_work.reading() as repo:
            due = partial(repo.leads.due, campaign.id, NextAction.CONTACT)
            assert [lead.id for lead in await due(mailboxes=["a", ""])] == [
                ids[score] for score in (0.9, 0.7, 0.6)
            ]
            assert [lead.id for lead in await due(mailboxes=["b"], limit=1)] == [ids[0.8]]
            assert await due(mailboxes=[]) == []
            assert len(await due()) == 4

    async def test_a_lead_keeps_its_mailbox(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """It is kept with where the lead stands, by who saves it and by who moves it on."""
        lead = await scene.lead(await scene.campaign())
        assert lead.mailbox == ""
        async with unit_of_work() as repo:
            await repo.leads.advance([lead.awaiting(clock.now(), "ann")])
        assert (await scene.read(lead.id)).mailbox == "ann"
        await scene.save((await scene.read(lead.id)).to_contact(clock.now()))
        assert (await scene.read(lead.id)).mailbox == "ann"

    async def test_attempts_are_claimed_by_mailbox(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """And counted so; what is claimed leaves through the mailbox that is named."""
        campaign = await scene.campaign()
        for mailbox in ("a", "b", "", "a"):
            await scene.planned(await scene.lead(campaign), mailbox=mailbox)
        await scene.planned(
            await scene.lead(campaign), mailbox="b", next_try=clock.now() + timedelta(hours=1)
        )
        async with unit_of_work.reading() as repo:
            assert await repo.attempts.queued(campaign.id) == {"a": 2, "b": 1, "": 1}
        mine = await scene.claim(campaign, mailbox="a", of=["a", ""])
        assert Counter(claim.attempt.mailbox for claim in mine) == {"a": 3}
        assert (await scene.attempt(mine[0])).mailbox == "a"
        assert await scene.claim(campaign, mailbox="c", of=["c"]) == []
        async with unit_of_work.reading() as repo:
            assert await repo.attempts.queued(campaign.id) == {"b": 1}

    async def test_nothing_leaves_through_a_held_mailbox(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Also what was claimed before; through another one it does, and after the hold."""
        campaign = await scene.campaign()
        await scene.planned(*[await scene.lead(campaign) for _ in range(2)])
        mine = await scene.claim(campaign, mailbox="ann", limit=1)
        others = await scene.claim(campaign, mailbox="bob")
        async with unit_of_work() as repo:
            await repo.holds.put(held("ann", clock))
        verdicts = await scene.authorize(*mine, *others)
        assert [verdict.refusal for verdict in verdicts] == [Refusal.HELD, None]
        kept = await scene.attempt(mine[0])
        assert (kept.state, kept.next_try) == (AttemptState.QUEUED, None)
        async with unit_of_work() as repo:
            await repo.holds.lift(mailbox_scope("ann"))
            assert (await repo.quotas.today(campaign)).used == 1
        (again,) = await scene.authorize(*await scene.claim(campaign, mailbox="ann"))
        assert again.refusal is None

    async def test_nothing_is_authorized_behind_an_acknowledged_hold(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """A hold waits for those who are just being authorized, and those who come later for it."""
        campaign = await scene.campaign()
        await scene.planned(*[await scene.lead(campaign) for _ in range(2)])
        early, late = await scene.claim(campaign, mailbox="ann")
        acknowledged = anyio.Event()

        async def holds() -> None:
            async with unit_of_work() as repo:
                await repo.holds.put(held("ann", clock))
            acknowledged.set()

        async with anyio.create_task_group() as tasks, unit_of_work() as repo:
            assert (await repo.attempts.authorize([go(early)]))[0].refusal is None
            tasks.start_soon(holds)
            with anyio.move_on_after(0.2):
                await acknowledged.wait()
            assert not acknowledged.is_set()
        assert (await scene.authorize(late))[0].refusal is Refusal.HELD
