"""Where nobody is written to who did not say yes before: a policy of countries.

Not legal advice. Germany (UWG § 7) and Austria (TKG § 174) ask for consent to mails between
companies, too.
"""

import re
from collections.abc import Collection
from typing import Annotated, Protocol

from msgspec import Meta

from cam.domain.model import country
from cam.domain.model.errors import InvalidInput
from cam.domain.model.origin import LegalBasis

CountryCode = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2: `DE`")]
NO_CONSENT = "no consent"
"""How the reason begins for which such a person is not written to."""
_PARTS = re.compile(r"[,;\s]+")


class Located(Protocol):
    """Of whom it is asked where they are, and whether they said yes: a lead, or its row."""

    @property
    def country(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def legal_basis(self) -> LegalBasis: ...


def place_of(person: Located) -> str:
    """The ISO code of the person's country; empty when nothing tells it.

    What is said of it, else the company's domain, else the address's own.
    """
    return country.code_of(person.country, person.domain, person.email.rpartition("@")[2])


def why_not(person: Located, countries: Collection[str]) -> str:
    """`no consent (Germany)`; empty when the person may be written to.

    Who may be anywhere may be written to: how many these are is told in plans and reports.
    """
    if not countries or person.legal_basis is LegalBasis.CONSENT:
        return ""
    place = place_of(person)
    return f"{NO_CONSENT} ({country.name_of(place)})" if place in countries else ""


def is_unplaced(person: Located, countries: Collection[str]) -> bool:
    """Is a policy in force, and does nothing tell whether it means this person?"""
    said_yes = person.legal_basis is LegalBasis.CONSENT
    return bool(countries) and not said_yes and not place_of(person)


def countries_named(words: str, field: str) -> tuple[str, ...]:
    """The codes in a list such as `DE,AT`, names are understood, too; `none` is none.

    Raises InvalidInput.
    """
    if words.strip().lower() in ("", "none"):
        return ()
    found: dict[str, None] = {}
    for part in filter(None, _PARTS.split(words.strip())):
        code = country.code_named(part)
        if not code:
            reason = f"{part!r} is no country: write ISO codes, e.g. `DE,AT`, or `none`"
            raise InvalidInput(field, reason)
        found[code] = None
    return tuple(found)
