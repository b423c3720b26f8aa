"""Large mailbox providers: their servers send from other addresses than they are reached at."""

from msgspec import Struct


class MailHost(Struct, frozen=True, kw_only=True):
    """What a provider tells its customers to publish."""

    name: str
    servers: tuple[str, ...]
    """The domains of its submission servers."""
    spf: tuple[str, ...]
    """One of these an SPF record has to include; the first is advised."""
    selectors: tuple[str, ...]
    """Under which it usually publishes DKIM keys."""


_KNOWN = (
    MailHost(
        name="Google",
        servers=("gmail.com", "google.com", "googlemail.com"),
        spf=("_spf.google.com",),
        selectors=("google",),
    ),
    MailHost(
        name="Microsoft 365",
        servers=("office365.com", "outlook.com"),
        spf=("spf.protection.outlook.com",),
        selectors=("selector1", "selector2"),
    ),
    MailHost(
        name="Fastmail",
        servers=("fastmail.com", "messagingengine.com"),
        spf=("spf.messagingengine.com",),
        selectors=("fm1", "fm2", "fm3"),
    ),
    MailHost(
        name="Zoho",
        servers=("zoho.com", "zoho.eu", "zoho.in"),
        spf=("zohomail.com", "zohomail.eu", "one.zoho.com", "zoho.com", "zoho.eu", "zoho.in"),
        selectors=("zmail", "zoho"),
    ),
    MailHost(
        name="Proton",
        servers=("protonmail.ch", "proton.me"),
        spf=("_spf.protonmail.ch",),
        selectors=("protonmail", "protonmail2", "protonmail3"),
    ),
)
USUAL_SELECTORS = ("default", "mail", "dkim", "s1", "s2", "k1", "k2")
"""Where others publish; only what is found there says anything."""


def mail_host(server: str) -> MailHost | None:
    """The provider to which a submission server belongs."""
    name = server.lower().rstrip(".")
    for known in _KNOWN:
        if any(name == each or name.endswith(f".{each}") for each in known.servers):
            return known
    return None
