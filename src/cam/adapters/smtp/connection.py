"""One SMTP connection, driven by hand, so that there is an instant between 354 and the body.

aiosmtplib's own `data()` sends DATA and the body in one call: no instant to ask whether it may go.
"""

import asyncio
from contextlib import suppress

from msgspec import Struct

from cam.adapters.smtp.replies import Disconnected, Replies, Reply
from cam.adapters.smtp.verdicts import FAULTS, SERVICE_CLOSING, described, not_offered, refused
from cam.ports.mailer import SendResult

GO_AHEAD = 354
GOODBYE = 5.0
"""Seconds that a server may take to say goodbye."""


class NotOffered(Exception):
    """The server did not say 354: surely not sent. `stale`: the connection was dead already."""

    def __init__(self, result: SendResult, *, stale: bool = False) -> None:
        super().__init__(result.status)
        self.result = result
        self.stale = stale


class Envelope(Struct, frozen=True, kw_only=True):
    """From whom, to whom, and the octets to expect (RFC 1870). Addresses are checked before."""

    sender: str
    recipient: str
    size: int


class Connection:
    """A connection on which mails are offered, one after the other."""

    def __init__(self, replies: Replies, extensions: frozenset[str], command_timeout: float):
        self._replies = replies
        self._extensions = extensions
        self._timeout = command_timeout
        self._settled = True
        self._reset_first = False
        self.idle_since = 0.0

    @property
    def clean(self) -> bool:
        """Is it up, and has the server said nothing that nobody asked for?"""
        return self._replies.clean

    @property
    def reusable(self) -> bool:
        """May another mail begin on it?"""
        return self._settled and self.clean

    async def offer(self, envelope: Envelope) -> None:
        """MAIL, RCPT, DATA; returns at 354, and raises NotOffered when that is not the answer."""
        reset, self._reset_first, self._settled = self._reset_first, True, False
        try:
            if reset:
                await self._reset()
            commands = self._commands(envelope)
            if "pipelining" in self._extensions:
                await self._pipelined(commands)
            else:
                await self._one_by_one(commands)
        except FAULTS as fault:
            raise NotOffered(not_offered(described(fault))) from None
        if not self.clean:
            raise NotOffered(not_offered("the server spoke out of turn at 354"))

    def write(self, data: bytes) -> None:
        """Hands bytes to the transport. Raises Disconnected when it is closed."""
        if self._replies.transport.is_closing():
            raise Disconnected("the connection was closed")
        self._replies.transport.write(data)

    async def flushed(self) -> None:
        """Lets the kernel have what was written, as far as it takes it at once."""
        for _ in range(100):
            await asyncio.sleep(0)
            if not self._replies.transport.get_write_buffer_size():
                return

    async def dot_reply(self, *, within: float) -> Reply:
        """The reply to the final dot; then the connection is free for another mail."""
        reply = await self._replies.next(within=within)
        self._settled = reply.code != SERVICE_CLOSING
        self._reset_first = reply.code >= 300
        return reply

    def abandon(self) -> None:
        """Drops the line: the only way out of DATA without a mail (RFC 5321 4.1.1.4)."""
        self._replies.transport.abort()

    def leave(self) -> None:
        """Says goodbye without waiting for the answer."""
        self.write(b"QUIT\r\n")
        self._replies.transport.close()

    async def quit(self) -> None:
        """Says goodbye and closes."""
        with suppress(*FAULTS):
            self.write(b"QUIT\r\n")
            await self._replies.next(within=GOODBYE)
        self.abandon()
        await self._replies.lost

    def _commands(self, envelope: Envelope) -> list[bytes]:
        size = f" SIZE={envelope.size}" if "size" in self._extensions else ""
        mail = f"MAIL FROM:<{envelope.sender}>{size}\r\n"
        return [mail.encode("ascii"), f"RCPT TO:<{envelope.recipient}>\r\n".encode(), b"DATA\r\n"]

    async def _reset(self) -> None:
        """RSET after a refusal; a connection that cannot is dead."""
        self.write(b"RSET\r\n")
        if (await self._first()).code // 100 != 2:
            raise NotOffered(not_offered("the connection could not be reset"), stale=True)

    async def _first(self) -> Reply:
        """The reply that proves the connection alive."""
        try:
            reply = await self._replies.next(within=self._timeout)
        except Disconnected as gone:
            raise NotOffered(not_offered(str(gone)), stale=True) from None
        if reply.code == SERVICE_CLOSING:
            raise NotOffered(refused(reply), stale=True)
        return reply

    async def _one_by_one(self, commands: list[bytes]) -> None:
        for number, command in enumerate(commands):
            self.write(command)
            reply = await (self._replies.next(within=self._timeout) if number else self._first())
            if not _as_hoped(number, reply):
                self._refuse(reply)

    async def _pipelined(self, commands: list[bytes]) -> None:
        """All three in one write, never past DATA (RFC 2920 3.1); every reply is read."""
        self.write(b"".join(commands))
        replies = [await self._first()]
        try:
            replies.append(await self._replies.next(within=self._timeout))
            replies.append(await self._replies.next(within=self._timeout))
        except FAULTS:
            for number, reply in enumerate(replies):
                if not _as_hoped(number, reply):
                    raise NotOffered(refused(reply)) from None
            raise
        for number, reply in enumerate(replies):
            if not _as_hoped(number, reply):
                if replies[-1].code == GO_AHEAD:
                    await self._withdraw(replies[1], why=reply)
                self._refuse(reply)

    async def _withdraw(self, rcpt: Reply, *, why: Reply) -> None:
        """Ends a DATA that has no recipient with a lone dot (RFC 2920 3.1).

        When somebody was accepted after all, that dot would deliver an empty mail: hang up.
        """
        if rcpt.code < 400:
            raise NotOffered(refused(why))
        self.write(b".\r\n")
        try:
            ended = await self._replies.next(within=self._timeout)
        except FAULTS:
            raise NotOffered(refused(why)) from None
        if ended.code < 400:
            raise NotOffered(refused(why))

    def _refuse(self, reply: Reply) -> None:
        """Every reply was read: the connection lives on, unless the server closes or is odd."""
        self._settled = reply.code >= 400 and reply.code != SERVICE_CLOSING
        raise NotOffered(refused(reply))


def _as_hoped(number: int, reply: Reply) -> bool:
    """Is it 2yz to MAIL and RCPT, and 354 to DATA?"""
    return reply.code == GO_AHEAD if number == 2 else reply.code // 100 == 2
