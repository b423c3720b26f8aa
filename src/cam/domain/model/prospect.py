"""Who is found in the world, what is learned of them, and the keys by which they are recognised."""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Self
from urllib.parse import unquote

from msgspec import Struct

from cam.domain.model import address
from cam.domain.model.text import one_line

_LINKEDIN = re.compile(r"(?:^|\.|//)linkedin\.com/(?:mwlite/)?(in|pub)/([^/?#\s]+)", re.IGNORECASE)


class EmailStatus(StrEnum):
    """What is known of an address. Only some of it may be mailed (`mailable`)."""

    NONE = "none"
    GIVEN = "given"
    """The operator imported it; it counts until a verifier disagrees."""
    VERIFIED = "verified"
    RISKY = "risky"
    UNVERIFIED = "unverified"
    INVALID = "invalid"

    def mailable(self, *, risky_too: bool = False) -> bool:
        """May an address of this standing be mailed?"""
        return self in (self.GIVEN, self.VERIFIED) or (risky_too and self is self.RISKY)

    @property
    def settled(self) -> bool:
        """Is there nothing left to ask a further enricher?"""
        return self in (self.VERIFIED, self.INVALID, self.RISKY)


class Profile(Struct, frozen=True, kw_only=True):
    """What a source or an enricher says of a person; empty text where it says nothing."""

    email: str = ""
    email_status: EmailStatus = EmailStatus.NONE
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    seniority: str = ""
    company: str = ""
    domain: str = ""
    industry: str = ""
    keywords: tuple[str, ...] = ()
    employees: int | None = None
    city: str = ""
    country: str = ""
    linkedin_url: str = ""
    phone: str = ""


class Prospect(Profile, frozen=True, kw_only=True):
    """A person found in the world, not yet kept by a campaign.

    `provider` and `provider_id` say who found them; both are empty for an imported row.
    """

    provider: str = ""
    provider_id: str = ""
    score: float | None = None
    tags: tuple[str, ...] = ()
    custom: dict[str, str] = {}
    has_email: bool = True


class Identity(Struct, frozen=True):
    """The keys of one person, strongest first; None where there is not enough to tell.

    Inside a campaign each key is unique in the database.
    """

    provider_key: str | None = None
    linkedin_key: str | None = None
    email_key: str | None = None
    name_key: str | None = None

    @classmethod
    def of(cls, person: Profile, provider: str = "", provider_id: str = "") -> Self:
        """The keys that this person's facts give.

        A company's name stands in for its domain only for who has no other key at all.
        """
        provider_key = f"{provider}:{provider_id}" if provider_id else None
        profile_key = linkedin_key(person.linkedin_url)
        email_key = address.base(person.email) if person.email else None
        place = person.domain
        if not (place or provider_key or profile_key or email_key):
            place = person.company
        named = name_key(person.first_name, person.last_name, place)
        return cls(provider_key, profile_key, email_key, named)


def linkedin_key(url: str) -> str | None:
    """`in/jane-doe` of any spelling of a profile's URL, None when it is not one."""
    found = _LINKEDIN.search(url)
    if found is None:
        return None
    name = one_line(unicodedata.normalize("NFC", unquote(found[2]).lower()))
    return f"{found[1].lower()}/{name}" if name else None


def name_key(first: str, last: str, place: str) -> str | None:
    """`jane doe@example.com`, None unless all three are known; without a domain, the company."""
    names = _folded(first), _folded(last)
    place = _folded(place).removeprefix("www.")
    return f"{' '.join(names)}@{place}" if all(names) and place else None


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip()


class Finding(Struct, frozen=True, kw_only=True):
    """What an enricher learned of one lead: a profile, or None when it knows nobody."""

    lead_id: int
    profile: Profile | None
    do_not_contact: bool = False


class Enrichment(Struct, frozen=True, kw_only=True):
    """One enricher's answer for many leads. A lead in neither part was not asked about."""

    findings: tuple[Finding, ...] = ()
    failed: dict[int, str] = {}
    """Lead id to reason: asked, but not answered."""
    perhaps_paid: frozenset[int] = frozenset()
    """Those of `failed` whose answer was lost on its way: bought or not, nobody buys them again."""
    credits: float = 0.0


class Cursor(Struct, frozen=True, kw_only=True):
    """Where discovery stands in a source: the page to read next, for one audience."""

    audience: str
    """The audience's fingerprint; another audience begins at page 1."""
    page: int = 1
    exhausted_at: datetime | None = None


class Page(Struct, frozen=True, kw_only=True):
    """One page of a source's answer."""

    prospects: tuple[Prospect, ...]
    last: bool
    total: int | None = None
