"""SPF records (RFC 7208): what they say, before anything is looked up."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

from msgspec import Struct

from cam.domain.model.tag_list import MalformedRecord

MOST_LOOKUPS = 10
"""Terms that ask the DNS; one more, and receivers give up (RFC 7208 4.6.4)."""
MOST_VOID = 2
"""Look-ups that find nothing."""
MOST_EXCHANGES = 10
"""Hosts that one `mx` may name."""
ASKING = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})

_RECORD = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_HEAD = re.compile(r"([+?~-]?)([a-z0-9]+)", re.IGNORECASE)
_TAIL = re.compile(r"(.*?)(?:/(\d{1,3}))?(?://(\d{1,3}))?")
_MACRO = r"%(?:%|_|-|\{[slodiphcrtv]\d*r?[.\-+,/_=]*\})"
_DOMAIN = re.compile(
    rf"(?:{_MACRO}|[!-$&-~])*(?:\.[a-z0-9-]*[a-z][a-z0-9-]*\.?|{_MACRO})", re.IGNORECASE
)
"""A macro string that ends in a top-level domain or a macro (RFC 7208 7.1)."""
_ENDS = re.compile(r"[+?~-]?all|redirect=.*", re.IGNORECASE)
_SHAPES = {
    "all": (False, False),
    "include": (True, False),
    "exists": (True, False),
    "ptr": (None, False),
    "a": (None, True),
    "mx": (None, True),
}
"""Name to: must it have a domain (None: it may), and may it have prefix lengths?"""


class Term(Struct, frozen=True, kw_only=True):
    """A mechanism, or `redirect`. `domain` may hold macros; empty: the domain of the record."""

    name: str
    qualifier: str = "+"
    domain: str = ""
    network: IPv4Network | IPv6Network | None = None
    """Of ip4 and ip6."""
    length4: int = 32
    length6: int = 128
    written: str = ""


def is_record(text: str) -> bool:
    """Is the TXT record meant as an SPF record (RFC 7208 4.5)?"""
    return _RECORD.match(text) is not None


def terms(record: str) -> tuple[Term, ...]:
    """The mechanisms in their order, `redirect` last. Raises MalformedRecord (permerror)."""
    mechanisms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in record.split(" ")[1:]:
        if not word:
            continue
        if modifier := _MODIFIER.fullmatch(word):
            name = modifier[1].lower()
            if name in ("redirect", "exp") and name in modifiers:
                raise MalformedRecord(f"{name}= is there twice")
            modifiers[name] = modifier[2]
        else:
            mechanisms.append(_mechanism(word))
    if "redirect" in modifiers and all(each.name != "all" for each in mechanisms):
        mechanisms.append(_redirect(modifiers["redirect"]))
    return tuple(mechanisms)


def allowing(record: str, mechanism: str) -> str:
    """The record with one more mechanism, before what ends it."""
    words = record.split()
    end = next((n for n, word in enumerate(words) if _ENDS.fullmatch(word)), len(words))
    return " ".join([*words[:end], mechanism, *words[end:]])


def ending(record: str, end: str = "~all") -> str:
    """The record with another end."""
    words = [word for word in record.split() if not _ENDS.fullmatch(word)]
    return " ".join([*words, end])


def _redirect(domain: str) -> Term:
    if not _DOMAIN.fullmatch(domain):
        raise MalformedRecord(f'"redirect={domain}" names no domain')
    return Term(name="redirect", domain=domain.removesuffix("."), written=f"redirect={domain}")


def _mechanism(word: str) -> Term:
    before, colon, rest = word.partition(":")
    if not colon:
        before, _, lengths = word.partition("/")
        rest = f"/{lengths}" if lengths else ""
    head, tail = _HEAD.fullmatch(before), _TAIL.fullmatch(rest)
    if head is None or tail is None:
        raise MalformedRecord(f'"{word}" is no mechanism')
    qualifier, name = head[1] or "+", head[2].lower()
    if name in ("ip4", "ip6"):
        network = _network(word, int(name[2]), rest)
        return Term(name=name, qualifier=qualifier, network=network, written=word)
    domain, length4, length6 = tail[1], int(tail[2] or 32), int(tail[3] or 128)
    _check_shape(word, name, domain=bool(domain), lengths=domain != rest)
    if (colon or domain) and not _DOMAIN.fullmatch(domain):
        raise MalformedRecord(f'"{word}" names no domain')
    if length4 > 32 or length6 > 128:
        raise MalformedRecord(f'"{word}" has a prefix length beyond its bounds')
    return Term(
        name=name,
        qualifier=qualifier,
        domain=domain.removesuffix("."),
        length4=length4,
        length6=length6,
        written=word,
    )


def _check_shape(word: str, name: str, *, domain: bool, lengths: bool) -> None:
    if name not in _SHAPES:
        raise MalformedRecord(f'"{word}" is no mechanism')
    needs_domain, may_have_lengths = _SHAPES[name]
    if domain and needs_domain is False:
        raise MalformedRecord(f'"{word}" takes no domain')
    if not domain and needs_domain:
        raise MalformedRecord(f'"{word}" lacks a domain')
    if lengths and not may_have_lengths:
        raise MalformedRecord(f'"{word}" takes no prefix length')


def _network(word: str, version: int, written: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(written, strict=False)
    except ValueError:
        raise MalformedRecord(f'"{word}" is no network') from None
    if network.version != version:
        raise MalformedRecord(f'"{word}" is a network of the other kind')
    return network
