"""Who is the same person as someone else: how leads are kept, merged and found to be doubles."""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any

from msgspec import structs
from sqlalchemy import and_, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.bulk import bulk
from cam.adapters.sql.rows import Shape, chunks
from cam.adapters.sql.suppressions import SqlSuppressions
from cam.domain.model.campaign import CampaignStatus
from cam.domain.model.lead import Lead
from cam.domain.model.merging import LEARNED, TAKEN_OVER, taken_over
from cam.domain.model.prospect import Identity, Prospect
from cam.domain.model.recognition import Key, Offer, Recognition, keys_of, without
from cam.ports.clock import Clock
from cam.ports.repository import Kept

SHAPE = Shape(Lead, tables.lead)
BY_ID = select(*SHAPE.columns).where(tables.lead.c.id.in_(bindparam("ids", expanding=True)))

_T = tables.lead
_OWN = tables.campaign.alias("own")
_NAMES = [name for name in SHAPE.names if name != "id"]
_FACTS = attrgetter(*_NAMES)
_COLUMNS = (*_NAMES, *tables.IDENTITY)
_KEYS = [_T.c[key] for key in tables.IDENTITY]
_LOT = 1000
_PEOPLE = 0x50454F50
"""The advisory lock on Postgres: who keeps people of one campaign does so one after the other."""

_HAS_ANY = or_(*(_T.c[key].in_(bindparam(key, expanding=True)) for key in tables.IDENTITY))
_HOLDERS = select(_T.c.id, _T.c.campaign_id, *_KEYS).where(
    (_T.c.campaign_id + 0).in_(bindparam("campaigns", expanding=True)), _HAS_ANY
)
"""The `+ 0` keeps SQLite from reading a whole campaign instead of the four keys' indexes."""
_SHARES = select(_OWN.c.share_people).where(_OWN.c.id == bindparam("campaign_id"))
_HERE_OR_ACTIVE = (
    select(_T.c.id, _T.c.campaign_id, *_KEYS)
    .join(tables.campaign, tables.campaign.c.id == _T.c.campaign_id)
    .where(
        _HAS_ANY,
        or_(
            _T.c.campaign_id == bindparam("campaign_id"),
            and_(tables.campaign.c.status == CampaignStatus.ACTIVE, ~_SHARES.scalar_subquery()),
        ),
    )
)
_FIRST_NAME_KEY = case(
    (and_(bindparam("first_name") == "", bindparam("last_name") == ""), None),
    else_=func.coalesce(_T.c.name_key, bindparam("name_key")),
)
"""The first name key of a lead stays, when it has a name at all: a file that has somebody under a
company's name adds nobody, also after an enricher has found the company's domain."""


def _changing(names: Iterable[str]) -> Any:
    values: dict[str, Any] = {name: bindparam(name) for name in (*names, *tables.IDENTITY)}
    values["name_key"] = _FIRST_NAME_KEY
    return update(_T).where(_T.c.id == bindparam("key")).values(values)


_UPDATE = _changing(_NAMES)
_MERGE = _changing(LEARNED)
_TAKE_OVER = (
    update(_T)
    .where(_T.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in TAKEN_OVER})
)


class SqlPeople:
    """The part of `ports.repository.Leads` that recognises people."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock
        self._is_postgres = connection.dialect.name == "postgresql"

    async def get(self, lead_ids: Collection[int], *, locked: bool = False) -> dict[int, Lead]:
        """Those leads that exist, by id; locked on Postgres against every other writer."""
        statement = BY_ID.order_by(_T.c.id).with_for_update() if locked else BY_ID
        found: dict[int, Lead] = {}
        for some in chunks(sorted(lead_ids)):
            result = await self._db.execute(statement, {"ids": some})
            found.update((lead.id, lead) for lead in map(SHAPE.read, result))
        return found

    async def keep(
        self, campaign_id: int, prospects: Sequence[Prospect], *, imported: bool, limit: int | None
    ) -> Kept:
        """Keeps those who are new; who is known is merged into the lead that is there."""
        people = [(each, Identity.of(each, each.provider, each.provider_id)) for each in prospects]
        covered = await SqlSuppressions(self._db, self._clock).covering(
            [p.email for p in prospects if p.email]
        )
        if self._is_postgres:
            await self._db.execute(select(func.pg_advisory_xact_lock(_PEOPLE, campaign_id)))
        mine, theirs = await self._known(
            campaign_id, [keys for _, keys in people], imported=imported
        )
        offer = Offer(
            campaign_id=campaign_id,
            people=people,
            at=self._clock.now(),
            imported=imported,
            limit=limit,
            suppressed=covered,
            elsewhere=theirs,
        )
        lot = await self._recognised(offer, mine)
        ids = await self._insert(lot.newcomers())
        await self._merge(lot.completed())
        return Kept(
            leads=tuple(ids),
            merged=lot.merged,
            duplicates=lot.duplicates + len(lot.newcomers()) - len(ids),
            elsewhere=lot.elsewhere,
            suppressed=lot.suppressed,
        )

    async def _recognised(self, offer: Offer, mine: dict[Key, int]) -> Recognition:
        """The people, told apart; leads that are to be changed are locked, then read again."""
        leads = await self.get({*mine.values()})
        lot = Recognition(offer, mine, leads)
        locked: set[int] = set()
        while self._is_postgres and (open_ones := lot.learned - locked):
            leads |= await self.get(open_ones, locked=True)
            locked |= open_ones
            lot = Recognition(offer, mine, leads)
        if unasked := lot.unasked():
            identities = [Identity(**dict([key])) for key in unasked]
            held = await self._holders([offer.campaign_id], identities)
            lot.settle({key: holder for (_, key), holder in held.items() if key in unasked})
        return lot

    async def save(self, leads: Sequence[Lead]) -> dict[int, int]:
        """Keeps changed leads; those who are a known person's double are closed."""
        holders = await self._holders(
            {lead.campaign_id for lead in leads}, [lead.identity for lead in leads]
        )
        doubles: dict[int, int] = {}
        kept: dict[int, tuple[Lead, Identity]] = {}
        for lead in leads:
            identity = lead.identity
            keys = keys_of(identity)
            whose = {key: holders.setdefault((lead.campaign_id, key), lead.id) for key in keys}
            taken = {key: holder for key, holder in whose.items() if holder != lead.id}
            if taken:
                older = min(taken.values())
                doubles[lead.id] = doubles.get(older, older)
                because = f"duplicate of lead {doubles[lead.id]}"
                lead = lead.closed(because, lead.updated_at)  # noqa: PLW2901 - as it is kept
            kept[lead.id] = lead, without(identity, taken)
        await self._take_over(doubles, kept)
        if kept:
            await self._db.execute(_UPDATE, [_row(*each, SHAPE.names) for each in kept.values()])
        return doubles

    async def _take_over(
        self, doubles: dict[int, int], kept: dict[int, tuple[Lead, Identity]]
    ) -> None:
        """The tags and custom fields of doubles go to the older leads."""
        olders = await self.get({*doubles.values()} - kept.keys(), locked=True)
        changed: set[int] = set()
        for double_id, older_id in doubles.items():
            double, at = kept[double_id][0], kept[double_id][0].updated_at
            if older_id in kept:
                older, identity = kept[older_id]
                kept[older_id] = taken_over(older, double, at), identity
            elif (more := taken_over(olders[older_id], double, at)) is not olders[older_id]:
                olders[older_id] = more
                changed.add(older_id)
        if changed:
            values = [
                {"key": number, **{n: getattr(olders[number], n) for n in TAKEN_OVER}}
                for number in sorted(changed)
            ]
            await self._db.execute(_TAKE_OVER, values)

    async def _holders(
        self, campaigns: Collection[int], identities: Sequence[Identity]
    ) -> dict[tuple[int, Key], int]:
        """Who has each of these keys in those campaigns, with all other keys that they have."""
        holders: dict[tuple[int, Key], int] = {}
        for some in chunks(identities, _LOT):
            asked = {"campaigns": list(campaigns), **_columns(some)}
            for lead_id, owner, *keys in await self._db.execute(_HOLDERS, asked):
                holders.update(((owner, key), lead_id) for key in keys_of(Identity(*keys)))
        return holders

    async def _known(
        self, campaign_id: int, identities: Sequence[Identity], *, imported: bool
    ) -> tuple[dict[Key, int], set[Key]]:
        """Who has these people's keys in this campaign, and the keys that other active campaigns
        have: none for an import, nor for a campaign that may share its people."""
        if imported:
            held = await self._holders([campaign_id], identities)
            return {key: holder for (_, key), holder in held.items()}, set()
        mine: dict[Key, int] = {}
        theirs: set[Key] = set()
        for some in chunks(identities, _LOT):
            asked = {"campaign_id": campaign_id, **_columns(some)}
            for lead_id, owner, *found in await self._db.execute(_HERE_OR_ACTIVE, asked):
                keys = keys_of(Identity(*found))
                if owner == campaign_id:
                    mine.update((key, lead_id) for key in keys)
                else:
                    theirs.update(keys)
        return mine, theirs

    async def _insert(self, leads: Sequence[tuple[Lead, Identity]]) -> list[int]:
        if not leads:
            return []
        rows = [_FACTS(lead) + structs.astuple(keys) for lead, keys in leads]
        return await bulk(_T, _COLUMNS, self._db.dialect).insert(self._db, rows)

    async def _merge(self, leads: Sequence[tuple[Lead, Identity]]) -> None:
        if leads:
            await self._db.execute(_MERGE, [_row(*each, LEARNED) for each in leads])


def _row(lead: Lead, keys: Identity, names: Iterable[str]) -> dict[str, Any]:
    row = {name: getattr(lead, name) for name in names}
    return {"key": lead.id, **row, **structs.asdict(keys)}


def _columns(identities: Sequence[Identity]) -> dict[str, list[str]]:
    """The keys of all, by kind."""
    columns = zip(*map(structs.astuple, identities), strict=True)
    return {
        kind: [key for key in keys if key]
        for kind, keys in zip(tables.IDENTITY, columns, strict=True)
    }
