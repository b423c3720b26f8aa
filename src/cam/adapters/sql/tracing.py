"""Who is meant by an address: the person's leads in all campaigns, addresses and keys."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import purchases, tables
from cam.adapters.sql.people import SHAPE
from cam.adapters.sql.rows import chunks
from cam.adapters.sql.suppressions import hash_key
from cam.adapters.sql.sweeping import mentioning
from cam.domain.model.credit import person_keys
from cam.domain.model.erasure import Mentions, Person, bases
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Identity
from cam.domain.model.suppression import erased_value

_L, _A, _C = tables.lead, tables.attempt, tables.call
_STRONG = ("provider_key", "linkedin_key", "email_key")


class Trace:
    """One person, whose leads lead to further keys, and those to further leads, until no more."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection
        self._leads: dict[int, Lead] = {}
        self._addresses: set[str] = set()
        self._keys: dict[str, set[str]] = {kind: set() for kind in tables.IDENTITY}

    async def followed(self, *, address: str = "", lead_id: int | None = None) -> Person:
        """The person, from a base address or a lead."""
        self._meet(Identity(email_key=address or None))
        ids = set() if lead_id is None else {lead_id}
        known = -1
        while known != len(self._leads) + len(self._addresses):
            known = len(self._leads) + len(self._addresses)
            ids |= await self._written_to() | await self._bought()
            for lead in await self._known_by(ids):
                self._leads[lead.id] = lead
                self._meet(lead.identity)
            self._meet_all(await self._recipients())
        return Person(
            leads=frozenset(self._leads),
            addresses=frozenset(self._addresses),
            keys=frozenset(self._ledger_keys()),
            writes_for_us=await self._writes_for_us(),
        )

    def _meet(self, identity: Identity) -> None:
        for kind in tables.IDENTITY:
            if key := getattr(identity, kind):
                self._keys[kind].add(key)
        self._meet_all([identity.email_key] if identity.email_key else [])

    def _meet_all(self, addresses: Iterable[str]) -> None:
        self._addresses.update(addresses)
        self._keys["email_key"].update(addresses)

    def _ledger_keys(self) -> set[str]:
        singles = [Identity(**{kind: key}) for kind, some in self._keys.items() for key in some]
        return {key for each in singles for key in person_keys(each)}

    async def _known_by(self, ids: Collection[int]) -> list[Lead]:
        """Leads by number, by strong key, by an address whose key an older double has, and by a
        name of which nothing else is known."""
        mentions = Mentions(self._addresses)
        spelled = mentioning(type_coerce(_L.c.email, Text), mentions, self._db.dialect.name)
        nameless = and_(_L.c.email == "", _L.c.provider_id == "", _L.c.linkedin_url == "")
        wanted: list[ColumnElement[bool]] = [
            _L.c.id.in_(ids),
            *(_L.c[kind].in_(self._keys[kind]) for kind in _STRONG),
            and_(nameless, _L.c.name_key.in_(self._keys["name_key"])),
            *(and_(_L.c.email_key.is_(None), each) for each in spelled),
        ]
        found = await self._db.execute(select(*SHAPE.columns).where(or_(*wanted)))
        return [lead for lead in map(SHAPE.read, found) if self._is_theirs(lead, ids)]

    def _is_theirs(self, lead: Lead, ids: Collection[int]) -> bool:
        identity = lead.identity
        return (
            lead.id in ids
            or any(getattr(identity, kind) in self._keys[kind] for kind in _STRONG)
            or identity.name_key in self._keys["name_key"]
        )

    async def _recipients(self) -> frozenset[str]:
        """The addresses to which these leads were written."""
        found: set[str] = set()
        for some in chunks(self._leads):
            asked = select(_A.c.recipient).where(_A.c.lead_id.in_(some)).distinct()
            found.update((await self._db.execute(asked)).scalars())
        return bases(found)

    async def _written_to(self) -> set[int]:
        """The leads of attempts to one of the addresses, also of those that were erased."""
        key = await hash_key(self._db)
        values = self._addresses | {erased_value(each, key) for each in self._addresses}
        asked = select(_A.c.lead_id).where(_A.c.recipient_key.in_(values)).distinct()
        return set((await self._db.execute(asked)).scalars())

    async def _bought(self) -> set[int]:
        """The leads about whom one of the addresses was bought, in the campaign that bought it:
        the numbers of leads whose campaign is gone may be another one's by now."""
        keys = [key for each in self._addresses for key in person_keys(Identity(email_key=each))]
        holders = await purchases.holders(self._db, keys)
        found: set[int] = set()
        for some in chunks({call_id for call_id, _ in holders}):
            asked = select(_C.c.id, _C.c.campaign_id, _C.c.questions).where(_C.c.id.in_(some))
            for call_id, campaign_id, questions in await self._db.execute(asked):
                theirs = {q.lead_id for q in questions if (call_id, q.subject) in holders}
                mine = select(_L.c.id).where(_L.c.id.in_(theirs), _L.c.campaign_id == campaign_id)
                found.update((await self._db.execute(mine)).scalars())
        return found

    async def _writes_for_us(self) -> bool:
        mentions = Mentions(self._addresses)
        senders = select(type_coerce(tables.campaign.c.sender, Text))
        scopes = select(tables.quota.c.scope).distinct()
        told: list[Any] = [
            *(await self._db.execute(senders)).scalars(),
            *(await self._db.execute(scopes)).scalars(),
        ]
        return any(map(mentions.within, told))
