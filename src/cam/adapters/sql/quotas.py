"""What is used of each day's quota. A day that has begun does not go back."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import paces as paces_of
from cam.adapters.sql import tables
from cam.adapters.sql.rows import chunks, insert_for
from cam.domain.model.campaign import Campaign
from cam.domain.model.quota import UNBOUNDED, Allowance, Quota, in_force, risky_scope
from cam.domain.model.rhythm import Paces
from cam.domain.model.window import local_day, zone
from cam.ports.clock import Clock
from cam.ports.repository import Room

_T = tables.quota
_COUNTERS = (
    select(_T.c.scope, _T.c.day, _T.c.used)
    .where(_T.c.scope.in_(bindparam("scopes", expanding=True)), _T.c.day >= bindparam("oldest"))
    .order_by(_T.c.scope, _T.c.day)
)
_USE = (
    update(_T)
    .where(_T.c.scope == bindparam("of"), _T.c.day == bindparam("on"))
    .values(used=_T.c.used + bindparam("taken"))
)


_SEEN = "counters"
"""Where a connection keeps the counters that it has held: once there, a counter stays."""


class Day(NamedTuple):
    """One scope's day, what is used of its limit, and when the next one begins."""

    day: date
    used: int
    most: int | None
    tomorrow: datetime

    @property
    def left(self) -> int:
        """The mails that may still go out in it."""
        return (UNBOUNDED if self.most is None else self.most) - self.used


async def days(
    db: AsyncConnection, allowances: dict[str, Allowance], now: datetime, *, lock: bool
) -> dict[str, Day]:
    """Each scope's day; with `lock` its counter exists and is held until the commit."""
    today = {each.scope: local_day(now, each.zone) for each in allowances.values()}
    used = await (_held(db, today) if lock else _counters(db, today, lock=False))
    return {
        scope: _day(each, *used.get(scope, (today[scope], 0))) for scope, each in allowances.items()
    }


async def _held(db: AsyncConnection, today: dict[str, date]) -> dict[str, tuple[date, int]]:
    """The counters: they exist, and are held until the commit."""
    if db.dialect.name == "sqlite":
        return await _begun(db, today)
    seen: dict[str, date] = (await db.get_raw_connection()).info.setdefault(_SEEN, {})
    used = await _counters(db, today, lock=True) if today.items() <= seen.items() else {}
    if used.keys() < today.keys():
        # Before any counter is locked: who waits for another's insert must hold none.
        await _begun(db, today)
        used = await _counters(db, today, lock=True)
    seen.update((scope, today[scope]) for scope in used)
    return used


async def _begun(db: AsyncConnection, today: dict[str, date]) -> dict[str, tuple[date, int]]:
    """What is used of each day, whose counter exists from now on."""
    used = await _counters(db, today, lock=False)
    missing = [{"scope": scope, "day": today[scope]} for scope in sorted(today.keys() - used)]
    if missing:
        await db.execute(insert_for(db, _T).on_conflict_do_nothing(), missing)
    return used


async def use(db: AsyncConnection, taken: dict[str, int], counted: dict[str, Day]) -> None:
    """Writes the counters, in one order for everybody."""
    rows = [
        {"of": scope, "on": counted[scope].day, "taken": count}
        for scope, count in sorted(taken.items())
        if count
    ]
    if rows:
        await db.execute(_USE, rows)


def _day(allowance: Allowance, day: date, used: int) -> Day:
    midnight = datetime.combine(day + timedelta(days=1), time(), zone(allowance.zone))
    return Day(day, used, allowance.most, midnight)


async def _counters(
    db: AsyncConnection, today: dict[str, date], *, lock: bool
) -> dict[str, tuple[date, int]]:
    """Each scope's newest counter that is today's or later."""
    counters = _COUNTERS.with_for_update() if lock else _COUNTERS
    found: dict[str, tuple[date, int]] = {}
    for some in chunks(today):
        result = await db.execute(counters, {"scopes": some, "oldest": min(today.values())})
        for scope, day, used in result:
            if day >= today[scope]:
                found[scope] = (day, used)
    return found


class SqlQuotas:
    """Keeps `ports.repository.Quotas`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock

    async def today(self, campaign: Campaign) -> Quota:
        """The quota of the campaign's local day."""
        own = campaign.allowance
        return (await self.of([own]))[own.scope]

    async def room(
        self,
        campaign: Campaign,
        allowances: Sequence[Allowance] = (),
        mailboxes: Sequence[Allowance] = (),
    ) -> Room:
        """What every limit that a mail of this campaign counts against leaves of today."""
        now = self._clock.now()
        paces = await paces_of.read(self._db, [campaign.allowance, *allowances, *mailboxes], now)
        own = in_force(campaign.allowance, paces, now)
        risky = own.shared(risky_scope(campaign.id), campaign.risky_share)
        left = await self._quotas([own, risky, *allowances, *mailboxes], paces)
        return Room(
            mails=min(left[each.scope].remaining for each in (own, *allowances)),
            risky=left[risky.scope].remaining,
            mailboxes={each.scope: left[each.scope] for each in mailboxes},
        )

    async def of(self, allowances: Sequence[Allowance]) -> dict[str, Quota]:
        """The quota of each allowance."""
        if not allowances:
            return {}
        paces = await paces_of.read(self._db, allowances, self._clock.now())
        return await self._quotas(allowances, paces)

    async def _quotas(self, allowances: Sequence[Allowance], paces: Paces) -> dict[str, Quota]:
        now = self._clock.now()
        by_scope = {each.scope: in_force(each, paces, now) for each in allowances}
        return {
            scope: Quota(
                day=day.day,
                limit=day.most,
                used=day.used,
                next_send_at=paces.next_send_at(scope),
            )
            for scope, day in (await days(self._db, by_scope, now, lock=False)).items()
        }
