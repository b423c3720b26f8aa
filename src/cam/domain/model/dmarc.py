"""DMARC policies (RFC 7489 6.3) and the alignment they ask for (RFC 7489 3.1)."""

import re

from msgspec import Struct

from cam.domain.model.tag_list import MalformedRecord, tags

POLICIES = ("none", "quarantine", "reject")
_BEGINS = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)")
_MAILTO = re.compile(r"mailto:([^@!,;\s]+@[^@!,;\s]+)(?:!\d+[kmgt]?)?", re.IGNORECASE)


class Policy(Struct, frozen=True, kw_only=True):
    """What a domain asks of those who get mail in its name."""

    policy: str
    subdomains: str
    strict_dkim: bool
    strict_spf: bool
    percent: int
    reports_to: tuple[str, ...]
    """The addresses of `rua`."""


def is_policy(record: str) -> bool:
    """Is the TXT record meant as a policy?"""
    return _BEGINS.match(record) is not None


def policy(record: str) -> Policy:
    """Reads it. Raises MalformedRecord for what receivers treat as no policy."""
    given = tags(record)
    reports_to = _reports(given.get("rua", ""))
    asked = given.get("p", "").lower()
    if asked not in POLICIES:
        if not reports_to:  # with reports asked for, it counts as none (RFC 7489 6.6.3)
            raise MalformedRecord(f"p={asked} is none of {', '.join(POLICIES)}")
        asked = "none"
    subdomains = given.get("sp", "").lower()
    return Policy(
        policy=asked,
        subdomains=subdomains if subdomains in POLICIES else asked,
        strict_dkim=given.get("adkim", "r").lower() == "s",
        strict_spf=given.get("aspf", "r").lower() == "s",
        percent=_percent(given.get("pct", "")),
        reports_to=reports_to,
    )


def aligned(from_: str, other: str, organisation: str, others: str, *, strict: bool) -> bool:
    """Does a domain that SPF or DKIM vouches for speak for the domain in From?

    `organisation` and `others` are the organisational domains of the two.
    """
    return from_ == other if strict else organisation == others


def _reports(value: str) -> tuple[str, ...]:
    uris = (_MAILTO.fullmatch(each.strip()) for each in value.split(","))
    return tuple(uri[1] for uri in uris if uri)


def _percent(value: str) -> int:
    return int(value) if value.isdecimal() and int(value) <= 100 else 100
