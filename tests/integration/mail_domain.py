"""A domain whose mails arrive, record by record, and what a test makes worse."""

from collections.abc import Mapping

from cam.app.mail_doctor import deliverability
from cam.app.settings import Settings
from cam.domain.model.finding import Deliverability, Finding
from keys import lines_of, pem, published, rsa_key

from .dns_peer import DnsPeer, Do

DOMAIN = "agency.example"
IP = "198.51.100.7"
IP6 = "2001:db8::7"
REVERSE = "7.100.51.198.in-addr.arpa"
KEY_AT = "cam._domainkey.agency.example"
Records = Mapping[str, tuple[str, ...] | Do]
"""`name TYPE` to what is there, or to what happens to who asks; `name` alone: all of the name."""


def key_record(public: str) -> str:
    return f"v=DKIM1; k=rsa; p={public}"


def healthy() -> Records:
    """All is well, with CAM's own signature, and mails leaving from `IP`."""
    return {
        f"{DOMAIN} TXT": (f"v=spf1 ip4:{IP} include:_spf.relay.example -all", "other=thing"),
        "_spf.relay.example TXT": ("v=spf1 ip4:203.0.113.0/24 ~all",),
        f"{DOMAIN} MX": (f"10 mail.{DOMAIN}.",),
        f"mail.{DOMAIN} A": (IP,),
        f"_dmarc.{DOMAIN} TXT": (f"v=DMARC1; p=quarantine; rua=mailto:dmarc@{DOMAIN}",),
        f"{KEY_AT} TXT": (key_record(published(rsa_key().public_key())),),
        f"{REVERSE} PTR": (f"mail.{DOMAIN}.",),
    }


def fill(peer: DnsPeer, records: Records) -> None:
    """Puts them into the table of the name server."""
    for where, there in records.items():
        name, _, kind = where.partition(" ")
        if isinstance(there, Do):
            peer.will(f"{name}/{kind}" if kind else name, there)
        elif there:
            values = [_quoted(each) for each in there] if kind == "TXT" else there
            peer.has(name, kind, *values)


def _quoted(value: str) -> str:
    return " ".join(f'"{each}"' for each in lines_of(value, 255))


def signing_settings(**others: str) -> dict[str, str]:
    """CAM signs, with the key that is published."""
    return {
        "CAM_DKIM_DOMAIN": DOMAIN,
        "CAM_DKIM_SELECTOR": "cam",
        "CAM_DKIM_KEY": pem(rsa_key()),
        **others,
    }


async def looked(
    peer: DnsPeer, *, domain: str = "", ip: str = IP, selector: str = "", **environment: str
) -> Deliverability:
    """What the doctor finds out at this name server."""
    settings = {
        "CAM_DNS": peer.address,
        "CAM_SENDER_EMAIL": f"ada@{DOMAIN}",
        "CAM_PUBLIC_URL": f"https://cam.{DOMAIN}",
    }
    return await deliverability(
        Settings.read(settings | environment),
        domain=domain,
        ips=[ip] if ip else [],
        selector=selector,
    )


def finding(found: Deliverability, check: str) -> Finding:
    """The one about this."""
    (one,) = [each for each in found.findings if each.check == check]
    return one
