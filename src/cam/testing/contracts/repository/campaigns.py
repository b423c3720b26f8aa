"""What the campaigns promise."""

from datetime import time, timedelta

import pytest
from msgspec import structs

from cam.domain.model.audience import Audience
from cam.domain.model.campaign import Baseline
from cam.domain.model.errors import CampaignNameTaken, CampaignNotFound
from cam.domain.model.prospect import Cursor
from cam.domain.model.score import Weights
from cam.domain.model.window import SendingWindow
from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_campaign_draft, a_step
from cam.testing.clock import FrozenClock
from cam.testing.contracts.repository.scene import Promises, Scene


class CampaignPromises(Promises):
    """`ports.repository.Campaigns`."""

    async def test_a_campaign_that_does_not_exist_is_not_found(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """Asking for it raises CampaignNotFound."""
        with pytest.raises(CampaignNotFound):
            async with unit_of_work.reading() as repo:
                await repo.campaigns.get(404)

    async def test_two_campaigns_never_have_the_same_name(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """The second one is refused and not kept."""
        await scene.campaign(name="Bakers")
        with pytest.raises(CampaignNameTaken):
            await scene.campaign(name="Bakers")
        async with unit_of_work.reading() as repo:
            assert len(await repo.campaigns.all()) == 1

    async def test_a_campaign_cannot_take_the_name_of_another(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Renaming is held to the same rule; keeping one's own name is not renaming."""
        bakers, butchers = await scene.campaign(name="Bakers"), await scene.campaign()
        with pytest.raises(CampaignNameTaken):
            await scene.changed(butchers, name="Bakers")
        await scene.changed(bakers, target_niche="bread")
        async with unit_of_work.reading() as repo:
            assert (await repo.campaigns.get(butchers.id)).name == butchers.name
            assert (await repo.campaigns.get(bakers.id)).target_niche == "bread"

    async def test_everything_said_of_a_campaign_is_kept(
        self, unit_of_work: UnitOfWork, clock: FrozenClock
    ) -> None:
        """What is read is what was written, nested values included; it starts active."""
        draft = a_campaign_draft(
            audience=Audience(
                person_titles=("CEO", "Gründer"), organization_num_employees_ranges=("1,10",)
            ),
            target_clients=7,
            target_mrr=1234.5,
            mrr_per_client=99.9,
            max_emails_per_day=0,
            sequence=(a_step(delay=timedelta(days=2)),),
            sending_window=SendingWindow(
                zone="Europe/Paris", days=(1, 3), start=time(9), until=time(17, 30)
            ),
            enrichers=("dropcontact",),
            score_weights=Weights(base=0.1),
            first_contact_delay=timedelta(minutes=5),
            mail_risky_addresses=True,
        )
        async with unit_of_work() as repo:
            added = await repo.campaigns.add(draft)
        async with unit_of_work.reading() as repo:
            kept = await repo.campaigns.get(added.id)
        assert kept == added
        assert structs.asdict(draft).items() <= structs.asdict(kept).items()
        assert kept.is_active
        assert kept.baseline == Baseline(at=clock.now())
        assert kept.created_at == clock.now()

    async def test_campaigns_are_listed_by_id(self, unit_of_work: UnitOfWork, scene: Scene) -> None:
        """Each has its own id; later ones are greater."""
        ids = [(await scene.campaign()).id for _ in range(3)]
        async with unit_of_work.reading() as repo:
            assert [each.id for each in await repo.campaigns.all()] == sorted(set(ids))

    async def test_a_saved_campaign_leaves_the_epoch_alone(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Who saves what was read before a run began does not turn the epoch back."""
        campaign = await scene.campaign()
        async with unit_of_work() as repo:
            epoch = await repo.campaigns.begin_epoch(campaign.id)
        paused = await scene.paused(campaign)
        async with unit_of_work.reading() as repo:
            kept = await repo.campaigns.get(campaign.id)
        assert kept.run_epoch == epoch
        assert kept == structs.replace(paused, run_epoch=epoch)

    async def test_an_epoch_of_no_campaign_is_not_begun(self, unit_of_work: UnitOfWork) -> None:
        """There is nothing to fence."""
        with pytest.raises(CampaignNotFound):
            async with unit_of_work() as repo:
                await repo.campaigns.begin_epoch(404)

    async def test_discovery_stands_in_each_source_by_itself(
        self, unit_of_work: UnitOfWork, scene: Scene, clock: FrozenClock
    ) -> None:
        """A cursor belongs to one campaign and one source; the last one set counts."""
        campaign, other = await scene.campaign(), await scene.campaign()
        last = Cursor(audience="abc", page=3, exhausted_at=clock.now())
        async with unit_of_work() as repo:
            await repo.campaigns.set_cursor(campaign.id, "apollo", Cursor(audience="abc", page=2))
            await repo.campaigns.set_cursor(campaign.id, "apollo", last)
        async with unit_of_work.reading() as repo:
            assert await repo.campaigns.cursor(campaign.id, "apollo") == last
            assert await repo.campaigns.cursor(campaign.id, "csv") is None
            assert await repo.campaigns.cursor(other.id, "apollo") is None
