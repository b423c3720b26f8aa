"""The leads: who is due, and when. Who is the same person as someone else: see `people.py`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.people import SHAPE, SqlPeople
from cam.domain.model.campaign import CampaignStatus
from cam.domain.model.lead import STANDING, STOPPED, Lead, NextAction
from cam.domain.model.prospect import Prospect
from cam.ports.clock import Clock
from cam.ports.repository import Kept, Scheduled

_T = tables.lead
_OTHER = tables.lead.alias("other")
_OWN = tables.campaign.alias("own")

_MAY_SHARE = (
    select(_OWN.c.share_people).where(_OWN.c.id == _T.c.campaign_id).correlate(_T).scalar_subquery()
)
_HELD_ELSEWHERE = ~_MAY_SHARE & or_(
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
_HAS_NEXT = _T.c.next_action != literal_column("'none'")
"""The condition of `ix_lead_next`, in its words: else it is not used."""
_NEXT = tuple(action for action in NextAction if action is not NextAction.NONE)
_COUNTED = 10_000
"""Up to so many due leads, each is looked for in other campaigns when they are counted."""
_ADVANCE = (
    update(_T)
    .where(_T.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in STANDING})
)
_PAGE = (
    select(*SHAPE.columns)
    .where(_T.c.campaign_id == bindparam("campaign_id"), _T.c.id > bindparam("after"))
    .order_by(_T.c.id)
    .limit(bindparam("most"))
)


class SqlLeads:
    """Keeps `ports.repository.Leads`."""

    def __init__(self, connection: AsyncConnection, clock: Clock, *, writes: bool = False) -> None:
        self._db = connection
        self._clock = clock
        self._people = SqlPeople(connection, clock)
        self._locks = writes and connection.dialect.name != "sqlite"
        """SQLite has one writer at a time anyway."""

    async def keep(
        self, campaign_id: int, prospects: Sequence[Prospect], *, imported: bool, limit: int | None
    ) -> Kept:
        """Keeps those who are new; who is known is merged."""
        return await self._people.keep(campaign_id, prospects, imported=imported, limit=limit)

    async def get(self, lead_ids: Collection[int]) -> dict[int, Lead]:
        """Those leads that exist, by id."""
        return await self._people.get(lead_ids, locked=self._locks)

    async def page(self, campaign_id: int, *, after: int, limit: int) -> list[Lead]:
        """The next leads of a campaign, by id."""
        chosen = _PAGE.with_for_update() if self._locks else _PAGE
        result = await self._db.execute(
            chosen, {"campaign_id": campaign_id, "after": after, "most": limit}
        )
        return [SHAPE.read(row) for row in result]

    async def due(
        self,
        campaign_id: int,
        action: NextAction,
        *,
        limit: int | None = None,
        mailboxes: Collection[str] | None = None,
    ) -> list[Lead]:
        """Leads whose next action is due now."""
        which = [*self._has_come(campaign_id, action), ~_HELD_ELSEWHERE]
        if mailboxes is not None:
            which.append(_T.c.mailbox.in_(sorted(mailboxes)))
        best = self._best(*which, limit=limit)
        due = [SHAPE.read(row) for row in await self._db.execute(best)]
        if not self._locks:
            return due
        held = await self.get([each.id for each in due])
        now = self._clock.now()
        return [lead for each in due if _is_due(lead := held[each.id], action, now)]

    async def count_due(self, campaign_id: int, action: NextAction) -> int:
        """How many leads are due now; of very many, also those whom another campaign has."""
        due = select(func.count()).where(*self._has_come(campaign_id, action))
        count = int((await self._db.execute(due)).scalar_one())
        if not 0 < count <= _COUNTED:
            return count
        return int((await self._db.execute(due.where(~_HELD_ELSEWHERE))).scalar_one())

    def _has_come(self, campaign_id: int, action: NextAction) -> tuple[ColumnElement[bool], ...]:
        return (
            _T.c.campaign_id == campaign_id,
            _T.c.next_action == action,
            _T.c.next_action_at <= self._clock.now(),
            _HAS_NEXT,
        )

    async def upcoming(self, campaign_id: int, *, limit: int) -> list[Lead]:
        """Leads with any next action."""
        found: list[Lead] = []
        for action in _NEXT:  # each in the order of the index
            some = self._best(
                _T.c.campaign_id == campaign_id,
                _T.c.next_action == action,
                _HAS_NEXT,
                limit=limit,
            )
            found += [SHAPE.read(row) for row in await self._db.execute(some)]
        return sorted(found, key=lambda lead: (-lead.score, lead.id))[:limit]

    @staticmethod
    def _best(*which: ColumnElement[bool], limit: int | None) -> Select[Any]:
        return (
            select(*SHAPE.columns).where(*which).order_by(_T.c.score.desc(), _T.c.id).limit(limit)
        )

    async def of_company(self, campaign_id: int, domain: str) -> list[int]:
        """Leads at that company, by id."""
        named = select(_T.c.id).where(
            (_T.c.campaign_id + 0) == campaign_id,  # all that is asked for stands in one index
            _T.c.email_key.endswith(f"@{domain}", autoescape=True),
        )
        at_it = select(_T.c.id).where(_T.c.campaign_id == campaign_id, _T.c.domain == domain)
        found = await self._db.execute(
            select(_T.c.id)
            .where(
                _T.c.id.in_(named.union(at_it)),
                _T.c.closed_because == "",
                _T.c.status.not_in(STOPPED),
            )
            .order_by(_T.c.id)
        )
        return list(found.scalars())

    async def scheduled(self, campaign_id: int) -> Scheduled:
        """Who waits to be contacted later than now."""
        result = await self._db.execute(
            select(func.count(), func.min(_T.c.next_action_at)).where(
                _T.c.campaign_id == campaign_id,
                _T.c.next_action == NextAction.CONTACT,
                _T.c.next_action_at > self._clock.now(),
                _HAS_NEXT,
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
        return await self._people.save(leads)


def _is_due(lead: Lead, action: NextAction, now: datetime) -> bool:
    """Is it still, now that nobody else can change it?"""
    at = lead.next_action_at
    return lead.next_action is action and at is not None and at <= now
