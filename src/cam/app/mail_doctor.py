"""Would mails of this sender arrive? Looks only: no mail, no login, no credit."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from cam.app.composition import mail_eyes
from cam.app.settings import Settings
from cam.domain.model import address
from cam.domain.model.errors import InvalidInput, NotConfigured
from cam.domain.model.finding import Deliverability
from cam.domain.services.deliverability.subject import Subject


async def deliverability(
    settings: Settings, *, domain: str = "", ips: Sequence[str] = (), selector: str = ""
) -> Deliverability:
    """Of the configured sender, or of another `domain`. `ips`: from where the server sends.

    Raises InvalidInput, and NotConfigured when there is nobody or nothing to look at.
    """
    subject = Subject(
        sender=_sender(settings, domain),
        smtp_host=settings.smtp_host,
        leaves_from=tuple(_ip(each) for each in ips),
        selector=selector,
        public_url=settings.public_url,
    )
    return await mail_eyes(settings).looked(subject)


def _sender(settings: Settings, domain: str) -> str:
    if not (domain or settings.sender_email):
        raise NotConfigured("CAM_SENDER_EMAIL (or name a domain with --domain)")
    local, _, configured = settings.sender_email.rpartition("@")
    try:
        sender = address.parsed(f"{local or 'postmaster'}@{domain or configured}")
    except InvalidInput as refused:
        raise InvalidInput("domain" if domain else "CAM_SENDER_EMAIL", refused.reason) from None
    return sender


def _ip(written: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(written)
    except ValueError:
        raise InvalidInput("ip", f'"{written}" is no IP address') from None
