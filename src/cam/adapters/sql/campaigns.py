"""The campaigns, and where discovery stands for each."""

from msgspec import structs
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, insert_for
from cam.domain.model.campaign import Baseline, Campaign, CampaignDraft
from cam.domain.model.errors import CampaignNameTaken, CampaignNotFound, Superseded
from cam.domain.model.prospect import Cursor
from cam.ports.clock import Clock
from cam.ports.repository import Fence

SHAPE = Shape(Campaign, tables.campaign)
_T = tables.campaign


class SqlCampaigns:
    """Keeps `ports.repository.Campaigns`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def add(self, draft: CampaignDraft) -> Campaign:
        """Keeps a new campaign."""
        now = self._clock.now()
        campaign = Campaign(
            **structs.asdict(draft),
            id=0,
            baseline=Baseline(at=now),
            created_at=now,
            updated_at=now,
        )
        values = SHAPE.write(campaign)
        del values["id"]
        try:
            result = await self._db.execute(
                insert_for(self._db, _T).values(values).returning(_T.c.id)
            )
        except IntegrityError as taken:
            raise CampaignNameTaken(draft.name) from taken
        return structs.replace(campaign, id=result.scalar_one())

    async def get(self, campaign_id: int) -> Campaign:
        """The campaign."""
        result = await self._db.execute(select(*SHAPE.columns).where(_T.c.id == campaign_id))
        row = result.one_or_none()
        if row is None:
            raise CampaignNotFound(campaign_id)
        return SHAPE.read(row)

    async def all(self) -> list[Campaign]:
        """Every campaign, by id."""
        result = await self._db.execute(select(*SHAPE.columns).order_by(_T.c.id))
        return [SHAPE.read(row) for row in result]

    async def save(self, campaign: Campaign) -> None:
        """Keeps a changed campaign."""
        values = SHAPE.write(campaign)
        del values["id"], values["run_epoch"]
        try:
            result = await self._db.execute(update(_T).where(_T.c.id == campaign.id).values(values))
        except IntegrityError as taken:
            raise CampaignNameTaken(campaign.name) from taken
        if result.rowcount != 1:
            raise CampaignNotFound(campaign.id)

    async def begin_epoch(self, campaign_id: int) -> int:
        """Takes the next run epoch."""
        result = await self._db.execute(
            update(_T)
            .where(_T.c.id == campaign_id)
            .values(run_epoch=_T.c.run_epoch + 1)
            .returning(_T.c.run_epoch)
        )
        epoch = result.scalar_one_or_none()
        if epoch is None:
            raise CampaignNotFound(campaign_id)
        return int(epoch)

    async def hold(self, fence: Fence) -> None:
        """Raises Superseded unless the fence's epoch is the newest; keeps it so until commit."""
        result = await self._db.execute(
            select(_T.c.run_epoch)
            .where(_T.c.id == fence.campaign_id)
            .with_for_update(read=True, key_share=True)
        )
        if result.scalar_one_or_none() != fence.epoch:
            raise Superseded(f"campaign {fence.campaign_id} has a newer run than {fence.epoch}")

    async def cursor(self, campaign_id: int, source: str) -> Cursor | None:
        """Where discovery stands in that source."""
        c = tables.cursor.c
        result = await self._db.execute(
            select(c.value).where(c.campaign_id == campaign_id, c.source == source)
        )
        found: Cursor | None = result.scalar_one_or_none()
        return found

    async def set_cursor(self, campaign_id: int, source: str, cursor: Cursor) -> None:
        """Remembers where discovery stands."""
        insert = insert_for(self._db, tables.cursor).values(
            campaign_id=campaign_id, source=source, value=cursor
        )
        await self._db.execute(
            insert.on_conflict_do_update(
                index_elements=["campaign_id", "source"], set_={"value": insert.excluded.value}
            )
        )
