"""Hand out a campaign's leads as a file that an import reads back."""

from collections.abc import AsyncIterator, Mapping

from cam.domain.model.lead import Lead
from cam.ports.prospect_file import FileKind, WriteLeads
from cam.ports.repository import UnitOfWork

PAGE = 1000


class Exporting:
    """Reads leads by pages, each in a transaction of its own: a slow reader holds up nobody."""

    def __init__(self, unit_of_work: UnitOfWork, writers: Mapping[FileKind, WriteLeads]) -> None:
        self._unit_of_work = unit_of_work
        self._writers = writers

    async def export(self, campaign_id: int, kind: FileKind) -> AsyncIterator[bytes]:
        """The pieces of the file, by id of the leads; those whom a suppression covers are left out.

        A lead that comes while the file is written is in it; a custom field that is new by then is
        not. Raises CampaignNotFound with the first piece.
        """
        writer = self._writers[kind]
        custom = await self._custom(campaign_id) if writer.names_custom else []
        yield writer.header(custom)
        async for leads in self._pages(campaign_id):
            yield writer.rows(leads, custom)

    async def _custom(self, campaign_id: int) -> list[str]:
        """The names of all custom fields, in the order in which they came."""
        names: dict[str, None] = {}
        async for leads in self._pages(campaign_id):
            for lead in leads:
                names.update(dict.fromkeys(lead.custom))
        return list(names)

    async def _pages(self, campaign_id: int) -> AsyncIterator[list[Lead]]:
        after = 0
        while True:
            async with self._unit_of_work.reading() as repo:
                if not after:
                    await repo.campaigns.get(campaign_id)
                leads = await repo.leads.page(campaign_id, after=after, limit=PAGE)
                covered = await repo.suppressions.covering({lead.email for lead in leads} - {""})
            if not leads:
                return
            after = leads[-1].id
            yield [lead for lead in leads if lead.email not in covered]
