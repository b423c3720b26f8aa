"""Mails by SMTP: everything but the body first, then leave is asked, then the body goes, once."""

import asyncio
import ssl
import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from cam.adapters.smtp.connection import Connection, Envelope, NotOffered
from cam.adapters.smtp.dialling import Account, Dialler, Tls
from cam.adapters.smtp.headers import mailbox
from cam.adapters.smtp.idle import Idle
from cam.adapters.smtp.mime import UnsendableMail, compose, dot_stuffed
from cam.adapters.smtp.replies import Disconnected, Reply
from cam.adapters.smtp.verdicts import FAULTS, after_dot, described, not_offered, unknown
from cam.adapters.unbroken import unbroken
from cam.domain.model.mail import Mail
from cam.ports.dry_run import refuse_while_planning
from cam.ports.failpoints import Failpoints, NoFailpoints, Point
from cam.ports.mailer import Authorize, SendResult, SendStatus

Sign = Callable[[bytes, datetime], bytes]
"""From a mail as RFC 5322 bytes and its date to the same mail with a signature in front."""
BODY_WITHIN = 5.0
"""Seconds from asking for leave to writing the body: a lease taken with it may be over later."""


class _Body(Struct, frozen=True):
    """What goes on the wire after 354, and the hash of the mail before dots were stuffed."""

    wire: bytes
    digest: str


class SmtpMailer:
    """Hands mails to one SMTP account over a few connections that are used again and again.

    A cancellation before the authorization ends the sending; after it, the outcome is awaited
    first and the cancellation felt at the caller's next await: so record the outcome shielded,
    and do not put `asyncio.timeout` around `send`. Timeouts are seconds.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str = "",
        password: str = "",
        tls: Tls,
        max_connections: int = 10,
        connect_timeout: float = 30,
        command_timeout: float = 60,
        dot_timeout: float = 600,
        failpoints: Failpoints | None = None,
        local_hostname: str | None = None,
        tls_context: ssl.SSLContext | None = None,
        sign: Sign | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._dialler = Dialler(
            Account(
                host=host,
                port=port,
                username=username,
                password=password,
                tls=tls,
                local_hostname=local_hostname,
            ),
            connect_timeout=connect_timeout,
            command_timeout=command_timeout,
            tls_context=tls_context,
        )
        self._sign = sign
        self._idle = Idle(monotonic)
        self._monotonic = monotonic
        self._failpoints = failpoints or NoFailpoints()
        self._dot_timeout = dot_timeout
        self._max_connections = max_connections
        self._permits = asyncio.Semaphore(max_connections)
        self._closed = False
        self._closing = asyncio.Lock()

    async def send(self, mail: Mail, authorize: Authorize) -> SendResult:
        """Keeps the promise of `cam.ports.mailer.Mailer.send`."""
        refuse_while_planning("the mail server")
        try:
            data = compose(mail)
            if self._sign is not None:
                data = self._sign(data, mail.date)
            body = _Body(dot_stuffed(data) + b".\r\n", sha256(data).hexdigest())
            sender = mailbox("return path", mail.return_path or mail.sender.email)
        except UnsendableMail as unsendable:
            return SendResult(status=SendStatus.FAILED, reply=str(unsendable))
        envelope = Envelope(sender=sender, recipient=mail.recipient, size=len(data))
        async with self._permits:
            if self._closed:
                return not_offered("the mailer is closed")
            try:
                connection = await self._offered(envelope)
            except NotOffered as refusal:
                return refusal.result
            try:
                return await self._authorized(connection, body, authorize)
            finally:
                self._idle.give_back(connection)

    async def aclose(self) -> None:
        """Takes no more mails, waits for those under way, says goodbye to the server."""
        self._closed = True
        async with self._closing:
            for _ in range(self._max_connections):
                await self._permits.acquire()
            await self._idle.aclose()
            for _ in range(self._max_connections):
                self._permits.release()

    async def _offered(self, envelope: Envelope) -> Connection:
        """A connection that stands at 354. One that died at rest is replaced, once."""
        resting = self._idle.take()
        if resting is not None:
            try:
                return await self._offer_on(resting, envelope)
            except NotOffered as refusal:
                if not refusal.stale:
                    raise
        return await self._offer_on(await self._dialler.dial(), envelope)

    async def _offer_on(self, connection: Connection, envelope: Envelope) -> Connection:
        offered = False
        try:
            await connection.offer(envelope)
            offered = True
        finally:
            if not offered:
                self._idle.give_back(connection)
        return connection

    async def _authorized(
        self, connection: Connection, body: _Body, authorize: Authorize
    ) -> SendResult:
        """Asks for leave at 354; without it the line is dropped, not a byte is written.

        Nor is one when the leave comes too late, or the line is dead by then: that is definite,
        though the attempt stands authorized, and may have been called unknown meanwhile.
        """
        self._failpoints.reached(Point.OFFERED)
        asked_at = self._monotonic()
        if not await authorize(body.digest):
            return SendResult(status=SendStatus.NOT_AUTHORIZED)
        self._failpoints.reached(Point.AUTHORIZED)
        if self._monotonic() - asked_at > BODY_WITHIN:
            return not_offered("authorized too late to write")
        if not connection.clean:
            return not_offered("the connection was lost before the body was written")
        try:
            reply = await self._delivered(connection, body.wire)
        except FAULTS as fault:
            return unknown(described(fault))
        self._failpoints.reached(Point.REPLIED)
        return after_dot(reply)

    async def _delivered(self, connection: Connection, wire: bytes) -> Reply:
        """Writes the body and the dot, once, and waits for the reply whatever is cancelled."""
        failpoints = self._failpoints
        if failpoints.watches(Point.HALF_WRITTEN):
            half = len(wire) // 2
            connection.write(wire[:half])
            await unbroken(connection.flushed)
            failpoints.reached(Point.HALF_WRITTEN)
            if not connection.clean:
                raise Disconnected("the connection was lost in the middle of the body")
            wire = wire[half:]
        connection.write(wire)
        if failpoints.watches(Point.WRITTEN):
            await unbroken(connection.flushed)
        failpoints.reached(Point.WRITTEN)
        deadline = time.monotonic() + self._dot_timeout
        return await unbroken(lambda: connection.dot_reply(within=deadline - time.monotonic()))
