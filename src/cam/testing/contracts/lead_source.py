"""What every LeadSource promises. Subclass it and give `source` and `audience` as fixtures."""

import pytest

from cam.domain.model.audience import Audience
from cam.ports.lead_source import LeadSource


class LeadSourceContract:
    """The source under test must hold at least 5 and at most 400 people who fit."""

    async def test_a_page_holds_at_most_what_was_asked_for(
        self, source: LeadSource, audience: Audience
    ) -> None:
        """per_page is an upper bound."""
        page = await source.search(audience, page=1, per_page=3)
        assert 0 < len(page.prospects) <= 3

    async def test_each_prospect_names_its_provider_and_id(
        self, source: LeadSource, audience: Audience
    ) -> None:
        """Whoever was found can be asked about."""
        page = await source.search(audience, page=1, per_page=5)
        assert all(p.provider == source.name and p.provider_id for p in page.prospects)

    async def test_a_prospect_stands_on_a_page_once(
        self, source: LeadSource, audience: Audience
    ) -> None:
        """No id twice."""
        page = await source.search(audience, page=1, per_page=5)
        ids = [prospect.provider_id for prospect in page.prospects]
        assert len(set(ids)) == len(ids)

    async def test_the_pages_end(self, source: LeadSource, audience: Audience) -> None:
        """Paging to the last page meets everybody once, as many as the total says."""
        seen: set[str] = set()
        for number in range(1, 101):
            page = await source.search(audience, page=number, per_page=4)
            ids = {prospect.provider_id for prospect in page.prospects}
            assert not ids & seen
            seen |= ids
            if page.last:
                assert page.total in (None, len(seen))
                return
        pytest.fail("no last page among the first 100")

    async def test_a_page_past_the_end_is_empty_and_last(
        self, source: LeadSource, audience: Audience
    ) -> None:
        """Asking too far is no error."""
        page = await source.search(audience, page=450, per_page=100)
        assert page.prospects == ()
        assert page.last
