"""A name server as an operator writes it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from dns.nameserver import Do53Nameserver

from cam.domain.model.errors import InvalidInput

PORT = 53


def nameserver(written: str) -> Do53Nameserver:
    """`9.9.9.9`, `127.0.0.1:5353` or `[::1]:5353`. Raises InvalidInput: a name is no address."""
    try:
        return Do53Nameserver(str(ip_address(written)), PORT)
    except ValueError:
        pass
    try:
        parts = urlsplit(f"//{written}")
        return Do53Nameserver(str(ip_address(parts.hostname or "")), parts.port or PORT)
    except ValueError:
        reason = f'"{written}" is not an IP address with an optional port'
        raise InvalidInput("nameserver", reason) from None
