"""The settings: environment, then a TOML file; each of them optional.

`NAME_FILE` names a file that holds the value of `NAME`, for secrets. `CAM_CONFIG` names the TOML
file, whose keys are the variables' names.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta, Struct, field

from cam.domain.model.consent import countries_named
from cam.domain.model.credit import CreditBudget, Credits
from cam.domain.model.errors import InvalidInput
from cam.domain.model.mail import Sender
from cam.domain.model.quota import DEPLOYMENT, Allowance, MailsPerDay
from cam.domain.model.rhythm import Seconds
from cam.domain.model.signature import LEAST_KEY, secret_key

Port = Annotated[int, Meta(ge=0, le=65535)]
Tls = Literal["implicit", "starttls", "none"]


def _env(name: str, default: Any) -> Any:
    return field(name=name, default=default)


class Settings(Struct, frozen=True, kw_only=True):
    """Every setting of CAM. Secrets never appear in its repr."""

    database_url: str = _env("CAM_DATABASE_URL", "sqlite:///cam.db")
    """Where CAM remembers: `sqlite:///FILE` or `postgresql://...`."""
    host: str = _env("CAM_HOST", "127.0.0.1")
    """Where `cam serve` listens; without an API key loopback only."""
    port: Port = _env("CAM_PORT", 8000)
    """The port of `cam serve`."""
    concurrency: Annotated[int, Meta(ge=1, le=100)] = _env("CAM_CONCURRENCY", 16)
    """Cycles of different campaigns under way at once."""
    apollo_api_key: str = _env("APOLLO_API_KEY", "")
    """Find and enrich leads with Apollo."""
    apollo_credits_per_day: Credits | None = _env("APOLLO_CREDITS_PER_DAY", None)
    """The most credits of Apollo that all campaigns together spend in a day (UTC)."""
    apollo_credits_total: Credits | None = _env("APOLLO_CREDITS_TOTAL", None)
    """The most that they ever spend."""
    apollo_waterfall: bool = field(name="APOLLO_WATERFALL", default=False)
    """Let Apollo ask its partners for addresses: up to 20 credits a lead, and later results."""
    apollo_base_url: str = _env("APOLLO_BASE_URL", "https://api.apollo.io/api/v1")
    """Another address for Apollo: the sandbox, a proxy."""
    dropcontact_api_key: str = _env("DROPCONTACT_API_KEY", "")
    """Enrich and verify leads with Dropcontact."""
    dropcontact_credits_per_day: Credits | None = _env("DROPCONTACT_CREDITS_PER_DAY", None)
    """The most credits of Dropcontact that all campaigns together spend in a day (UTC)."""
    dropcontact_credits_total: Credits | None = _env("DROPCONTACT_CREDITS_TOTAL", None)
    """The most that they ever spend."""
    dropcontact_base_url: str = _env("DROPCONTACT_BASE_URL", "https://api.dropcontact.com/v1")
    """Another address for Dropcontact."""
    remember_days: Annotated[int, Meta(ge=1, le=3650)] = _env("CAM_REMEMBER_DAYS", 90)
    """Nobody is bought twice from one provider within so many days."""
    public_url: str = _env("CAM_PUBLIC_URL", "")
    """Where the world reaches this service, e.g. `https://cam.example.com`: for callbacks and for
    unsubscribing by one press of a button."""
    consent_from: str = _env("CAM_CONSENT_COUNTRIES", "DE,AT")
    """Where nobody is written to without recorded consent: ISO codes; `none` is nowhere."""
    inbound_secret: str = _env("CAM_INBOUND_SECRET", "")
    """Who tells CAM of replies, bounces and complaints signs with this, or sends it."""
    dns: str = _env("CAM_DNS", "system")
    """Who tells whether a domain takes mail: `system`, `HOST:PORT` of a name server, `off`."""
    make_mailer_url: str = _env("MAKE_MAILER_URL", "")
    """A Make.com scenario that sends mails and acknowledges each. The URL is a secret."""
    make_webhook_url: str = _env("MAKE_WEBHOOK_URL", "")
    """Announce events to this Make.com webhook. The URL is a secret."""
    make_api_key: str = _env("MAKE_API_KEY", "")
    """Sent as `x-make-apikey` to the webhook."""
    webhook_secret: str = _env("CAM_WEBHOOK_SECRET", "")
    """Sign announcements (Standard Webhooks), e.g. `whsec_...`."""
    smtp_host: str = _env("SMTP_HOST", "")
    """Send mails through this server."""
    smtp_port: Port = _env("SMTP_PORT", 465)
    """Its port: 465 for implicit TLS, 587 for STARTTLS."""
    smtp_username: str = _env("SMTP_USERNAME", "")
    """The mailbox's user name."""
    smtp_password: str = _env("SMTP_PASSWORD", "")
    """The mailbox's password."""
    smtp_tls: Tls = _env("SMTP_TLS", "implicit")
    """`implicit`, `starttls` (required, not opportunistic), or `none` for loopback only."""
    dkim_domain: str = _env("CAM_DKIM_DOMAIN", "")
    """Sign mails (DKIM) in the name of this domain; only for a server that does not sign itself."""
    dkim_selector: str = _env("CAM_DKIM_SELECTOR", "")
    """The key is published at `SELECTOR._domainkey.DOMAIN`."""
    dkim_key: str = _env("CAM_DKIM_KEY", "")
    """The RSA key that signs, in PEM."""
    smtp_connections: Annotated[int, Meta(ge=1, le=500)] = _env("SMTP_CONNECTIONS", 10)
    """Connections to the mail server at once."""
    smtp_mails_per_day: MailsPerDay | None = _env("SMTP_MAILS_PER_DAY", None)
    """The most mails a day through this mailbox, all campaigns together; none given: no limit."""
    smtp_min_seconds: Seconds = _env("SMTP_MIN_SECONDS_BETWEEN_MAILS", 0)
    """How long this mailbox rests after a mail at least, whatever campaign and process; 0: not."""
    smtp_jitter: Seconds = _env("SMTP_JITTER_SECONDS", 0)
    """How much longer it rests at most, by chance."""
    smtp_plus_tags: bool = _env("SMTP_PLUS_TAGS", False)  # noqa: FBT003
    """Mail to `name+tag@...` arrives in this mailbox: each mail's bounces get their own address."""
    mailboxes: str = _env("CAM_MAILBOXES", "")
    """A TOML file of several mailboxes, in whose rotation mails leave; keep it as a secret."""
    mails_per_day: MailsPerDay | None = _env("CAM_MAILS_PER_DAY", None)
    """The most mails a day of this deployment; none given: no limit. 0 is none at all."""
    zone: str = _env("CAM_ZONE", "UTC")
    """The IANA time zone whose midnight begins a new day for those two."""
    imap_host: str = _env("IMAP_HOST", "")
    """Read replies and bounces from the mailbox on this server."""
    imap_port: Port = _env("IMAP_PORT", 993)
    """Its port: 993 for implicit TLS, 143 for STARTTLS."""
    imap_username: str = _env("IMAP_USERNAME", "")
    """The mailbox's user name."""
    imap_password: str = _env("IMAP_PASSWORD", "")
    """The mailbox's password."""
    imap_tls: Tls = _env("IMAP_TLS", "implicit")
    """`implicit`, `starttls` (required), or `none` for loopback only."""
    sender_name: str = _env("CAM_SENDER_NAME", "")
    """Who writes."""
    sender_email: str = _env("CAM_SENDER_EMAIL", "")
    """From which address."""
    postal_address: str = _env("CAM_POSTAL_ADDRESS", "")
    """The sender's postal address; the law asks for it in every mail."""

    failpoint: str = _env("CAM_FAILPOINT", "")
    """For crash tests only: end the process at a named instant. Refuses to run live."""

    def __repr__(self) -> str:
        return f"Settings({self.database_url.partition('@')[2] or self.database_url})"

    @property
    def signs(self) -> bool:
        """Does it sign mails, or try to?"""
        return bool(self.dkim_domain or self.dkim_selector or self.dkim_key)

    @property
    def sender(self) -> Sender:
        """The deployment's sender; a campaign may have its own. Raises InvalidInput."""
        return Sender(
            name=self.sender_name, email=self.sender_email, postal_address=self.postal_address
        )

    @property
    def inbound_key(self) -> bytes:
        """The key in CAM_INBOUND_SECRET, empty when it is not set. Raises InvalidInput."""
        return secret_key(self.inbound_secret, "CAM_INBOUND_SECRET", least=LEAST_KEY)

    @property
    def consent_countries(self) -> tuple[str, ...]:
        """The codes in CAM_CONSENT_COUNTRIES. Raises InvalidInput."""
        return countries_named(self.consent_from, "CAM_CONSENT_COUNTRIES")

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """What each mail of this deployment counts against, through whatever mailbox."""
        if self.mails_per_day is None:
            return ()
        return (Allowance(scope=DEPLOYMENT, most=self.mails_per_day, zone=self.zone),)

    @property
    def credit_budgets(self) -> dict[str, CreditBudget]:
        """What all campaigns together may spend at each provider."""
        return {
            "apollo": CreditBudget(
                per_day=self.apollo_credits_per_day, total=self.apollo_credits_total
            ),
            "dropcontact": CreditBudget(
                per_day=self.dropcontact_credits_per_day, total=self.dropcontact_credits_total
            ),
        }

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings of this environment. Raises InvalidInput, naming the variable."""
        given = dict(os.environ if environment is None else environment)  # noqa: TID251
        values = _file_values(given.get("CAM_CONFIG", "")) | {
            name: given[name] for name in _names() if name in given
        }
        for name in _names():
            if path := given.get(f"{name}_FILE"):
                values[name] = content(path, f"{name}_FILE")
        try:
            return msgspec.convert(values, cls, strict=False)
        except msgspec.ValidationError as refused:
            reason, _, where = str(refused).partition(" - at `$.")
            raise InvalidInput(where.rstrip("`") or "settings", reason) from None


def _names() -> tuple[str, ...]:
    return tuple(each.encode_name for each in msgspec.structs.fields(Settings))


def _file_values(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        values = tomllib.loads(content(path, "CAM_CONFIG"))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput("CAM_CONFIG", f"is not TOML: {error}") from None
    if unknown := sorted(set(values) - set(_names())):
        raise InvalidInput("CAM_CONFIG", f"has unknown settings: {', '.join(unknown)}")
    return values


def content(path: str, name: str) -> str:
    """What stands in the file that the setting `name` names. Raises InvalidInput."""
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise InvalidInput(name, f"cannot be read: {error.strerror}") from None
