"""Whose match is whose.

Apollo's pages say one entry for each detail, in order, null when missing; one report says entries
may be dropped or reordered. So an id decides, or else a key that both sides have, and the place
only for whom nothing contradicts.
"""

import re
import unicodedata
from collections.abc import Sequence

from cam.adapters.apollo.wire import Person
from cam.domain.model.credit import Question
from cam.domain.model.prospect import linkedin_key

_WORD = re.compile(r"\w+")
_OTHER = "it answered about another person"
_LEFT_OUT = "its answer leaves out somebody who was paid for"


class Matches:
    """The people of one answer; `people` may hold more at its end, who have no place. `charged`:
    for how many the answer says that credits were taken."""

    def __init__(
        self,
        questions: Sequence[Question],
        people: Sequence[Person | None],
        places: int,
        *,
        charged: int | None = None,
    ) -> None:
        self._people = people
        self._known = [Known(question.details) for question in questions]
        self._asked = {known.id for known in self._known} - {""}
        self._by_id = {each.id: each for each in people if each is not None and each.is_somebody}
        self._in_place = places == len(questions) and not self._is_reordered()
        self._nobody = Person() if (charged or 0) <= len(self._by_id) else _LEFT_OUT
        """Who is not in the answer: whom Apollo does not know, or perhaps one who was paid for."""

    def _is_reordered(self) -> bool:
        """Does somebody who was asked about by id stand elsewhere?"""
        pairs = list(zip(self._known, self._people, strict=False))
        return any(
            known.id in self._by_id and not (here is not None and here.id == known.id)
            for known, here in pairs
        )

    def of(self, place: int) -> Person | str:
        """The person matched, a Person without id for nobody, or why that cannot be told."""
        known = self._known[place]
        if known.id:
            return self._named(known, place)
        same = [each for each in self._strangers() if known.is_surely(each)]
        if len(same) == 1:
            return same[0]
        if self._in_place:
            return self._standing(known, place)
        if None in self._people:
            return "its answer about this person cannot be read"
        return "its answer does not tell who is meant"

    def _named(self, known: "Known", place: int) -> Person | str:
        """Asked about by id: nobody else will do."""
        if known.id in self._by_id:
            return self._by_id[known.id]
        if not self._in_place:
            cannot = None in self._people
            return "its answer about this person cannot be read" if cannot else self._nobody
        here = self._people[place]
        if here is None:
            return "its answer about this person cannot be read"
        return Person() if not here.is_somebody or here.id in self._asked else _OTHER

    def _standing(self, known: "Known", place: int) -> Person | str:
        """The person in that place, unless anything says that it is another."""
        here = self._people[place]
        if here is None:
            return "its answer about this person cannot be read"
        if not here.is_somebody:
            return here
        others = (each for n, each in enumerate(self._known) if n != place and not each.id)
        if (
            here.id in self._asked
            or known.contradicts(here)
            or any(other.is_surely(here) for other in others)
        ):
            return _OTHER
        return here

    def _strangers(self) -> list[Person]:
        return [each for each in self._by_id.values() if each.id not in self._asked]


class Known:
    """What was told of a person asked about."""

    def __init__(self, details: dict[str, object]) -> None:
        told = {name: value for name, value in details.items() if isinstance(value, str)}
        self.id = told.get("id", "")
        self._link = linkedin_key(told.get("linkedin_url", ""))
        self._email = told.get("email", "").lower()
        self._first, self._last = told.get("first_name", ""), told.get("last_name", "")
        self._domain = told.get("domain", "").lower()
        self._company = told.get("organization_name", "")

    def is_surely(self, person: Person) -> bool:
        """Has it the same profile, address, or name and employer, wherever it stands?"""
        link = linkedin_key(person.linkedin_url or "")
        if self._link and link:
            return self._link == link
        if self._email and self._email == (person.email or "").lower():
            return True
        return self._same_name(person) and self._same_employer(person)

    def contradicts(self, person: Person) -> bool:
        """Do both have a LinkedIn profile, or else both a last name, and not the same?"""
        link = linkedin_key(person.linkedin_url or "")
        if self._link and link:
            return self._link != link
        if not (self._last and person.last_name):
            return False
        return not _words(self._last) & _words(person.last_name)

    def _same_name(self, person: Person) -> bool:
        names = self._first, self._last
        theirs = person.first_name or "", person.last_name or ""
        return all(names) and all(
            _words(ours) == _words(each) for ours, each in zip(names, theirs, strict=True)
        )

    def _same_employer(self, person: Person) -> bool:
        employer = person.organization
        if employer is None:
            return False
        domain = (employer.primary_domain or "").lower().removeprefix("www.")
        if self._domain and domain:
            return self._domain == domain
        return bool(self._company) and _words(self._company) == _words(employer.name or "")


def _words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return set(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
