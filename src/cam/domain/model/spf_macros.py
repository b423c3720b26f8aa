"""Macros in SPF records (RFC 7208 7)."""

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote

from msgspec import Struct

_MACRO = re.compile(r"%(?:([%_-])|\{([slodiphcrtv])(\d*)(r?)([.\-+,/_=]*)\})", re.IGNORECASE)
_PLAIN = {"%": "%", "_": " ", "-": "%20"}


class Asked(Struct, frozen=True, kw_only=True):
    """For whom a record is evaluated; without an `ip` for nobody in particular."""

    sender: str
    ip: IPv4Address | IPv6Address | None = None


class NotKnown(Exception):
    """The name depends on the sending address, which is not known."""


def expanded(written: str, domain: str, asked: Asked) -> str:
    """The name that is written with macros. Raises NotKnown."""
    return _MACRO.sub(lambda macro: _value(macro, domain, asked), written)


def _value(macro: re.Match[str], domain: str, asked: Asked) -> str:
    if macro[1]:
        return _PLAIN[macro[1]]
    value = _letters(domain, asked)[macro[2].lower()]
    if value is None:
        raise NotKnown(macro[0])
    parts = re.split(f"[{re.escape(macro[5] or '.')}]", value)
    if macro[4]:
        parts.reverse()
    if macro[3]:
        parts = parts[-int(macro[3]) :]
    whole = ".".join(parts)
    return quote(whole, safe="") if macro[2].isupper() else whole


def _letters(domain: str, asked: Asked) -> dict[str, str | None]:
    local, _, of = asked.sender.rpartition("@")
    ip = asked.ip
    return {
        "s": asked.sender,
        "l": local,
        "o": of,
        "d": domain,
        "h": of,
        "i": _dotted(ip) if ip else None,
        "v": {4: "in-addr", 6: "ip6"}[ip.version] if ip else None,
        "p": "unknown",
    }


def _dotted(ip: IPv4Address | IPv6Address) -> str:
    if ip.version == 4:
        return str(ip)
    return ".".join(ip.exploded.replace(":", ""))
