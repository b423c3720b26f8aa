"""Forgetting a person: the rows that are known to be about them, then a sweep of all."""

from collections.abc import Collection
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import ColumnElement, Text, bindparam, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import purchases, tables
from cam.adapters.sql.people import SqlPeople
from cam.adapters.sql.rows import Shape, chunks
from cam.adapters.sql.suppressions import hash_key
from cam.adapters.sql.sweeping import mentioning, sweep
from cam.adapters.sql.tracing import Trace
from cam.domain.model import address
from cam.domain.model.arrival import Arrival
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.credit import Call
from cam.domain.model.dossier import Known
from cam.domain.model.erasure import (
    BLANKED,
    CLEARED,
    Mentions,
    Person,
    Traces,
    erased_attempt,
    erased_event,
    erased_lead,
    erased_reports,
)
from cam.domain.model.errors import LeadNotFound
from cam.domain.model.event import Event
from cam.domain.model.lead import ERASED
from cam.domain.model.suppression import Suppression, covering_keys, erased_value
from cam.ports.clock import Clock

T = TypeVar("T", bound=Struct)

_ATTEMPTS = Shape(Attempt, tables.attempt)
_EVENTS = Shape(Event, tables.event)
_ARRIVALS = Shape(Arrival, tables.arrival)
_CALLS = Shape(Call, tables.call)
_ENTRIES = Shape(Suppression, tables.suppression)
_A, _T, _E, _R = tables.attempt, tables.attempt_event, tables.event, tables.run
_G = tables.departed
_M = tables.arrival
_AT_ONCE = 10
"""Addresses of one sweep: SQLite's expressions are at most 1,000 deep."""
_CLEAR = (
    update(_A)
    .where(_A.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in CLEARED})
)


class SqlErasures:
    """Keeps `ports.repository.Erasures`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._db = connection
        self._clock = clock
        self._people = SqlPeople(connection, clock)

    async def of_address(self, email: str) -> Person:
        """The person with that address."""
        return await Trace(self._db).followed(address=address.base(email))

    async def of_lead(self, lead_id: int) -> Person:
        """The person of that lead."""
        if lead_id not in await self._people.get([lead_id]):
            raise LeadNotFound(lead_id)
        return await Trace(self._db).followed(lead_id=lead_id)

    async def known(self, person: Person) -> Known:
        """The rows that are about the person."""
        leads = await self._people.get(person.leads)
        values = await self._covering(person.addresses)
        bought = await purchases.holders(self._db, person.keys)
        return Known(
            leads=tuple(leads[number] for number in sorted(leads)),
            attempts=await self._of(_ATTEMPTS, _A.c.lead_id, person.leads),
            events=await self._of(_EVENTS, _E.c.lead_id, person.leads),
            calls=await self._of(_CALLS, tables.call.c.id, {call_id for call_id, _ in bought}),
            arrivals=await self._of(_ARRIVALS, _M.c.lead_id, person.leads),
            suppressions=await self._of(_ENTRIES, tables.suppression.c.value, values),
        )

    async def _covering(self, addresses: Collection[str]) -> set[str]:
        key = await hash_key(self._db)
        return {value for each in addresses for value in covering_keys(each, key)}

    async def _of(
        self, shape: Shape[T], column: ColumnElement[Any], among: Collection[Any]
    ) -> tuple[T, ...]:
        """The rows whose column has one of these values, by their first key."""
        first, found = next(iter(shape.table.primary_key)), []
        for some in chunks(sorted(among)):
            chosen = select(*shape.columns).where(column.in_(some)).order_by(first)
            found += [shape.read(row) for row in await self._db.execute(chosen)]
        return tuple(found)

    async def erase(self, person: Person) -> Traces:
        """Takes the person out of every row."""
        now = self._clock.now()
        leads = [
            erased_lead(lead, now)
            for lead in (await self._people.get(person.leads)).values()
            if lead.closed_because != ERASED
        ]
        await self._people.save(leads)
        attempts = await self._attempts(person.leads)
        await self._events(person.leads)
        await self._runs(person.leads)
        await self._departed(person.addresses)
        await self._arrivals(person)
        for some in chunks(sorted(person.addresses), _AT_ONCE):
            await sweep(self._db, Mentions(some))
        return Traces(
            leads=len(leads),
            attempts=sum(bool(each.recipient) for each in attempts),
            in_flight=tuple(a for a in attempts if a.state is AttemptState.AUTHORIZED),
        )

    async def _attempts(self, leads: Collection[int]) -> list[Attempt]:
        """All of them, as they were before."""
        result = await self._db.execute(
            select(*_ATTEMPTS.columns).where(_A.c.lead_id.in_(leads)).order_by(_A.c.id)
        )
        attempts = [_ATTEMPTS.read(row) for row in result]
        ids = [each.id for each in attempts]
        await self._db.execute(update(_T).where(_T.c.attempt_id.in_(ids)).values(reason=""))
        key, now = await hash_key(self._db), self._clock.now()
        rows = []
        for each in attempts:
            if each.recipient:
                after = erased_attempt(each, erased_value(each.recipient, key), now)
                rows.append({"key": each.id, **{name: getattr(after, name) for name in CLEARED}})
        if rows:
            await self._db.execute(_CLEAR, rows)
        return attempts

    async def _departed(self, addresses: Collection[str]) -> None:
        """Links in mails of campaigns that are gone still name the person, by the hash."""
        key = await hash_key(self._db)
        for each in sorted(addresses):
            hashed = erased_value(each, key)
            theirs = update(_G).where(_G.c.recipient_key == each)
            await self._db.execute(theirs.values(recipient_key=hashed))

    async def _events(self, leads: Collection[int]) -> None:
        found = await self._db.execute(select(*_EVENTS.columns).where(_E.c.lead_id.in_(leads)))
        for each in map(_EVENTS.read, found.all()):
            body = erased_event(each).body
            await self._db.execute(update(_E).where(_E.c.id == each.id).values(body=body))

    async def _arrivals(self, person: Person) -> None:
        """What they sent, and what was about them."""
        for some in chunks(person.leads):
            await self._db.execute(update(_M).where(_M.c.lead_id.in_(some)).values(BLANKED))
        for some in chunks(sorted(person.addresses), _AT_ONCE):
            mentions = Mentions(some)
            told = mentioning(type_coerce(_M.c.sender, Text), mentions, self._db.dialect.name)
            found = await self._db.execute(select(_M.c.id, _M.c.sender).where(or_(*told)))
            theirs = [number for number, sender in found.all() if mentions.within(sender)]
            for ids in chunks(theirs):
                await self._db.execute(update(_M).where(_M.c.id.in_(ids)).values(BLANKED))

    async def _runs(self, leads: Collection[int]) -> None:
        """The plans of dry runs: `"lead_id":17,` stands in them before the recipient."""
        words = type_coerce(_R.c.reports, Text)
        for some in chunks(leads):
            told = [words.contains(f'"lead_id":{number},') for number in some]
            found = await self._db.execute(select(_R.c.id, _R.c.reports).where(or_(*told)))
            for run_id, reports in found.all():
                after = erased_reports(reports, leads)
                await self._db.execute(update(_R).where(_R.c.id == run_id).values(reports=after))
