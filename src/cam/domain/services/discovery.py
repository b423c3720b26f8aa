"""Find people who fit, a new page each cycle."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from cam.domain.model.campaign import Campaign
from cam.domain.model.prospect import Cursor, Page
from cam.ports.failpoints import Failpoints, Point
from cam.ports.lead_source import LeadSource
from cam.ports.repository import Fence, Kept, UnitOfWork

MOST_PER_PAGE = 100
MOST_PAGES = 5
"""Pages read in one cycle at most: a cycle whose finds are all known goes on in the next."""
READ_AGAIN = timedelta(days=1)
"""A search that was read to its end begins anew after that time."""


class Discovered(Struct, kw_only=True):
    """What one discovery did."""

    new: int = 0
    duplicates: int = 0
    suppressed: int = 0


class Discovery:
    """Looks for leads in the sources, each page kept in a transaction of its own."""

    def __init__(
        self, unit_of_work: UnitOfWork, sources: Sequence[LeadSource], failpoints: Failpoints
    ) -> None:
        self._unit_of_work = unit_of_work
        self._sources = sources
        self._failpoints = failpoints

    async def discover(self, campaign: Campaign, fence: Fence, done: Discovered) -> None:
        """Keeps up to `max_new_leads_per_cycle` new people, counted in `done` page by page.

        Raises ProviderError, Superseded.
        """
        for source in self._sources:
            await self._read(campaign, fence, source, done)

    async def _read(
        self, campaign: Campaign, fence: Fence, source: LeadSource, done: Discovered
    ) -> None:
        size = min(MOST_PER_PAGE, campaign.max_new_leads_per_cycle)
        async with self._unit_of_work.reading() as repo:
            found, now = await repo.campaigns.cursor(campaign.id, source.name), repo.now()
        cursor = _next(found, f"{campaign.audience.fingerprint}/{size}", now)
        for _ in range(MOST_PAGES):
            room = campaign.max_new_leads_per_cycle - done.new
            if room <= 0 or cursor.exhausted_at is not None:
                return
            page = await source.search(campaign.audience, page=cursor.page, per_page=size)
            self._failpoints.reached(Point.DISCOVERED)
            async with self._unit_of_work(fence) as repo:
                people = [person for person in page.prospects if person.has_email]
                kept = await repo.leads.keep(campaign.id, people, imported=False, limit=room)
                seen = len(kept.leads) + kept.duplicates + kept.elsewhere + kept.suppressed
                cursor = _after(cursor, page, repo.now(), used_up=seen >= len(people))
                await repo.campaigns.set_cursor(campaign.id, source.name, cursor)
            _count(done, kept)


def _next(found: Cursor | None, audience: str, now: datetime) -> Cursor:
    """Where to read on: another audience, or a search that ended long ago, begins at page 1."""
    if found is None or found.audience != audience:
        return Cursor(audience=audience)
    if found.exhausted_at is not None and now - found.exhausted_at >= READ_AGAIN:
        return Cursor(audience=audience)
    return found


def _after(cursor: Cursor, page: Page, now: datetime, *, used_up: bool) -> Cursor:
    """Where to read on after this page. One that was not used up is read again: who is kept by
    then counts as a duplicate, and the rest is new."""
    if not used_up:
        return cursor
    exhausted = now if page.last else None
    return Cursor(audience=cursor.audience, page=cursor.page + 1, exhausted_at=exhausted)


def _count(done: Discovered, kept: Kept) -> None:
    done.new += len(kept.leads)
    done.duplicates += kept.duplicates + kept.elsewhere
    done.suppressed += kept.suppressed
