"""Finding one person by what somebody knows of them: id, address, profile, or name and company."""

import functools
import hashlib
from collections.abc import Callable

import msgspec

from cam.sandbox.names import plain
from cam.sandbox.world import Person, World


class Clues(msgspec.Struct, frozen=True, kw_only=True):
    """What is known; empty strings are unknown. `company` is a name, `domain` a site."""

    id: str = ""
    name: str = ""
    email: str = ""
    hashed_email: str = ""
    linkedin: str = ""
    company: str = ""
    domain: str = ""


class Registry:
    """Looks people up in one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_domain = {c.domain: i for i, c in enumerate(world.companies)}
        self._by_name = {plain(c.name): i for i, c in enumerate(world.companies)}

    def identify(self, clues: Clues) -> Person | None:
        """The person meant; the surest clue decides, a name alone never does."""
        if clues.id:
            number = self._world.number_of(clues.id)
            return None if number is None else self._world.person(number)
        return (
            (clues.linkedin and self.by_linkedin(clues.linkedin))
            or (clues.email and self.by_email(clues.email))
            or (clues.hashed_email and self._by_hash(clues.hashed_email))
            or self.by_employer(clues)
            or None
        )

    def by_email(self, address: str) -> Person | None:
        address = address.strip().lower()
        company = self._by_domain.get(address.partition("@")[2])
        return self._colleague(company, lambda person: person.email == address)

    def by_linkedin(self, url: str) -> Person | None:
        profile = url.split("://")[-1].removeprefix("www.").rstrip("/").lower()
        suffix = profile.rpartition("-")[2]
        if not suffix or set(suffix) - set("0123456789abcdef"):
            return None
        number = int(suffix, 16)
        if number >= self._world.scale.people:
            return None
        person = self._world.person(number)
        return person if person.linkedin == profile else None

    def by_employer(self, clues: Clues) -> Person | None:
        """By full name within the company of that site or name."""
        company = self._by_domain.get(site(clues.domain)) if clues.domain else None
        if company is None and clues.company:
            company = self._by_name.get(plain(clues.company))
        name = plain(clues.name)
        if not name:
            return None
        return self._colleague(company, lambda person: plain(person.name) == name)

    def _colleague(self, company: int | None, is_meant: Callable[[Person], bool]) -> Person | None:
        members = () if company is None else self._world.members[company]
        people = map(self._world.person, members)
        return next(filter(is_meant, people), None)

    def _by_hash(self, digest: str) -> Person | None:
        number = _hashes(self._world).get(digest.lower())
        return None if number is None else self._world.person(number)


def site(text: str) -> str:
    """`https://www.acme.example/jobs` -> `acme.example`."""
    host = text.strip().lower().split("://")[-1].partition("/")[0]
    return host.removeprefix("www.")


@functools.lru_cache(maxsize=2)
def _hashes(world: World) -> dict[str, int]:
    """MD5 and SHA-256 of every address, made when first asked for."""
    digests: dict[str, int] = {}
    for number in range(world.scale.people):
        address = world.person(number).email.encode()
        digests[hashlib.md5(address, usedforsecurity=False).hexdigest()] = number
        digests[hashlib.sha256(address).hexdigest()] = number
    return digests
