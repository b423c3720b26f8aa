"""What keeping prospects promises: nobody twice, nobody suppressed, nobody of another campaign.

What becomes of those who are known already: see `merging.py`.
"""

from typing import Any

import pytest

from cam.domain.model.lead import LeadStatus, NextAction
from cam.domain.model.prospect import EmailStatus
from cam.ports.repository import Kept, UnitOfWork
from cam.testing.builders import a_prospect, a_suppression
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene, together

SAME_PERSON: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "provider key": ({"provider_id": "same"}, {"provider_id": "same"}),
    "LinkedIn URL": (
        {"linkedin_url": "https://www.linkedin.com/in/Jane-Doe/"},
        {"linkedin_url": "http://fr.linkedin.com/in/jane-doe?trk=x"},
    ),
    "address": ({"email": "jane@same.test"}, {"email": "Jane+news@Same.test"}),
    "name and domain": (
        {"first_name": "Zoë", "last_name": "Doe", "domain": "same.test"},
        {"first_name": "zoe", "last_name": "DOE", "domain": "www.same.test"},
    ),
}
each_key = pytest.mark.parametrize(
    ("known", "again"), list(SAME_PERSON.values()), ids=list(SAME_PERSON)
)


class DiscoveryPromises(Promises):
    """`ports.repository.Leads.keep`."""

    @each_key
    async def test_nobody_is_kept_twice_in_a_campaign(
        self, scene: Scene, known: dict[str, Any], again: dict[str, Any]
    ) -> None:
        """Each key of Identity alone is enough, in whatever spelling, imported or not."""
        campaign = await scene.campaign()
        await scene.lead(campaign, **known)
        for imported in (False, True):
            kept = await scene.keep(campaign, a_prospect(**again), imported=imported)
            assert kept.leads == ()
            assert kept.duplicates + kept.merged == 1

    @each_key
    async def test_nobody_is_kept_twice_from_one_batch(
        self, scene: Scene, known: dict[str, Any], again: dict[str, Any]
    ) -> None:
        """A page that has a person twice brings one lead."""
        campaign = await scene.campaign()
        kept = await scene.keep(campaign, a_prospect(**known), a_prospect(**again))
        assert len(kept.leads) == 1
        assert kept.duplicates + kept.merged == 1

    async def test_nobody_is_kept_twice_by_two_who_keep_at_once(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Four tasks find the same three people; three leads are kept."""
        campaign = await scene.campaign()
        people = [a_prospect() for _ in range(3)]

        async def keeps() -> Kept:
            return await scene.keep(campaign, *people)

        answers = await together([keeps] * 4)
        assert sum(len(kept.leads) for kept in answers) == 3
        assert sum(kept.duplicates for kept in answers) == 9
        async with unit_of_work.reading() as repo:
            assert len(await repo.leads.due(campaign.id, NextAction.ENRICH)) == 3

    async def test_a_suppressed_person_is_never_kept(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """By address or domain, found or imported."""
        campaign = await scene.campaign()
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression("no@x.test"), a_suppression("gone.test")])
        for imported in (False, True):
            kept = await scene.keep(
                campaign,
                a_prospect(email="No+tag@x.test"),
                a_prospect(email="anybody@gone.test"),
                imported=imported,
            )
            assert kept == Kept(suppressed=2)

    @each_key
    async def test_a_person_of_another_active_campaign_is_not_kept(
        self, scene: Scene, known: dict[str, Any], again: dict[str, Any]
    ) -> None:
        """One person hears from one campaign."""
        await scene.lead(await scene.campaign(), **known)
        kept = await scene.keep(await scene.campaign(), a_prospect(**again))
        assert kept == Kept(elsewhere=1)

    @each_key
    async def test_a_campaign_that_shares_people_keeps_whom_another_has(
        self, scene: Scene, known: dict[str, Any], again: dict[str, Any]
    ) -> None:
        """Its own word counts, not the other one's."""
        await scene.lead(await scene.campaign(), **known)
        sharing = await scene.campaign(share_people=True)
        assert len((await scene.keep(sharing, a_prospect(**again))).leads) == 1
        assert await scene.keep(await scene.campaign(), a_prospect(**again)) == Kept(elsewhere=1)

    async def test_an_imported_person_is_kept_although_another_campaign_has_it(
        self, scene: Scene
    ) -> None:
        """The operator's word counts more."""
        person = a_prospect()
        await scene.keep(await scene.campaign(), person)
        kept = await scene.keep(await scene.campaign(), person, imported=True)
        assert len(kept.leads) == 1

    async def test_a_paused_campaigns_person_is_kept(self, scene: Scene) -> None:
        """A paused campaign writes to nobody."""
        person = a_prospect()
        resting = await scene.campaign()
        await scene.keep(resting, person)
        await scene.paused(resting)
        assert len((await scene.keep(await scene.campaign(), person)).leads) == 1

    async def test_no_more_are_kept_than_the_limit_in_their_order(self, scene: Scene) -> None:
        """Duplicates do not count towards the limit; a limit of 0 keeps nobody."""
        campaign = await scene.campaign()
        known = a_prospect()
        await scene.keep(campaign, known)
        people = [a_prospect() for _ in range(4)]
        kept = await scene.keep(campaign, known, *people, limit=2)
        assert kept.duplicates == 1
        emails = [(await scene.read(lead_id)).email for lead_id in kept.leads]
        assert emails == [person.email for person in people[:2]]
        assert await scene.keep(campaign, *people, limit=0) == Kept()

    async def test_people_without_any_key_are_all_kept(self, scene: Scene) -> None:
        """What is not known of two people does not make them one."""
        blank = {"email": "", "linkedin_url": "", "provider_id": "", "domain": ""}
        campaign = await scene.campaign()
        kept = await scene.keep(campaign, a_prospect(**blank), a_prospect(**blank))
        assert len(kept.leads) == 2

    async def test_a_new_lead_is_to_be_enriched_at_once(
        self, scene: Scene, clock: FrozenClock
    ) -> None:
        """It is NEW, and what the source said of it is kept."""
        campaign = await scene.campaign()
        person = a_prospect(tags=("hot",), custom={"plan": "pro"}, employees=7, keywords=("ai",))
        lead = await scene.read((await scene.keep(campaign, person)).leads[0])
        assert (lead.campaign_id, lead.status) == (campaign.id, LeadStatus.NEW)
        assert (lead.next_action, lead.next_action_at) == (NextAction.ENRICH, clock.now())
        assert lead.created_at == lead.updated_at == clock.now()
        for name in ("email", "first_name", "tags", "custom", "employees", "keywords", "provider"):
            assert getattr(lead, name) == getattr(person, name)

    async def test_an_imported_address_counts_as_given(self, scene: Scene) -> None:
        """Unless the row says more, or there is no address, or nobody imported it."""
        campaign = await scene.campaign()
        unsaid, said = EmailStatus.NONE, EmailStatus.RISKY
        given = await scene.lead(campaign, imported=True, email_status=unsaid)
        assert given.email_status is EmailStatus.GIVEN
        assert (await scene.lead(campaign, imported=True, email_status=said)).email_status is said
        absent = await scene.lead(campaign, imported=True, email="", email_status=unsaid)
        assert absent.email_status is unsaid
        assert (await scene.lead(campaign, email_status=unsaid)).email_status is unsaid

    async def test_an_imported_score_is_kept_with_its_reason(self, scene: Scene) -> None:
        """It is explained like any other."""
        lead = await scene.lead(await scene.campaign(), imported=True, score=0.9)
        assert lead.score == 0.9
        assert [line.name for line in lead.score_lines] == ["imported"]
