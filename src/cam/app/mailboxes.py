"""The accounts that mails leave through: those of the file that CAM_MAILBOXES names, or the one of
the SMTP settings."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from cam.app.settings import Port, Settings, Tls, content
from cam.domain.model import address, window
from cam.domain.model.errors import InvalidInput
from cam.domain.model.mail import Sender
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.quota import MailsPerDay
from cam.domain.model.rhythm import Pause, RampUp, Seconds

FILE = "CAM_MAILBOXES"
LONGEST_NAME = 80
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+@-]*")

MAKE = Mailbox(name="make", label="make", is_counted=False, keeps_leads=False, takes_all=True)
"""A Make.com scenario in a mailbox's place: no lead stays with it."""

Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]


class Account(Struct, frozen=True, kw_only=True):
    """One mailbox, and how its server is reached."""

    mailbox: Mailbox
    host: str
    port: int
    username: str
    password: str
    tls: Tls

    def __repr__(self) -> str:
        return f"Account({self.mailbox.name})"


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[mailbox]]` of the file. What it leaves open of host, port and tls is that of the SMTP
    settings; of the sender, the campaign's or the deployment's."""

    name: Name
    sender_email: Annotated[str, Meta(min_length=3, max_length=254)]
    sender_name: str = ""
    reply_to: str = ""
    host: str = ""
    port: Port | None = None
    tls: Tls | None = None
    username: str = ""
    password: str = ""
    password_file: str = ""
    mails_per_day: MailsPerDay | None = None
    ramp_up: RampUp | None = None
    min_seconds_between: Seconds = 0
    jitter: Seconds = 0
    plus_tags: bool = False

    def __repr__(self) -> str:
        return f"Entry({self.name})"


class Entries(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    mailbox: Annotated[tuple[Entry, ...], Meta(min_length=1, max_length=1000)]


def accounts(settings: Settings) -> tuple[Account, ...]:
    """Every account that is configured. Raises InvalidInput, naming the setting."""
    window.zone(settings.zone, "CAM_ZONE")
    if not settings.mailboxes:
        return tuple(_single(settings)) if settings.smtp_host else ()
    entries = _entries(settings.mailboxes)
    _check_names(entries)
    return tuple(_account(settings, entry) for entry in entries)


def _single(settings: Settings) -> Iterator[Account]:
    name = settings.sender_email or settings.smtp_username or settings.smtp_host
    yield Account(
        mailbox=Mailbox(
            name=name[:LONGEST_NAME],
            label="smtp",
            mails_per_day=settings.smtp_mails_per_day,
            pause=Pause(seconds=settings.smtp_min_seconds, jitter=settings.smtp_jitter),
            plus_tags=settings.smtp_plus_tags,
            zone=settings.zone,
            is_counted=False,
            takes_all=True,
        ),
        host=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_username,
        password=settings.smtp_password,
        tls=settings.smtp_tls,
    )


def _account(settings: Settings, entry: Entry) -> Account:
    where = f"{FILE}: mailbox {entry.name}"
    if not (host := entry.host or settings.smtp_host):
        raise InvalidInput(f"{where}: host", "is missing")
    if entry.password and entry.password_file:
        raise InvalidInput(f"{where}: password", "is given twice: as password and as password_file")
    password = entry.password
    if entry.password_file:
        password = content(str(_beside(settings, entry.password_file)), f"{where}: password_file")
    return Account(
        mailbox=Mailbox(
            name=entry.name,
            sender=_sender(entry, where),
            mails_per_day=entry.mails_per_day,
            ramp_up=entry.ramp_up,
            pause=Pause(seconds=entry.min_seconds_between, jitter=entry.jitter),
            plus_tags=entry.plus_tags,
            zone=settings.zone,
        ),
        host=host,
        port=settings.smtp_port if entry.port is None else entry.port,
        username=entry.username,
        password=password,
        tls=entry.tls or settings.smtp_tls,
    )


def _sender(entry: Entry, where: str) -> Sender:
    try:
        return Sender(
            name=entry.sender_name,
            email=address.parsed(entry.sender_email),
            reply_to=entry.reply_to,
        )
    except InvalidInput as refused:
        raise InvalidInput(f"{where}: {refused.field}", refused.reason) from None


def _beside(settings: Settings, file: str) -> Path:
    """A relative path starts where the file of the mailboxes is."""
    return Path(settings.mailboxes).parent / file


def _entries(path: str) -> tuple[Entry, ...]:
    try:
        told: dict[str, Any] = tomllib.loads(content(path, FILE))
        return msgspec.convert(told, Entries).mailbox
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(FILE, f"is not TOML: {error}") from None
    except msgspec.ValidationError as refused:
        raise InvalidInput(FILE, str(refused)) from None


def _check_names(entries: tuple[Entry, ...]) -> None:
    """No name is odd, and neither a name nor an address stands for two mailboxes."""
    seen: dict[str, str] = {}
    for entry in entries:
        if not _NAME.fullmatch(entry.name):
            raise InvalidInput(FILE, f'"{entry.name}" is no name: letters, digits and . _ + @ -')
        for name in {entry.name.lower(), entry.sender_email.lower()}:
            if name in seen:
                raise InvalidInput(FILE, f'"{name}" is given to two mailboxes')
            seen[name] = entry.name
