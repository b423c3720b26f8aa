"""Finding people, a new page each cycle."""

from datetime import timedelta

import msgspec
import pytest

from cam.domain.model.audience import Audience
from cam.domain.model.errors import (
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderUnavailable,
    Superseded,
)
from cam.domain.model.prospect import Page, Prospect
from cam.domain.services.discovery import MOST_PAGES, Discovered, Discovery
from cam.domain.services.holding import Holding
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


def titled(*titles: str) -> tuple[Audience, list[Prospect]]:
    """An audience of these titles, and three people of each."""
    people = [a_prospect(title=title) for title in titles for _ in range(3)]
    return Audience(person_titles=titles), people


def by_title(audience: Audience, person: Prospect) -> bool:
    """Has the person one of the titles?"""
    return person.title in audience.person_titles


async def read_all(
    scene: Scene, source: FakeLeadSource, campaign_id: int
) -> tuple[Discovered, int]:
    """Cycle after cycle until nothing is asked any more; all of it, and the cycles."""
    whole, cycles = Discovered(), 0
    asked = -1
    while asked != len(source.asked):
        asked = len(source.asked)
        done = await found(scene, source, campaign_id)
        whole.new += done.new
        whole.duplicates += done.duplicates
        whole.trouble += done.trouble
        cycles += 1
        assert cycles < 100
    return whole, cycles


async def test_more_people_than_the_source_shows_are_read_in_parts(scene: Scene) -> None:
    """Across cycles, everybody once a pass; nobody is skipped."""
    titles = tuple("abcdefgh")
    audience, people = titled(*titles)
    campaign, _ = await scene.campaign(audience=audience, max_new_leads_per_cycle=2)
    source = FakeLeadSource(people, last_page=2, fits=by_title)
    whole, _ = await read_all(scene, source, campaign.id)
    assert (whole.new, whole.trouble) == (24, [])
    assert len(await scene.leads(campaign)) == 24
    assert max(pages(source)) <= 2
    asked_before = len(source.asked)
    scene.clock.advance(timedelta(days=1))
    await read_all(scene, source, campaign.id)
    assert source.asked[asked_before][0] == audience


async def test_what_cannot_be_split_any_more_is_told(scene: Scene) -> None:
    """How many of how many are shown, when it begins and when it ends; what is shown is kept."""
    audience, people = titled("a")
    campaign, _ = await scene.campaign(audience=audience, max_new_leads_per_cycle=1)
    source = FakeLeadSource(people, last_page=2, fits=by_title)
    whole, _ = await read_all(scene, source, campaign.id)
    assert whole.new == 2
    assert any("first 2 of 3" in each for each in whole.trouble)


class Repeating(FakeLeadSource):
    """Gives its first page whatever page is asked for, and a total that it does not hold."""

    total = 10_000

    async def search(self, audience: Audience, *, page: int, per_page: int) -> Page:
        """The first page, in another order each time."""
        self.asked.append((audience, page, per_page))
        here = [self._known(n, each) for n, each in enumerate(self.people)][:per_page]
        return Page(prospects=tuple(here[:: -1 if page % 2 else 1]), last=False, total=self.total)


async def test_the_same_page_for_ever_ends_the_search(scene: Scene) -> None:
    """After the first repetition, and it is told."""
    campaign, _ = await scene.campaign(audience=CEOS, max_new_leads_per_cycle=10)
    source = Repeating(crowd(10))
    whole, _ = await read_all(scene, source, campaign.id)
    assert (whole.new, pages(source)) == (10, [1, 2])
    assert "the same people on pages 1 and 2" in whole.trouble[0]


async def test_empty_pages_end_the_search_whatever_the_total_says(scene: Scene) -> None:
    """One may be a slip; two are the end, and it is told."""
    campaign, _ = await scene.campaign(audience=CEOS, max_new_leads_per_cycle=10)
    source = Repeating([])
    whole, _ = await read_all(scene, source, campaign.id)
    assert (whole.new, pages(source)) == (0, [1, 2])
    assert "nobody on pages 1 and 2, though 10000" in whole.trouble[0]


async def test_one_empty_page_in_the_middle_loses_nobody(scene: Scene) -> None:
    """The pages behind it are read."""
    campaign, _ = await scene.campaign(audience=CEOS, max_new_leads_per_cycle=10)
    source = FakeLeadSource(crowd(30))
    honest = source.search

    async def search(audience: Audience, *, page: int, per_page: int) -> Page:
        real = await honest(audience, page=page, per_page=per_page)
        gap = msgspec.structs.replace(real, prospects=(), last=False)
        return gap if page == 2 else real

    source.search = search  # type: ignore[method-assign]
    whole, _ = await read_all(scene, source, campaign.id)
    assert (whole.new, whole.trouble) == (20, [])
    assert pages(source) == [1, 2, 3]


async def test_a_lying_total_never_loops(scene: Scene) -> None:
    """Every part says that it is too large: the walk through them ends all the same."""
    audience, people = titled("a", "b", "c")
    campaign, _ = await scene.campaign(audience=audience, max_new_leads_per_cycle=100)
    source = Repeating(people, last_page=2)
    whole, _ = await read_all(scene, source, campaign.id)
    assert whole.new == 9
    assert len(source.asked) == 2 + 3 * 2


class Held(Holding):
    """Holds what a test says; remembers what it is told."""

    def __init__(self) -> None:
        self.reason = ""
        self.noted: list[tuple[str, int]] = []

    async def why_not(self, provider: str) -> str:
        """The reason."""
        return self.reason

    async def note(self, error: ProviderError, campaign_id: int) -> bool:
        """Remembered."""
        self.noted.append((error.code, campaign_id))
        return True


async def test_a_held_provider_is_not_asked_and_a_denial_holds_it(scene: Scene) -> None:
    """The reason is told; other failures hold nobody."""
    campaign, fence = await scene.campaign(audience=CEOS)
    source, holding = FakeLeadSource(crowd(3)), Held()
    discovery = Discovery(scene.unit_of_work, [source], NoFailpoints(), holding)
    for error in (
        ProviderDenied("fake", "401"),
        OutOfCredits("fake", "422"),
        ProviderUnavailable("fake", "500"),
    ):
        source.failure = error
        with pytest.raises(type(error)):
            await discovery.discover(campaign, fence, Discovered())
    assert holding.noted == [("provider_denied", campaign.id), ("out_of_credits", campaign.id)]
    source.failure, source.asked = None, []
    holding.reason = "fake is left alone"
    done = Discovered()
    await discovery.discover(campaign, fence, done)
    assert (done.new, done.held, source.asked) == (0, "fake is left alone", [])
