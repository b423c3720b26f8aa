"""Finding people, a new page each cycle."""

from datetime import timedelta

import msgspec
import pytest

from cam.domain.model.audience import Audience
from cam.domain.model.errors import ProviderUnavailable, Superseded
from cam.domain.model.prospect import Prospect
from cam.domain.services.discovery import MOST_PAGES, Discovered, Discovery
from cam.ports.failpoints import NoFailpoints
from cam.ports.repository import Fence
from cam.testing.builders import a_prospect, a_suppression
from cam.testing.fakes.lead_source import FakeLeadSource

from .scene import Scene

CEOS = Audience(person_titles=("CEO",))


def crowd(number: int) -> list[Prospect]:
    """So many people."""
    return [a_prospect() for _ in range(number)]


async def found(scene: Scene, source: FakeLeadSource, campaign_id: int) -> Discovered:
    """What the next discovery of that campaign does."""
    async with scene.unit_of_work.reading() as repo:
        campaign = await repo.campaigns.get(campaign_id)
    done = Discovered()
    discovery = Discovery(scene.unit_of_work, [source], NoFailpoints())
    await discovery.discover(campaign, Fence(campaign.id, campaign.run_epoch), done)
    return done


def pages(source: FakeLeadSource) -> list[int]:
    """The pages that were asked for."""
    return [page for _, page, _ in source.asked]


async def test_each_cycle_reads_on(scene: Scene) -> None:
    """Until the source is read to its end; then it is left alone for a day."""
    campaign, _ = await scene.campaign(audience=CEOS, max_new_leads_per_cycle=10)
    source = FakeLeadSource(crowd(25))
    assert [(await found(scene, source, campaign.id)).new for _ in range(4)] == [10, 10, 5, 0]
    assert pages(source) == [1, 2, 3]
    scene.clock.advance(timedelta(days=1))
    again = await found(scene, source, campaign.id)
    assert (again.new, again.duplicates) == (0, 25)
    assert pages(source) == [1, 2, 3, 1, 2, 3]


async def test_a_page_that_was_partly_used_is_read_again(scene: Scene) -> None:
    """The limit came in the middle of it: nobody on it is passed over."""
    campaign, _ = await scene.campaign(audience=CEOS, max_new_leads_per_cycle=10)
    people = crowd(30)
    known = [msgspec.structs.replace(each, provider="fake") for each in people[:4]]
    for person in known:
        await scene.lead(campaign, **msgspec.structs.asdict(person))
    source = FakeLeadSource(people)
    first = await found(scene, source, campaign.id)
    assert (first.new, first.duplicates, pages(source)) == (10, 4, [1, 2])
    second = await found(scene, source, campaign.id)
    assert (second.new, pages(source)) == (10, [1, 2, 2, 3])
    assert (await found(scene, source, campaign.id)).new == 6
    assert len(await scene.leads(campaign)) == 30


async def test_another_audience_begins_at_page_one(scene: Scene) -> None:
    """A page number means something only within one search."""
    campaign, _ = await scene.campaign(audience=CEOS, max_new_leads_per_cycle=10)
    source = FakeLeadSource(crowd(40))
    await found(scene, source, campaign.id)
    async with scene.unit_of_work() as repo:
        now = await repo.campaigns.get(campaign.id)
        other = Audience(person_titles=("CTO",))
        await repo.campaigns.save(msgspec.structs.replace(now, audience=other))
    await found(scene, source, campaign.id)
    assert pages(source)[:2] == [1, 1]


async def test_a_cycle_reads_only_so_many_pages(scene: Scene) -> None:
    """Known people do not make one cycle read for ever; the next goes on."""
    campaign, _ = await scene.campaign(audience=CEOS, max_new_leads_per_cycle=2)
    people = crowd(2 * MOST_PAGES + 2)
    other, _ = await scene.campaign()
    for person in people[:-2]:
        await scene.lead(other, **msgspec.structs.asdict(person))
    source = FakeLeadSource(people)
    first = await found(scene, source, campaign.id)
    assert (first.new, first.duplicates) == (0, 2 * MOST_PAGES)
    assert (await found(scene, source, campaign.id)).new == 2
    assert pages(source) == list(range(1, MOST_PAGES + 2))


async def test_the_suppressed_and_those_without_address_are_never_kept(scene: Scene) -> None:
    """Not kept, so never paid for."""
    campaign, _ = await scene.campaign(audience=CEOS)
    people = [a_prospect(email="no@x.test"), a_prospect(has_email=False), a_prospect()]
    async with scene.unit_of_work() as repo:
        await repo.suppressions.add([a_suppression("no@x.test")])
    done = await found(scene, FakeLeadSource(people), campaign.id)
    assert (done.new, done.suppressed) == (1, 1)


async def test_what_was_kept_before_a_failure_is_counted(scene: Scene) -> None:
    """And the next cycle goes on behind it."""
    campaign, _ = await scene.campaign(audience=CEOS, max_new_leads_per_cycle=10)
    source = FakeLeadSource(
        [*crowd(6), *(a_prospect(has_email=False) for _ in range(4)), *crowd(9)]
    )
    honest = source.search

    async def search(audience: Audience, *, page: int, per_page: int):  # type: ignore[no-untyped-def]
        if page == 2:
            raise ProviderUnavailable("fake", "down")
        return await honest(audience, page=page, per_page=per_page)

    source.search = search  # type: ignore[method-assign]
    done = Discovered()
    discovery = Discovery(scene.unit_of_work, [source], NoFailpoints())
    with pytest.raises(ProviderUnavailable):
        await discovery.discover(campaign, Fence(campaign.id, 1), done)
    assert done.new == 6
    source.search = honest  # type: ignore[method-assign]
    assert (await found(scene, source, campaign.id)).new == 9
    assert pages(source) == [1, 2]


async def test_an_older_run_keeps_nobody(scene: Scene) -> None:
    """A newer run has begun while this one was reading."""
    campaign, fence = await scene.campaign(audience=CEOS)
    async with scene.unit_of_work() as repo:
        await repo.campaigns.begin_epoch(campaign.id)
    discovery = Discovery(scene.unit_of_work, [FakeLeadSource(crowd(3))], NoFailpoints())
    with pytest.raises(Superseded):
        await discovery.discover(campaign, fence, Discovered())
    assert await scene.leads(campaign) == []
