"""One lot of people who are offered to a campaign: who is new, and whom does it have already?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from cam.domain.model.lead import Lead
from cam.domain.model.merging import lead_of, merged
from cam.domain.model.prospect import EmailStatus, Identity, Prospect

Key = tuple[str, str]
"""Kind and value of one key of an Identity."""

_KINDS = Identity.__struct_fields__
_NEW = 1 << 62
"""New leads are numbered from here until the database gives them an id: above any that it has."""


def keys_of(identity: Identity) -> list[Key]:
    """The keys that are known, strongest first."""
    told = zip(_KINDS, structs.astuple(identity), strict=True)
    return [(kind, value) for kind, value in told if value]


def without(identity: Identity, taken: Iterable[Key]) -> Identity:
    """The identity, those keys left out."""
    return structs.replace(identity, **{kind: None for kind, _ in taken})


class Offer(Struct, frozen=True, kw_only=True):
    """People who are offered to a campaign, and on what terms."""

    campaign_id: int
    people: Sequence[tuple[Prospect, Identity]]
    at: datetime
    imported: bool
    limit: int | None = None
    """New leads at most; who comes after that is not looked at."""
    suppressed: Collection[str] = ()
    """Those of the addresses to which nobody may write."""
    elsewhere: Collection[Key] = ()
    """Keys of people whom other campaigns have, and this one may not have as well."""


class Recognition:
    """Takes the people of an offer one by one, each as somebody new or as a lead that is known.

    A person whom several leads could be is the oldest of them. What a person adds to a lead gives
    it further keys, by which the next one is recognised; no lead takes a key that another has.
    """

    def __init__(self, offer: Offer, holders: Mapping[Key, int], leads: Mapping[int, Lead]) -> None:
        self._offer = offer
        self._holders = dict(holders)
        self._leads = dict(leads)
        self._identities: dict[int, Identity] = {}
        self._touched: set[int] = set()
        self._asked: set[Key] = set(holders)
        self._new: list[int] = []
        self.duplicates = self.merged = self.elsewhere = self.suppressed = 0
        for person, identity in offer.people:
            if offer.limit is not None and len(self._new) >= offer.limit:
                break
            self._take(person, identity)

    @property
    def learned(self) -> set[int]:
        """The known leads to which something is added."""
        return {number for number in self._touched if number < _NEW}

    def unasked(self) -> set[Key]:
        """The keys that leads were given here, and of which nobody asked yet whose they are."""
        return {
            key
            for number in self._touched
            for key in keys_of(self._identities[number])
            if self._holders[key] == number and key not in self._asked
        }

    def settle(self, holders: Mapping[Key, int]) -> None:
        """Gives keys back to those leads that have them."""
        self._holders.update(holders)

    def newcomers(self) -> list[tuple[Lead, Identity]]:
        """The new leads in the order in which they came, each with the keys that are its own."""
        return [self._own(number) for number in self._new]

    def completed(self) -> list[tuple[Lead, Identity]]:
        """The known leads that learned something, by id, each with the keys that are its own."""
        return [self._own(number) for number in sorted(self.learned)]

    def _take(self, person: Prospect, identity: Identity) -> None:
        keys = keys_of(identity)
        self._asked.update(keys)
        holders = [self._holders[key] for key in keys if key in self._holders]
        if person.email in self._offer.suppressed:
            self.suppressed += 1
        elif holders:
            self._meet(person, keys, min(holders))
        elif any(key in self._offer.elsewhere for key in keys):
            self.elsewhere += 1
        else:
            self._keep(person, identity, keys)

    def _keep(self, person: Prospect, identity: Identity, keys: Iterable[Key]) -> None:
        offer, number = self._offer, _NEW + len(self._new)
        self._new.append(number)
        self._leads[number] = lead_of(person, offer.campaign_id, offer.at, imported=offer.imported)
        self._identities[number] = identity
        self._holders.update((key, number) for key in keys)

    def _meet(self, person: Prospect, keys: Iterable[Key], number: int) -> None:
        """Adds to the lead what it lacks, but no address that another lead has."""
        others = {kind for kind, key in keys if self._holders.get((kind, key), number) != number}
        if "email_key" in others:
            person = structs.replace(person, email="", email_status=EmailStatus.NONE)
        lead = self._leads[number]
        more = merged(lead, person, self._offer.at, imported=self._offer.imported)
        if more is lead:
            self.duplicates += 1
            return
        self.merged += 1
        self._touched.add(number)
        self._leads[number], self._identities[number] = more, more.identity
        for key in keys_of(more.identity):
            self._holders.setdefault(key, number)

    def _own(self, number: int) -> tuple[Lead, Identity]:
        lead, identity = self._leads[number], self._identities[number]
        if number not in self._touched:
            return lead, identity
        taken = [key for key in keys_of(identity) if self._holders.get(key, number) != number]
        return lead, without(identity, taken) if taken else identity
