"""The people and companies of the sandbox, drawn from a seed: the same seed, the same world.

People are held as columns and become `Person` values on demand, so that 60,000 cost little.
"""

import functools
import hashlib
import random
from typing import Final

import msgspec

from cam.sandbox.catalogue import HEADCOUNTS, INDUSTRIES, PLACES, TECHNOLOGIES, TITLES, Place, Title
from cam.sandbox.names import COMPANY_WORD_PAIRS, CULTURES, company_words, plain

_ID_SPACE: Final = 1 << 96
_PERSON_STEP: Final = 0x9E3779B97F4A7C15F39CC061
_COMPANY_STEP: Final = 0xD1B54A32D192ED03A24BAED5


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """What decides a world. The shares are between 0 and 1."""

    seed: int = 7
    people: int = 60_000
    companies: int = 12_000
    verified_share: float = 0.75
    """People whose e-mail Apollo holds as verified; 2/5 of the rest unverified, 3/5 without."""
    nominative_share: float = 0.9
    """Of these, people whose address Dropcontact confirms as `nominative@pro`."""


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """A company; `revenue` in whole dollars a year."""

    id: str
    name: str
    domain: str
    industry: str
    keywords: tuple[str, ...]
    technologies: frozenset[str]
    employees: int
    founded: int
    revenue: int
    place: Place


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person; `luck` in 0..1 decides what Dropcontact knows of them."""

    number: int
    id: str
    first_name: str
    last_name: str
    title: Title
    place: Place
    company: Company
    email: str
    email_status: str
    linkedin: str
    luck: float

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class World:
    """Everybody there is. Immutable once built, so several sandboxes may share one."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self._offset = int.from_bytes(hashlib.sha256(f"{scale.seed}".encode()).digest()[:12])
        self.companies = _companies(scale, self._offset)
        draw = random.Random(f"{scale.seed}/people")
        self.company_of = draw.choices(range(scale.companies), k=scale.people)
        self.title_of = bytes(draw.choices(range(len(TITLES)), k=scale.people))
        self.members: list[list[int]] = [[] for _ in self.companies]
        for number, company in enumerate(self.company_of):
            self.members[company].append(number)
        self.place_of = self._draw_places(draw)
        self.names = self._draw_names(draw)
        self.status_of = self._draw_statuses()
        chance = random.Random(f"{scale.seed}/luck")
        self.luck_of = [chance.random() for _ in range(scale.people)]

    def _draw_places(self, draw: random.Random) -> bytes:
        """Four of five people live where their company is."""
        seats = [PLACES.index(company.place) for company in self.companies]
        anywhere = draw.choices(range(len(PLACES)), k=self.scale.people)
        return bytes(
            there if draw.random() < 0.2 else seats[company]
            for company, there in zip(self.company_of, anywhere, strict=True)
        )

    def _draw_names(self, draw: random.Random) -> list[tuple[str, str]]:
        """A first and last name each; nobody shares first.last@company with another."""
        names: list[tuple[str, str]] = []
        taken: set[tuple[int, str]] = set()
        for company, place in zip(self.company_of, self.place_of, strict=True):
            firsts, lasts = CULTURES[draw.choice(PLACES[place].cultures)]
            name = (draw.choice(firsts), draw.choice(lasts))
            while (key := (company, local_part(*name))) in taken:
                firsts, lasts = CULTURES[draw.choice(tuple(CULTURES))]
                name = (draw.choice(firsts), draw.choice(lasts))
            taken.add(key)
            names.append(name)
        return names

    def _draw_statuses(self) -> bytes:
        """0 verified, 1 unverified, 2 unavailable: its own stream, so the share moves nobody."""
        draw = random.Random(f"{self.scale.seed}/status")
        verified = self.scale.verified_share
        doubtful = verified + (1 - verified) * 0.4
        rolls = (draw.random() for _ in range(self.scale.people))
        return bytes(0 if r < verified else 1 if r < doubtful else 2 for r in rolls)

    def person(self, number: int) -> Person:
        """The person of that number."""
        company = self.companies[self.company_of[number]]
        first, last = self.names[number]
        local = local_part(first, last)
        return Person(
            number=number,
            id=f"{(number * _PERSON_STEP + self._offset) % _ID_SPACE:024x}",
            first_name=first,
            last_name=last,
            title=TITLES[self.title_of[number]],
            place=PLACES[self.place_of[number]],
            company=company,
            email=f"{local}@{company.domain}",
            email_status=EMAIL_STATUSES[self.status_of[number]],
            linkedin=f"linkedin.com/in/{local.replace('.', '-')}-{number:05x}",
            luck=self.luck_of[number],
        )

    def number_of(self, person_id: str) -> int | None:
        """The number behind a 24-hex id, or None when nobody has that id."""
        if len(person_id) != 24 or set(person_id) - set("0123456789abcdef"):
            return None
        number = (int(person_id, 16) - self._offset) * _PERSON_INVERSE % _ID_SPACE
        return number if number < self.scale.people else None


EMAIL_STATUSES: Final = ("verified", "unverified", "unavailable")
_PERSON_INVERSE: Final = pow(_PERSON_STEP, -1, _ID_SPACE)


@functools.lru_cache(maxsize=4)
def build_world(scale: Scale) -> World:
    """The world of that scale, built once per process (about a third of a second)."""
    return World(scale)


@functools.lru_cache(maxsize=65_536)
def local_part(first: str, last: str) -> str:
    """`first.last` in ASCII."""
    return f"{plain(first)}.{plain(last)}".replace(" ", "-")


def _companies(scale: Scale, offset: int) -> tuple[Company, ...]:
    draw = random.Random(f"{scale.seed}/companies")
    pairs = draw.sample(range(max(COMPANY_WORD_PAIRS, scale.companies)), scale.companies)
    return tuple(_company(draw, place, pair, offset) for place, pair in enumerate(pairs))


def _company(draw: random.Random, number: int, pair: int, offset: int) -> Company:
    first, second, round_ = company_words(pair)
    industry, keywords = draw.choice(INDUSTRIES)
    low, high = draw.choices(HEADCOUNTS, weights=(30, 30, 20, 10, 6, 4))[0]
    employees = draw.randint(low, high)
    return Company(
        id=f"{(number * _COMPANY_STEP + offset) % _ID_SPACE:024x}",
        name=" ".join(filter(None, (first.title(), second.title(), round_))),
        domain=f"{first}{second}{round_}.example",
        industry=industry,
        keywords=tuple(draw.sample(keywords, 2)),
        technologies=frozenset(draw.sample(TECHNOLOGIES, 3)),
        employees=employees,
        founded=draw.randint(1950, 2024),
        revenue=employees * draw.randint(40, 250) * 1000,
        place=draw.choice(PLACES),
    )
