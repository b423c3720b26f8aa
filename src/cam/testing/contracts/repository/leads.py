"""What the kept leads promise: who is due, in which order, and who is a double."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from cam.domain.model.lead import LeadEvent, LeadStatus, NextAction
from cam.domain.model.prospect import EmailStatus
from cam.ports.repository import Kept, Scheduled, UnitOfWork
from cam.testing.builders import a_prospect
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.discovery import each_key
from cam.testing.contracts.repository.scene import Promises, Scene

UNKNOWN_ADDRESS: dict[str, Any] = {"email": "", "email_status": EmailStatus.NONE}


class LeadPromises(Promises):
    """`ports.repository.Leads`."""

    async def test_only_leads_that_exist_are_got(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """The others are simply not in the answer."""
        lead = await scene.lead(await scene.campaign())
        async with unit_of_work.reading() as repo:
            assert await repo.leads.get([lead.id, 404]) == {lead.id: lead}
            assert await repo.leads.get([]) == {}

    async def test_nobody_is_due_before_the_moment_or_for_another_action(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Due is who is due now, for this very action, in this campaign."""
        campaign, other = await scene.campaign(), await scene.campaign()
        lead = (await scene.lead(campaign)).to_contact(clock.now() + timedelta(minutes=1))
        await scene.save(lead)
        await scene.lead(other)
        async with unit_of_work.reading() as repo:
            assert await repo.leads.due(campaign.id, NextAction.ENRICH) == []
            assert await repo.leads.due(campaign.id, NextAction.CONTACT) == []
        clock.advance(timedelta(minutes=1))
        async with unit_of_work.reading() as repo:
            assert await repo.leads.due(campaign.id, NextAction.CONTACT) == [lead]

    async def test_the_highest_score_is_due_first_then_the_lowest_id(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """The limit cuts the rest."""
        campaign = await scene.campaign()
        low, high, equal = [await scene.lead(campaign, score=s) for s in (0.1, 0.9, 0.9)]
        async with unit_of_work.reading() as repo:
            assert await repo.leads.due(campaign.id, NextAction.ENRICH) == [high, equal, low]
            assert await repo.leads.due(campaign.id, NextAction.ENRICH, limit=1) == [high]
            assert await repo.leads.count_due(campaign.id, NextAction.ENRICH) == 3
            assert await repo.leads.count_due(campaign.id, NextAction.CONTACT) == 0

    @each_key
    async def test_a_person_of_an_older_lead_elsewhere_is_not_due(
        self,
        unit_of_work: UnitOfWork,
        scene: Scene,
        known: dict[str, Any],
        again: dict[str, Any],
    ) -> None:
        """The campaign that had the person first goes first, until it is paused."""
        first, second = await scene.campaign(), await scene.campaign()
        older = await scene.lead(first, **known)
        younger = await scene.lead(second, imported=True, **again)
        async with unit_of_work.reading() as repo:
            assert await repo.leads.due(first.id, NextAction.ENRICH) == [older]
            assert await repo.leads.due(second.id, NextAction.ENRICH) == []
        await scene.paused(first)
        async with unit_of_work.reading() as repo:
            assert await repo.leads.due(second.id, NextAction.ENRICH) == [younger]

    async def test_a_campaign_that_shares_people_waits_for_no_other(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """By its own word only: the other one's does not count."""
        first = await scene.campaign(share_people=True)
        second = await scene.campaign()
        third = await scene.campaign(share_people=True)
        await scene.lead(first, email="jane@same.test")
        await scene.lead(second, email="jane@same.test", imported=True)
        lead = await scene.lead(third, email="jane@same.test", imported=True)
        async with unit_of_work.reading() as repo:
            assert await repo.leads.due(second.id, NextAction.ENRICH) == []
            assert await repo.leads.due(third.id, NextAction.ENRICH) == [lead]
            assert await repo.leads.count_due(third.id, NextAction.ENRICH) == 1

    async def test_a_campaign_that_closed_a_person_unwritten_holds_it_no_more(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """One that wrote to the person, and then closed, still does."""
        first, second = await scene.campaign(), await scene.campaign()
        older = await scene.lead(first, email="jane@same.test")
        younger = await scene.lead(second, email="jane@same.test", imported=True)
        await scene.save(older.closed("address is invalid", clock.now()))
        async with unit_of_work.reading() as repo:
            assert await repo.leads.due(second.id, NextAction.ENRICH) == [younger]
        written = structs.replace(older, first_contacted_at=clock.now())
        await scene.save(written.closed("sequence finished", clock.now()))
        async with unit_of_work.reading() as repo:
            assert await repo.leads.due(second.id, NextAction.ENRICH) == []

    async def test_the_scheduled_are_those_to_contact_later(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """How many, and when the first of them is due; who is due now is not waiting."""
        campaign = await scene.campaign()
        async with unit_of_work.reading() as repo:
            assert await repo.leads.scheduled(campaign.id) == Scheduled()
        soon, late = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)
        for when in (late, soon, clock.now()):
            await scene.save((await scene.lead(campaign)).to_contact(when))
        await scene.lead(campaign)
        async with unit_of_work.reading() as repo:
            assert await repo.leads.scheduled(campaign.id) == Scheduled(count=2, first_at=soon)

    async def test_upcoming_are_all_with_whom_something_is_to_be_done(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Now or later, the highest score first; those who are left alone are not among them."""
        campaign = await scene.campaign()
        await scene.lead(await scene.campaign())
        low, high, done = [await scene.lead(campaign, score=s) for s in (0.1, 0.5, 0.9)]
        later = high.to_contact(clock.now() + timedelta(days=1))
        awaited = low.awaiting(clock.now())
        await scene.save(done.closed("a test", clock.now()), later, awaited)
        async with unit_of_work.reading() as repo:
            assert await repo.leads.upcoming(campaign.id, limit=9) == [later, awaited]
            assert await repo.leads.upcoming(campaign.id, limit=1) == [later]

    async def test_a_changed_lead_is_kept_whole(self, scene: Scene, clock: FrozenClock) -> None:
        """What is read is what was saved."""
        lead = await scene.lead(await scene.campaign(), score=0.4)
        clock.advance(60)
        changed = structs.replace(
            lead.moved(LeadEvent.OPERATOR_QUALIFIES, clock.now()),
            tags=("hot", "vip"),
            custom={"a": "ü"},
            employees=12,
            first_contacted_at=clock.now(),
            next_step=2,
        )
        assert await scene.save(changed) == {}
        assert await scene.read(lead.id) == changed
        assert changed.status is LeadStatus.QUALIFIED

    async def test_advancing_keeps_where_a_lead_stands_and_nothing_else(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """Who it is, and what an enricher wrote meanwhile, is left alone."""
        lead = await scene.lead(await scene.campaign(), email="jane@same.test")
        enriched = structs.replace(lead, company="Learned", tags=("vip",))
        await scene.save(enriched)
        stale = lead.moved(LeadEvent.OPERATOR_LOSES, clock.advance(5)).closed("left", clock.now())
        async with unit_of_work() as repo:
            await repo.leads.advance([stale])
        kept = await scene.read(lead.id)
        assert (kept.status, kept.closed_because) == (LeadStatus.LOST, "left")
        assert (kept.company, kept.tags, kept.email) == ("Learned", ("vip",), lead.email)

    async def test_a_lead_that_turns_out_to_be_known_is_closed(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """Automation leaves it alone, and the older lead stays as it is."""
        campaign = await scene.campaign()
        known = await scene.lead(campaign, email="jane@same.test")
        double = await scene.lead(campaign, **UNKNOWN_ADDRESS)
        found = structs.replace(double, email="Jane+x@same.test").to_contact(clock.now())
        assert await scene.save(found) == {double.id: known.id}
        closed = await scene.read(double.id)
        assert closed.closed_because == f"duplicate of lead {known.id}"
        assert (closed.next_action, closed.next_action_at) == (NextAction.NONE, None)
        assert closed.is_stopped
        assert await scene.read(known.id) == known

    @pytest.mark.parametrize("times_saved", [0, 1])
    async def test_the_tags_and_custom_fields_of_a_double_go_to_the_older_lead(
        self, scene: Scene, clock: FrozenClock, times_saved: int
    ) -> None:
        """What is known wins, and everything else of the older lead stays; the double keeps its
        own. Also when the older lead is saved in the same batch."""
        campaign = await scene.campaign()
        known = await scene.lead(
            campaign, email="jane@same.test", tags=("vip",), custom={"plan": "pro"}
        )
        known = known.moved(LeadEvent.NEUTRAL_REPLY, clock.now())
        double = await scene.lead(
            campaign, tags=("hot",), custom={"plan": "free", "seat": "2"}, **UNKNOWN_ADDRESS
        )
        await scene.save(known)
        found = structs.replace(double, email="jane@same.test", updated_at=clock.advance(60))
        assert await scene.save(found, *[known] * times_saved) == {double.id: known.id}
        older, younger = await scene.read(known.id), await scene.read(double.id)
        assert (older.tags, older.custom) == (("vip", "hot"), {"plan": "pro", "seat": "2"})
        assert (younger.tags, younger.custom) == (double.tags, double.custom)
        kept = {"tags": known.tags, "custom": known.custom, "updated_at": known.updated_at}
        assert structs.replace(older, **kept) == known

    async def test_the_double_of_a_double_leads_to_the_oldest(self, scene: Scene) -> None:
        """Three leads found to be one in a batch: the first has the tags of all."""
        campaign = await scene.campaign()
        leads = [await scene.lead(campaign, tags=(tag,), **UNKNOWN_ADDRESS) for tag in "abc"]
        found = [structs.replace(lead, email="jane@same.test") for lead in leads]
        first, second, third = (lead.id for lead in leads)
        assert await scene.save(*found) == {second: first, third: first}
        assert (await scene.read(first)).tags == ("a", "b", "c")

    async def test_somebody_known_by_company_stays_known_once_the_domain_is(
        self, scene: Scene
    ) -> None:
        """A file that has the person under the company's name adds nobody, whatever was learned."""
        campaign = await scene.campaign()
        row = a_prospect(
            provider_id="",
            email="",
            linkedin_url="",
            domain="",
            company="Acme Ltd",
            last_name="Doe",
        )
        lead = await scene.read((await scene.keep(campaign, row, imported=True)).leads[0])
        await scene.save(structs.replace(lead, email="jane@acme.test", domain="acme.test"))
        assert await scene.keep(campaign, row, imported=True) == Kept(duplicates=1)

    async def test_nothing_by_which_a_person_is_known_stays_of_one_who_has_no_name(
        self, scene: Scene
    ) -> None:
        """Who was made nameless is not recognised by the name any more."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign, first_name="Jane", last_name="Doe", domain="x.test")
        blank = {"first_name": "", "last_name": "", "email": "", "provider_id": ""}
        await scene.save(structs.replace(lead, **blank))
        again = a_prospect(first_name="Jane", last_name="Doe", domain="x.test")
        assert len((await scene.keep(campaign, again)).leads) == 1

    async def test_leads_are_read_page_by_page(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """By id, those of the one campaign, each once, until none is left."""
        campaign, other = await scene.campaign(), await scene.campaign()
        leads = []
        for _ in range(3):
            leads.append(await scene.lead(campaign))
            await scene.lead(other)
        async with unit_of_work.reading() as repo:
            first = await repo.leads.page(campaign.id, after=0, limit=2)
            rest = await repo.leads.page(campaign.id, after=first[-1].id, limit=2)
            assert [*first, *rest] == leads
            assert await repo.leads.page(campaign.id, after=leads[-1].id, limit=2) == []

    async def test_two_leads_found_to_be_one_in_the_same_batch_leave_one(
        self, scene: Scene
    ) -> None:
        """The first of them stays."""
        campaign = await scene.campaign()
        one, two = [await scene.lead(campaign, **UNKNOWN_ADDRESS) for _ in range(2)]
        found = [structs.replace(lead, email="jane@same.test") for lead in (one, two)]
        assert await scene.save(*found) == {two.id: one.id}
        assert not (await scene.read(one.id)).is_stopped

    async def test_who_has_the_address_already_keeps_it_in_whatever_order_leads_are_saved(
        self, scene: Scene
    ) -> None:
        """A newcomer to the address is the double, although it is older and saved first."""
        campaign = await scene.campaign()
        newcomer = await scene.lead(campaign, **UNKNOWN_ADDRESS)
        holder = await scene.lead(campaign, email="jane@same.test")
        found = structs.replace(newcomer, email="jane@same.test")
        assert await scene.save(found, holder) == {newcomer.id: holder.id}
        assert not (await scene.read(holder.id)).is_stopped

    async def test_a_closed_double_is_recognised_when_it_is_found_again(self, scene: Scene) -> None:
        """Its own keys stay known: it is neither kept nor paid for once more."""
        campaign = await scene.campaign()
        await scene.lead(campaign, email="jane@same.test")
        double = await scene.lead(campaign, provider_id="again", **UNKNOWN_ADDRESS)
        await scene.save(structs.replace(double, email="jane@same.test"))
        kept = await scene.keep(campaign, a_prospect(provider_id="again", **UNKNOWN_ADDRESS))
        assert kept == Kept(duplicates=1)

    async def test_the_same_person_in_another_campaign_is_no_double(self, scene: Scene) -> None:
        """Keys are unique in a campaign, not among campaigns."""
        await scene.lead(await scene.campaign(), email="jane@same.test")
        lead = await scene.lead(await scene.campaign(), **UNKNOWN_ADDRESS)
        assert await scene.save(structs.replace(lead, email="jane@same.test")) == {}

    async def test_a_saved_leads_new_keys_are_known_from_then_on(self, scene: Scene) -> None:
        """Who was enriched with an address is not kept again under that address."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign, **UNKNOWN_ADDRESS)
        await scene.save(structs.replace(lead, email="jane@same.test"))
        kept = await scene.keep(campaign, a_prospect(email="jane@same.test"))
        assert kept == Kept(merged=1)

    @pytest.mark.parametrize("number", [0, 1])
    async def test_saving_few_or_none_is_fine(self, scene: Scene, number: int) -> None:
        """Saving what is unchanged closes nobody."""
        leads = [await scene.lead(await scene.campaign()) for _ in range(number)]
        assert await scene.save(*leads) == {}
