"""Who is found in the world, what is learned of them, and the keys by which they are recognised."""

import hashlib
import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Self
from urllib.parse import unquote

from msgspec import Struct

from cam.domain.model import address
from cam.domain.model.errors import InvalidInput
from cam.domain.model.origin import LegalBasis, Origin
from cam.domain.model.text import one_line

_LINKEDIN = re.compile(
    r"""\s*(?:https?:)?(?://)?(?:[a-z0-9-]+\.)*linkedin\.com(?::\d+)?/+
    (?: (?:(?:mwlite|comm|m)/+)?(?:profile/+)?in/+(?P<name>[^/?#\s]+)
      | sales/+(?:lead|people)/+(?P<member>[^/?#\s,]+)
      | profile/+view/?\?(?:[^#\s]*&)?id=(?P<viewed>AC[^&#\s]+)
      | pub/+(?P<public>[^/?#\s]+(?:/+[0-9a-f]{1,3}){3}|[^/?#\s]+)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A profile's address: public, mobile, in a mail's link, in Sales Navigator, of before 2014. The id
that Sales Navigator shows opens `/in/` as well; the three numbers of an old `/pub/` name a person.
"""
_DIACRITIC = re.compile("[\u0300-\u036f]+")
_SILENT = str.maketrans(
    {**dict.fromkeys("'\u2019\u2018\u02bc`.", ""), **dict.fromkeys("-\u2010\u2011\u2013", " ")}
)
_UNDIVIDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode does not part into a plain one and its accent."""


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


class Prospect(Profile, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A person found in the world, not yet kept by a campaign.

    `provider` and `provider_id` say who found them; both are empty for an imported row.
    """

    provider: str = ""
    provider_id: str = ""
    legal_basis: LegalBasis = LegalBasis.UNKNOWN
    source: str = ""
    obtained_at: datetime | None = None
    score: float | None = None
    tags: tuple[str, ...] = ()
    custom: dict[str, str] = {}
    has_email: bool = True

    @property
    def origin(self) -> Origin:
        """Where the address came from, as far as it was said."""
        return Origin(
            legal_basis=self.legal_basis, source=self.source, obtained_at=self.obtained_at
        )


class Identity(Struct, frozen=True, gc=False):
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
    found = _LINKEDIN.match(url)
    if found is None:
        return None
    name = (found["public"] or found["name"] or found["member"] or found["viewed"]).lower()
    if "%" in name or not (name.isascii() and name.isprintable()):
        name = one_line(unicodedata.normalize("NFC", unquote(name).lower()))
    kind = "pub" if found["public"] else "in"
    return f"{kind}/{name}" if name else None


def name_key(first: str, last: str, place: str) -> str | None:
    """`jane doe@example.com`, None unless all three are known; without a domain, the company."""
    names = _folded(first), _folded(last)
    if not all(names) or not (place := _placed(place)):
        return None
    return f"{' '.join(names)}@{place}"


@lru_cache(maxsize=8192)  # names come again and again
def _folded(name: str) -> str:
    """A name as people compare it: no case, accents, apostrophes or hyphens."""
    plain = name.casefold()
    if not plain.isascii():
        plain = _DIACRITIC.sub("", unicodedata.normalize("NFKD", plain)).translate(_UNDIVIDED)
    return " ".join(plain.translate(_SILENT).split())


@lru_cache(maxsize=8192)  # people of one company stand together
def _placed(place: str) -> str:
    """A domain in A-labels, without `www.`; of a company's name, how people compare it."""
    place = place.strip().lower().removeprefix("www.")
    if " " in place or "." not in place:
        return _folded(place)
    if place.isascii():
        return place.rstrip(".")
    try:
        return address.domain_of(f"postmaster@{place}")
    except InvalidInput:
        return _folded(place)


class Cursor(Struct, frozen=True, kw_only=True):
    """Where discovery stands in a source: the page to read next, for one audience."""

    audience: str
    """The audience's fingerprint; another audience begins at page 1."""
    part: str = ""
    """The part of a search that is too large to be read as one (`halving`)."""
    page: int = 1
    former: str = ""
    """The fingerprint of the page before: a source that repeats itself has no more to give."""
    exhausted_at: datetime | None = None


class Page(Struct, frozen=True, kw_only=True):
    """One page of a source's answer."""

    prospects: tuple[Prospect, ...]
    last: bool
    total: int | None = None
    """How many fit in all, as the source says."""

    @property
    def fingerprint(self) -> str:
        """Equal for the same people, in whatever order."""
        ids = sorted(f"{each.provider}:{each.provider_id}" for each in self.prospects)
        return hashlib.sha256("\n".join(ids).encode("utf-8", "replace")).hexdigest()[:16]
