"""What keeping a person again promises: the lead that is there learns, and loses nothing."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from msgspec import structs

from cam.domain.model.lead import LeadEvent, NextAction, Said
from cam.domain.model.prospect import EmailStatus
from cam.ports.repository import Kept, UnitOfWork
from cam.testing.builders import a_prospect, a_suppression
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.discovery import each_key
from cam.testing.contracts.repository.scene import Promises, Scene, together

BARE: dict[str, Any] = {"provider_id": "", "email": "", "linkedin_url": "", "domain": ""}
"""Nobody in particular: a test adds the one key that it is about."""


class MergingPromises(Promises):
    """`ports.repository.Leads.keep` of people whom the campaign has."""

    @each_key
    async def test_what_a_lead_lacks_is_filled(
        self, scene: Scene, known: dict[str, Any], again: dict[str, Any]
    ) -> None:
        """Found or imported; it is counted, and once only."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign, **{**BARE, **known, "title": "CEO", "city": ""})
        told = a_prospect(**{**BARE, **again, "title": "Boss", "city": "Paris", "employees": 7})
        for imported in (False, True):
            assert (await scene.keep(campaign, told, imported=imported)).leads == ()
        learned = await scene.read(lead.id)
        assert (learned.title, learned.city, learned.employees) == ("CEO", "Paris", 7)
        assert await scene.keep(campaign, told, imported=True) == Kept(duplicates=1)

    async def test_tags_are_united_and_custom_fields_completed(self, scene: Scene) -> None:
        """The known value wins."""
        campaign = await scene.campaign()
        email = "jane@same.test"
        lead = await scene.lead(campaign, email=email, tags=("vip",), custom={"plan": "pro"})
        again = a_prospect(email=email, tags=("hot", "vip"), custom={"plan": "free", "seat": "2"})
        assert await scene.keep(campaign, again, imported=True) == Kept(merged=1)
        learned = await scene.read(lead.id)
        assert learned.tags == ("vip", "hot")
        assert learned.custom == {"plan": "pro", "seat": "2"}

    async def test_where_a_lead_stands_is_left_alone(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """Status, history, why it was closed: a new fact wakes nobody up."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign, **{**BARE, "provider_id": "p"})
        lost = lead.moved(LeadEvent.OPERATOR_LOSES, clock.now())
        written = structs.replace(lost, first_contacted_at=clock.now(), next_step=2)
        closed = written.closed("sequence finished", clock.now())
        await scene.save(closed)
        clock.advance(60)
        again = a_prospect(provider_id="p", email="jane@same.test", city="Paris")
        assert await scene.keep(campaign, again) == Kept(merged=1)
        learned = await scene.read(lead.id)
        assert (learned.email, learned.city, learned.updated_at) == (
            "jane@same.test",
            "Paris",
            clock.now(),
        )
        for name in ("status", "next_step", "next_action", "next_action_at", "first_contacted_at",
                     "closed_because", "created_at"):  # fmt: skip
            assert getattr(learned, name) == getattr(closed, name)

    async def test_what_is_filled_remembers_who_said_it(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """The file, or the provider."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign, **{**BARE, "email": "jane@same.test", "city": ""})
        city = a_prospect(**{**BARE, "email": "jane@same.test", "provider": "", "city": "Paris"})
        await scene.keep(campaign, city, imported=True)
        found = a_prospect(email="jane@same.test", provider="apollo", employees=3)
        await scene.keep(campaign, found)
        said = (await scene.read(lead.id)).provenance
        assert said["city"] == Said("import", clock.now())
        assert said["employees"] == Said("apollo", clock.now())

    async def test_an_address_comes_with_its_standing(self, scene: Scene) -> None:
        """One that a file adds is given; a known one is neither replaced nor judged by a file."""
        campaign = await scene.campaign()
        nobody = {**BARE, "email_status": EmailStatus.NONE, "linkedin_url": "linkedin.com/in/jane"}
        lead = await scene.lead(campaign, **nobody)
        told = {**nobody, "email": "jane@same.test"}
        assert await scene.keep(campaign, a_prospect(**told), imported=True) == Kept(merged=1)
        learned = await scene.read(lead.id)
        assert (learned.email, learned.email_status) == ("jane@same.test", EmailStatus.GIVEN)
        other = {**told, "email": "other@same.test", "email_status": EmailStatus.VERIFIED}
        await scene.keep(campaign, a_prospect(**other), imported=True)
        assert (await scene.read(lead.id)).email == "jane@same.test"

    async def test_a_lead_takes_no_address_that_another_lead_has(self, scene: Scene) -> None:
        """Nobody gets two mails because a row is two people; the rest of it is added."""
        campaign = await scene.campaign()
        one = await scene.lead(campaign, **{**BARE, "linkedin_url": "linkedin.com/in/jane"})
        two = await scene.lead(campaign, **{**BARE, "email": "jane@same.test"})
        both = {**BARE, "linkedin_url": "linkedin.com/in/jane", "email": "Jane@same.test"}
        kept = await scene.keep(campaign, a_prospect(**both, city="Paris"), imported=True)
        assert kept == Kept(merged=1)
        older, younger = await scene.read(one.id), await scene.read(two.id)
        assert (older.email, older.city) == ("", "Paris")
        assert younger == two

    async def test_a_merged_persons_new_keys_are_known_from_then_on(self, scene: Scene) -> None:
        """In the next lot, and in the same one; keys that only both together make as well."""
        campaign = await scene.campaign()
        lead = await scene.lead(
            campaign, **{**BARE, "provider_id": "p", "first_name": "Jane", "last_name": "Doe"}
        )
        told = a_prospect(**{**BARE, "provider_id": "p", "linkedin_url": "linkedin.com/in/jane"})
        by_link = a_prospect(**{**BARE, "linkedin_url": "linkedin.com/in/jane", "domain": "x.test"})
        by_name = a_prospect(
            **{**BARE, "first_name": "Jane", "last_name": "Doe", "domain": "x.test"}
        )
        kept = await scene.keep(campaign, told, by_link)
        assert (kept.leads, kept.merged) == ((), 2)
        assert (await scene.keep(campaign, by_name)).leads == ()
        assert (await scene.read(lead.id)).domain == "x.test"

    async def test_no_merged_lead_takes_a_key_that_another_lead_has(self, scene: Scene) -> None:
        """A key that only both together make may be somebody's already: who has it keeps it."""
        campaign = await scene.campaign()
        holder = await scene.lead(
            campaign, **{**BARE, "first_name": "Jane", "last_name": "Doe", "domain": "x.test"}
        )
        lead = await scene.lead(
            campaign, **{**BARE, "provider_id": "p", "first_name": "Jane", "last_name": "Doe"}
        )
        told = a_prospect(**{**BARE, "provider_id": "p", "domain": "x.test", "last_name": ""})
        assert await scene.keep(campaign, told) == Kept(merged=1)
        assert (await scene.read(lead.id)).domain == "x.test"
        assert await scene.read(holder.id) == holder

    async def test_a_person_twice_in_one_lot_becomes_one_complete_lead(self, scene: Scene) -> None:
        """The first row wins where both say something."""
        campaign = await scene.campaign()
        rows = [
            a_prospect(**{**BARE, "email": "jane@same.test", "title": "CEO", "city": ""}),
            a_prospect(**{**BARE, "email": "jane@same.test", "title": "Boss", "city": "Paris"}),
        ]
        kept = await scene.keep(campaign, *rows, imported=True)
        assert (len(kept.leads), kept.merged, kept.duplicates) == (1, 1, 0)
        lead = await scene.read(kept.leads[0])
        assert (lead.title, lead.city) == ("CEO", "Paris")
        assert await scene.keep(campaign, *rows, imported=True) == Kept(duplicates=2)

    async def test_a_suppressed_person_is_not_merged(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Nothing more is learned of who must not be written to."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign, email="no@x.test", city="")
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression("no@x.test")])
        again = a_prospect(email="no@x.test", city="Paris")
        assert await scene.keep(campaign, again, imported=True) == Kept(suppressed=1)
        assert await scene.read(lead.id) == lead

    async def test_a_person_of_two_campaigns_is_merged_in_one(self, scene: Scene) -> None:
        """A lead of another campaign learns nothing."""
        first, second = await scene.campaign(), await scene.campaign()
        theirs = await scene.lead(first, email="jane@same.test", city="")
        mine = await scene.lead(second, email="jane@same.test", city="", imported=True)
        again = a_prospect(email="jane@same.test", city="Paris")
        assert (await scene.keep(second, again, imported=True)).merged == 1
        assert (await scene.read(mine.id)).city == "Paris"
        assert await scene.read(theirs.id) == theirs

    async def test_two_who_merge_at_once_lose_nothing(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Each of four tasks adds a tag to the same leads; all tags are there."""
        campaign = await scene.campaign()
        emails = [f"p{number}@same.test" for number in range(3)]
        kept = await scene.keep(campaign, *[a_prospect(email=email) for email in emails])

        def adding(tag: str) -> Callable[[], Awaitable[Kept]]:
            people = [a_prospect(email=email, tags=(tag,)) for email in emails]
            return partial(scene.keep, campaign, *people, imported=True)

        answers = await together([adding(tag) for tag in "abcd"])
        assert [answer.merged for answer in answers] == [3] * 4
        async with unit_of_work.reading() as repo:
            leads = await repo.leads.get(kept.leads)
            due = await repo.leads.due(campaign.id, NextAction.ENRICH)
        assert all(set(lead.tags) == set("abcd") for lead in leads.values())
        assert len(due) == 3
