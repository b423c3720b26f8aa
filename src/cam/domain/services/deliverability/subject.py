"""Whose mails are looked at."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from msgspec import Struct

from cam.domain.model.mail_hosts import MailHost, mail_host

Ip = IPv4Address | IPv6Address


def is_name(host: str) -> bool:
    """Is it a name that the DNS may know, neither an address nor `localhost`?"""
    try:
        ip_address(host)
    except ValueError:
        return "." in host
    return False


class Subject(Struct, frozen=True, kw_only=True):
    """The mails of this sender, and how they leave as far as it is known."""

    sender: str
    """The address in From, and of the envelope."""
    smtp_host: str = ""
    leaves_from: tuple[Ip, ...] = ()
    """The addresses from which the server sends, where somebody knows them."""
    selector: str = ""
    """Under which the server that signs publishes its key, where somebody knows it."""
    public_url: str = ""

    @property
    def domain(self) -> str:
        """The domain in From."""
        return self.sender.rpartition("@")[2]

    @property
    def server_name(self) -> str:
        """A name for the server: its own, if it has one in the DNS."""
        return self.smtp_host if is_name(self.smtp_host) else f"mail.{self.domain}"

    @property
    def host(self) -> MailHost | None:
        """The large provider that sends, if it is one."""
        return None if self.leaves_from else mail_host(self.smtp_host)
