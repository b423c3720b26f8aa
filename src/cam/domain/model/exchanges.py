"""What the records of a domain say: who takes its mail (RFC 5321 5.1, RFC 7505)."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from cam.domain.model.checked import Checked, Verdict

_NULL = [(0, ".")]
_NOTHING = Checked(Verdict.NO_MAIL, "the domain has no MX record and no address")
_NO_HOSTS = ("localhost", "localdomain", "invalid")
_NOWHERE = [
    ip_network(each)
    for each in (
        *("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"),
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        *("::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8"),
    )
]
"""No host of a stranger is there: this machine, this link, nets of one's own, many hosts, none.
Named one by one, because `is_global` means another thing in each version of Python."""


def of_exchanges(exchanges: Sequence[tuple[int, str]]) -> Checked:
    """The verdict on a domain with these MX records: preference and host.

    A single `0 .` is a null MX; beside others it is void (RFC 7505 3). An exchange must be a
    host's name (RFC 5321 5.1), yet many servers deliver to an address in its place, so that one
    counts if a stranger's host can be there. Where a *name* leads is not looked up: that would
    cost one more question for each exchange, to find what a bounce tells as well.
    """
    if list(exchanges) == _NULL:
        return Checked(Verdict.NO_MAIL, "the domain takes no mail (null MX, RFC 7505)")
    hosts = [host for _, host in sorted(exchanges)]
    for host in hosts:
        if _takes_mail(host.lower()):
            return Checked(Verdict.OK, f"mail goes to {host}")
    named = ", ".join(hosts[:3])
    return Checked(Verdict.NO_MAIL, f"its MX records lead nowhere ({named})")


def of_addresses(addresses: Iterable[str], otherwise: Checked = _NOTHING) -> Checked:
    """The verdict on a domain without MX records: it is its own exchange, if it has an address.

    An address that no stranger's host can have takes no mail from outside.
    """
    for each in addresses:
        if is_public(ip_address(each)):
            return Checked(Verdict.OK, f"the domain has no MX record; mail goes to {each}")
        reason = f"the domain has no MX record, and its address is {each}"
        otherwise = Checked(Verdict.NO_MAIL, reason)
    return otherwise


def _takes_mail(host: str) -> bool:
    if host == "." or host.rpartition(".")[2] in _NO_HOSTS:
        return False
    try:
        return is_public(ip_address(host))
    except ValueError:
        return True


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Can a stranger's host be there?"""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return not any(ip in net for net in _NOWHERE)
