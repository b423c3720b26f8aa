"""The leads: who is kept, who is due, and who is the same person as someone else."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import structs
from sqlalchemy import ColumnElement, bindparam, exists, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.rows import Shape, chunks, insert_for
from cam.adapters.sql.suppressions import SqlSuppressions
from cam.domain.model.campaign import CampaignStatus
from cam.domain.model.lead import STANDING, Lead, NextAction
from cam.domain.model.prospect import EmailStatus, Identity, Profile, Prospect
from cam.domain.model.score import given
from cam.ports.clock import Clock
from cam.ports.repository import Kept, Scheduled

SHAPE = Shape(Lead, tables.lead)
_T = tables.lead
_KEYS = [_T.c[key] for key in tables.IDENTITY]
_OTHER = tables.lead.alias("other")

_HELD_ELSEWHERE = or_(
    *(
        exists()
        .where(
            _OTHER.c[key] == _T.c[key],
            _OTHER.c.id < _T.c.id,
            _OTHER.c.campaign_id != _T.c.campaign_id,
            tables.campaign.c.id == _OTHER.c.campaign_id,
            tables.campaign.c.status == CampaignStatus.ACTIVE,
            or_(_OTHER.c.closed_because == "", _OTHER.c.first_contacted_at.is_not(None)),
        )
        .correlate(_T)
        for key in tables.IDENTITY
    )
)
_UPDATE = (
    update(_T)
    .where(_T.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in (*SHAPE.names, *tables.IDENTITY) if name != "id"})
)

_ADVANCE = (
    update(_T)
    .where(_T.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in STANDING})
)
_BY_ID = select(*SHAPE.columns).where(_T.c.id.in_(bindparam("ids", expanding=True)))


class SqlLeads:
    """Keeps `ports.repository.Leads`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def keep(
        self, campaign_id: int, prospects: Sequence[Prospect], *, imported: bool, limit: int | None
    ) -> Kept:
        """Keeps those who are new."""
        people = [(each, Identity.of(each, each.provider, each.provider_id)) for each in prospects]
        covered = await SqlSuppressions(self._db).covering([p.email for p in prospects if p.email])
        mine, theirs = await self._known([keys for _, keys in people], campaign_id)
        rows: list[dict[str, Any]] = []
        duplicates = elsewhere = suppressed = 0
        for person, keys in people:
            words = set(_words(keys))
            if limit is not None and len(rows) >= limit:
                break
            if person.email in covered:
                suppressed += 1
            elif words & mine:
                duplicates += 1
            elif words & theirs and not imported:
                elsewhere += 1
            else:
                mine |= words
                rows.append(self._row(campaign_id, person, keys, imported=imported))
        ids = await self._insert(rows)
        return Kept(
            leads=tuple(ids),
            duplicates=duplicates + len(rows) - len(ids),
            elsewhere=elsewhere,
            suppressed=suppressed,
        )

    async def get(self, lead_ids: Collection[int]) -> dict[int, Lead]:
        """Those leads that exist, by id."""
        found: dict[int, Lead] = {}
        for some in chunks(lead_ids):
            result = await self._db.execute(_BY_ID, {"ids": some})
            found.update((lead.id, lead) for lead in map(SHAPE.read, result))
        return found

    async def due(
        self, campaign_id: int, action: NextAction, *, limit: int | None = None
    ) -> list[Lead]:
        """Leads whose next action is due now."""
        due = select(*SHAPE.columns).where(*self._is_due(campaign_id, action))
        result = await self._db.execute(due.order_by(_T.c.score.desc(), _T.c.id).limit(limit))
        return [SHAPE.read(row) for row in result]

    async def count_due(self, campaign_id: int, action: NextAction) -> int:
        """How many leads are due now."""
        counted = select(func.count()).where(*self._is_due(campaign_id, action))
        return int((await self._db.execute(counted)).scalar_one())

    def _is_due(self, campaign_id: int, action: NextAction) -> tuple[ColumnElement[bool], ...]:
        return (
            _T.c.campaign_id == campaign_id,
            _T.c.next_action == action,
            _T.c.next_action_at <= self._clock.now(),
            ~_HELD_ELSEWHERE,
        )

    async def upcoming(self, campaign_id: int, *, limit: int) -> list[Lead]:
        """Leads with any next action."""
        result = await self._db.execute(
            select(*SHAPE.columns)
            .where(_T.c.campaign_id == campaign_id, _T.c.next_action != NextAction.NONE)
            .order_by(_T.c.score.desc(), _T.c.id)
            .limit(limit)
        )
        return [SHAPE.read(row) for row in result]

    async def scheduled(self, campaign_id: int) -> Scheduled:
        """Who waits to be contacted later than now."""
        result = await self._db.execute(
            select(func.count(), func.min(_T.c.next_action_at)).where(
                _T.c.campaign_id == campaign_id,
                _T.c.next_action == NextAction.CONTACT,
                _T.c.next_action_at > self._clock.now(),
            )
        )
        count, first_at = result.one()
        return Scheduled(count=count, first_at=first_at)

    async def advance(self, leads: Sequence[Lead]) -> None:
        """Keeps where leads stand now."""
        if leads:
            await self._db.execute(
                _ADVANCE,
                [
                    {"key": lead.id, **{name: getattr(lead, name) for name in STANDING}}
                    for lead in leads
                ],
            )

    async def save(self, leads: Sequence[Lead]) -> dict[int, int]:
        """Keeps changed leads; those who are a known person's double are closed."""
        holders = await self._holders(leads)
        doubles: dict[int, int] = {}
        rows = []
        for lead in leads:
            words = {(lead.campaign_id, word): word for word in _words(lead.identity)}
            taken = {words[k]: holders[k] for k in words if holders.get(k, lead.id) != lead.id}
            kept = lead
            if taken:
                doubles[lead.id] = min(taken.values())
                kept = lead.closed(f"duplicate of lead {doubles[lead.id]}", lead.updated_at)
            holders.update((key, lead.id) for key, word in words.items() if word not in taken)
            keys = _without(lead.identity, taken)
            rows.append({"key": lead.id, **SHAPE.write(kept), **structs.asdict(keys)})
        if rows:
            await self._db.execute(_UPDATE, rows)
        return doubles

    async def _holders(self, leads: Sequence[Lead]) -> dict[tuple[int, str], int]:
        """Who has each of these leads' keys now, by campaign and key."""
        holders: dict[tuple[int, str], int] = {}
        for some in chunks(leads):
            result = await self._db.execute(
                select(_T.c.id, _T.c.campaign_id, *_KEYS).where(
                    _T.c.campaign_id.in_({lead.campaign_id for lead in some}),
                    _any_key([lead.identity for lead in some]),
                )
            )
            for lead_id, owner, *keys in result:
                holders.update(((owner, word), lead_id) for word in _words(Identity(*keys)))
        return holders

    async def _known(
        self, identities: Sequence[Identity], campaign_id: int
    ) -> tuple[set[str], set[str]]:
        """The keys that this campaign has, and those that other active ones have."""
        mine: set[str] = set()
        theirs: set[str] = set()
        for some in chunks(identities):
            result = await self._db.execute(
                select(_T.c.campaign_id, *_KEYS)
                .join(tables.campaign, tables.campaign.c.id == _T.c.campaign_id)
                .where(
                    _any_key(some),
                    or_(
                        _T.c.campaign_id == campaign_id,
                        tables.campaign.c.status == CampaignStatus.ACTIVE,
                    ),
                )
            )
            for owner, *keys in result:
                (mine if owner == campaign_id else theirs).update(_words(Identity(*keys)))
        return mine, theirs

    async def _insert(self, rows: list[dict[str, Any]]) -> list[int]:
        if not rows:
            return []
        result = await self._db.execute(
            insert_for(self._db, _T).on_conflict_do_nothing().returning(_T.c.id), rows
        )
        return sorted(result.scalars())

    def _row(
        self, campaign_id: int, person: Prospect, keys: Identity, *, imported: bool
    ) -> dict[str, Any]:
        now = self._clock.now()
        told = person.email and person.email_status is EmailStatus.NONE
        profile = {name: getattr(person, name) for name in Profile.__struct_fields__}
        if imported and told:
            profile["email_status"] = EmailStatus.GIVEN
        scored = given(person.score) if person.score is not None else None
        lead = Lead(
            **profile,
            id=0,
            campaign_id=campaign_id,
            provider=person.provider,
            provider_id=person.provider_id,
            score=scored.value if scored else 0.0,
            score_lines=scored.lines if scored else (),
            tags=person.tags,
            custom=person.custom,
            next_action_at=now,
            created_at=now,
            updated_at=now,
        )
        row = {**SHAPE.write(lead), **structs.asdict(keys)}
        del row["id"]
        return row


def _words(keys: Identity) -> list[str]:
    """The keys that are known, told apart by kind."""
    named = zip(tables.IDENTITY, structs.astuple(keys), strict=True)
    return [f"{kind} {key}" for kind, key in named if key]


def _without(keys: Identity, taken: Collection[str]) -> Identity:
    """The keys but those that belong to somebody else."""
    named = zip(tables.IDENTITY, structs.astuple(keys), strict=True)
    return Identity(*(None if f"{kind} {key}" in taken else key for kind, key in named))


def _any_key(identities: Sequence[Identity]) -> ColumnElement[bool]:
    """Has the row one of these keys?"""
    columns = zip(_KEYS, zip(*map(structs.astuple, identities), strict=True), strict=True)
    present = [(column, [key for key in keys if key]) for column, keys in columns]
    return or_(false(), *(column.in_(keys) for column, keys in present if keys))
