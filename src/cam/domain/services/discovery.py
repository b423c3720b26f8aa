"""Find people who fit, a new page each cycle, until everybody has been offered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct, structs

from cam.domain.model.audience import Audience
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import OutOfCredits, ProviderDenied
from cam.domain.model.halving import halved, part_after, part_of
from cam.domain.model.prospect import Cursor, Page
from cam.domain.services.holding import Holding
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
    held: str = ""
    """Why a source was left alone."""
    trouble: list[str] = []
    """Why some who fit may not have been offered."""


class Discovery:
    """Looks for leads in the sources, each page kept in a transaction of its own."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        sources: Sequence[LeadSource],
        failpoints: Failpoints,
        holding: Holding | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._sources = sources
        self._failpoints = failpoints
        self._holding = holding

    async def discover(self, campaign: Campaign, fence: Fence, done: Discovered) -> None:
        """Keeps up to `max_new_leads_per_cycle` new people, counted in `done` page by page.

        Raises ProviderError, Superseded.
        """
        for source in self._sources:
            held = await self._holding.why_not(source.name) if self._holding else ""
            if held:
                done.held = held
                continue
            try:
                await self._read(campaign, fence, source, done)
            except (ProviderDenied, OutOfCredits) as error:
                if self._holding:
                    await self._holding.note(error, campaign.id)
                raise

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
            audience = part_of(campaign.audience, cursor.part)
            page = await source.search(audience, page=cursor.page, per_page=size)
            self._failpoints.reached(Point.DISCOVERED)
            async with self._unit_of_work(fence) as repo:
                people = [person for person in page.prospects if person.has_email]
                kept = await repo.leads.keep(campaign.id, people, imported=False, limit=room)
                turn = _Turn(source, audience, cursor, page, size, kept, len(people))
                cursor = turn.cursor(repo.now())
                await repo.campaigns.set_cursor(campaign.id, source.name, cursor)
            _count(done, kept)
            done.trouble += turn.trouble


def _next(found: Cursor | None, audience: str, now: datetime) -> Cursor:
    """Where to read on: another audience, or a search that ended long ago, begins at page 1."""
    if found is None or found.audience != audience:
        return Cursor(audience=audience)
    if found.exhausted_at is not None and now - found.exhausted_at >= READ_AGAIN:
        return Cursor(audience=audience)
    return found


class _Turn:
    """One page read: where to read on after it, and what was wrong with it."""

    def __init__(
        self,
        source: LeadSource,
        audience: Audience,
        cursor: Cursor,
        page: Page,
        size: int,
        kept: Kept,
        offered: int,
    ) -> None:
        self._source = source
        self._audience = audience
        self._at = cursor
        self._page = page
        self._reach = size * source.last_page if source.last_page is not None else None
        seen = len(kept.leads) + kept.duplicates + kept.elsewhere + kept.suppressed
        self._used_up = seen >= offered
        repeats = page.fingerprint == cursor.former and not page.last
        self._repeats = repeats and not kept.leads

    @property
    def _too_many(self) -> bool:
        total = self._page.total
        return self._reach is not None and total is not None and total > self._reach

    def cursor(self, now: datetime) -> Cursor:
        """Where to read on. A page that was not used up is read again: who is kept by then counts
        as a duplicate, and the rest is new."""
        at = self._at
        if self._too_many and halved(self._audience) is not None:
            return Cursor(audience=at.audience, part=f"{at.part}0")
        if not self._used_up:
            return at
        if not (self._page.last or self._repeats):
            return structs.replace(at, page=at.page + 1, former=self._page.fingerprint)
        part = part_after(at.part)
        if part is None:
            return structs.replace(at, page=at.page + 1, exhausted_at=now)
        return Cursor(audience=at.audience, part=part)

    @property
    def trouble(self) -> list[str]:
        """Why some who fit may be missed, told when a search is begun and when it ends so."""
        name, total = self._source.name, self._page.total
        told: list[str] = []
        ends = self._page.last and self._used_up
        if self._too_many and halved(self._audience) is None and (self._at.page == 1 or ends):
            told.append(
                f"{name} shows only the first {self._reach} of {total} people who fit: "
                "narrow the audience, or list more titles, places or sizes to split it by"
            )
        if self._repeats and self._used_up:
            people = "the same people" if self._page.prospects else "nobody"
            told.append(
                f"{name} gave {people} on pages {self._at.page - 1} and {self._at.page}, though "
                f"{'more' if total is None else total} should fit: the search is taken as ended"
            )
        return told


def _count(done: Discovered, kept: Kept) -> None:
    done.new += len(kept.leads)
    done.duplicates += kept.duplicates + kept.elsewhere
    done.suppressed += kept.suppressed
