"""How a connection is opened: TCP, greeting, EHLO, STARTTLS, certificate, AUTH, by aiosmtplib."""

import asyncio
import base64
import re
import socket
import ssl
from typing import Literal, cast

import aiosmtplib
from msgspec import Struct

from cam.adapters.loopback import is_loopback
from cam.adapters.smtp.connection import Connection, NotOffered
from cam.adapters.smtp.replies import Replies
from cam.adapters.smtp.verdicts import not_connected
from cam.domain.model.errors import InvalidInput
from cam.domain.model.text import has_control

Tls = Literal["implicit", "starttls", "none"]

_NAME = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
FAULTS = (aiosmtplib.SMTPException, OSError, ValueError, RuntimeError, EOFError)
"""What aiosmtplib and the event loops raise while they connect."""


class Account(Struct, frozen=True, kw_only=True):
    """Where mail is handed in, and as whom. Without a user name nobody logs in."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    tls: Tls = "starttls"
    local_hostname: str | None = None

    def __post_init__(self) -> None:
        if self.tls == "none" and not is_loopback(self.host):
            raise InvalidInput("smtp_tls", "may be none for a loopback host only")
        if self.tls not in ("implicit", "starttls", "none"):
            raise InvalidInput("smtp_tls", "is implicit, starttls or none")
        for field in ("host", "username", "local_hostname"):
            value = getattr(self, field) or ""
            if has_control(value) or "\n" in value:
                raise InvalidInput(f"smtp_{field}", "must be plain text", kind="control_character")

    def __repr__(self) -> str:
        return f"Account({self.host}:{self.port})"

    def without_secrets(self, text: str) -> str:
        """The text without the password, plain or as AUTH carries it; servers echo commands."""
        if not self.password:
            return text
        plain = f"\0{self.username}\0{self.password}"
        for secret in (plain, self.password):
            coded = base64.b64encode(secret.encode()).decode()
            text = text.replace(secret, "***").replace(coded, "***")
        return text


class Dialler:
    """Opens connections to one account, each within `connect_timeout` seconds, login included."""

    def __init__(
        self,
        account: Account,
        *,
        connect_timeout: float,
        command_timeout: float,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._account = account
        self._connect_timeout = connect_timeout
        self._command_timeout = command_timeout
        if tls_context is None and account.tls != "none":
            tls_context = ssl.create_default_context()
        self._tls_context = tls_context
        self._hostname = account.local_hostname

    async def dial(self) -> Connection:
        """A new connection, secured and logged in. Raises NotOffered, and nothing else."""
        if self._hostname is None:
            self._hostname = await asyncio.to_thread(_own_name)
        client = self._client()
        try:
            async with asyncio.timeout(self._connect_timeout):
                await client.connect()
                if client.is_ehlo_or_helo_needed:
                    await _greet(client)
            return Connection(
                Replies(_transport(client)),
                frozenset(client.esmtp_extensions),
                self._command_timeout,
            )
        except FAULTS as fault:
            client.close()
            result = not_connected(fault, self._account.without_secrets)
            raise NotOffered(result) from None
        except BaseException:
            client.close()
            raise

    def _client(self) -> aiosmtplib.SMTP:
        account = self._account
        return aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            username=account.username or None,
            password=account.password if account.username else None,
            local_hostname=self._hostname,
            timeout=None,  # its own timeouts use wait_for, which loses cancellations before 3.12
            use_tls=account.tls == "implicit",
            start_tls=account.tls == "starttls",
            tls_context=self._tls_context,
        )


def _transport(client: aiosmtplib.SMTP) -> asyncio.Transport:
    """The client's transport, which from now on is not the client's any more."""
    if client.transport is None:
        raise aiosmtplib.SMTPServerDisconnected("the connection was closed")
    return cast("asyncio.Transport", client.transport)


def _own_name() -> str:
    """This machine's full name, or an address literal where it has none (RFC 5321 4.1.4)."""
    name = socket.getfqdn()
    return name if _NAME.fullmatch(name) else "[127.0.0.1]"


async def _greet(client: aiosmtplib.SMTP) -> None:
    """EHLO, or HELO where that is not known (RFC 5321 3.2)."""
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError as refused:
        if refused.code not in (500, 502, 504):
            raise
        await client.helo()
