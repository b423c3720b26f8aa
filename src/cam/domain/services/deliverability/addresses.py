"""From which addresses do the mails leave, as far as it can be told?"""

from ipaddress import ip_address

from msgspec import Struct

from cam.domain.model.exchanges import is_public
from cam.domain.services.deliverability.subject import Ip, Subject, is_name
from cam.ports.dns import Dns

SAY = "say from which address it sends (--ip ADDRESS)"


class Addresses(Struct, frozen=True, kw_only=True):
    """Those that are known, or why none is."""

    known: tuple[Ip, ...] = ()
    stated: bool = False
    """Somebody said so; otherwise they are where the server takes mails, which may be another
    place than where it sends them from."""
    why: str = ""
    advice: str = SAY
    missed: bool = False


async def addresses(dns: Dns, subject: Subject) -> Addresses:
    """The addresses of the server to which mails are handed, unless somebody knows better."""
    if subject.leaves_from:
        return Addresses(known=subject.leaves_from, stated=True)
    if not subject.smtp_host:
        return Addresses(why="no mail server is configured", advice=f"set SMTP_HOST, or {SAY}")
    found, missed = await _of(dns, subject.smtp_host)
    if missed:
        return Addresses(why=missed, missed=True)
    public = tuple(ip for ip in found if is_public(ip))
    if not public:
        where = ", ".join(str(ip) for ip in found) or "nowhere that the DNS knows"
        return Addresses(why=f"{subject.smtp_host} is at {where}: it sends by another address")
    return Addresses(known=public)


async def _of(dns: Dns, host: str) -> tuple[tuple[Ip, ...], str]:
    try:
        return (ip_address(host),), ""
    except ValueError:
        pass
    if not is_name(host):  # `localhost` is no matter of the DNS
        return (), ""
    four, six = await dns.ask(host, "A"), await dns.ask(host, "AAAA")
    found = tuple(ip_address(each) for each in (*four.found, *six.found))
    return found, "" if found else four.missed or six.missed
